//! Examples of late entries.

use ledger::event::economy::OutcomeRestated;
use ledger::event::reporting::PeriodClosed;

use super::*;

#[test]
fn a_booking_after_closing_fails_and_a_restatement_does_not() {
    let mut scenario = board_year();
    scenario.record(PeriodClosed {
        unit: unit("RS"),
        period: period("2024"),
        report: ReportKind::OperationsReport,
    });
    scenario.record(OutcomeRestated {
        unit: unit("RS"),
        line: line("L4"),
        month: "2024-12".parse().unwrap(),
        amount_ore: Ore(-7),
        policy: "Molntjänster".into(),
        recommendation: "RKR R3".into(),
        restates: None,
    });
    let name = CheckName::LateEntriesAreCorrections;
    assert_eq!(check(&scenario, name).outcome, CheckOutcome::Holds);
    scenario.book("L4", "2024-12", -7);
    let result = check(&scenario, name);
    assert_eq!(result.outcome, CheckOutcome::Failed);
    assert_eq!(result.findings.len(), 1);
}
