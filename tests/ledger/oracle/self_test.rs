//! The oracle itself on small histories, with figures worked out by hand.

use std::collections::BTreeSet;

use ledger::entry::Entry;
use ledger::event::budget::{
    BudgetReallocated, Distribution, FrameDecided, Posting, ReserveDisposed,
};
use ledger::event::economy::{OutcomeBooked, OutcomeRestated};
use ledger::event::indicator::{
    CorrectedFact, Fulfilment, IndicatorOutcomeReported, IndicatorValue, OutcomeCorrected,
    OutcomeMissing,
};
use ledger::event::organisation::{UnitEstablished, UnitKind, UnitMoved};
use ledger::event::plan::{Desired, IndicatorDefined, Target, TargetSet};
use ledger::event::{Event, EventKind};
use ledger::money::Ore;
use ledger::quantity::Quantity;
use ledger::rules::RuleSet;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::history::{self, Writer, event_id, pool};
use super::naive::{economy, frames, fulfilment, indicators, organisation};

fn booked(line: &str, month: u16, ore: i64) -> Event {
    OutcomeBooked {
        unit: pool::unit("RS"),
        line: pool::line(line),
        month: pool::month(month),
        amount_ore: Ore(ore),
        document: "v".into(),
    }
    .into()
}

#[test]
fn a_correction_moves_an_outcome_by_its_difference_and_a_restatement_by_its_amount() {
    let log = Writer::of([
        booked("L2", 12, -100),
        booked("L2", 13, -50),
        OutcomeCorrected {
            corrects: event_id(0),
            fact: CorrectedFact::Booking {
                unit: pool::unit("RS"),
                line: pool::line("L2"),
                month: pool::month(12),
                was_ore: Ore(-100),
                amount_ore: Ore(-70),
            },
        }
        .into(),
        OutcomeRestated {
            unit: pool::unit("RS"),
            line: pool::line("L2"),
            month: pool::month(23),
            amount_ore: Ore(-9),
            policy: "p".into(),
            recommendation: "RKR R3".into(),
            restates: None,
        }
        .into(),
    ]);
    let of = |size: usize, first, last| {
        economy::own_outcome(
            &log[..size],
            &pool::line("L2"),
            pool::months(2024, first, last),
        )
    };
    assert_eq!(of(0, 1, 12), None);
    assert_eq!(of(2, 1, 12), Some(-150));
    assert_eq!(of(3, 1, 1), Some(-70));
    assert_eq!(of(4, 1, 12), Some(-129));
    assert_eq!(of(4, 3, 4), None, "what nobody booked is missing, not zero");
}

#[test]
fn a_budget_falls_due_by_twelfths_and_what_is_moved_from_its_month_on() {
    let log = Writer::of([
        FrameDecided {
            line: pool::line("L2"),
            year: 2024,
            amount_ore: Ore(-1000),
            distribution: Distribution::Even,
        }
        .into(),
        BudgetReallocated {
            year: 2024,
            from_month: 10,
            postings: vec![
                Posting {
                    line: pool::line("L2"),
                    amount_ore: Ore(100),
                },
                Posting {
                    line: pool::line("L1"),
                    amount_ore: Ore(-100),
                },
            ],
        }
        .into(),
        ReserveDisposed {
            reserve: pool::line("RES"),
            line: pool::line("L2"),
            year: 2024,
            from_month: 12,
            amount_ore: Ore(7),
            purpose: "p".into(),
        }
        .into(),
    ]);
    let budget = |size: usize, line: &str, last| {
        frames::budget(&log[..size], &pool::line(line), pool::months(2024, 1, last))
    };
    assert_eq!(
        budget(1, "L2", 7),
        Some(-583),
        "7/12 of 1 000, cut toward zero"
    );
    assert_eq!(budget(2, "L2", 9), Some(-750));
    assert_eq!(budget(2, "L2", 10), Some(-833 + 33));
    assert_eq!(budget(2, "L2", 12), Some(-900));
    assert_eq!(budget(2, "L1", 12), Some(-100));
    assert_eq!(budget(3, "L2", 12), Some(-907), "more room to spend");
    assert_eq!(budget(3, "RES", 12), Some(7));
    assert_eq!(budget(3, "L1.1", 12), None);
}

#[test]
fn a_unit_that_moves_belongs_to_its_new_parent_from_the_day_on() {
    let unit = |unit: &str, parent: Option<&str>| -> Event {
        UnitEstablished {
            unit: pool::unit(unit),
            name: unit.into(),
            kind: UnitKind::Office,
            parent: parent.map(pool::unit),
            valid_from: pool::date(2023, 1, 1),
        }
        .into()
    };
    let log = Writer::of([
        unit("RF", None),
        unit("RS", Some("RF")),
        unit("N1", Some("RF")),
        unit("RS-A", Some("RS")),
        UnitMoved {
            unit: pool::unit("RS-A"),
            parent: pool::unit("N1"),
            valid_from: pool::date(2024, 10, 1),
        }
        .into(),
    ]);
    let above = |size: usize, on| {
        organisation::ancestors(&log[..size], &pool::unit("RS-A"), on)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(above(5, pool::date(2024, 9, 30)), ["RS", "RF"]);
    assert_eq!(above(5, pool::date(2024, 10, 1)), ["N1", "RF"]);
    assert_eq!(
        above(4, pool::date(2024, 10, 1)),
        ["RS", "RF"],
        "not known yet"
    );
    let year = pool::months(2024, 1, 12);
    for board in ["RS", "N1"] {
        let under = organisation::subtree_in(&log, &pool::unit(board), year);
        assert!(
            under.contains(&pool::unit("RS-A")),
            "{board} had it that year"
        );
    }
}

#[test]
fn an_indicator_that_is_missing_has_no_status_and_a_corrected_one_the_status_of_its_correction() {
    let (indicator, unit) = (pool::indicator("I1"), pool::unit("RS"));
    let year = pool::months(2024, 1, 12);
    let number = |value| IndicatorValue::Number {
        value: Quantity::whole(value),
    };
    let log = Writer::of([
        IndicatorDefined {
            indicator: indicator.clone(),
            item: pool::item("E1"),
            label: None,
            title: "t".into(),
            unit_of_measure: "%".into(),
            desired: Desired::Increase,
        }
        .into(),
        TargetSet {
            indicator: indicator.clone(),
            period: year,
            target: Target::AtLeast {
                value: Quantity::whole(87),
            },
        }
        .into(),
        OutcomeMissing {
            indicator: indicator.clone(),
            unit: unit.clone(),
            period: year,
            missing_reason: "m".into(),
        }
        .into(),
        IndicatorOutcomeReported {
            indicator: indicator.clone(),
            unit: unit.clone(),
            period: year,
            outcome: number(84),
        }
        .into(),
        OutcomeCorrected {
            corrects: event_id(3),
            fact: CorrectedFact::Indicator {
                indicator: indicator.clone(),
                unit: unit.clone(),
                period: year,
                outcome: number(88),
            },
        }
        .into(),
    ]);
    let status = |size: usize| {
        indicators::row(&log[..size], &indicator, None, &unit, year).and_then(|row| row.status)
    };
    assert_eq!(status(2), None);
    assert_eq!(status(3), None);
    assert_eq!(status(4), Some(Fulfilment::NotAtAll));
    assert_eq!(status(5), Some(Fulfilment::Fully));
}

#[test]
fn a_reduction_is_measured_against_a_straight_line_from_its_base_year() {
    let target = Target::ReductionSince {
        base_year: 2005,
        base_value: Quantity::whole(100),
        percent: Quantity::whole(60),
        by_year: 2030,
    };
    let status = |value, year| {
        fulfilment::of(
            &fulfilment::Measured {
                value: Quantity::new(value, 1),
                target: &target,
                desired: Desired::Decrease,
                year,
                previous: None,
                series: None,
            },
            &RuleSet::first(),
        )
    };
    // 19 of 25 years have gone in 2024: 60 × 19 / 25 = 45.6 less than 100.
    assert_eq!(status(544, 2024), Some(Fulfilment::Fully));
    assert_eq!(status(545, 2024), Some(Fulfilment::NotAtAll));
    assert_eq!(status(400, 2040), Some(Fulfilment::Fully));
    assert_eq!(status(401, 2040), Some(Fulfilment::NotAtAll));
}

/// A redaction destroys what an event says; it has a test of its own.
const NOT_PLAYED: [EventKind; 1] = [EventKind::PayloadRedacted];

#[test]
fn random_histories_hold_every_kind_of_event() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeSet<EventKind> = NOT_PLAYED.into();
    for _ in 0..40 {
        let tree = history::histories(240).new_tree(&mut runner);
        let log = tree.expect("any draw is a history").current();
        seen.extend(log.iter().map(Entry::kind));
    }
    let missing: Vec<_> = EventKind::ALL
        .iter()
        .filter(|kind| !seen.contains(kind))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_histories_are_gapless_and_every_event_can_be_stored(log in history::histories(80)) {
        for (place, entry) in log.iter().enumerate() {
            prop_assert_eq!(entry.position.0, u64::try_from(place)?);
            let head = &entry.commit;
            let of_commit = entry.position.0 - head.first_position.0;
            prop_assert!(of_commit < u64::from(head.count));
            let event = entry.event().expect("nothing is redacted");
            let bytes = event.encode()?;
            let read = Event::decode(entry.kind().tag(), entry.version, &bytes)?;
            prop_assert_eq!(&read, event);
        }
    }
}
