//! `/beslut/{id}`: a decision, and what rests on it.

use askama::Template;
use axum::response::Response;
use ledger::ids::DecisionId;
use projections::decisions::{Decision, ReferralBack};
use projections::document::Cell;
use projections::wording;

use super::list::{paragraph_in_words, reported};
use super::resting::{Resting, resting};
use super::{ROOM, may_read};
use crate::access::matrix::{Capability, CommandKind};
use crate::cli::moment;
use crate::render::words;
use crate::server::problem::{Problem, capital};
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::html::status::Status;
use crate::web::html::value::Value;
use crate::web::looking::{Looking, Page};
use crate::web::pages::reference::event_address;
use crate::web::place::Place;
use crate::web::sight::Sight;
use crate::web::times::path;

#[derive(Template)]
#[template(path = "web/decision.html")]
struct One {
    id: String,
    kind: String,
    unit: String,
    organ: String,
    date: String,
    /// What is not known of the date.
    exact: &'static str,
    case_number: Option<String>,
    paragraph: Option<String>,
    amount: Option<Value>,
    delegation: Option<Delegated>,
    recorded: Option<Recorded>,
    mark: &'static str,
    notes: Vec<String>,
    referrals: Vec<Referral>,
    resting: Resting,
    report: bool,
    list: String,
}

struct Delegated {
    committee: String,
    is_urgent: bool,
    status: Status,
    said: String,
}

struct Recorded {
    at: String,
    actor: String,
    place: u64,
    event: Option<String>,
}

struct Referral {
    matter: String,
    by: Option<&'static str>,
    motivation: String,
    item: Option<(String, String)>,
}

pub(super) async fn show(Place(id): Place<String>, looking: Looking) -> Result<Response, Problem> {
    looking
        .show(move |sight| {
            sight.caller.account()?;
            let missing = || {
                Problem::not_found("Inget sådant beslut är antecknat vid den tidpunkt som visas.")
            };
            let id = DecisionId::new(id.as_str()).map_err(|_| missing())?;
            let known = sight.model().decisions.decision(&id, sight.size);
            let decision = known.ok_or_else(missing)?;
            if !may_read(&decision, sight) {
                sight.may_of(Capability::Decisions, Some(&decision.unit))?;
            }
            let title = decision.title.clone();
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new(ROOM, title, Html::of(&one(decision, sight)?)?)
            })
        })
        .await
}

fn one(decision: Decision, sight: &Sight<'_>) -> Result<One, Problem> {
    use ledger::event::decision::Precision;
    let reported = reported(&decision, sight);
    let provenance = decision.grounds.provenance;
    let first = decision.grounds.positions().into_iter().min();
    let commit = first.and_then(|at| sight.model().timeline.commit_of(at));
    Ok(One {
        resting: resting(&decision.decision, sight)?,
        report: decision.delegation.is_some()
            && decision.reported.is_none()
            && sight.could(CommandKind::ReportDecision),
        list: sight.link(ROOM),
        kind: capital(wording::decision_kind(decision.kind)),
        unit: sight.name_of(&decision.unit),
        date: wording::date(decision.date, decision.precision),
        exact: match decision.precision {
            Precision::Day => "",
            Precision::Month => "dagen är inte känd",
            Precision::Year => "bara året är känt",
        },
        paragraph: decision.paragraph.as_deref().map(paragraph_in_words),
        amount: decision
            .amount_ore
            .map(|amount| Value::of(&Cell::Amount(amount), provenance)),
        delegation: decision
            .delegation
            .as_ref()
            .zip(reported)
            .map(|(of, (status, said))| Delegated {
                committee: sight.name_of(&of.committee),
                is_urgent: of.urgent,
                status,
                said,
            }),
        recorded: first.zip(commit).map(|(at, commit)| Recorded {
            at: moment::shown(commit.recorded_at),
            actor: commit.actor.to_string(),
            place: at.0,
            event: event_address(sight, at),
        }),
        mark: words::mark(provenance),
        notes: words::legend(provenance),
        referrals: decision
            .referrals
            .iter()
            .map(|back| referral(back, sight))
            .collect(),
        id: decision.decision.to_string(),
        organ: decision.organ,
        case_number: decision.case_number,
    })
}

fn referral(back: &ReferralBack, sight: &Sight<'_>) -> Referral {
    Referral {
        matter: back.matter.clone(),
        by: back.by_minority.map(|by_minority| {
            if by_minority {
                "av en minoritet"
            } else {
                "av majoriteten"
            }
        }),
        motivation: back.motivation.clone(),
        item: back.item.as_ref().map(|item| {
            let page = path("/poster", item.as_str());
            (item.to_string(), sight.link(&page))
        }),
    }
}
