//! What a command id led to earlier, and whether it comes again (I8).
//!
//! The commitment to a command is salted with the salts of its events, so a
//! comparison needs them all. When one is destroyed by a redaction (I11) nobody
//! can tell whether the content is the same, and the command is refused.

use std::sync::Arc;

use super::Receipt;
use crate::canonical;
use crate::entry::{CommitHead, Record, Salt};
use crate::ids::EventId;
use crate::log::LogError;
use crate::refusal::Refusal;

/// An earlier commit under the same command id.
pub(super) struct Earlier {
    head: Arc<CommitHead>,
    /// The salts of its events; none when one of them is destroyed.
    salts: Option<Vec<Salt>>,
}

impl Earlier {
    /// The commit that some records are; `is_redacted` also tells what the group
    /// being written will destroy.
    ///
    /// # Errors
    /// What the reading answers; [`LogError::Index`] when there is no record,
    /// which a commit never lacks.
    pub(super) fn of(
        records: impl Iterator<Item = Result<Record, LogError>>,
        is_redacted: impl Fn(EventId) -> bool,
    ) -> Result<Self, LogError> {
        let records: Vec<Record> = records.collect::<Result<_, _>>()?;
        let first = records.first().ok_or_else(|| LogError::Index {
            doing: "att slå upp ett kommando",
            found: "kommandot finns, men inte dess händelser".to_owned(),
        })?;
        Ok(Self {
            head: Arc::clone(&first.entry.commit),
            salts: records
                .iter()
                .map(|record| record.salt.filter(|_| !is_redacted(record.entry.event_id)))
                .collect(),
        })
    }

    /// The first receipt again, when the content is that of the first time.
    ///
    /// # Errors
    /// `command_id_reused` when it is not; `command_id_redacted` when a redaction
    /// has made that impossible to tell.
    pub(super) fn repetition(&self, submission: &[u8]) -> Result<Receipt, Refusal> {
        let head = &self.head;
        let Some(salts) = &self.salts else {
            return Err(Refusal::command_id_redacted(
                &head.command_id,
                head.first_position,
            ));
        };
        if canonical::command_commitment(salts, submission) != head.command_commitment {
            return Err(Refusal::command_id_reused(
                &head.command_id,
                head.first_position,
            ));
        }
        Ok(Receipt::of(head, true))
    }
}
