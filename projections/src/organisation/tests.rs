//! Tests of the view `organisation`: rows of given events and what it then answers, and that a later event never changes an older answer.

use ledger::event::Event;
use ledger::event::organisation::{
    MandateMoved, UnitDissolved, UnitEstablished, UnitKind, UnitMoved, UnitRenamed,
};
use proptest::prelude::*;

use super::*;
use crate::testing::{
    answers_as_a_replay_would, day, entries, fold, id, period, quickly, redacted,
};

fn established(unit: &str, kind: UnitKind, parent: Option<&str>, from: &str) -> Event {
    UnitEstablished {
        unit: id(unit),
        name: format!("Enhet {unit}"),
        kind,
        parent: parent.map(id),
        valid_from: day(from),
    }
    .into()
}

fn moved(unit: &str, parent: &str, from: &str) -> Event {
    UnitMoved {
        unit: id(unit),
        parent: id(parent),
        valid_from: day(from),
    }
    .into()
}

/// The real move of 2024-10-01: digitalisation goes from the board to the service committee.
fn region() -> Vec<Event> {
    vec![
        established("RF", UnitKind::Assembly, None, "2019-01-01"),
        established("SN", UnitKind::Committee, Some("RF"), "2019-01-01"),
        established("RS", UnitKind::ExecutiveBoard, Some("RF"), "2019-01-01"),
        established(
            "RS-KANSLI",
            UnitKind::Administration,
            Some("RS"),
            "2019-01-01",
        ),
        established("RS-DIG", UnitKind::Staff, Some("RS-KANSLI"), "2019-01-01"),
        established("SN-IT", UnitKind::Department, Some("SN"), "2019-01-01"),
        established("SN-DIG", UnitKind::Staff, Some("SN-IT"), "2024-10-01"),
        UnitDissolved {
            unit: id("RS-DIG"),
            valid_to: day("2024-09-30"),
            successor: Some(id("SN-DIG")),
        }
        .into(),
        MandateMoved {
            mandate: "Strategisk digitalisering".into(),
            from_unit: id("RS-DIG"),
            to_unit: id("SN-DIG"),
            valid_from: day("2024-10-01"),
        }
        .into(),
    ]
}

fn view(events: Vec<Event>) -> (Organisation, u64) {
    let size = u64::try_from(events.len()).unwrap();
    (fold(&entries(events), Organisation::apply), size)
}

fn ids(units: &BTreeSet<UnitId>) -> Vec<&str> {
    units.iter().map(UnitId::as_str).collect()
}

#[test]
fn a_unit_that_was_dissolved_within_the_period_belongs_to_its_report() {
    let (view, size) = view(region());
    let subtree = view.subtree_over(&id("RS"), period("2024"), size);
    assert_eq!(ids(&subtree), ["RS", "RS-DIG", "RS-KANSLI"]);
    assert_eq!(
        ids(&view.subtree(&id("RS"), day("2024-10-01"), size)),
        ["RS", "RS-KANSLI"]
    );
    let dissolved = view
        .unit_near(&id("RS-DIG"), day("2024-12-31"), size)
        .unwrap();
    assert_eq!(dissolved.successor, Some(id("SN-DIG")));
    assert_eq!(view.unit(&id("RS-DIG"), day("2024-12-31"), size), None);
}

#[test]
fn a_unit_that_moved_within_the_period_belongs_to_both_reports_with_what_is_below_it() {
    let mut events = region();
    events.push(established(
        "X",
        UnitKind::Office,
        Some("RS-KANSLI"),
        "2024-01-01",
    ));
    events.push(established(
        "X-1",
        UnitKind::Office,
        Some("X"),
        "2024-01-01",
    ));
    events.push(moved("X", "SN-IT", "2024-07-01"));
    events.push(established(
        "X-2",
        UnitKind::Office,
        Some("X"),
        "2024-08-01",
    ));
    let (view, size) = view(events);
    let of = |unit: &str, months: &str| view.subtree_over(&id(unit), period(months), size);
    assert!(of("RS", "2024").contains(&id("X-1")));
    assert!(of("SN", "2024").contains(&id("X-1")));
    assert!(
        !of("RS", "2024").contains(&id("X-2")),
        "it began after the move"
    );
    assert!(!of("RS", "2024-07/2024-12").contains(&id("X")));
    assert_eq!(
        view.ancestors(&id("X-1"), day("2024-06-30"), size),
        [id("X"), id("RS-KANSLI"), id("RS"), id("RF")]
    );
}

/// A unit left the report's for another committee within the period, and a wish
/// of the assembly above both was not found: the way up ended at the new parent.
#[test]
fn upwards_from_a_unit_that_has_left_leads_by_its_new_parent_to_the_assembly() {
    let mut events = region();
    events.push(established(
        "X",
        UnitKind::Office,
        Some("RS-KANSLI"),
        "2024-01-01",
    ));
    events.push(moved("X", "SN-IT", "2024-07-01"));
    let (view, size) = view(events);
    let scope = view.scope(&id("RS"), period("2024"), size);
    let unit = id("X");
    let upwards = scope.upwards(&unit).into_iter().cloned();
    assert_eq!(
        upwards.collect::<Vec<_>>(),
        [id("X"), id("SN-IT"), id("SN"), id("RF")]
    );
    let outside = id("SN");
    assert_eq!(scope.upwards(&outside), [&outside]);
}

#[test]
fn the_board_comes_first_among_the_committees() {
    let (view, size) = view(region());
    let committees = view.committees(period("2024"), size);
    let names: Vec<_> = committees.iter().map(|unit| unit.unit.as_str()).collect();
    assert_eq!(names, ["RS", "SN"]);
}

#[test]
fn the_tree_lists_parents_before_children_with_their_level() {
    let (view, size) = view(region());
    let tree: Vec<_> = view
        .tree(day("2024-12-31"), size)
        .into_iter()
        .map(|member| (member.level, member.unit.unit.to_string()))
        .collect();
    let expected = [
        (0, "RF"),
        (1, "RS"),
        (2, "RS-KANSLI"),
        (1, "SN"),
        (2, "SN-IT"),
        (3, "SN-DIG"),
    ];
    assert_eq!(
        tree,
        expected.map(|(level, unit)| (level, unit.to_string()))
    );
}

#[test]
fn a_change_recorded_later_for_an_earlier_day_does_not_hide_the_change_after_it() {
    let rename = |name: &str, from: &str| -> Event {
        UnitRenamed {
            unit: id("RF"),
            name: name.into(),
            valid_from: day(from),
        }
        .into()
    };
    let (view, _) = view(vec![
        established("RF", UnitKind::Assembly, None, "2019-01-01"),
        rename("Tredje", "2024-10-01"),
        rename("Andra", "2024-06-01"),
    ]);
    let name = |on: &str, size| view.unit(&id("RF"), day(on), size).unwrap().name;
    assert_eq!(name("2024-07-01", 3), "Andra");
    assert_eq!(name("2024-11-01", 3), "Tredje");
    assert_eq!(name("2024-07-01", 2), "Enhet RF", "not known yet");
}

#[test]
fn what_happened_in_the_year_is_told_by_day() {
    let (view, size) = view(region());
    let scope = view.scope(&id("RF"), period("2024"), size);
    let changes: Vec<_> = view
        .changes(&scope)
        .into_iter()
        .map(|change| {
            (
                change.date.to_string(),
                change.unit.to_string(),
                change.change,
            )
        })
        .collect();
    assert_eq!(
        changes,
        [
            (
                "2024-09-30".into(),
                "RS-DIG".into(),
                UnitChange::Dissolved {
                    successor: Some(id("SN-DIG"))
                }
            ),
            (
                "2024-10-01".into(),
                "SN-DIG".into(),
                UnitChange::Established
            ),
        ]
    );
    let mandates = view.mandates_moved(&scope);
    assert_eq!(mandates.len(), 1);
    assert_eq!(mandates[0].to_unit, id("SN-DIG"));
    let board_in_spring = view.scope(&id("RS"), period("2024-01/2024-06"), size);
    assert_eq!(view.mandates_moved(&board_in_spring), []);
}

#[test]
fn a_redacted_event_says_nothing() {
    let mut log = entries(region());
    log[6] = redacted(log[6].clone());
    let view = fold(&log, Organisation::apply);
    assert_eq!(view.unit(&id("SN-DIG"), day("2024-12-31"), 9), None);
}

fn any_event() -> impl Strategy<Value = Event> {
    let unit = || prop::sample::select(vec!["A", "B", "C", "D"]);
    let from =
        || prop::sample::select(vec!["2023-05-01", "2024-01-01", "2024-03-01", "2024-09-01"]);
    prop_oneof![
        (unit(), prop::option::of(unit()), from()).prop_map(|(u, p, d)| established(
            u,
            UnitKind::Committee,
            p,
            d
        )),
        (unit(), unit(), from()).prop_map(|(u, p, d)| moved(u, p, d)),
        (unit(), from()).prop_map(|(u, d)| UnitRenamed {
            unit: id(u),
            name: format!("{u} från {d}"),
            valid_from: day(d)
        }
        .into()),
        (unit(), from(), prop::option::of(unit())).prop_map(|(u, d, s)| UnitDissolved {
            unit: id(u),
            valid_to: day(d),
            successor: s.map(id)
        }
        .into()),
        (unit(), unit(), from()).prop_map(|(u, t, d)| MandateMoved {
            mandate: "M".into(),
            from_unit: id(u),
            to_unit: id(t),
            valid_from: day(d)
        }
        .into()),
    ]
}

proptest! {
    #![proptest_config(quickly())]

    #[test]
    fn every_answer_is_that_of_a_replay(events in prop::collection::vec(any_event(), 0..14)) {
        answers_as_a_replay_would(&entries(events), Organisation::apply, |view, size| {
            let days = [day("2023-12-31"), day("2024-02-01"), day("2024-12-31")];
            let scopes: Vec<_> = ["A", "B"]
                .map(|unit| view.scope(&id(unit), period("2024"), size))
                .into();
            (
                days.map(|on| {
                    let year = period(&on.year().to_string());
                    (view.tree(on, size), view.committees(year, size))
                }),
                days.map(|on| view.unit_near(&id("C"), on, size)),
                scopes.iter().map(|scope| (view.changes(scope), view.mandates_moved(scope))).collect::<Vec<_>>(),
                scopes,
            )
        });
    }

    #[test]
    fn the_subtree_over_a_period_is_the_union_of_its_days(events in prop::collection::vec(any_event(), 0..14)) {
        let (view, size) = view(events);
        let months = period("2024-01/2024-03");
        let mut union = BTreeSet::new();
        let mut on = months.first_day();
        while on <= months.last_day() {
            union.extend(view.subtree(&id("A"), on, size));
            on = on.next();
        }
        prop_assert_eq!(view.subtree_over(&id("A"), months, size), union);
    }
}
