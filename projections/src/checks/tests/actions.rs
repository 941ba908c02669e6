//! Examples of the action plan against the demanded saving.

use ledger::event::action::{ActionCategory, ActionEffectReported, ActionPlanned, YearEffect};
use ledger::event::budget::{AdjustmentKind, Breakdown, Distribution, FrameAdjusted};
use ledger::ids::ActionId;
use ledger::quantity::Quantity;

use super::*;

fn effect(year: u16, amount: Option<i64>, fte: Option<&str>) -> YearEffect {
    YearEffect {
        year,
        amount_ore: amount.map(tenths),
        fte: fte.map(|fte| fte.parse().unwrap()),
    }
}

fn measures() -> Scenario {
    let mut scenario = Scenario::default();
    for (id, category, planned, outcome, expected) in [
        (
            "A1",
            ActionCategory::Personnel,
            effect(2024, None, Some("19.3")),
            effect(2024, None, Some("17.1")),
            effect(2025, None, Some("2.8")),
        ),
        (
            "A2",
            ActionCategory::Personnel,
            effect(2024, Some(162), None),
            effect(2024, Some(140), None),
            effect(2025, Some(22), None),
        ),
        (
            "A3",
            ActionCategory::Other,
            effect(2024, Some(213), None),
            effect(2024, Some(213), None),
            effect(2025, Some(0), None),
        ),
    ] {
        scenario.record(ActionPlanned {
            action: ActionId::new(id).unwrap(),
            unit: unit("RS"),
            title: id.into(),
            category,
            effects: vec![planned],
            consequence: None,
        });
        scenario.record(ActionEffectReported {
            action: ActionId::new(id).unwrap(),
            period: period("2024"),
            outcome,
            forecast: vec![expected, effect(2026, Some(0), None)],
            comment: None,
        });
    }
    scenario
}

#[test]
fn the_published_sums_of_the_action_plan_are_computed() {
    let scenario = measures();
    let model = scenario.model();
    let plan = model
        .actions
        .plan(&[unit("RS")], period("2024"), scenario.size());
    assert_eq!(plan.planned.amount, Some(tenths(375)));
    assert_eq!(plan.outcome.amount, Some(tenths(353)));
    assert_eq!(plan.shortfall.amount, Some(tenths(22)));
    assert_eq!(plan.forecast[&2025].amount, Some(tenths(22)));
    assert_eq!(plan.forecast[&2026].amount, Some(tenths(0)));
    assert_eq!(plan.outcome.fte, Some("17.1".parse::<Quantity>().unwrap()));
}

#[test]
fn effects_below_the_demanded_saving_fail_by_the_rules_of_a_new_ledger() {
    let result = check(&measures(), CheckName::ActionEffectsMeetDemand);
    assert_eq!(result.outcome, CheckOutcome::Failed);
    assert_eq!(
        result.findings[0].difference,
        Some(ClaimValue::Amount(tenths(22)))
    );
    let text = &result.findings[0].text;
    assert!(text.contains("planerade effekter"), "{text}");
}

#[test]
fn a_reduced_frame_is_the_demanded_saving() {
    let mut scenario = measures();
    scenario.line("L4", None, Breakdown::None, 1);
    scenario.record_with(
        FrameAdjusted {
            line: line("L4"),
            year: 2024,
            kind: AdjustmentKind::Reduction,
            amount_ore: tenths(350),
            distribution: Distribution::Even,
            financing: None,
        },
        Some("D02"),
        None,
        None,
    );
    let result = check(&scenario, CheckName::ActionEffectsMeetDemand);
    assert_eq!(result.outcome, CheckOutcome::Holds);
    let finding = &result.findings[0];
    assert_eq!(finding.stated, Some(ClaimValue::Amount(tenths(350))));
    assert_eq!(finding.difference, Some(ClaimValue::Amount(tenths(-3))));
    assert!(finding.text.contains("minskade ramar"), "{}", finding.text);
}

#[test]
fn the_demand_of_the_year_is_not_asked_of_a_part_of_it() {
    let interim = check_of(
        &measures(),
        CheckName::ActionEffectsMeetDemand,
        ReportKind::InterimReport,
        "2024-01/2024-07",
    );
    assert_eq!(interim.outcome, CheckOutcome::NotApplicable);
    assert!(interim.findings[0].text.contains("helåret"));
}
