//! What is late or open of a unit: periods, decisions, follow-ups and checks.

use ledger::event::followup::AssignmentStatus;
use ledger::event::reporting::ReportKind;
use ledger::time::Date;
use projections::document::CheckOutcome;
use projections::indicators::Outcome;
use projections::report::{ReportRequest, report_name};
use projections::reporting::{PeriodRow, PeriodState};

use crate::access::matrix::Capability;
use crate::answer::checks::results;
use crate::cli::moment;
use crate::render::swedish::counted;
use crate::render::words::argument_of_report;
use crate::web::frame::in_words;
use crate::web::sight::Sight;

/// The most findings of a check that are named.
const MOST_FINDINGS: usize = 2;

/// Something that is late or open.
pub(super) struct Open {
    /// Whether it is late or wrong, and not only open.
    pub(super) is_late: bool,
    /// What it is, in a word.
    pub(super) word: &'static str,
    pub(super) text: String,
    pub(super) address: String,
    pub(super) notes: Vec<String>,
}

/// What is late or open; what is late stands first. Checks are of a report, when there
/// is one of the period.
pub(super) fn open(sight: &Sight<'_>, has_report: bool) -> Vec<Open> {
    let mut open = periods(sight);
    open.extend(decisions(sight));
    open.extend(follow_up(sight));
    open.extend(failed(sight, has_report));
    open.sort_by_key(|one| !one.is_late);
    open
}

/// The day that lateness is told by: today, or the day that what is known ends.
fn day(sight: &Sight<'_>) -> Date {
    let today = sight.caller.today();
    if sight.times.known.is_none() {
        return today;
    }
    let known = sight.model().timeline.known_at(sight.size);
    known.and_then(moment::day_of).unwrap_or(today)
}

fn periods(sight: &Sight<'_>) -> Vec<Open> {
    let scope = sight.scope();
    let day = day(sight);
    let reporting = &sight.model().reporting;
    let units = scope.subtree.iter();
    let rows = units.flat_map(|unit| reporting.periods(unit, sight.size));
    rows.filter_map(|row| period(sight, &row, day)).collect()
}

/// What is left of a reporting period, when something is.
fn period(sight: &Sight<'_>, row: &PeriodRow, day: Date) -> Option<Open> {
    let reporting = &sight.model().reporting;
    let (kind, unit, size) = (row.kind, &row.unit, sight.size);
    let submitted = reporting.submitted(kind, unit, row.period, size).is_some();
    // What is published is over, whoever handed it in.
    if reporting
        .latest_published(kind, unit, row.period, size)
        .is_some()
    {
        return None;
    }
    let (is_late, left) = match &row.state {
        PeriodState::Open { due, .. } if submitted => {
            (false, format!("är inlämnad; perioden är öppen till {due}"))
        }
        PeriodState::Open { due, .. } if *due < day => {
            (true, format!("skulle ha lämnats senast {due}"))
        }
        PeriodState::Open { due, .. } => (false, format!("ska lämnas senast {due}")),
        PeriodState::Closed { .. } if !submitted => {
            (true, "är inte inlämnad, och perioden är stängd".to_owned())
        }
        PeriodState::Closed { .. } => (false, "är inlämnad men inte publicerad".to_owned()),
    };
    let whose = if unit == sight.unit() {
        String::new()
    } else {
        format!(" för {}", sight.name_of(unit))
    };
    let times = sight.times.of_unit(unit.clone()).about(row.period);
    Some(Open {
        is_late,
        word: word(is_late),
        text: format!(
            "{} {}{whose} {left}.",
            report_name(kind),
            in_words(row.period)
        ),
        address: times.link("/insamling"),
        notes: Vec::new(),
    })
}

fn decisions(sight: &Sight<'_>) -> Option<Open> {
    sight.may(Capability::Decisions).ok()?;
    let open = sight
        .model()
        .decisions
        .unreported(Some(sight.unit()), sight.size);
    let seen = open.iter().filter(|decision| {
        let may = sight.may_of(Capability::Decisions, Some(&decision.unit));
        may.is_ok()
    });
    let seen: Vec<_> = seen.collect();
    if seen.is_empty() {
        return None;
    }
    let urgent = seen.iter().any(|decision| {
        let delegation = decision.delegation.as_ref();
        delegation.is_some_and(|delegation| delegation.urgent)
    });
    Some(Open {
        is_late: urgent,
        word: word(urgent),
        text: format!(
            "{} till nämnden.",
            counted(
                number(seen.len()),
                "delegationsbeslut är inte anmält",
                "delegationsbeslut är inte anmälda"
            )
        ),
        address: sight.link("/beslut"),
        notes: seen
            .iter()
            .take(MOST_FINDINGS)
            .map(|decision| format!("{}: {}", decision.decision, decision.title))
            .collect(),
    })
}

/// What has not been followed up of the plan and the internal control.
fn follow_up(sight: &Sight<'_>) -> Vec<Open> {
    let (model, scope) = (sight.model(), sight.scope());
    let last_day = scope.period.last_day();
    let items = model.plan.report_items(&scope);
    let may = |capability| sight.may(capability).is_ok();
    let mut open = Vec::new();
    let mut add = |count: usize, is_late: bool, (one, many): (&str, &str), path: &str| {
        if count > 0 {
            open.push(Open {
                is_late,
                word: word(is_late),
                text: counted(number(count), one, many),
                address: sight.link(path),
                notes: Vec::new(),
            });
        }
    };
    if may(Capability::Assessments) && may(Capability::Plan) {
        let applying = items.objectives().filter(|item| item.applies_on(last_day));
        let not_assessed = applying.filter(|item| model.assessments.shown(item, &scope).is_none());
        let of = in_words(scope.period);
        let words = (
            format!("mål är inte bedömt för {of}."),
            format!("mål är inte bedömda för {of}."),
        );
        add(not_assessed.count(), false, (&words.0, &words.1), "/plan");
        let today = day(sight);
        let within = sight.within(&scope);
        let assignments = items.assignments.iter();
        let assignments = assignments.filter(|item| item.applies_on(last_day));
        let (mut silent, mut late) = (0, 0);
        for item in assignments {
            let own = model.assessments.status(item, &scope);
            silent += usize::from(own.is_none());
            // What was over in July is not late in December.
            let is_over = within.status(item).is_some_and(|status| {
                matches!(
                    status.status,
                    Some(AssignmentStatus::Completed | AssignmentStatus::Discontinued)
                )
            });
            let is_due = item.due.is_some_and(|due| due < today);
            late += usize::from(is_due && !is_over);
        }
        let words = format!("uppdrag har ingen rapporterad status för {of}.");
        add(silent, false, (&words, &words), "/plan");
        let words = (
            "uppdrag har passerat sitt slutdatum.",
            "uppdrag har passerat sitt slutdatum.",
        );
        add(late, true, words, "/plan");
    }
    if may(Capability::Indicators) {
        let rows = model.indicators.rows(&items, &scope, &model.rules);
        let silent = rows
            .iter()
            .filter(|row| row.outcome == Outcome::NotReported);
        let words = (
            "indikator är inte rapporterad.",
            "indikatorer är inte rapporterade.",
        );
        add(silent.count(), false, words, "/indikatorer");
    }
    if may(Capability::Control) {
        let actions = model.control.actions(&scope);
        let silent = actions.iter().filter(|action| action.follow_up.is_none());
        let words = (
            "kontrollåtgärd är inte uppföljd.",
            "kontrollåtgärder är inte uppföljda.",
        );
        add(silent.count(), false, words, "/intern-kontroll");
    }
    open
}

/// The checks that fail of the unit's report: the one that was published last for the
/// period, else the natural one.
fn failed(sight: &Sight<'_>, has_report: bool) -> Vec<Open> {
    if sight.may(Capability::Checks).is_err() {
        return Vec::new();
    }
    let reporting = &sight.model().reporting;
    let published = reporting.published(sight.size);
    let of_period = published
        .filter(|report| report.unit == *sight.unit() && report.period == sight.period())
        .last();
    if of_period.is_none() && !has_report {
        return Vec::new();
    }
    let kind: ReportKind = of_period.map_or_else(|| sight.kind(), |report| report.kind);
    let request = ReportRequest {
        kind,
        unit: sight.unit().clone(),
        period: sight.period(),
    };
    let reading = sight.reading();
    let address = sight.link(&format!("/rapporter/{}", argument_of_report(kind)));
    results(&reading, &request, sight.size)
        .into_iter()
        .filter(|result| result.outcome == CheckOutcome::Failed)
        .map(|result| {
            let findings = result.findings.iter();
            let named = findings.take(MOST_FINDINGS).map(|finding| {
                let place = &finding.place;
                // A place that is told in words says enough.
                if place.contains(' ') {
                    place.clone()
                } else {
                    format!("{place}: {}", finding.text)
                }
            });
            let more = result.findings.len().saturating_sub(MOST_FINDINGS);
            let more = (more > 0).then(|| format!("och {more} till"));
            Open {
                is_late: true,
                word: "Fel",
                text: format!("Kontrollen ”{}” visar fel.", result.name.title()),
                address: address.clone(),
                notes: named.chain(more).collect(),
            }
        })
        .collect()
}

/// What is late or only open, in a word.
fn word(is_late: bool) -> &'static str {
    if is_late { "Försenat" } else { "Öppet" }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
