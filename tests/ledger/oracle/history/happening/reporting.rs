//! Decisions, rules, periods, reports and claims.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::decision::{
    DecisionKind, DecisionReported, DecisionTaken, Delegation, Precision,
};
use ledger::event::reporting::{
    Claim, FactClaimed, LineColumn, PeriodClosed, PeriodOpened, ReportKind, ReportSubmitted,
    RulesAdopted,
};
use ledger::ids::ClaimId;
use ledger::money::Ore;
use ledger::rules::RuleSet;

use super::super::pool;
use super::Draw;

pub(super) fn happen(draw: &Draw, before: &[Entry]) -> Vec<Event> {
    let kinds = [ReportKind::PeriodReport, ReportKind::InterimReport];
    let (unit, period) = (pool::unit(draw.name(1, &["RS", "N1"])), draw.period(2));
    let kind = *draw.one_of(3, &kinds);
    let event: Option<Event> = match draw.number(0) % 12 {
        0..=3 => decision(draw, before),
        4 => Some(
            PeriodOpened {
                unit,
                period,
                report: kind,
                due: pool::date(2025, 2, 1),
            }
            .into(),
        ),
        5 => Some(
            PeriodClosed {
                unit,
                period,
                report: kind,
            }
            .into(),
        ),
        6 => Some(
            ReportSubmitted {
                kind,
                unit,
                period,
                to: pool::unit("RF"),
            }
            .into(),
        ),
        7..=8 => Some(rules(draw, before).into()),
        _ => Some(claim(draw).into()),
    };
    event.into_iter().collect()
}

/// Takes a decision, and reports it once it is taken.
fn decision(draw: &Draw, before: &[Entry]) -> Option<Event> {
    let id = pool::decision(draw.name(4, &pool::DECISIONS));
    let committee = pool::unit(draw.name(5, &["RS", "N1"]));
    let known = before.iter().find_map(|entry| match entry.event()? {
        Event::DecisionTaken(e) if e.decision == id => Some(e.clone()),
        _ => None,
    });
    let reported = before
        .iter()
        .any(|entry| matches!(entry.event(), Some(Event::DecisionReported(e)) if e.decision == id));
    match known {
        None => Some(
            DecisionTaken {
                decision: id,
                unit: pool::unit(draw.name(1, &pool::UNITS)),
                organ: "Regiondirektören".into(),
                kind: DecisionKind::Other,
                title: "beslut".into(),
                date: pool::date(2024, 3, 1),
                precision: Precision::Day,
                case_number: None,
                paragraph: None,
                amount_ore: None,
                delegation: (!draw.number(6).is_multiple_of(3)).then(|| Delegation {
                    committee,
                    urgent: draw.number(6).is_multiple_of(2),
                }),
            }
            .into(),
        ),
        Some(known) if !reported => known.delegation.map(|delegation| {
            DecisionReported {
                decision: id,
                committee: delegation.committee,
                date: pool::date(2024, 4, 1),
                paragraph: None,
            }
            .into()
        }),
        Some(_) => None,
    }
}

/// The next version of the rules.
fn rules(draw: &Draw, before: &[Entry]) -> RulesAdopted {
    let version = before
        .iter()
        .filter(|entry| matches!(entry.event(), Some(Event::RulesAdopted(_))))
        .count();
    RulesAdopted {
        rules: RuleSet {
            version: u32::try_from(version).expect("few rule sets") + 1,
            partly_within_percent: u8::try_from(draw.number(4) % 30).expect("below thirty"),
            ..RuleSet::first()
        },
    }
}

fn claim(draw: &Draw) -> FactClaimed {
    let columns = [
        LineColumn::Outcome,
        LineColumn::Budget,
        LineColumn::PreviousOutcome,
        LineColumn::Forecast,
        LineColumn::Variance,
        LineColumn::Change,
    ];
    FactClaimed {
        id: ClaimId::new(format!("C{}", draw.number(1) % 8)).expect("a plain id"),
        unit: pool::unit("RS"),
        source: "tabell".into(),
        claim: Claim::LineAmount {
            line: pool::line(draw.name(2, &pool::LINES)),
            period: draw.period(3),
            column: *draw.one_of(4, &columns),
            amount_ore: draw.amount(5),
            rounded_to_ore: Ore(1),
        },
    }
}
