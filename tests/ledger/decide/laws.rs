//! Laws, as properties.
//!
//! Reallocations conserve the sum of the frames and never overdraw a giver;
//! fulfilment follows its outcome; quantities, dates and periods survive their
//! text; and the deciders are pure.

use std::cmp::Reverse;

use ledger::event::indicator::Fulfilment::{self, Fully, NotAtAll, Partly};
use ledger::event::plan::{Desired, Target};
use ledger::fulfilment::{Achieved, Yardstick, fulfilment};
use ledger::ids::LineId;
use ledger::money::Ore;
use ledger::period::{Month, Period};
use ledger::quantity::{MAX_MANTISSA, MAX_SCALE, Quantity};
use ledger::rules::RuleSet;
use ledger::time::Date;
use proptest::prelude::*;

use super::given::Given;
use super::line;

const LINES: [&str; 4] = ["L1", "L2", "L2a", "L3"];

fn frames(given: &Given) -> Vec<Ore> {
    LINES
        .iter()
        .filter_map(|line| given.state.budget.frame(&LineId::new(*line).ok()?, 2025))
        .collect()
}

fn outcome(given: &Given, line: &str) -> Ore {
    given
        .state
        .budget
        .outcome(&LineId::new(line).unwrap(), 2025)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Random postings, many of them refused: what is accepted keeps the sum and
    /// leaves each giver with a frame that covers what is booked.
    #[test]
    fn reallocations_conserve_the_sum_and_never_overdraw(
        moves in prop::collection::vec((0_usize..4, 1_usize..4, 1_i64..3_000_000_000, any::<bool>()), 1..12)
    ) {
        let mut given = Given::until("bedom-M1");
        let before: Ore = frames(&given).into_iter().sum();
        let mut accepted = 0;
        for (number, (from, step, amount, reserve)) in moves.into_iter().enumerate() {
            let (giver, taker) = (LINES[from], LINES[(from + step) % 4]);
            let command = if reserve {
                format!(r#"{{"DisposeReserve":{{"reserve":"{giver}","line":"{taker}","year":2025,"from_month":9,"amount_ore":{amount},"purpose":"Hyra"}}}}"#)
            } else {
                format!(r#"{{"ReallocateBudget":{{"year":2025,"from_month":6,"postings":[{{"line":"{giver}","amount_ore":{amount}}},{{"line":"{taker}","amount_ore":-{amount}}}]}}}}"#)
            };
            let state = given.state.clone();
            match given.record(&line(&format!("k-{number}"), r#""decision":"B-OMD""#, &command)) {
                Ok(_) => {
                    accepted += 1;
                    let frame = frames(&given)[from];
                    prop_assert!(frame <= Ore::ZERO && frame <= outcome(&given, giver), "{}: {:?}", giver, frame);
                }
                Err(refusal) => {
                    prop_assert_eq!(refusal.code, "frame_overdrawn");
                    prop_assert!(given.state == state, "a refusal changed the state");
                }
            }
            prop_assert_eq!(frames(&given).into_iter().sum::<Ore>(), before);
        }
        prop_assert!(accepted <= 12);
    }
}

fn quantity() -> impl Strategy<Value = Quantity> {
    (-1_000_000_i64..1_000_000, 0_u8..=MAX_SCALE)
        .prop_map(|(digits, scale)| Quantity::new(digits, scale))
}

fn any_quantity() -> impl Strategy<Value = Quantity> {
    (-MAX_MANTISSA..=MAX_MANTISSA, 0_u8..=MAX_SCALE)
        .prop_map(|(digits, scale)| Quantity::new(digits, scale))
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        quantity().prop_map(|value| Target::AtLeast { value }),
        quantity().prop_map(|value| Target::AtMost { value }),
        (quantity(), quantity()).prop_map(|(a, b)| Target::Interval {
            low: a.min(b),
            high: a.max(b)
        }),
        quantity().prop_map(|previous| Target::BetterThanPrevious {
            previous: Some(previous)
        }),
        (0_u32..1_000_000).prop_map(|number| Target::Count { number }),
    ]
}

/// The rank of a status: the lower the better, none last.
fn rank(status: Option<Fulfilment>) -> Reverse<u8> {
    Reverse(match status {
        Some(Fulfilment::Fully) => 0,
        Some(Fulfilment::Partly) => 1,
        Some(Fulfilment::NotAtAll) => 2,
        None => 3,
    })
}

proptest! {
    /// More of what is wished is never judged worse.
    #[test]
    fn a_better_outcome_is_never_judged_worse(
        target in target(), a in quantity(), b in quantity(), previous in prop::option::of(quantity()),
        percent in 0_u8..=100, up in any::<bool>(),
    ) {
        let desired = if up { Desired::Increase } else { Desired::Decrease };
        let wanted = match target {
            Target::AtLeast { .. } | Target::Count { .. } => Desired::Increase,
            Target::AtMost { .. } => Desired::Decrease,
            _ => desired,
        };
        let (worse, better) = match wanted {
            Desired::Increase => (a.min(b), a.max(b)),
            Desired::Decrease => (a.max(b), a.min(b)),
        };
        let rules = RuleSet { partly_within_percent: percent, ..RuleSet::first() };
        let yardstick = Yardstick { target: Some(&target), desired, year: 2025, previous, series: None };
        let of = |value| fulfilment(Achieved::Number(value), &yardstick, &rules);
        if let Target::Interval { low, high } = target {
            prop_assert_eq!(of(a) == Some(Fulfilment::Fully), low <= a && a <= high);
        } else {
            prop_assert!(rank(of(worse)) <= rank(of(better)), "{} and {}: {:?}", worse, better, target);
        }
    }

    #[test]
    fn a_wider_margin_never_takes_a_status_away(target in target(), value in quantity(), narrow in 0_u8..=100, wide in 0_u8..=100) {
        let yardstick = Yardstick { target: Some(&target), desired: Desired::Increase, year: 2025, previous: None, series: None };
        let of = |partly_within_percent| {
            let rules = RuleSet { partly_within_percent, ..RuleSet::first() };
            rank(fulfilment(Achieved::Number(value), &yardstick, &rules))
        };
        prop_assert!(of(narrow.min(wide)) <= of(narrow.max(wide)));
    }

    /// Between the base year and the target year the limit lies on a straight
    /// line, so a value on it is enough and one above it is not.
    #[test]
    fn a_reduction_is_measured_against_a_straight_line(base in 1_i64..1_000, percent in 1_i64..=100, year in 2000_u16..2040) {
        let target = Target::ReductionSince {
            base_year: 2000,
            base_value: Quantity::whole(base * 1_000),
            percent: Quantity::whole(percent),
            by_year: 2020,
        };
        let yardstick = Yardstick { target: Some(&target), desired: Desired::Decrease, year, previous: None, series: None };
        let of = |value| fulfilment(Achieved::Number(value), &yardstick, &RuleSet::first());
        let elapsed = i64::from(year - 2000).min(20);
        // base·1000·(1 − percent/100·elapsed/20), in thousandths to stay whole.
        let limit = Quantity::new(base * (2_000 - percent * elapsed) * 500, 3);
        prop_assert_eq!(of(limit), Some(Fulfilment::Fully));
        prop_assert_eq!(of(limit.plus(Quantity::new(1, 6))), Some(Fulfilment::NotAtAll));
    }

    #[test]
    fn quantities_survive_their_text_and_keep_their_decimals(value in any_quantity()) {
        let text = value.to_string();
        let read: Quantity = text.parse().unwrap();
        prop_assert_eq!(read, value);
        prop_assert_eq!(read.scale(), value.scale());
        prop_assert_eq!(read.to_string(), text);
    }

    #[test]
    fn quantities_add_and_subtract_exactly(a in quantity(), b in quantity()) {
        prop_assert_eq!(a.plus(b), b.plus(a));
        prop_assert_eq!(a.plus(b).minus(b), a);
        prop_assert_eq!(a.plus(b).millionths(), a.millionths() + b.millionths());
        prop_assert_eq!(a.minus(a), Quantity::whole(0));
        prop_assert_eq!(a.cmp(&b), a.minus(b).cmp(&Quantity::whole(0)));
    }

    #[test]
    fn reading_any_text_as_a_quantity_date_or_period_never_fails_to_answer(text in "\\PC{0,24}") {
        // What is read is written back as the same thing.
        if let Ok(value) = text.parse::<Quantity>() { prop_assert_eq!(value.to_string().parse(), Ok(value)); }
        if let Ok(value) = text.parse::<Date>() { prop_assert_eq!(value.to_string(), text.clone()); }
        if let Ok(value) = text.parse::<Month>() { prop_assert_eq!(value.to_string(), text.clone()); }
        if let Ok(value) = text.parse::<Period>() { prop_assert_eq!(value.to_string().parse(), Ok(value)); }
    }

    #[test]
    fn periods_survive_their_text_and_cover_their_months(year in 1900_u16..2200, a in 1_u8..=12, b in 1_u8..=12) {
        let period = Period::months_of(year, a.min(b), a.max(b)).unwrap();
        prop_assert_eq!(period.to_string().parse(), Ok(period));
        prop_assert_eq!(period.months().count(), usize::from(period.length()));
        prop_assert!(period.months().all(|month| period.contains(month) && period.covers(month.into())));
        prop_assert!(period.full_year().covers(period));
        prop_assert_eq!(period.covers(period.full_year()), period.is_whole_year());
        prop_assert!(period.first_day() < period.last_day());
    }

    #[test]
    fn dates_survive_their_text_and_step_by_one_day(year in 1900_u16..2200, month in 1_u8..=12, day in 1_u8..=31) {
        if let Some(date) = Date::new(year, month, day) {
            prop_assert_eq!(date.to_string().parse(), Ok(date));
            if date.next() != date { prop_assert_eq!(date.next().previous(), date); }
        } else {
            let text = format!("{year:04}-{month:02}-{day:02}");
            prop_assert!(text.parse::<Date>().is_err());
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of rows")]
fn fulfilment_agrees_with_the_plans_own_statuses() {
    let q = |text: &str| text.parse::<Quantity>().unwrap();
    let better = |previous: &str| Target::BetterThanPrevious {
        previous: Some(q(previous)),
    };
    let rules = RuleSet::first();
    // Region Örebro län 2024: outcome, target, previous, direction, status.
    let rows = [
        (
            "27483",
            Target::Count { number: 38_213 },
            None,
            Desired::Increase,
            NotAtAll,
        ),
        (
            "84",
            Target::AtLeast { value: q("87") },
            Some("86"),
            Desired::Increase,
            NotAtAll,
        ),
        ("11.0", better("8.9"), None, Desired::Decrease, NotAtAll),
        ("40", better("40"), None, Desired::Increase, Partly),
        ("1.174", better("1.145"), None, Desired::Decrease, NotAtAll),
        ("17.5", better("18.2"), None, Desired::Increase, NotAtAll),
        ("88", better("88"), None, Desired::Increase, Partly),
        (
            "1",
            Target::AtLeast { value: q("12") },
            Some("1"),
            Desired::Increase,
            NotAtAll,
        ),
        (
            "83",
            Target::AtLeast { value: q("78") },
            None,
            Desired::Increase,
            Fully,
        ),
        (
            "69",
            Target::AtLeast { value: q("69") },
            None,
            Desired::Increase,
            Fully,
        ),
        ("8", better("6"), None, Desired::Decrease, NotAtAll),
        // Not of that report: a miss that is an improvement, and an interval's two ends.
        (
            "86",
            Target::AtLeast { value: q("87") },
            Some("85"),
            Desired::Increase,
            Partly,
        ),
        (
            "77",
            Target::Interval {
                low: q("77"),
                high: q("80"),
            },
            None,
            Desired::Increase,
            Fully,
        ),
        (
            "80.0",
            Target::Interval {
                low: q("77"),
                high: q("80"),
            },
            None,
            Desired::Increase,
            Fully,
        ),
        (
            "80.1",
            Target::Interval {
                low: q("77"),
                high: q("80"),
            },
            Some("81"),
            Desired::Increase,
            Partly,
        ),
        (
            "76.9",
            Target::Interval {
                low: q("77"),
                high: q("80"),
            },
            Some("77"),
            Desired::Increase,
            NotAtAll,
        ),
    ];
    for (value, target, previous, desired, status) in rows {
        let yardstick = Yardstick {
            target: Some(&target),
            desired,
            year: 2024,
            previous: previous.map(q),
            series: None,
        };
        assert_eq!(
            fulfilment(Achieved::Number(q(value)), &yardstick, &rules),
            Some(status),
            "{value} against {target:?}"
        );
    }
}

#[test]
fn what_cannot_be_measured_has_no_status() {
    let rules = RuleSet::first();
    let of = |target: Option<&Target>| {
        let yardstick = Yardstick {
            target,
            desired: Desired::Increase,
            year: 2025,
            previous: None,
            series: None,
        };
        fulfilment(Achieved::Number(Quantity::whole(5)), &yardstick, &rules)
    };
    let series = ledger::ids::IndicatorId::new("I9").unwrap();
    assert_eq!(of(None), None);
    assert_eq!(of(Some(&Target::ReportedOnly)), None);
    assert_eq!(
        of(Some(&Target::Qualitative {
            wish: "Bra".to_owned()
        })),
        None
    );
    assert_eq!(
        of(Some(&Target::BetterThanPrevious { previous: None })),
        None
    );
    assert_eq!(of(Some(&Target::AtLeastSeries { indicator: series })), None);
    let yardstick = Yardstick {
        target: None,
        desired: Desired::Increase,
        year: 2025,
        previous: None,
        series: None,
    };
    assert_eq!(
        fulfilment(Achieved::Judged(Fulfilment::Partly), &yardstick, &rules),
        Some(Fulfilment::Partly)
    );
}
