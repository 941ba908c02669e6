//! The forms, one file for each command.

pub(in crate::web) mod assessment;
pub(in crate::web) mod assignment_status;
pub(in crate::web) mod closed_period;
pub(in crate::web) mod control_follow_up;
pub(in crate::web) mod correction;
pub(in crate::web) mod decision;
pub(in crate::web) mod forecast;
pub(in crate::web) mod indicator_outcome;
pub(in crate::web) mod key_figure;
pub(in crate::web) mod missing_outcome;
pub(in crate::web) mod narrative;
pub(in crate::web) mod opened_period;
pub(in crate::web) mod outcome;
pub(in crate::web) mod reallocation;
pub(in crate::web) mod significant_event;
pub(in crate::web) mod submitted_report;
pub(in crate::web) mod waiver;

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
