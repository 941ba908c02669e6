//! The forms, one file for each command.

pub(super) mod assessment;
pub(super) mod assignment_status;
pub(super) mod closed_period;
pub(super) mod control_follow_up;
pub(in crate::web) mod correction;
pub(super) mod decision;
pub(super) mod forecast;
pub(super) mod indicator_outcome;
pub(super) mod key_figure;
pub(super) mod missing_outcome;
pub(in crate::web) mod narrative;
pub(super) mod opened_period;
pub(super) mod outcome;
pub(super) mod reallocation;
pub(super) mod significant_event;
pub(super) mod submitted_report;
pub(super) mod waiver;

use ledger::command::{Command, Draft};

/// The draft of a command that says nothing besides.
fn bare(command: Command) -> Draft {
    Draft {
        id: None,
        actor: None,
        decision: None,
        reason: None,
        correlation_id: None,
        provenance: None,
        expect: Vec::new(),
        command,
    }
}
