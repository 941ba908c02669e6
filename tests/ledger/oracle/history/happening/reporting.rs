//! Decisions, rules, periods, reports and claims.

use ledger::basis::{Basis, Hash};
use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::decision::{
    DecisionKind, DecisionReported, DecisionTaken, Delegation, Precision,
};
use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::event::followup::Colour;
use ledger::event::plan::ObjectiveKind;
use ledger::event::proof::{PublicationWitnessed, SigningKeyRotated, WitnessPolicyAdopted};
use ledger::event::reporting::{
    CheckName, CheckWaived, Claim, FactClaimed, LineColumn, PeriodClosed, PeriodOpened, ReportKind,
    ReportPublished, ReportSubmitted, RulesAdopted,
};
use ledger::ids::{ClaimId, ReportId};
use ledger::money::Ore;
use ledger::quantity::Quantity;
use ledger::rules::RuleSet;

use super::super::pool;
use super::Draw;

pub(super) fn happen(draw: &Draw, before: &[Entry]) -> Vec<Event> {
    let kinds = [ReportKind::PeriodReport, ReportKind::InterimReport];
    let (unit, period) = (pool::unit(draw.name(1, &["RS", "N1"])), draw.period(2));
    let kind = *draw.one_of(3, &kinds);
    let event: Option<Event> = match draw.number(0) % 15 {
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
        7 => Some(rules(draw, before).into()),
        8 => Some(proof(draw, before)),
        9..=12 => Some(claim(draw).into()),
        13 => Some(
            CheckWaived {
                check: CheckName::ClaimsAgree,
                kind,
                unit,
                period,
            }
            .into(),
        ),
        _ => published(draw, before),
    };
    let witnessed = event.as_ref().and_then(|event| witnessed(draw, event));
    event.into_iter().chain(witnessed).collect()
}

/// Another key, or another witness policy: nothing that a report shows.
fn proof(draw: &Draw, before: &[Entry]) -> Event {
    if draw.number(4).is_multiple_of(2) {
        let at = before.len();
        return SigningKeyRotated {
            previous: format!("nyckel {at}"),
            next: format!("nyckel {}", at + 1),
        }
        .into();
    }
    WitnessPolicyAdopted {
        witnesses: vec!["vittne".into()],
        required: u8::from(draw.number(5).is_multiple_of(2)),
    }
    .into()
}

/// What follows some publications.
fn witnessed(draw: &Draw, event: &Event) -> Option<Event> {
    match event {
        Event::ReportPublished(e) if draw.number(5).is_multiple_of(2) => Some(
            PublicationWitnessed {
                report: e.report.clone(),
                checkpoint: "kontrollpunkt".into(),
            }
            .into(),
        ),
        _ => None,
    }
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

/// Publishes a report under an id that no other has.
fn published(draw: &Draw, before: &[Entry]) -> Option<Event> {
    let report = ReportId::new(format!("R{}", draw.number(4) % 6)).expect("a plain id");
    let known = before.iter().any(
        |entry| matches!(entry.event(), Some(Event::ReportPublished(e)) if e.report == report),
    );
    let basis = Basis {
        size: u64::try_from(before.len()).expect("a short history"),
        root: Hash([0; 32]),
        rules_version: 0,
    };
    (!known).then(|| {
        ReportPublished {
            report,
            kind: ReportKind::OperationsReport,
            unit: pool::unit("RS"),
            period: pool::months(2024, 1, 12),
            basis,
            view_sha256: "0".repeat(64),
            sections: Vec::new(),
            waived: Vec::new(),
        }
        .into()
    })
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
    FactClaimed {
        id: ClaimId::new(format!("C{}", draw.number(1) % 12)).expect("a plain id"),
        unit: pool::unit("RS"),
        source: "tabell".into(),
        claim: match draw.number(6) % 8 {
            0..=2 => line_amount(draw),
            3..=4 => colour_count(draw),
            5 => Claim::ActionTotal {
                unit: pool::unit("RS"),
                period: draw.period(3),
                year: 2024 + draw.number(2) % 2,
                planned: draw.number(4).is_multiple_of(2),
                amount_ore: draw.amount(5),
                rounded_to_ore: Ore(1),
            },
            6 => Claim::KeyFigureTotal {
                figure: full_time(draw),
                rounded_to: one(),
            },
            _ => Claim::KeyFigureChange {
                figure: full_time(draw),
                since: pool::months(2023, 1, 12),
                percent: Some(draw.quantity(4)),
                rounded_to: one(),
            },
        },
    }
}

fn line_amount(draw: &Draw) -> Claim {
    let columns = [
        LineColumn::Outcome,
        LineColumn::Budget,
        LineColumn::PreviousOutcome,
        LineColumn::Forecast,
        LineColumn::Variance,
        LineColumn::Change,
    ];
    Claim::LineAmount {
        line: pool::line(draw.name(2, &pool::LINES)),
        period: draw.period(3),
        column: *draw.one_of(4, &columns),
        amount_ore: draw.amount(5),
        rounded_to_ore: Ore(1),
    }
}

fn colour_count(draw: &Draw) -> Claim {
    let kinds = [
        None,
        Some(ObjectiveKind::EffectObjective),
        Some(ObjectiveKind::CommitteeObjective),
    ];
    let colours = [None, Some(Colour::Green), Some(Colour::NotAssessable)];
    Claim::ColourCount {
        unit: pool::unit(draw.name(2, &["RS", "N1"])),
        period: draw.period(3),
        kind: *draw.one_of(4, &kinds),
        colour: *draw.one_of(5, &colours),
        count: u32::from(draw.number(5) % 5),
    }
}

/// The total of an occupation, of a sex, or of all.
fn full_time(draw: &Draw) -> KeyFigureReported {
    let parts: [&[(Dimension, &str)]; 4] = [
        &[],
        &[(Dimension::Occupation, "Chef")],
        &[(Dimension::Sex, "women"), (Dimension::Occupation, "all")],
        &[(Dimension::Sex, "men"), (Dimension::Occupation, "Läkare")],
    ];
    KeyFigureReported {
        unit: pool::unit("RS"),
        measure: Measure::FullTimeEquivalents,
        period: pool::months(2024, 1, 12),
        dimensions: draw
            .one_of(2, &parts)
            .iter()
            .map(|(dimension, part)| (*dimension, (*part).to_owned()))
            .collect(),
        value: FigureValue::Number {
            value: draw.quantity(5),
        },
    }
}

fn one() -> FigureValue {
    FigureValue::Number {
        value: Quantity::whole(1),
    }
}
