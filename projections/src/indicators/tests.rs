//! Tests of the view `indicators`: rows of given events and what it then answers, and that a later event never changes an older answer.

use std::collections::BTreeSet;

use ledger::event::Event;
use ledger::event::indicator::{
    Fulfilment, IndicatorOutcomeReported, OutcomeMissing, WishOverridden,
};
use ledger::event::plan::TargetSet;
use ledger::event::reporting::RulesAdopted;
use ledger::quantity::Quantity;
use ledger::rules::RuleSet;
use proptest::prelude::*;

use super::*;
use crate::rules::Rules;
use crate::scope::Scope;
use crate::testing::{answers_as_a_replay_would, entries, event_id, fold, id, period, quickly};

fn defined(indicator: &str, item: &str, desired: Desired) -> Event {
    IndicatorDefined {
        indicator: id(indicator),
        item: id(item),
        label: None,
        title: format!("Indikator {indicator}"),
        unit_of_measure: "%".into(),
        desired,
    }
    .into()
}

fn target(indicator: &str, of: &str, target: Target) -> Event {
    TargetSet {
        indicator: id(indicator),
        period: period(of),
        target,
    }
    .into()
}

fn number(value: &str) -> IndicatorValue {
    IndicatorValue::Number {
        value: value.parse().unwrap(),
    }
}

fn outcome(indicator: &str, unit: &str, of: &str, outcome: IndicatorValue) -> Event {
    IndicatorOutcomeReported {
        indicator: id(indicator),
        unit: id(unit),
        period: period(of),
        outcome,
    }
    .into()
}

fn missing(indicator: &str, unit: &str, of: &str) -> Event {
    OutcomeMissing {
        indicator: id(indicator),
        unit: id(unit),
        period: period(of),
        missing_reason: "Underlag saknas".into(),
    }
    .into()
}

fn better_than(previous: Option<&str>) -> Target {
    Target::BetterThanPrevious {
        previous: previous.map(|value| value.parse().unwrap()),
    }
}

fn at_least(value: &str) -> Target {
    Target::AtLeast {
        value: value.parse().unwrap(),
    }
}

/// The board with its office below, under the assembly.
fn scope(of: &str, size: u64) -> Scope {
    Scope {
        unit: id("RS"),
        period: period(of),
        size,
        subtree: [id("RS"), id("RS-KANSLI"), id("RS-TV")].into(),
        ancestors: vec![id("RF")],
        parents: [
            (id("RS"), id("RF")),
            (id("RS-KANSLI"), id("RS")),
            (id("RS-TV"), id("RS")),
        ]
        .into(),
    }
}

fn row_of(events: Vec<Event>, of: &str) -> IndicatorRow {
    let size = u64::try_from(events.len()).unwrap();
    let view = fold(&entries(events), Indicators::apply);
    let owner = id("RS");
    view.row(&id("I"), Some(&owner), &scope(of, size), &Rules::default())
        .unwrap()
}

fn reported(row: &IndicatorRow) -> &Reported {
    match &row.outcome {
        Outcome::Reported(reported) => reported,
        other => panic!("{other:?} is no reported outcome"),
    }
}

#[test]
fn the_21_indicators_of_2024_get_the_published_statuses() {
    use Desired::{Decrease, Increase};
    let judged = |fulfilment| {
        let text = "Bedömt i ord".into();
        Some(IndicatorValue::Judged { fulfilment, text })
    };
    let wish = || Target::Qualitative {
        wish: "Utveckling".into(),
    };
    let some = |value| Some(number(value));
    let rows: Vec<(&str, Desired, Target, Option<IndicatorValue>)> = vec![
        ("I-1.1", Increase, wish(), judged(Fulfilment::Partly)),
        ("I-1.2", Increase, better_than(None), None),
        ("I-1.3", Increase, at_least("38213"), some("27483")),
        ("I-1.4", Increase, at_least("87"), some("84")),
        ("I-2.1", Increase, better_than(None), None),
        ("I-3.1", Increase, wish(), judged(Fulfilment::Fully)),
        ("I-3.2", Decrease, wish(), judged(Fulfilment::Fully)),
        ("I-4.1", Decrease, better_than(Some("8.9")), some("11.0")),
        ("I-4.2", Increase, better_than(Some("40")), some("40")),
        ("I-5.1", Decrease, better_than(Some("1.145")), some("1.174")),
        ("I-5.2", Increase, better_than(Some("18.2")), some("17.5")),
        ("I-8.1", Increase, wish(), judged(Fulfilment::Fully)),
        ("I-8.2", Increase, wish(), judged(Fulfilment::Fully)),
        ("I-8.3", Increase, better_than(Some("88")), some("88")),
        ("I-8.4", Increase, at_least("12"), some("1")),
        ("I-9.1", Increase, at_least("78"), some("83")),
        ("I-9.2", Increase, better_than(None), None),
        ("I-9.3", Increase, at_least("69"), some("69")),
        ("I-9.4", Decrease, better_than(Some("6")), some("8")),
        ("I-9.5", Increase, wish(), judged(Fulfilment::Fully)),
        ("I-10.1", Increase, wish(), judged(Fulfilment::Fully)),
    ];
    let mut events = Vec::new();
    for (indicator, desired, goal, value) in rows {
        events.push(defined(indicator, "E", desired));
        events.push(target(indicator, "2024", goal));
        events.push(match value {
            Some(value) => outcome(indicator, "RS", "2024", value),
            None => missing(indicator, "RS", "2024"),
        });
    }
    let size = u64::try_from(events.len()).unwrap();
    let view = fold(&entries(events), Indicators::apply);
    let indicators = view.of_item(&id("E"), size);
    assert_eq!(indicators.first(), Some(&id("I-1.1")));
    assert_eq!(indicators.last(), Some(&id("I-10.1")), "in natural order");
    let rules = Rules::default();
    let rows: Vec<_> = indicators
        .iter()
        .filter_map(|indicator| view.row(indicator, None, &scope("2024", size), &rules))
        .collect();
    assert_eq!(
        FulfilmentCounts::of(&rows),
        FulfilmentCounts {
            total: 21,
            fully: 8,
            partly: 3,
            not_at_all: 7,
            missing: 3,
            not_reported: 0,
            without_status: 0,
        }
    );
}

#[test]
fn an_outcome_of_an_earlier_period_stands_in_when_it_came_after_the_target_and_says_so() {
    let lagging = vec![
        defined("I", "E", Desired::Decrease),
        outcome("I", "RS", "2021", number("1.2")),
        target("I", "2024", better_than(None)),
        outcome("I", "RS", "2022", number("1.1")),
    ];
    let row = row_of(lagging.clone(), "2024");
    assert_eq!(reported(&row).period, period("2022"));
    assert!(reported(&row).lags);
    assert_eq!(
        row.fulfilment,
        Some(Fulfilment::Fully),
        "1.1 after 1.2 in 2021"
    );
    let mut own = lagging.clone();
    own.push(missing("I", "RS", "2024"));
    assert!(matches!(
        row_of(own, "2024").outcome,
        Outcome::Missing { .. }
    ));
    let row = row_of(lagging[..3].to_vec(), "2024");
    assert_eq!(
        row.outcome,
        Outcome::NotReported,
        "known when the target was set"
    );
    assert_eq!(row.fulfilment, None);
}

#[test]
fn a_missing_value_is_no_number_until_it_is_corrected() {
    let mut events = vec![
        defined("I", "E", Desired::Increase),
        target("I", "2024", at_least("10")),
        missing("I", "RS", "2024"),
    ];
    let row = row_of(events.clone(), "2024");
    assert_eq!(row.fulfilment, None);
    assert_eq!(FulfilmentCounts::of([&row]).missing, 1);
    for (corrects, value) in [(2, "11"), (3, "9")] {
        events.push(
            OutcomeCorrected {
                corrects: event_id(corrects),
                fact: CorrectedFact::Indicator {
                    indicator: id("I"),
                    unit: id("RS"),
                    period: period("2024"),
                    outcome: number(value),
                },
            }
            .into(),
        );
    }
    let row = row_of(events[..4].to_vec(), "2024");
    assert_eq!(row.fulfilment, Some(Fulfilment::Fully));
    assert_eq!(reported(&row).correction.as_ref().unwrap().was, None);
    let row = row_of(events, "2024");
    let correction = reported(&row).correction.clone().unwrap();
    assert_eq!(correction.was, Some(number("11")));
    assert_eq!(correction.corrects, event_id(3));
    assert_eq!(correction.reason.as_deref(), Some("skäl 4"));
    assert_eq!(row.grounds.positions(), [0, 1, 4].map(Position));
}

#[test]
fn an_interim_report_uses_the_years_target_and_compares_with_the_same_months() {
    let row = row_of(
        vec![
            defined("I", "E", Desired::Increase),
            target("I", "2024", better_than(None)),
            outcome("I", "RS", "2023", number("50")),
            outcome("I", "RS", "2023-01/2023-07", number("40")),
            outcome("I", "RS", "2024-01/2024-07", number("45")),
        ],
        "2024-01/2024-07",
    );
    assert_eq!(row.target.as_ref().unwrap().period, period("2024"));
    let previous = row.previous.as_ref().unwrap();
    assert_eq!(previous.number(), Some(Quantity::whole(40)));
    assert_eq!(row.fulfilment, Some(Fulfilment::Fully));
}

#[test]
fn a_wish_turns_the_direction_for_the_unit_and_what_is_below_it() {
    let wished = |unit: &str| {
        let row = row_of(
            vec![
                defined("I", "E", Desired::Increase),
                target("I", "2024", better_than(Some("10"))),
                outcome("I", "RS-KANSLI", "2024", number("8")),
                WishOverridden {
                    indicator: id("I"),
                    unit: id(unit),
                    desired: Desired::Decrease,
                }
                .into(),
            ],
            "2024",
        );
        (
            row.desired,
            row.fulfilment,
            row.wish.and_then(|wish| wish.reason),
        )
    };
    let turned = (
        Desired::Decrease,
        Some(Fulfilment::Fully),
        Some("skäl 3".into()),
    );
    let untouched = (Desired::Increase, Some(Fulfilment::NotAtAll), None);
    assert_eq!(wished("RS-KANSLI"), turned);
    assert_eq!(wished("RS"), turned);
    assert_eq!(wished("RF"), turned);
    assert_eq!(wished("RS-TV"), untouched);
    assert_eq!(wished("SN"), untouched);
}

#[test]
fn the_outcome_is_the_reports_own_else_the_only_one_below_else_the_nearest_above() {
    let found = |units: &[&str]| {
        let mut events = vec![defined("I", "E", Desired::Increase)];
        for unit in units {
            events.push(outcome("I", unit, "2024", number("1")));
        }
        match row_of(events, "2024").outcome {
            Outcome::Reported(reported) => reported.unit.to_string(),
            Outcome::Missing { .. } | Outcome::NotReported => "-".into(),
        }
    };
    assert_eq!(found(&["RF", "RS-TV", "RS"]), "RS");
    assert_eq!(found(&["RF", "RS-TV"]), "RS-TV");
    assert_eq!(found(&["RF", "RS-TV", "RS-KANSLI"]), "RF");
    assert_eq!(found(&["RS-TV", "RS-KANSLI"]), "-");
    assert_eq!(found(&["SN"]), "-");
}

#[test]
fn a_series_is_the_yardstick_of_the_same_period() {
    let row = row_of(
        vec![
            defined("I", "E", Desired::Increase),
            defined("RIKET", "E", Desired::Increase),
            target(
                "I",
                "2024",
                Target::AtLeastSeries {
                    indicator: id("RIKET"),
                },
            ),
            outcome("RIKET", "RF", "2024", number("82")),
            outcome("I", "RS", "2024", number("81.9")),
        ],
        "2024",
    );
    assert_eq!(row.series, Some(Quantity::whole(82)));
    assert_eq!(row.fulfilment, Some(Fulfilment::NotAtAll));
    assert!(row.grounds.positions().contains(&Position(3)));
}

#[test]
fn the_rules_in_force_decide_the_status_and_are_named() {
    let mut lenient = RuleSet::first();
    lenient.partly_within_percent = 10;
    let log = entries(vec![
        defined("I", "E", Desired::Increase),
        target("I", "2024", at_least("100")),
        outcome("I", "RS", "2024", number("91")),
        RulesAdopted { rules: lenient }.into(),
    ]);
    let view = fold(&log, Indicators::apply);
    let rules = fold(&log, Rules::apply);
    let at = |size| {
        let row = view
            .row(&id("I"), None, &scope("2024", size), &rules)
            .unwrap();
        (row.fulfilment, row.rules_version)
    };
    assert_eq!(at(3), (Some(Fulfilment::NotAtAll), 0));
    assert_eq!(at(4), (Some(Fulfilment::Partly), 1));
}

#[test]
fn a_series_has_every_statement_of_each_unit_and_period_in_time() {
    let events = vec![
        defined("I", "E", Desired::Increase),
        target("I", "2024", at_least("80")),
        outcome("I", "RS", "2024", number("81")),
        missing("I", "RS", "2024-01/2024-07"),
        outcome("I", "RS", "2023", number("79")),
        outcome("I", "RS", "2024", number("82")),
        target("I", "2024", at_least("85")),
    ];
    let view = fold(&entries(events), Indicators::apply);
    let stories = |size| {
        let outcomes = view.outcomes(&id("I"), size).into_iter();
        outcomes
            .map(|story| (story.unit.to_string(), story.period, story.stated.len()))
            .collect::<Vec<_>>()
    };
    let of = |of, count| ("RS".to_owned(), period(of), count);
    assert_eq!(
        stories(7),
        [of("2023", 1), of("2024-01/2024-07", 1), of("2024", 2)]
    );
    assert_eq!(stories(3), [of("2024", 1)]);
    assert_eq!(view.targets(&id("I"), 6)[0].set.len(), 1);
    assert_eq!(view.targets(&id("I"), 7)[0].set.len(), 2);
    assert_eq!(view.known(1).count(), 1);
    assert_eq!(view.definitions(&id("I"), 7).len(), 1);
    assert!(view.wishes(&id("I"), 7).is_empty());
}

fn any_event() -> impl Strategy<Value = Event> {
    let indicator = || prop::sample::select(vec!["I", "J"]);
    let unit = || prop::sample::select(vec!["RF", "RS", "RS-TV", "RS-KANSLI"]);
    let of = || prop::sample::select(vec!["2022", "2023", "2024", "2024-01/2024-07"]);
    let value = || (0..4_i64).prop_map(|value| number(&value.to_string()));
    let direction = || prop::sample::select(vec![Desired::Increase, Desired::Decrease]);
    let goal = prop_oneof![
        Just(better_than(None)),
        Just(at_least("2")),
        Just(Target::AtLeastSeries { indicator: id("J") }),
    ];
    prop_oneof![
        (indicator(), direction()).prop_map(|(i, d)| defined(i, "E", d)),
        (indicator(), of(), goal).prop_map(|(i, p, t)| target(i, p, t)),
        (indicator(), unit(), of(), value()).prop_map(|(i, u, p, v)| outcome(i, u, p, v)),
        (indicator(), unit(), of()).prop_map(|(i, u, p)| missing(i, u, p)),
        (indicator(), unit(), of(), value()).prop_map(|(i, u, p, v)| OutcomeCorrected {
            corrects: event_id(0),
            fact: CorrectedFact::Indicator {
                indicator: id(i),
                unit: id(u),
                period: period(p),
                outcome: v
            }
        }
        .into()),
        (indicator(), unit(), direction()).prop_map(|(i, u, d)| WishOverridden {
            indicator: id(i),
            unit: id(u),
            desired: d
        }
        .into()),
    ]
}

proptest! {
    #![proptest_config(quickly())]

    #[test]
    fn every_answer_is_that_of_a_replay(events in prop::collection::vec(any_event(), 0..20)) {
        let rules = Rules::default();
        let owner: UnitId = id("RS");
        answers_as_a_replay_would(&entries(events), Indicators::apply, |view, size| {
            let rows: Vec<_> = ["2023", "2024", "2024-01/2024-07"]
                .into_iter()
                .flat_map(|of| ["I", "J"].map(|indicator| {
                    let scope = scope(of, size);
                    let indicator = id(indicator);
                    (
                        view.row(&indicator, Some(&owner), &scope, &rules),
                        view.outcomes_by_unit(&indicator, &scope),
                    )
                }))
                .collect();
            (rows, view.of_item(&id("E"), size))
        });
    }

    #[test]
    fn a_row_rests_only_on_what_was_known(events in prop::collection::vec(any_event(), 0..20)) {
        let size = u64::try_from(events.len()).unwrap();
        let view = fold(&entries(events), Indicators::apply);
        let known = size / 2;
        if let Some(row) = view.row(&id("I"), None, &scope("2024", known), &Rules::default()) {
            let positions: BTreeSet<_> = row.grounds.positions().into_iter().collect();
            prop_assert!(positions.iter().all(|position| position.0 < known));
            prop_assert_eq!(positions.len(), row.grounds.sources.len());
        }
    }
}
