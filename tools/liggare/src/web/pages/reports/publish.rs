//! `/rapporter/{slag}/publicera`: what must hold of a report, and its publication.
//!
//! Guarantee: a report is published by the same code as over the API, once however
//! often the form is sent (I7, I8); nothing is published from another site's form.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ledger::event::decision::DecisionKind;
use ledger::event::reporting::ReportKind;
use ledger::ids::{DecisionId, ReportId};
use ledger::period::Period;
use projections::checks::{CheckResult, Finding};
use projections::claims::ClaimValue;
use projections::decisions::Decision;
use projections::document::{Cell, CheckOutcome};
use projections::report::{self, ReportRequest, report_name};

use super::{PUBLISHED, ROOM, at, kind, path_of};
use crate::access::matrix::{Capability, CommandKind};
use crate::answer::checks::results;
use crate::publication::Publication;
use crate::render::words;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::server::routes::publishing::publish_for;
use crate::web::form::Body;
use crate::web::form::entries::waiver;
use crate::web::form::given::{Given, Wrong};
use crate::web::frame::{basis_in_words, in_words};
use crate::web::html::Html;
use crate::web::html::status::Status;
use crate::web::html::value::Value;
use crate::web::looking::{Looking, Page};
use crate::web::pages::decisions;
use crate::web::place::Place;
use crate::web::sight::Sight;
use crate::web::times::path;

/// The field that holds the session's secret.
const TOKEN: &str = "sida";

/// The field that holds the report's id.
const ID: &str = "id";

/// The field that holds the decision.
const DECISION: &str = "beslut";

#[derive(Template)]
#[template(path = "web/publish.html")]
struct Publish<'a> {
    about: String,
    live: String,
    basis: String,
    checks: Vec<Checked>,
    failed: usize,
    waivers: Vec<Waived>,
    published: Vec<(String, String)>,
    /// The form, for those who may publish what can be published.
    form: Option<Form<'a>>,
    is_allowed: bool,
    waive: Option<String>,
    problem: Option<&'a Problem>,
}

struct Form<'a> {
    action: String,
    token: &'a str,
    id: String,
    decisions: Vec<(String, String, bool)>,
    wrong: &'a [Wrong],
}

/// A check with what it came upon.
struct Checked {
    title: &'static str,
    status: Option<Status>,
    hinders: bool,
    findings: Vec<Found>,
}

struct Found {
    text: String,
    /// What is stated, what the parts give, and the difference, where they are numbers.
    values: Option<[Value; 3]>,
}

/// A check that was waived.
struct Waived {
    title: &'static str,
    at: String,
    actor: String,
    reason: String,
    decision: Option<(String, Option<String>)>,
}

/// What came of what was sent.
#[derive(Clone, Default)]
struct Sent {
    id: Option<String>,
    decision: Option<String>,
    wrong: Vec<Wrong>,
    problem: Option<Problem>,
}

pub(super) async fn ask(Place(name): Place<String>, looking: Looking) -> Result<Response, Problem> {
    looking.visitor.caller.account()?;
    let kind = kind(&name)?;
    let sent = Sent::default();
    looking
        .show_now(StatusCode::OK, move |sight| page(kind, &sent, sight))
        .await
}

pub(super) async fn take(
    State(served): State<Served>,
    Place(name): Place<String>,
    looking: Looking,
    Body(body): Body,
) -> Result<Response, Problem> {
    let given = Given::parse(&body);
    looking.visitor.owns(given.one(TOKEN).unwrap_or_default())?;
    let actor = looking.visitor.caller.account()?.actor.clone();
    let kind = kind(&name)?;
    let times = looking.sees(|sight| Ok(sight.times.clone())).await?;
    let mut answers = given.answers();
    let report = answers.read::<ReportId>(ID);
    let decision = answers.optional::<DecisionId>(DECISION);
    let mut sent = Sent {
        id: given.one(ID).map(str::to_owned),
        decision: given.one(DECISION).map(str::to_owned),
        ..Sent::default()
    };
    let status = match answers.done(report) {
        Err(wrong) => {
            sent.wrong = wrong;
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Ok(report) => {
            let publication = Publication {
                report,
                request: ReportRequest {
                    kind,
                    unit: times.unit.clone(),
                    period: times.period,
                },
                actor,
                decision,
            };
            let caller = looking.visitor.caller.clone();
            match publish_for(Arc::clone(&served.node), caller, publication).await {
                Ok(published) => {
                    let page = path(PUBLISHED, published.report.as_str());
                    let to = times.known_at(None).link(&page);
                    return Ok(looking.recorded(published.position, &to));
                }
                Err(problem) => {
                    let status = problem.status;
                    sent.problem = Some(problem);
                    StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
                }
            }
        }
    };
    looking
        .show_now(status, move |sight| page(kind, &sent, sight))
        .await
}

fn page(kind: ReportKind, sent: &Sent, sight: &Sight<'_>) -> Result<Page, Problem> {
    sight.may(Capability::Checks)?;
    let (unit, period, size) = (sight.unit(), sight.period(), sight.size);
    let request = ReportRequest {
        kind,
        unit: unit.clone(),
        period,
    };
    let reading = sight.reading();
    report::can_build(sight.model(), &request, reading.basis(size)?)?;
    let results = results(&reading, &request, size);
    let failed = results
        .iter()
        .filter(|check| is(check, CheckOutcome::Failed));
    let failed = failed.count();
    let reporting = &sight.model().reporting;
    let published = reporting.published(size).filter(|published| {
        published.kind == kind && published.unit == *unit && published.period == period
    });
    let is_allowed = sight.could(CommandKind::PublishReport);
    let is_ready = is_allowed && (failed == 0 || sent.id.is_some());
    let template = Publish {
        about: format!(
            "{} för {}, {}.",
            report_name(kind),
            sight.name_of(unit),
            in_words(period)
        ),
        live: sight.link(&path_of(kind)),
        basis: reading.moment_in_words(size),
        checks: results.iter().map(checked).collect(),
        failed,
        waivers: reporting
            .waivers(kind, unit, period, size)
            .into_iter()
            .map(|waiver| {
                let recorded = &waiver.recorded;
                Waived {
                    title: waiver.check.title(),
                    at: at(recorded.recorded_at),
                    actor: recorded.actor.to_string(),
                    reason: recorded.reason.clone().unwrap_or_default(),
                    decision: recorded
                        .decision
                        .as_ref()
                        .map(|id| (id.to_string(), decisions::address(id, sight))),
                }
            })
            .collect(),
        published: published
            .map(|published| {
                let page = path(PUBLISHED, published.report.as_str());
                (sight.link(&page), at(published.recorded.recorded_at))
            })
            .collect(),
        form: is_ready.then(|| Form {
            action: sight.link(&format!("{}/publicera", path_of(kind))),
            token: sight.token,
            id: sent.id.clone().unwrap_or_else(|| free_id(kind, sight)),
            decisions: decision_choices(sent.decision.as_deref(), sight),
            wrong: &sent.wrong,
        }),
        is_allowed,
        waive: waiver::ENTRY.offered(sight, &[("rapport", words::argument_of_report(kind))]),
        problem: sent.problem.as_ref(),
    };
    let title = format!("Publicera {}", words::of_report(kind));
    Ok(Page {
        foot: Html::escaped(&basis_in_words(sight.question, size)?),
        ..Page::new(ROOM, title, Html::of(&template)?)
    })
}

impl Form<'_> {
    /// What is wrong with a field.
    fn wrong_with(&self, field: &str) -> Option<&str> {
        let mut wrong = self.wrong.iter();
        let found = wrong.find(|wrong| wrong.field == field);
        found.map(|wrong| wrong.why.as_str())
    }
}

fn is(check: &CheckResult, outcome: CheckOutcome) -> bool {
    check.outcome == outcome
}

fn checked(result: &CheckResult) -> Checked {
    Checked {
        title: result.name.title(),
        status: Status::of(&Cell::Check(result.outcome)),
        hinders: is(result, CheckOutcome::Failed),
        findings: result.findings.iter().map(found).collect(),
    }
}

fn found(finding: &Finding) -> Found {
    let values = [finding.stated, finding.computed, finding.difference];
    let has_values = values.iter().any(Option::is_some);
    Found {
        text: if finding.place.is_empty() || finding.text.contains(&finding.place) {
            finding.text.clone()
        } else {
            format!("{}: {}", finding.place, finding.text)
        },
        values: has_values.then(|| {
            values.map(|value| {
                let cell = value.map_or(Cell::Empty, |value| match value {
                    ClaimValue::Amount(amount) => Cell::Amount(amount),
                    ClaimValue::Number(number) => Cell::Number(number),
                    ClaimValue::Count(count) => Cell::Count(count),
                });
                Value::of(&cell, None)
            })
        }),
    }
}

/// An id that says what the report is and that no published report has.
fn free_id(kind: ReportKind, sight: &Sight<'_>) -> String {
    let id = id_of(kind, sight.unit().as_str(), sight.period());
    let reporting = &sight.model().reporting;
    let is_free = |id: &String| {
        ReportId::new(id.as_str()).is_ok_and(|id| reporting.report(&id, sight.size).is_none())
    };
    let more = (2..).map(|number| format!("{id}-{number}"));
    let mut ids = std::iter::once(id.clone()).chain(more).take(1_000);
    ids.find(is_free).unwrap_or(id)
}

/// What a report's id is made of: its kind, whose it is and the period.
fn id_of(kind: ReportKind, unit: &str, period: Period) -> String {
    let argument = words::argument_of_report(kind);
    let year = period.year();
    match kind {
        // One a year.
        ReportKind::OperationsReport | ReportKind::AnnualReport | ReportKind::InterimReport => {
            format!("{argument}-{unit}-{year}")
        }
        ReportKind::PeriodReport => {
            format!("{argument}-{unit}-{year}-{:02}", period.last().month())
        }
    }
}

/// The decisions that may approve the report: those of its year and the next in the
/// unit's matters, the ones on reports first and then the latest first.
fn decision_choices(chosen: Option<&str>, sight: &Sight<'_>) -> Vec<(String, String, bool)> {
    if sight.may(Capability::Decisions).is_err() {
        return Vec::new();
    }
    let year = sight.period().year();
    let known = &sight.model().decisions;
    let years = [year, year.saturating_add(1)];
    let mut decisions: Vec<Decision> = years
        .into_iter()
        .flat_map(|year| known.of_unit(sight.unit(), year, sight.size))
        .collect();
    decisions.sort_by_key(|decision| {
        let is_on_report = decision.kind == DecisionKind::Report;
        (!is_on_report, std::cmp::Reverse(decision.date))
    });
    let choice = |decision: Decision| {
        let label = format!("{}: {}", decision.decision, decision.title);
        let id = decision.decision.to_string();
        let is_chosen = chosen == Some(id.as_str());
        (id, label, is_chosen)
    };
    decisions.into_iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_what_the_report_is() {
        for (kind, period, id) in [
            (
                ReportKind::InterimReport,
                "2024-01/2024-07",
                "delarsrapport-RS-2024",
            ),
            (ReportKind::AnnualReport, "2024", "arsredovisning-RS-2024"),
            (
                ReportKind::PeriodReport,
                "2024-01/2024-03",
                "periodrapport-RS-2024-03",
            ),
        ] {
            let period = period.parse().expect("a period");
            assert_eq!(id_of(kind, "RS", period), id);
        }
    }
}
