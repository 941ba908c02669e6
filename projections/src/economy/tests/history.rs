//! Random histories of bookings, budgets and forecasts.

use ledger::event::Provenance;
use ledger::event::budget::{Breakdown, BudgetReallocated, Posting};
use ledger::event::economy::{ForecastSubmitted, OutcomeBooked, OutcomeRestated};
use ledger::event::indicator::{CorrectedFact, OutcomeCorrected};
use ledger::money::Ore;
use ledger::period::Month;
use proptest::prelude::*;

use crate::scenario::{Scenario, event_id, line, unit};

/// A step of a random history on four lines, three of them under a total.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Book(u8, u8, i64),
    /// By one of three units, in this year or the one before, often of nothing.
    BookBy(u8, (u8, u8), Month, i64),
    Restate(u8, u8, i64),
    Correct(u8, u8, i64),
    Frame(u8, i64),
    Move(u8, u8, u8, i64),
    Forecast(u8, u8, i64),
    Define(u8, bool),
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let amount = -1_000_000_i64..1_000_000;
    prop_oneof![
        4 => (0..4_u8, 1..=12_u8, amount.clone()).prop_map(|(l, m, a)| Step::Book(l, m, a)),
        4 => (0..4_u8, (0..3_u8, 0..4_u8), (2023..=2024_u16, 1..=3_u8), -1..=1_i64)
            .prop_map(|(l, by, (y, m), a)| Step::BookBy(l, by, Month::new(y, m).unwrap(), a)),
        1 => (0..4_u8, 1..=12_u8, amount.clone()).prop_map(|(l, m, a)| Step::Restate(l, m, a)),
        1 => (0..4_u8, 1..=3_u8, -1..=1_i64).prop_map(|(l, m, a)| Step::Correct(l, m, a)),
        1 => (0..4_u8, amount.clone()).prop_map(|(l, a)| Step::Frame(l, a)),
        1 => (0..4_u8, 0..4_u8, 1..=12_u8, amount.clone())
            .prop_map(|(a, b, m, o)| Step::Move(a, b, m, o)),
        1 => (0..4_u8, 1..=12_u8, amount).prop_map(|(l, m, a)| Step::Forecast(l, m, a)),
        1 => (0..4_u8, any::<bool>()).prop_map(|(l, under)| Step::Define(l, under)),
    ]
}

const NAMES: [&str; 4] = ["A", "B", "C", "D"];
const UNITS: [&str; 3] = ["RS", "HSN", "KN"];
const SOURCES: [Option<Provenance>; 4] = [
    None,
    Some(Provenance::Stated),
    Some(Provenance::Inferred),
    Some(Provenance::Generated),
];

pub(crate) fn random_history(steps: &[Step]) -> Scenario {
    let mut scenario = Scenario::default();
    scenario.line("T", None, Breakdown::Complete, 9);
    for (order, name) in (0..).zip(NAMES) {
        scenario.line(name, Some("T"), Breakdown::None, order);
    }
    let name = |index: u8| NAMES[usize::from(index)];
    for step in steps {
        match *step {
            Step::Book(l, m, ore) => {
                scenario.book(name(l), &format!("2024-{m:02}"), ore);
            }
            Step::BookBy(l, (by, from), month, ore) => {
                let booked = OutcomeBooked {
                    unit: unit(UNITS[usize::from(by)]),
                    line: line(name(l)),
                    month,
                    amount_ore: Ore(ore),
                    document: "V1".into(),
                };
                scenario.record_with(booked, None, None, SOURCES[usize::from(from)]);
            }
            Step::Correct(l, m, ore) => {
                scenario.record(OutcomeCorrected {
                    corrects: event_id(0),
                    fact: CorrectedFact::Booking {
                        unit: unit("RS"),
                        line: line(name(l)),
                        month: Month::new(2024, m).unwrap(),
                        was_ore: Ore(7),
                        amount_ore: Ore(7 + ore),
                    },
                });
            }
            Step::Restate(l, m, ore) => {
                scenario.record(OutcomeRestated {
                    unit: unit("RS"),
                    line: line(name(l)),
                    month: Month::new(2024, m).unwrap(),
                    amount_ore: Ore(ore),
                    policy: "P".into(),
                    recommendation: "R3".into(),
                    restates: None,
                });
            }
            Step::Frame(l, ore) => {
                scenario.frame(name(l), 2024, ore);
            }
            Step::Move(from, to, from_month, ore) => {
                scenario.record(BudgetReallocated {
                    year: 2024,
                    from_month,
                    postings: vec![
                        Posting {
                            line: line(name(from)),
                            amount_ore: Ore(ore),
                        },
                        Posting {
                            line: line(name(to)),
                            amount_ore: Ore(-ore),
                        },
                    ],
                });
            }
            Step::Forecast(l, m, ore) => {
                scenario.record(ForecastSubmitted {
                    unit: unit("RS"),
                    line: line(name(l)),
                    basis_period: ledger::period::Period::months_of(2024, 1, m).unwrap(),
                    amount_ore: Ore(ore),
                });
            }
            Step::Define(l, under) => {
                scenario.line(name(l), under.then_some("T"), Breakdown::None, u32::from(l));
            }
        }
    }
    scenario
}
