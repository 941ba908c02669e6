//! What a decider cannot see of a witnessed publication: that the checkpoint is
//! this log's own.
//!
//! The note's root must be the log's at that size, and its text that of a
//! checkpoint that the log keeps: one that the log itself has signed. The
//! cosignatures are the decider's to judge, and every signature the verifier's.

use crate::decide::NewEvent;
use crate::event::Event;
use crate::event::proof::PublicationWitnessed;
use crate::log::{Log, LogError};
use crate::proof::{SignedNote, TreeHead};
use crate::refusal::{Refusal, RefusalCode};

use super::SubmitError;

/// Refuses events that show a checkpoint that is not the log's.
///
/// # Errors
/// [`SubmitError::Refused`]; [`SubmitError::Store`] when the log cannot be read.
pub(super) fn check<L: Log>(log: &L, events: &[NewEvent]) -> Result<(), SubmitError> {
    for new in events {
        if let Event::PublicationWitnessed(witnessed) = &new.event
            && !is_the_logs(log, witnessed)?
        {
            return Err(Refusal::new(
                RefusalCode::CheckpointMismatch,
                "pinned.cosigned_checkpoint",
                "Kontrollpunkten är inte någon av dem som liggaren har signerat.",
            )
            .into());
        }
    }
    Ok(())
}

fn is_the_logs<L: Log>(log: &L, witnessed: &PublicationWitnessed) -> Result<bool, LogError> {
    let Ok(note) = SignedNote::parse(witnessed.checkpoint.as_bytes()) else {
        return Ok(false);
    };
    let Ok(head) = TreeHead::of(&note) else {
        return Ok(false);
    };
    if head.size > log.size() || log.root_at(head.size)? != head.root {
        return Ok(false);
    }
    if let Some(last) = log.last_checkpoint()
        && last.text() == note.text()
    {
        return Ok(true);
    }
    // A report is mostly published soon after its basis was signed.
    for kept in log.checkpoints_back() {
        let kept = kept?;
        if kept.text() == note.text() {
            return Ok(true);
        }
        if TreeHead::of(&kept).is_ok_and(|kept| kept.size < head.size) {
            return Ok(false);
        }
    }
    Ok(false)
}
