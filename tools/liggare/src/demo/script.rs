//! The script while it is being written: commands and publications with their moments.

use ledger::command::{Command, Submission};
use ledger::ids::{CommandId, CorrelationId, DecisionId};

use super::cell::Moment;
use super::error::DemoError;
use super::table::{Row, Stamp, Stamped};
use super::{Publication, Step};

/// The steps so far, in the order they were added.
#[derive(Default)]
pub(super) struct Script {
    steps: Vec<(Moment, Step)>,
}

/// What a command rests on beside its row.
#[derive(Default)]
pub(super) struct Ground {
    /// The decision.
    pub(super) decision: Option<DecisionId>,
    /// The reason.
    pub(super) reason: Option<String>,
    /// The matter it belongs to.
    pub(super) matter: Option<CorrelationId>,
}

impl Ground {
    /// It rests on a decision, when there is one.
    pub(super) fn decided(decision: Option<&DecisionId>) -> Self {
        Self {
            decision: decision.cloned(),
            ..Self::default()
        }
    }
}

impl Script {
    /// Adds the command that a row asks for, with the row's stamp.
    ///
    /// # Errors
    /// [`DemoError::Wrong`] when the text is no command id.
    pub(super) fn record<T: Stamped>(
        &mut self,
        row: &Row<T>,
        id: impl Into<String>,
        ground: Ground,
        command: Command,
    ) -> Result<(), DemoError> {
        let id = row.command_id(id)?;
        self.record_as(id, row.fact.stamp(), ground, command);
        Ok(())
    }

    /// Adds a command with a stamp of its own.
    pub(super) fn record_as(
        &mut self,
        id: CommandId,
        stamp: Stamp,
        ground: Ground,
        command: Command,
    ) {
        let submission = Submission {
            id,
            actor: stamp.actor,
            decision: ground.decision,
            reason: ground.reason,
            correlation_id: ground.matter,
            provenance: Some(stamp.provenance),
            expect: Vec::new(),
            command,
        };
        let at = stamp.at.timestamp();
        self.steps.push((stamp.at, Step::Record { at, submission }));
    }

    /// Adds a report to publish.
    pub(super) fn publish(&mut self, at: Moment, publication: Publication) {
        let step = Step::Publish {
            at: at.timestamp(),
            publication,
        };
        self.steps.push((at, step));
    }

    /// The steps in order of time; those of the same moment as they were added.
    pub(super) fn in_order_of_time(mut self) -> Vec<Step> {
        self.steps.sort_by_key(|(at, _)| *at);
        self.steps.into_iter().map(|(_, step)| step).collect()
    }

    /// The command that was added with an id.
    pub(super) fn recorded(&self, id: &CommandId) -> Option<&Submission> {
        self.steps.iter().find_map(|(_, step)| match step {
            Step::Record { submission, .. } if submission.id == *id => Some(submission),
            Step::Record { .. } | Step::Publish { .. } => None,
        })
    }
}
