//! Traces of objectives and indicators: from yellow at the interim to red at the year's end.

use ledger::event::decision::{DecisionKind, DecisionTaken, Precision};
use ledger::event::followup::{AssignmentStatus, AssignmentStatusReported, Colour};
use ledger::event::indicator::{
    CorrectedFact, IndicatorOutcomeReported, IndicatorValue, OutcomeCorrected, OutcomeMissing,
};
use ledger::event::plan::{AssignmentGiven, Perspective, Target, TargetSet};
use ledger::event::remains::Remains;
use ledger::event::reporting::{PayloadRedacted, ReportKind};
use ledger::ids::{DecisionId, IndicatorId, ItemId, PlanId, Position};
use ledger::time::Date;

use super::super::{
    Cause, CauseKind, Context, Effect, Subject, TraceError, explain, explain_from_another,
};
use crate::document::Cell;
use crate::scenario::{Scenario, event_id, period, unit};

const INTERIM: &str = "2024-01/2024-07";

fn item() -> ItemId {
    ItemId::new("RF-E1").unwrap()
}

fn indicator(id: &str) -> IndicatorId {
    IndicatorId::new(id).unwrap()
}

fn number(text: &str) -> IndicatorValue {
    IndicatorValue::Number {
        value: text.parse().unwrap(),
    }
}

fn report(scenario: &mut Scenario, id: &str, of: &str, value: &str) -> Position {
    scenario.record(IndicatorOutcomeReported {
        indicator: indicator(id),
        unit: unit("RS"),
        period: period(of),
        outcome: number(value),
    })
}

fn assess(scenario: &mut Scenario, of: &str, colour: Colour, evidence: &[Position]) -> Position {
    let why = "Färre insatser när journalsystemet infördes";
    scenario.assess("RF-E1", of, colour, why, evidence)
}

/// A year in which an objective went from yellow at the interim to red.
struct Year {
    scenario: Scenario,
    target: Position,
    interim: u64,
    outcome: Position,
    red: Position,
}

fn year() -> Year {
    let mut scenario = Scenario::default();
    scenario.region();
    scenario.record(DecisionTaken {
        decision: DecisionId::new("D01").unwrap(),
        unit: unit("RF"),
        organ: "Regionfullmäktige".into(),
        kind: DecisionKind::Plan,
        title: "Verksamhetsplan 2024".into(),
        date: Date::new(2023, 11, 21).unwrap(),
        precision: Precision::Day,
        case_number: None,
        paragraph: None,
        amount_ore: None,
        delegation: None,
    });
    scenario.objective("RF-E1");
    for id in ["I-1.2", "I-1.3"] {
        scenario.indicator(id, "RF-E1");
    }
    let target = scenario.record_with(
        TargetSet {
            indicator: indicator("I-1.3"),
            period: period("2024"),
            target: Target::AtLeast {
                value: "38213".parse().unwrap(),
            },
        },
        Some("D01"),
        None,
        None,
    );
    let half = report(&mut scenario, "I-1.3", INTERIM, "21000");
    assess(&mut scenario, INTERIM, Colour::Yellow, &[half]);
    let interim = scenario.size();
    let outcome = report(&mut scenario, "I-1.3", "2024", "27483");
    let missing = scenario.record(OutcomeMissing {
        indicator: indicator("I-1.2"),
        unit: unit("RS"),
        period: period("2024"),
        missing_reason: "Underlaget är inte kvalitetssäkrat".into(),
    });
    let red = assess(&mut scenario, "2024", Colour::Red, &[outcome, missing]);
    Year {
        scenario,
        target,
        interim,
        outcome,
        red,
    }
}

fn context() -> Context {
    Context {
        kind: ReportKind::OperationsReport,
        unit: unit("RS"),
        period: period("2024"),
    }
}

fn moved(cause: &Cause) -> (&Cell, &Cell) {
    match &cause.effect {
        Effect::Moved { before, after } => (before, after),
        other => panic!("a move was expected, not {other:?}"),
    }
}

#[test]
fn an_objective_that_turned_red_is_told_with_its_evidence_targets_and_decisions() {
    let year = year();
    let model = year.scenario.model();
    let told = explain(
        &model,
        &year.scenario,
        &Subject::Item(item()),
        &context(),
        year.interim,
        year.scenario.size(),
    )
    .unwrap();
    assert_eq!(told.before, Cell::Colour(Colour::Yellow));
    assert_eq!(told.after, Cell::Colour(Colour::Red));
    assert_eq!(told.periods.before, Some(period(INTERIM)));
    assert_eq!(told.periods.after, Some(period("2024")));
    let [cause] = told.causes.as_slice() else {
        panic!("one cause was expected: {:?}", told.causes);
    };
    assert_eq!(cause.kind, CauseKind::Assessment);
    assert_eq!(cause.position, year.red);
    assert_eq!(moved(cause), (&told.before, &told.after));
    assert!(cause.text.contains("journalsystemet"), "{}", cause.text);

    let [outcome, missing] = cause.evidence.as_slice() else {
        panic!("two pieces of evidence were expected");
    };
    assert_eq!(outcome.kind, CauseKind::Evidence);
    assert_eq!(outcome.position, year.outcome);
    assert_eq!(
        moved(outcome).1,
        &Cell::Text("27\u{a0}483\u{a0}st för 2024 (inte alls; mål: minst 38\u{a0}213)".into())
    );
    assert!(matches!(moved(outcome).0, Cell::Text(text) if text.starts_with("21\u{a0}000")));
    assert_eq!(outcome.evidence[0].position, year.target);
    let decision = outcome.evidence[0].decision.as_ref().unwrap();
    assert_eq!(decision.title.as_deref(), Some("Verksamhetsplan 2024"));
    assert!(matches!(moved(missing).1, Cell::Text(text) if text.starts_with("värde saknas")));
}

/// The sentences said `2024-01/2024-07`, which is written for programs, and what was not
/// defined yet `inte definierad`.
#[test]
fn periods_stand_in_words_and_what_was_not_there_was_missing() {
    let year = year();
    let model = year.scenario.model();
    let told = explain(
        &model,
        &year.scenario,
        &Subject::Indicator(indicator("I-1.3")),
        &Context {
            kind: ReportKind::InterimReport,
            unit: unit("RS"),
            period: period(INTERIM),
        },
        0,
        year.interim,
    )
    .unwrap();
    assert_eq!(told.before, Cell::Missing("saknades".into()));
    let said: Vec<&str> = told
        .causes
        .iter()
        .map(|cause| cause.text.as_str())
        .collect();
    assert!(
        said.contains(&"Utfall av I-1.3 för RS, januari–juli 2024: 21\u{a0}000\u{a0}st"),
        "{said:?}"
    );
}

#[test]
fn without_a_first_moment_it_is_told_from_the_first_of_some_with_another_value() {
    let year = year();
    let model = year.scenario.model();
    let end = year.scenario.size();
    let told = |sizes: &[u64]| {
        let (item, context) = (Subject::Item(item()), context());
        let sizes = sizes.iter().copied();
        explain_from_another(&model, &year.scenario, &item, &context, sizes, end).unwrap()
    };
    // Red already, then yellow, then nothing at all.
    let found = told(&[end, year.interim, 1]);
    assert_eq!(found.from, year.interim);
    let asked = Subject::Item(item());
    let alone = explain(
        &model,
        &year.scenario,
        &asked,
        &context(),
        year.interim,
        end,
    )
    .unwrap();
    assert_eq!(found, alone);
    assert_eq!(told(&[end, 1]).from, 0, "nothing is no other value");
    assert_eq!(told(&[]).from, 0);
}

#[test]
fn an_indicator_that_is_corrected_is_told_as_a_correction_and_its_steps_make_a_chain() {
    let mut year = year();
    let corrected = year.scenario.record_with(
        OutcomeCorrected {
            corrects: event_id(year.outcome.0),
            fact: CorrectedFact::Indicator {
                indicator: indicator("I-1.3"),
                unit: unit("RS"),
                period: period("2024"),
                outcome: number("38400"),
            },
        },
        None,
        Some("Dubbelräkning rättad"),
        None,
    );
    let model = year.scenario.model();
    let told = explain(
        &model,
        &year.scenario,
        &Subject::Indicator(indicator("I-1.3")),
        &context(),
        year.interim,
        year.scenario.size(),
    )
    .unwrap();
    assert_eq!(told.causes.len(), 2);
    assert_eq!(told.causes[0].position, year.outcome);
    assert_eq!(told.causes[1].position, corrected);
    assert_eq!(told.causes[1].kind, CauseKind::Correction);
    assert_eq!(moved(&told.causes[0]).0, &told.before);
    assert_eq!(moved(&told.causes[0]).1, moved(&told.causes[1]).0);
    assert_eq!(moved(&told.causes[1]).1, &told.after);
    assert_eq!(
        told.after,
        Cell::Text("38\u{a0}400\u{a0}st för 2024 (helt; mål: minst 38\u{a0}213)".into())
    );
}

#[test]
fn a_redaction_of_what_an_item_reads_is_told_without_effect() {
    let mut year = year();
    let size = year.scenario.size();
    let redaction = year.scenario.record_with(
        PayloadRedacted {
            event: event_id(year.red.0),
            position: year.red,
            legal_ground: "GDPR artikel 17".into(),
            remains: Remains::Wording { item: item() },
        },
        Some("D09"),
        None,
        None,
    );
    year.scenario.record(PayloadRedacted {
        event: event_id(0),
        position: Position(0),
        legal_ground: "GDPR artikel 17".into(),
        remains: Remains::Wording {
            item: ItemId::new("annat").unwrap(),
        },
    });
    let model = year.scenario.model();
    let told = explain(
        &model,
        &year.scenario,
        &Subject::Item(item()),
        &context(),
        size,
        year.scenario.size(),
    )
    .unwrap();
    assert_eq!(told.change, Effect::None);
    let [cause] = told.causes.as_slice() else {
        panic!("one cause was expected: {:?}", told.causes);
    };
    assert_eq!(
        (cause.kind, cause.position),
        (CauseKind::Redaction, redaction)
    );
}

#[test]
fn an_assignment_that_nobody_assessed_is_told_by_its_statuses() {
    let mut scenario = Scenario::default();
    scenario.region();
    let assignment = ItemId::new("RS-U1").unwrap();
    scenario.record(AssignmentGiven {
        item: assignment.clone(),
        plan: PlanId::new("VP-2024").unwrap(),
        label: None,
        title: "Utred".into(),
        perspective: Perspective::Resource,
        strategy: None,
        objective: None,
        owner: unit("RS"),
        due: None,
    });
    let from = scenario.size();
    let mut reported = Vec::new();
    for status in [AssignmentStatus::Ongoing, AssignmentStatus::Completed] {
        reported.push(scenario.record(AssignmentStatusReported {
            item: assignment.clone(),
            unit: unit("RS"),
            period: period("2024"),
            status,
            text: "Arbetet följer planen.".into(),
        }));
    }
    let model = scenario.model();
    let subject = Subject::Item(assignment);
    let to = scenario.size();
    let told = explain(&model, &scenario, &subject, &context(), from, to).unwrap();
    assert!(matches!(told.before, Cell::Missing(_)));
    assert_eq!(told.after, Cell::Assignment(AssignmentStatus::Completed));
    let positions: Vec<_> = told.causes.iter().map(|cause| cause.position).collect();
    assert_eq!(positions, reported);
    assert_eq!(moved(&told.causes[0]).1, moved(&told.causes[1]).0);
}

/// A grade against the year's target was read as one of the seven months' own.
#[test]
fn a_grade_says_which_period_it_is_of_and_which_periods_target_it_is_held_against() {
    let year = year();
    let model = year.scenario.model();
    let subject = Subject::Indicator(indicator("I-1.3"));
    let told = explain(
        &model,
        &year.scenario,
        &subject,
        &context(),
        0,
        year.interim,
    )
    .unwrap();
    let said =
        "21\u{a0}000\u{a0}st för januari–juli 2024 (inte alls; mål för 2024: minst 38\u{a0}213)";
    assert_eq!(told.after, Cell::Text(said.into()));
}

#[test]
fn an_unknown_item_is_refused() {
    let year = year();
    let model = year.scenario.model();
    let told = explain(
        &model,
        &year.scenario,
        &Subject::Item(ItemId::new("X").unwrap()),
        &context(),
        0,
        year.scenario.size(),
    );
    assert!(matches!(told, Err(TraceError::Unknown(item)) if item == "X"));
}

#[test]
fn a_count_of_colours_is_told_by_the_assessments_that_made_it() {
    let year = year();
    let model = year.scenario.model();
    let told = explain(
        &model,
        &year.scenario,
        &Subject::Figure("colour_counts:effect_objectives:red".parse().unwrap()),
        &context(),
        year.interim,
        year.scenario.size(),
    )
    .unwrap();
    assert_eq!(told.before, Cell::Count(0));
    assert_eq!(told.after, Cell::Count(1));
    assert_eq!(told.causes.len(), 1);
    assert_eq!(told.causes[0].position, year.red);
    assert_eq!(told.causes[0].effect, Effect::Count(1));
}
