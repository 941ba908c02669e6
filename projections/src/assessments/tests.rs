//! Tests of the view `assessments`: rows of given events and what it then answers, and that a later event never changes an older answer.

use std::collections::BTreeSet;

use ledger::event::Event;
use ledger::event::followup::{AssessmentBasis, AssignmentStatus, Colour, Trend};
use ledger::event::plan::Perspective;
use proptest::prelude::*;

use super::*;
use crate::plan::ItemKind;
use crate::testing::{
    answers_as_a_replay_would, day, entries, event_id, fold, id, period, quickly,
};

fn assessed(item: &str, unit: &str, of: &str, colour: Colour) -> Event {
    AssessmentMade {
        item: id(item),
        unit: id(unit),
        period: period(of),
        colour,
        trend: Some(Trend::Worse),
        evidence: vec![event_id(0)],
        basis: AssessmentBasis::Override,
        suggested: Some(Colour::Green),
        motivation: "Indikatorerna har försämrats".into(),
    }
    .into()
}

fn status(item: &str, unit: &str, of: &str, status: AssignmentStatus) -> Event {
    AssignmentStatusReported {
        item: id(item),
        unit: id(unit),
        period: period(of),
        status,
        text: "Pågår".into(),
    }
    .into()
}

fn item(item: &str, kind: ItemKind, owner: &str) -> Item {
    Item {
        item: id(item),
        kind,
        plan: id("P"),
        plan_unit: Some(id("RF")),
        year: Some(2024),
        label: None,
        title: "Mål".into(),
        perspective: Perspective::Process,
        strategy: None,
        objective: None,
        owner: Some(id(owner)),
        due: None,
        links: Vec::new(),
        linked_from: Vec::new(),
        withdrawn: None,
        grounds: Grounds::default(),
    }
}

fn scope(unit: &str, subtree: &[&str], of: &str, size: u64) -> Scope {
    Scope {
        unit: id(unit),
        period: period(of),
        size,
        subtree: subtree.iter().map(|unit| id(unit)).collect::<BTreeSet<_>>(),
        ancestors: Vec::new(),
        parents: BTreeMap::new(),
    }
}

/// The colours of the board's report for 2024, as published: four green, one
/// yellow and two red effect objectives of eight, one not assessable, and so on.
#[test]
fn the_counts_per_colour_of_2024_come_out_as_published() {
    use Colour::{Green, NotAssessable, Red, Yellow};
    let effect = [Red, NotAssessable, Green, Yellow, Red, Green, Green, Green];
    let committee = [Green, Yellow];
    let assignments = [
        Green, Green, Green, Yellow, Yellow, Green, Yellow, Yellow, Green, Yellow, Green, Red,
        Green,
    ];
    let mut events = Vec::new();
    let mut items = ReportItems::default();
    let groups: [(&str, ItemKind, &[Colour], &mut Vec<Item>); 3] = [
        (
            "E",
            ItemKind::EffectObjective,
            &effect,
            &mut items.effect_objectives,
        ),
        (
            "M",
            ItemKind::CommitteeObjective,
            &committee,
            &mut items.committee_objectives,
        ),
        (
            "U",
            ItemKind::Assignment,
            &assignments,
            &mut items.assignments,
        ),
    ];
    for (prefix, kind, colours, list) in groups {
        for (number, colour) in colours.iter().enumerate() {
            let name = format!("{prefix}{number}");
            events.push(assessed(&name, "RS", "2024", *colour));
            list.push(item(&name, kind, "RS"));
        }
    }
    items
        .assignments
        .push(item("U-NEW", ItemKind::Assignment, "RS"));
    let mut withdrawn = item("U-OLD", ItemKind::Assignment, "RS");
    withdrawn.withdrawn = Some(day("2024-06-30"));
    items.assignments.push(withdrawn);
    let view = fold(&entries(events), Assessments::apply);
    let counts = view.counts(&items, &scope("RS", &["RS"], "2024", 23));
    let numbers = |counts: ColourCounts| {
        [
            counts.total,
            counts.green,
            counts.yellow,
            counts.red,
            counts.not_assessable,
            counts.not_assessed,
        ]
    };
    assert_eq!(numbers(counts.effect_objectives), [8, 4, 1, 2, 1, 0]);
    assert_eq!(numbers(counts.committee_objectives), [2, 1, 1, 0, 0, 0]);
    assert_eq!(numbers(counts.assignments), [14, 7, 5, 1, 0, 1]);
    assert_eq!(counts.assignments.count(Some(Colour::Yellow)), 5);
    assert_eq!(counts.assignments.count(None), 14);
}

#[test]
fn the_interim_assessment_stays_what_it_was_when_the_years_is_made() {
    let view = fold(
        &entries([
            assessed("E1", "RS", "2024-01/2024-07", Colour::Yellow),
            assessed("E1", "RS", "2024", Colour::Red),
            assessed("E1", "RS", "2024", Colour::NotAssessable),
        ]),
        Assessments::apply,
    );
    let interim = period("2024-01/2024-07");
    let colour = |of, size| {
        view.latest(&id("E1"), &id("RS"), of, size)
            .and_then(|assessment| assessment.colour)
    };
    assert_eq!(colour(interim, 3), Some(Colour::Yellow));
    assert_eq!(colour(period("2024"), 1), None, "not assessed yet");
    assert_eq!(colour(period("2024"), 2), Some(Colour::Red));
    assert_eq!(colour(period("2024"), 3), Some(Colour::NotAssessable));
    let history = view.history(&id("E1"), 3);
    let positions: Vec<_> = history.iter().map(|made| made.source.position.0).collect();
    assert_eq!(positions, [0, 1, 2]);
    assert_eq!(view.between(&id("E1"), 1, 2)[0].colour, Some(Colour::Red));
    assert_eq!(history[0].evidence, [event_id(0)]);
    assert_eq!(history[0].actor, Some(id("p-1")));
}

#[test]
fn a_report_shows_its_own_assessment_else_the_owners_else_the_only_one_below() {
    let shown = |units: &[&str]| {
        let events: Vec<Event> = units
            .iter()
            .map(|unit| assessed("E1", unit, "2024", Colour::Red))
            .collect();
        let view = fold(&entries(events), Assessments::apply);
        let scope = scope("RF", &["RF", "RS", "HSN", "SN"], "2024", 9);
        let objective = item("E1", ItemKind::EffectObjective, "RS");
        let shown = view.shown(&objective, &scope);
        (
            shown.map_or("-".into(), |shown| shown.unit.to_string()),
            view.by_unit(&id("E1"), &scope).len(),
        )
    };
    assert_eq!(shown(&["HSN", "RS", "RF"]), ("RF".into(), 3));
    assert_eq!(shown(&["HSN", "RS"]), ("RS".into(), 2));
    assert_eq!(shown(&["HSN"]), ("HSN".into(), 1));
    assert_eq!(shown(&["HSN", "SN"]), ("-".into(), 2));
    assert_eq!(shown(&["ELSEWHERE"]), ("-".into(), 0));
}

#[test]
fn an_assignments_status_is_the_latest_reported_for_the_period() {
    let view = fold(
        &entries([
            status("U1", "RS", "2024-01/2024-07", AssignmentStatus::NotStarted),
            status("U1", "RS", "2024", AssignmentStatus::Ongoing),
            status("U1", "RS", "2024", AssignmentStatus::Completed),
        ]),
        Assessments::apply,
    );
    let assignment = item("U1", ItemKind::Assignment, "RS");
    let at = |size| {
        view.status(&assignment, &scope("RS", &["RS"], "2024", size))
            .and_then(|status| status.status)
    };
    assert_eq!(at(1), None);
    assert_eq!(at(2), Some(AssignmentStatus::Ongoing));
    assert_eq!(at(3), Some(AssignmentStatus::Completed));
    let versions = view.status_versions(&id("U1"), &id("RS"), period("2024"), 0, 3);
    assert_eq!(versions.len(), 2);
}

fn any_event() -> impl Strategy<Value = Event> {
    let items = || prop::sample::select(vec!["E1", "E2"]);
    let unit = || prop::sample::select(vec!["RF", "RS", "SN"]);
    let of = || prop::sample::select(vec!["2024-01/2024-07", "2024"]);
    let colour = prop::sample::select(vec![Colour::Green, Colour::Red]);
    let far = prop::sample::select(vec![AssignmentStatus::Ongoing, AssignmentStatus::Completed]);
    prop_oneof![
        (items(), unit(), of(), colour).prop_map(|(i, u, p, c)| assessed(i, u, p, c)),
        (items(), unit(), of(), far).prop_map(|(i, u, p, s)| status(i, u, p, s)),
    ]
}

proptest! {
    #![proptest_config(quickly())]

    #[test]
    fn every_answer_is_that_of_a_replay(events in prop::collection::vec(any_event(), 0..16)) {
        let items = ReportItems {
            effect_objectives: vec![item("E1", ItemKind::EffectObjective, "RS")],
            assignments: vec![item("E2", ItemKind::Assignment, "SN")],
            ..ReportItems::default()
        };
        answers_as_a_replay_would(&entries(events), Assessments::apply, |view, size| {
            let scope = scope("RF", &["RF", "RS", "SN"], "2024", size);
            (
                view.shown(&items.effect_objectives[0], &scope),
                view.status(&items.assignments[0], &scope),
                view.counts(&items, &scope),
                view.by_unit(&id("E1"), &scope),
                view.history(&id("E1"), size),
            )
        });
    }
}
