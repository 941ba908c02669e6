//! Examples of the checks.

mod actions;
mod claims;
mod followup;
mod late;

use ledger::event::reporting::{
    CheckName, CheckWaived, Claim, FactClaimed, LineColumn, ReportKind,
};
use ledger::ids::ClaimId;
use ledger::money::Ore;

use super::{CheckResult, Context, run};
use crate::claims::ClaimValue;
use crate::document::CheckOutcome;
use crate::scenario::{OPERATING_RESULT, Scenario, board_year, line, period, tenths, unit};

fn check(scenario: &Scenario, name: CheckName) -> CheckResult {
    check_of(scenario, name, ReportKind::OperationsReport, "2024")
}

fn check_of(scenario: &Scenario, name: CheckName, kind: ReportKind, of: &str) -> CheckResult {
    let model = scenario.model();
    run(
        name,
        &Context {
            model: &model,
            size: scenario.size(),
            kind,
            unit: &unit("RS"),
            period: period(of),
        },
    )
}

fn claim(scenario: &mut Scenario, id: &str, column: LineColumn, of: &str, stated: Ore) {
    scenario.record(FactClaimed {
        id: ClaimId::new(id).unwrap(),
        unit: unit("RS"),
        source: "Driftredovisning".into(),
        claim: Claim::LineAmount {
            line: line(of),
            period: period("2024"),
            column,
            amount_ore: stated,
            rounded_to_ore: tenths(1),
        },
    });
}

#[test]
fn every_published_variance_and_change_agrees_with_its_parts() {
    let mut scenario = board_year();
    for (id, _, _, _, _, variance, change) in OPERATING_RESULT {
        claim(
            &mut scenario,
            &format!("V-{id}"),
            LineColumn::Variance,
            id,
            tenths(variance),
        );
        claim(
            &mut scenario,
            &format!("C-{id}"),
            LineColumn::Change,
            id,
            tenths(change),
        );
    }
    let result = check(&scenario, CheckName::ClaimsAgree);
    assert_eq!(result.outcome, CheckOutcome::Holds);
    assert_eq!(result.findings, vec![]);
}

#[test]
fn a_claim_that_disagrees_fails_with_both_numbers_and_the_difference() {
    let mut scenario = board_year();
    claim(
        &mut scenario,
        "K1",
        LineColumn::Outcome,
        "L1.1",
        tenths(-2750),
    );
    let result = check(&scenario, CheckName::ClaimsAgree);
    assert_eq!(result.outcome, CheckOutcome::Failed);
    let finding = &result.findings[0];
    assert_eq!(finding.stated, Some(ClaimValue::Amount(tenths(-2750))));
    assert_eq!(finding.computed, Some(ClaimValue::Amount(tenths(-2744))));
    assert_eq!(finding.difference, Some(ClaimValue::Amount(tenths(-6))));
}

#[test]
fn a_difference_that_rounding_explains_is_told_and_holds() {
    let mut scenario = board_year();
    // L3 has three parts and a remainder: rounding explains up to 0.25 mnkr.
    claim(
        &mut scenario,
        "K1",
        LineColumn::Outcome,
        "L3",
        tenths(-2701),
    );
    let result = check(&scenario, CheckName::ClaimsAgree);
    assert_eq!(result.outcome, CheckOutcome::Holds);
    assert_eq!(result.findings.len(), 1);
    claim(
        &mut scenario,
        "K2",
        LineColumn::Outcome,
        "L3",
        tenths(-2702),
    );
    let result = check(&scenario, CheckName::ClaimsAgree);
    assert_eq!(result.outcome, CheckOutcome::Failed);
}

#[test]
fn a_failed_check_that_is_waived_is_told_as_waived_with_its_findings() {
    let mut scenario = board_year();
    claim(
        &mut scenario,
        "K1",
        LineColumn::Outcome,
        "L1.1",
        tenths(-2750),
    );
    scenario.record_with(
        CheckWaived {
            check: CheckName::ClaimsAgree,
            kind: ReportKind::OperationsReport,
            unit: unit("RS"),
            period: period("2024"),
        },
        Some("D09"),
        Some("Rättas i nästa rapport"),
        None,
    );
    let result = check(&scenario, CheckName::ClaimsAgree);
    assert_eq!(result.outcome, CheckOutcome::Waived);
    assert_eq!(result.findings.len(), 1);
    let other = check_of(
        &scenario,
        CheckName::ClaimsAgree,
        ReportKind::PeriodReport,
        "2024",
    );
    assert_eq!(other.outcome, CheckOutcome::Failed);
}

#[test]
fn an_amount_on_a_complete_total_itself_fails() {
    let mut scenario = board_year();
    let name = CheckName::CompleteTotalsSum;
    assert_eq!(check(&scenario, name).outcome, CheckOutcome::Holds);
    scenario.book("LSUM", "2024-12", -5);
    let result = check(&scenario, name);
    assert_eq!(result.outcome, CheckOutcome::Failed);
    assert_eq!(
        result.findings[0].difference,
        Some(ClaimValue::Amount(Ore(-5)))
    );
}

#[test]
fn the_remainder_of_every_partial_breakdown_is_told() {
    let result = check(&board_year(), CheckName::PartialRemainderShown);
    assert_eq!(result.outcome, CheckOutcome::Holds);
    let told: Vec<_> = result
        .findings
        .iter()
        .map(|finding| (finding.place.as_str(), finding.difference))
        .collect();
    let amount = |amount| Some(ClaimValue::Amount(tenths(amount)));
    assert_eq!(
        told,
        [
            ("L1:outcome", amount(-369)),
            ("L2:outcome", amount(-2013)),
            ("L3:outcome", amount(-85)),
        ]
    );
}

#[test]
fn an_interim_report_ends_in_june_july_or_august() {
    for (of, outcome) in [
        ("2024-01/2024-05", CheckOutcome::Failed),
        ("2024-01/2024-06", CheckOutcome::Holds),
        ("2024-01/2024-08", CheckOutcome::Holds),
        ("2024-01/2024-09", CheckOutcome::Failed),
        ("2024-02/2024-07", CheckOutcome::Failed),
    ] {
        let result = check_of(
            &Scenario::default(),
            CheckName::InterimPeriodLength,
            ReportKind::InterimReport,
            of,
        );
        assert_eq!(result.outcome, outcome, "{of}");
    }
}

#[test]
fn a_claim_made_for_a_unit_below_is_checked_in_the_report_above() {
    let mut scenario = board_year();
    scenario.region();
    claim(&mut scenario, "C9", LineColumn::Outcome, "L1", tenths(1));
    let model = scenario.model();
    let region = unit("RF");
    let found = run(
        CheckName::ClaimsAgree,
        &Context {
            model: &model,
            size: scenario.size(),
            kind: ReportKind::AnnualReport,
            unit: &region,
            period: period("2024"),
        },
    );
    assert_eq!(found.outcome, CheckOutcome::Failed);
}
