//! Traces of figures that the report is asked for: key figures and actions.

use std::collections::BTreeMap;

use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::event::indicator::{CorrectedFact, OutcomeCorrected};
use ledger::event::reporting::ReportKind;
use ledger::quantity::Quantity;

use super::super::{CauseKind, Context, Effect, explain, explain_from_another};
use super::figures::figure;
use crate::document::Cell;
use crate::scenario::{Scenario, event_id, period, unit};

fn reported(occupation: &str, of: &str, value: &str) -> KeyFigureReported {
    KeyFigureReported {
        unit: unit("RS"),
        measure: Measure::FullTimeEquivalents,
        period: period(of),
        dimensions: BTreeMap::from([(Dimension::Occupation, occupation.to_string())]),
        value: FigureValue::Number {
            value: value.parse().unwrap(),
        },
    }
}

#[test]
fn the_total_of_a_key_figure_is_told_by_its_parts_and_a_correction() {
    let mut scenario = Scenario::default();
    scenario.region();
    let from = scenario.size();
    let first = scenario.record(reported("Ekonomer", "2024", "14"));
    scenario.record(reported("Jurister", "2024", "5.5"));
    scenario.record(reported("Jurister", "2022", "9"));
    scenario.record(OutcomeCorrected {
        corrects: event_id(first.0),
        fact: CorrectedFact::KeyFigure(reported("Ekonomer", "2024", "13.2")),
    });
    let model = scenario.model();
    let context = Context {
        kind: ReportKind::OperationsReport,
        unit: unit("RS"),
        period: period("2024"),
    };
    let subject = figure("fte:total:outcome");
    let end = scenario.size();
    let told = explain(&model, &scenario, &subject, &context, from, end).unwrap();
    let uncorrected = [end, end - 1, from];
    let another = explain_from_another(&model, &scenario, &subject, &context, uncorrected, end);
    assert_eq!(another.unwrap().from, end - 1);
    let number = |text: &str| text.parse::<Quantity>().unwrap();
    assert_eq!(told.before, Cell::Empty);
    assert_eq!(told.after, Cell::Number(number("18.7")));
    assert_eq!(told.change, Effect::Number(number("18.7")));
    let effects: Vec<_> = told
        .causes
        .iter()
        .map(|cause| (cause.kind, cause.effect.clone()))
        .collect();
    assert_eq!(
        effects,
        [
            (CauseKind::NewFact, Effect::Number(number("14"))),
            (CauseKind::NewFact, Effect::Number(number("5.5"))),
            (CauseKind::Correction, Effect::Number(number("-0.8"))),
        ]
    );
    assert_eq!(
        told.causes[0].text,
        "Nyckeltal: årsarbetare, Ekonomer, RS, 2024: 14"
    );
}
