//! Tests of the view `plan`: rows of given events and what it then answers, and that a later event never changes an older answer.

use std::collections::BTreeMap;

use ledger::event::Event;
use ledger::event::plan::{ItemLinked, ItemReworded, ItemWithdrawn};
use proptest::prelude::*;

use super::*;
use crate::scope::Scope;
use crate::testing::{answers_as_a_replay_would, day, entries, fold, id, period, quickly};

fn plan(plan: &str, unit: &str, year: u16) -> Event {
    PlanAdopted {
        plan: id(plan),
        unit: id(unit),
        year,
        title: format!("Verksamhetsplan {year}"),
    }
    .into()
}

fn objective(
    item: &str,
    plan: &str,
    kind: ObjectiveKind,
    label: Option<&str>,
    owner: &str,
) -> Event {
    ObjectiveSet {
        item: id(item),
        plan: id(plan),
        kind,
        label: label.map(Into::into),
        title: format!("Mål {item}"),
        perspective: Perspective::Resource,
        strategy: None,
        owner: id(owner),
    }
    .into()
}

fn assignment(item: &str, plan: &str, serves: Option<&str>, owner: &str) -> Event {
    AssignmentGiven {
        item: id(item),
        plan: id(plan),
        label: None,
        title: format!("Uppdrag {item}"),
        perspective: Perspective::Process,
        strategy: None,
        objective: serves.map(id),
        owner: id(owner),
        due: None,
    }
    .into()
}

fn scope(unit: &str, subtree: &[&str], year: &str, size: u64) -> Scope {
    Scope {
        unit: id(unit),
        period: period(year),
        size,
        subtree: subtree.iter().map(|unit| id(unit)).collect(),
        ancestors: Vec::new(),
        parents: BTreeMap::new(),
    }
}

fn ids(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.item.as_str()).collect()
}

fn year_2024() -> Vec<Event> {
    use ObjectiveKind::{CommitteeObjective, EffectObjective};
    vec![
        plan("RF-2024", "RF", 2024),
        plan("RS-2024", "RS", 2024),
        plan("SN-2024", "SN", 2024),
        plan("RS-2022", "RS", 2022),
        objective("RF-E10", "RF-2024", EffectObjective, Some("10"), "RS"),
        objective("RF-E2", "RF-2024", EffectObjective, Some("2"), "RS"),
        objective("RF-E7", "RF-2024", EffectObjective, Some("7"), "HSN"),
        objective("RS-M1", "RS-2024", CommitteeObjective, None, "RS"),
        objective("RS-G1", "RS-2022", CommitteeObjective, None, "RS"),
        assignment("RS-U10", "RS-2024", Some("RS-M1"), "RS-DIG"),
        assignment("RS-U9", "RS-2024", Some("RS-M1"), "RS-DIG"),
        assignment("SN-U1", "SN-2024", None, "RS-DIG"),
        assignment("RS-U2", "RS-2024", None, "SN"),
    ]
}

#[test]
fn a_report_has_the_items_of_its_units_plans_and_those_its_units_own_in_natural_order() {
    let view = fold(&entries(year_2024()), PlanView::apply);
    let items = view.report_items(&scope("RS", &["RS", "RS-DIG"], "2024", 13));
    assert_eq!(ids(&items.effect_objectives), ["RF-E2", "RF-E10"]);
    assert_eq!(ids(&items.committee_objectives), ["RS-M1"]);
    assert_eq!(
        ids(&items.assignments),
        ["RS-U2", "RS-U9", "RS-U10", "SN-U1"]
    );
    let service = view.report_items(&scope("SN", &["SN"], "2024", 13));
    assert_eq!(ids(&service.assignments), ["RS-U2", "SN-U1"]);
    let serving = view.assignments_serving(&id("RS-M1"), 13);
    assert_eq!(ids(&serving), ["RS-U9", "RS-U10"]);
    assert_eq!(view.plans_of(&id("RS"), 2024, 13).len(), 1);
    assert_eq!(view.items_of(&id("RS-2022"), 13).len(), 1);
}

#[test]
fn a_title_is_the_wording_known_and_a_withdrawn_item_applies_to_its_last_day() {
    let mut events = year_2024();
    events.push(
        ItemReworded {
            item: id("RS-M1"),
            title: "Tydlig fysisk planering".into(),
        }
        .into(),
    );
    events.push(
        ItemWithdrawn {
            item: id("RS-M1"),
            valid_to: day("2024-09-30"),
        }
        .into(),
    );
    let view = fold(&entries(events), PlanView::apply);
    let at = |size| view.item(&id("RS-M1"), size).unwrap();
    assert_eq!(at(13).title, "Mål RS-M1");
    assert_eq!(at(14).title, "Tydlig fysisk planering");
    assert_eq!(at(14).withdrawn, None);
    assert!(at(15).applies_on(day("2024-09-30")));
    assert!(!at(15).applies_on(day("2024-10-01")));
    assert_eq!(view.wordings(&id("RS-M1"), 13, 15).len(), 1);
    assert_eq!(view.withdrawals(&id("RS-M1"), 0, 15).len(), 1);
}

#[test]
fn a_link_is_seen_from_both_its_ends() {
    let mut events = year_2024();
    events.push(
        ItemLinked {
            item: id("RS-M1"),
            to: id("RS-G1"),
            relation: Relation::Succeeds,
        }
        .into(),
    );
    let view = fold(&entries(events), PlanView::apply);
    let link = |item: &str| Link {
        item: id(item),
        relation: Relation::Succeeds,
    };
    assert_eq!(view.item(&id("RS-M1"), 14).unwrap().links, [link("RS-G1")]);
    let earlier = view.item(&id("RS-G1"), 14).unwrap();
    assert_eq!(earlier.linked_from, [link("RS-M1")]);
    assert_eq!(view.item(&id("RS-M1"), 13).unwrap().links, []);
}

/// The cascade in a line each: how deep, the item, and how it stands there.
fn outline(branches: &[Branch], level: usize, lines: &mut Vec<String>) {
    for branch in branches {
        let mark = match branch.place {
            Place::Own => "",
            Place::Again => " igen",
            Place::Above => " ovan",
        };
        lines.push(format!("{}{}{mark}", "-".repeat(level), branch.item.item));
        outline(&branch.branches, level + 1, lines);
    }
}

fn contributes(item: &str, to: &str) -> Event {
    ItemLinked {
        item: id(item),
        to: id(to),
        relation: Relation::ContributesTo,
    }
    .into()
}

#[test]
fn the_cascade_puts_each_item_under_what_it_serves_also_when_that_is_anothers() {
    let mut events = year_2024();
    events.push(contributes("RS-M1", "RF-E10"));
    events.push(contributes("RS-M1", "RF-E7"));
    let view = fold(&entries(events), PlanView::apply);
    let mut lines = Vec::new();
    let scope = scope("RS", &["RS", "RS-DIG"], "2024", 15);
    outline(&view.cascade(&scope), 0, &mut lines);
    assert_eq!(
        lines,
        [
            "RF-E2",
            "RF-E7 ovan",
            "-RS-M1",
            "--RS-U9",
            "--RS-U10",
            "RF-E10",
            "-RS-M1 igen",
            "RS-U2",
            "SN-U1",
        ]
    );
}

#[test]
fn items_that_serve_each_other_stand_in_the_cascade_once() {
    let mut events = year_2024();
    events.push(contributes("RS-M1", "RF-E2"));
    events.push(contributes("RF-E2", "RS-M1"));
    let view = fold(&entries(events), PlanView::apply);
    let mut lines = Vec::new();
    outline(
        &view.cascade(&scope("RS", &["RS"], "2024", 15)),
        0,
        &mut lines,
    );
    assert_eq!(
        lines,
        ["RF-E10", "RS-U2", "RF-E2", "-RS-M1", "--RS-U9", "--RS-U10"]
    );
}

fn any_event() -> impl Strategy<Value = Event> {
    let item = || prop::sample::select(vec!["I1", "I2", "I10"]);
    let plans = || prop::sample::select(vec!["P1", "P2"]);
    let unit = || prop::sample::select(vec!["A", "B"]);
    prop_oneof![
        (plans(), unit(), 2023..2025_u16).prop_map(|(p, u, y)| plan(p, u, y)),
        (item(), plans(), prop::option::of("[1-3]"), unit()).prop_map(|(i, p, l, u)| objective(
            i,
            p,
            ObjectiveKind::EffectObjective,
            l.as_deref(),
            u
        )),
        (item(), plans(), prop::option::of(item()), unit())
            .prop_map(|(i, p, o, u)| assignment(i, p, o, u)),
        (item(), plans()).prop_map(|(i, p)| StrategySet {
            item: id(i),
            plan: id(p),
            title: "Strategi".into(),
            perspective: Perspective::Process
        }
        .into()),
        (item(), "[a-c]{1}").prop_map(|(i, t)| ItemReworded {
            item: id(i),
            title: t
        }
        .into()),
        item().prop_map(|i| ItemWithdrawn {
            item: id(i),
            valid_to: day("2024-05-01")
        }
        .into()),
        (item(), item()).prop_map(|(i, t)| ItemLinked {
            item: id(i),
            to: id(t),
            relation: Relation::ContributesTo
        }
        .into()),
    ]
}

proptest! {
    #![proptest_config(quickly())]

    #[test]
    fn every_answer_is_that_of_a_replay(events in prop::collection::vec(any_event(), 0..16)) {
        answers_as_a_replay_would(&entries(events), PlanView::apply, |view, size| {
            (
                view.report_items(&scope("A", &["A"], "2024", size)),
                view.items_of(&id("P1"), size),
                view.plans_of(&id("A"), 2024, size),
                ["I1", "I2"].map(|item| view.assignments_serving(&id(item), size)),
                view.wordings(&id("I1"), 0, size).to_vec(),
            )
        });
    }
}
