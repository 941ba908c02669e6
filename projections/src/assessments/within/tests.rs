//! Tests of what stands for a period: rows of given events, and a rule of its own that
//! goes through the events one by one.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::followup::{
    AssessmentBasis, AssessmentMade, AssignmentStatus, AssignmentStatusReported,
};
use ledger::event::organisation::{UnitEstablished, UnitKind, UnitMoved};
use ledger::event::plan::Perspective;
use ledger::event::remains::Remains;
use ledger::event::reporting::PayloadRedacted;
use proptest::prelude::*;

use super::*;
use crate::document::Cell;
use crate::fact::Grounds;
use crate::plan::ItemKind;
use crate::testing::{
    answers_as_a_replay_would, day, entries, event_id, fold, id, period, quickly,
};

type Views = (Assessments, Organisation);

fn apply(views: &mut Views, entry: &Entry) {
    views.0.apply(entry);
    views.1.apply(entry);
}

/// The board with its office, and a committee that moves to the board in August.
fn region() -> Vec<Event> {
    let established = |unit: &str, kind, parent: Option<&str>| {
        Event::from(UnitEstablished {
            unit: id(unit),
            name: unit.into(),
            kind,
            parent: parent.map(id),
            valid_from: day("2019-01-01"),
        })
    };
    vec![
        established("RF", UnitKind::Assembly, None),
        established("RS", UnitKind::ExecutiveBoard, Some("RF")),
        established("RS-KANSLI", UnitKind::Administration, Some("RS")),
        established("SN", UnitKind::Committee, Some("RF")),
        UnitMoved {
            unit: id("SN"),
            parent: id("RS"),
            valid_from: day("2024-08-01"),
        }
        .into(),
    ]
}

fn assessed(unit: &str, of: &str, colour: Colour) -> Event {
    AssessmentMade {
        item: id("E1"),
        unit: id(unit),
        period: period(of),
        colour,
        trend: None,
        evidence: Vec::new(),
        basis: AssessmentBasis::Judgement,
        suggested: None,
        motivation: "Skäl".into(),
    }
    .into()
}

fn reported(unit: &str, of: &str, status: AssignmentStatus) -> Event {
    AssignmentStatusReported {
        item: id("E1"),
        unit: id(unit),
        period: period(of),
        status,
        text: "Pågår".into(),
    }
    .into()
}

fn item(owner: &str) -> Item {
    Item {
        item: id("E1"),
        kind: ItemKind::Assignment,
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

/// The board's events after the region's, folded; how many there are.
fn said(events: impl IntoIterator<Item = Event>) -> (Views, u64) {
    let log = entries(region().into_iter().chain(events));
    let size = u64::try_from(log.len()).unwrap();
    (fold(&log, apply), size)
}

/// The position that stands for a period in the board's eyes, and the period that it is of.
fn standing((assessments, organisation): &Views, of: &str, size: u64) -> Option<(u64, String)> {
    let scope = organisation.scope(&id("RS"), period(of), size);
    let within = assessments.within(&scope, organisation);
    let found = within.assessment(&item("RS"))?;
    Some((found.source.position.0, found.period.to_string()))
}

const INTERIM: &str = "2024-01/2024-07";

/// The interim report's yellow was not to be seen where the year was asked about, and
/// the pages contradicted each other.
#[test]
fn a_year_without_its_own_assessment_is_told_by_the_latest_within_it() {
    use Colour::{Green, Red, Yellow};
    let (views, size) = said([
        assessed("RS", "2023", Green),
        assessed("RS", "2024-01/2024-03", Green),
        assessed("RS", INTERIM, Yellow),
        assessed("RS", "2024-01/2024-03", Red),
        assessed("RS", "2024", Red),
    ]);
    let at = |of, size| standing(&views, of, size);
    let found = |position, of: &str| Some((position, of.to_owned()));
    assert_eq!(at("2024", size), found(9, "2024"), "its own goes first");
    assert_eq!(
        at("2024", 9),
        found(7, INTERIM),
        "the latest end, not the last made"
    );
    assert_eq!(at("2024", 7), found(6, "2024-01/2024-03"));
    assert_eq!(at("2024", 6), None, "another year's says nothing of it");
    assert_eq!(
        at(INTERIM, size),
        found(7, INTERIM),
        "a year says nothing of a part"
    );
    assert_eq!(at("2024-01/2024-03", size), found(8, "2024-01/2024-03"));
    assert_eq!(at("2024-07/2024-12", size), None, "half of it lies outside");
}

#[test]
fn of_two_periods_that_end_together_the_one_assessed_last_stands() {
    use Colour::{Green, Yellow};
    let (views, size) = said([
        assessed("RS", INTERIM, Yellow),
        assessed("RS", "2024-07", Green),
        assessed("RS", INTERIM, Green),
    ]);
    let at = |size| standing(&views, "2024", size).unwrap().0;
    assert_eq!([at(6), at(7), at(size)], [5, 6, 7]);
}

#[test]
fn a_redacted_assessment_stands_as_redacted_and_none_takes_its_place() {
    let (views, size) = said([
        assessed("RS", "2024-01/2024-03", Colour::Green),
        assessed("RS", INTERIM, Colour::Yellow),
        PayloadRedacted {
            event: event_id(6),
            position: Position(6),
            legal_ground: "GDPR artikel 17".into(),
            remains: Remains::Assessment {
                item: id("E1"),
                unit: id("RS"),
                period: period(INTERIM),
            },
        }
        .into(),
    ]);
    let scope = views.1.scope(&id("RS"), period("2024"), size);
    let within = views.0.within(&scope, &views.1);
    let found = within.assessment(&item("RS")).unwrap();
    assert_eq!(found.period, period(INTERIM));
    assert!(matches!(found.colour_cell(), Cell::Missing(_)));
    let partial = within.partial(&[item("RS")]);
    assert_eq!(partial.colours, BTreeMap::from([(None, 1)]));
    assert_eq!(partial.periods, BTreeSet::from([period(INTERIM)]));
}

#[test]
fn each_part_of_a_year_is_told_as_its_own_report_shows_it() {
    use Colour::{Green, Red};
    let (views, size) = said([
        assessed("SN", INTERIM, Green),
        assessed("SN", "2024-08", Red),
    ]);
    // In July the committee was not the board's yet.
    assert_eq!(standing(&views, INTERIM, size), None);
    assert_eq!(standing(&views, "2024", 6), None);
    assert_eq!(standing(&views, "2024", size).unwrap().0, 6);
}

#[test]
fn a_status_stands_for_the_period_in_the_same_way_as_an_assessment() {
    use AssignmentStatus::{Completed, Ongoing};
    let ((assessments, organisation), size) = said([
        reported("RS", INTERIM, Ongoing),
        reported("RS", "2024", Completed),
    ]);
    let at = |size| {
        let scope = organisation.scope(&id("RS"), period("2024"), size);
        let within = assessments.within(&scope, &organisation);
        within.status(&item("RS")).and_then(|found| found.status)
    };
    assert_eq!(
        [at(5), at(6), at(size)],
        [None, Some(Ongoing), Some(Completed)]
    );
    let scope = organisation.scope(&id("RS"), period("2024"), size);
    let within = assessments.within(&scope, &organisation);
    assert_eq!(within.partial(&[item("RS")]), Partial::default());
}

/// What stands for a period, by the rule in words: of each unit and period within it the
/// last said; each period's by whose it is; its own, else the one that ends last, else
/// that was said last.
fn by_hand(said: &[(u64, &str, Period)], owner: &str, asked: Period) -> Option<u64> {
    let of = |part: Period| {
        let last = |unit: &str| {
            let mut of = said.iter().rev();
            let found = of.find(|(_, by, period)| *by == unit && *period == part);
            found.map(|(position, ..)| *position)
        };
        let mut below = vec!["RS", "RS-KANSLI"];
        if part.last() >= period("2024-08").last() {
            below.push("SN");
        }
        let found: Vec<u64> = below.iter().filter_map(|unit| last(unit)).collect();
        let only = (found.len() == 1).then(|| found[0]);
        last("RS").or_else(|| last(owner)).or(only)
    };
    if let Some(own) = of(asked) {
        return Some(own);
    }
    let mut best: Option<((u8, u64), u64)> = None;
    for (.., part) in said {
        let is_within = asked.covers(*part) && *part != asked;
        let Some(position) = of(*part).filter(|_| is_within) else {
            continue;
        };
        let rank = (part.last().month(), position);
        if best.is_none_or(|(other, _)| rank > other) {
            best = Some((rank, position));
        }
    }
    best.map(|(_, position)| position)
}

const UNITS: [&str; 4] = ["RF", "RS", "RS-KANSLI", "SN"];
const PERIODS: [&str; 6] = [
    "2023",
    "2024-01/2024-03",
    INTERIM,
    "2024-07",
    "2024-08",
    "2024",
];

proptest! {
    #![proptest_config(quickly())]

    #[test]
    fn what_stands_is_what_the_rule_gives_by_hand(
        made in prop::collection::vec((0..UNITS.len(), 0..PERIODS.len()), 0..14),
        owner in 0..UNITS.len(),
    ) {
        let owner = UNITS[owner];
        let all: Vec<(u64, &str, Period)> = (5..)
            .zip(&made)
            .map(|(position, (unit, of))| (position, UNITS[*unit], period(PERIODS[*of])))
            .collect();
        let events = made
            .iter()
            .map(|(unit, of)| assessed(UNITS[*unit], PERIODS[*of], Colour::Green));
        let ((assessments, organisation), size) = said(events);
        for known in 5..=size {
            let then: Vec<_> = all.iter().copied().filter(|(at, ..)| *at < known).collect();
            for of in PERIODS {
                let scope = organisation.scope(&id("RS"), period(of), known);
                let within = assessments.within(&scope, &organisation);
                let found = within.assessment(&item(owner));
                prop_assert_eq!(
                    found.map(|found| found.source.position.0),
                    by_hand(&then, owner, period(of)),
                    "{} at {}", of, known
                );
            }
        }
    }

    #[test]
    fn every_answer_is_that_of_a_replay(
        made in prop::collection::vec((0..UNITS.len(), 0..PERIODS.len()), 0..10),
    ) {
        let events = made.iter().flat_map(|(unit, of)| {
            let (unit, of) = (UNITS[*unit], PERIODS[*of]);
            [assessed(unit, of, Colour::Red), reported(unit, of, AssignmentStatus::Ongoing)]
        });
        let log = entries(region().into_iter().chain(events));
        answers_as_a_replay_would(&log, apply, |(assessments, organisation), size| {
            let scope = organisation.scope(&id("RS"), period("2024"), size);
            let within = assessments.within(&scope, organisation);
            let item = item("RS");
            (within.assessment(&item), within.status(&item), within.partial([&item]))
        });
    }
}
