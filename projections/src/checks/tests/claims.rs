//! Examples of claims of key figures: totals, changes and per cent.

use std::collections::BTreeMap;

use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::event::reporting::{CheckName, Claim, FactClaimed, ReportKind};
use ledger::ids::ClaimId;
use ledger::period::Period;
use ledger::quantity::Quantity;

use super::super::{Context, claims};
use super::check;
use crate::claims::{ClaimResult, ClaimValue};
use crate::document::CheckOutcome;
use crate::scenario::{Scenario, period, tenths, unit};

fn figure(
    measure: Measure,
    of: &str,
    part: Option<(Dimension, &str)>,
    value: FigureValue,
) -> KeyFigureReported {
    KeyFigureReported {
        unit: unit("RS"),
        measure,
        period: period(of),
        dimensions: part
            .into_iter()
            .map(|(dimension, part)| (dimension, part.to_string()))
            .collect::<BTreeMap<_, _>>(),
        value,
    }
}

fn amount(value: i64) -> FigureValue {
    FigureValue::Amount {
        amount_ore: tenths(value),
    }
}

fn number(value: &str) -> FigureValue {
    FigureValue::Number {
        value: value.parse().unwrap(),
    }
}

fn claim(scenario: &mut Scenario, id: &str, claim: Claim) {
    scenario.record(FactClaimed {
        id: ClaimId::new(id).unwrap(),
        unit: unit("RS"),
        source: "Personal".into(),
        claim,
    });
}

fn results(scenario: &Scenario) -> Vec<ClaimResult> {
    let model = scenario.model();
    claims::compare_all(&Context {
        model: &model,
        size: scenario.size(),
        kind: ReportKind::OperationsReport,
        unit: &unit("RS"),
        period: period("2024"),
    })
}

/// Payroll in three rows of two years, in tenths of a mnkr: the rows rise by 2.3 in all.
fn payroll() -> Scenario {
    let mut scenario = Scenario::default();
    scenario.region();
    for (part, before, after) in [
        ("Tim", -100, -111),
        ("Månad", -1200, -1208),
        ("Övrigt", -50, -54),
    ] {
        for (of, value) in [("2023", before), ("2024", after)] {
            let part = Some((Dimension::Category, part));
            scenario.record(figure(Measure::PayrollCost, of, part, amount(value)));
        }
    }
    scenario
}

fn change(stated: i64) -> Claim {
    Claim::KeyFigureChange {
        figure: figure(Measure::PayrollCost, "2024", None, amount(stated)),
        since: period("2023"),
        percent: None,
        rounded_to: amount(1),
    }
}

#[test]
fn a_change_that_differs_from_its_rows_by_rounding_holds_and_is_told() {
    let mut scenario = payroll();
    claim(&mut scenario, "K", change(-22));
    let [result] = &results(&scenario)[..] else {
        panic!("one result was expected");
    };
    assert_eq!(result.computed, Some(ClaimValue::Amount(tenths(-23))));
    assert_eq!(result.difference, Some(ClaimValue::Amount(tenths(1))));
    assert_eq!(result.parts, 6);
    assert!(!result.agrees && result.rounding_explains);
    let checked = check(&scenario, CheckName::ClaimsAgree);
    assert_eq!(checked.outcome, CheckOutcome::Holds);
    assert_eq!(checked.findings.len(), 1);
}

#[test]
fn a_total_that_its_rows_do_not_give_fails() {
    let mut scenario = payroll();
    let total = |value| Claim::KeyFigureTotal {
        figure: figure(Measure::PayrollCost, "2024", None, amount(value)),
        rounded_to: amount(1),
    };
    claim(&mut scenario, "S", total(-1373));
    assert!(results(&scenario)[0].agrees);
    claim(&mut scenario, "S", total(-1380));
    let result = &results(&scenario)[0];
    assert!(!result.agrees && !result.rounding_explains);
    assert_eq!(result.difference, Some(ClaimValue::Amount(tenths(-7))));
}

#[test]
fn a_total_without_parts_has_nothing_to_agree_with_and_fails() {
    let mut scenario = Scenario::default();
    scenario.region();
    claim(
        &mut scenario,
        "S",
        Claim::KeyFigureTotal {
            figure: figure(Measure::Turnover, "2024", None, amount(5)),
            rounded_to: amount(1),
        },
    );
    assert_eq!(results(&scenario)[0].computed, None);
    let checked = check(&scenario, CheckName::ClaimsAgree);
    assert_eq!(checked.outcome, CheckOutcome::Failed);
}

#[test]
fn listed_patients_agree_in_number_and_per_cent() {
    let mut scenario = Scenario::default();
    scenario.region();
    let december = |year: u16| Period::months_of(year, 12, 12).unwrap().to_string();
    for (part, before, after) in [("0-4", "14000", "13800"), ("5-64", "220000", "220482")] {
        for (of, value) in [(december(2023), before), (december(2024), after)] {
            let part = Some((Dimension::AgeGroup, part));
            scenario.record(figure(Measure::ListedPatients, &of, part, number(value)));
        }
    }
    claim(
        &mut scenario,
        "L",
        Claim::KeyFigureChange {
            figure: figure(
                Measure::ListedPatients,
                &december(2024),
                None,
                number("282"),
            ),
            since: Period::months_of(2023, 12, 12).unwrap(),
            percent: Some("0.1".parse::<Quantity>().unwrap()),
            rounded_to: number("1"),
        },
    );
    let results = results(&scenario);
    assert_eq!(results.len(), 2);
    assert!(results[0].agrees);
    assert_eq!(
        results[1].computed,
        Some(ClaimValue::Number("0.1".parse().unwrap()))
    );
    assert!(results[1].agrees);
}
