//! What is asked of a witness (C2SP tlog-witness): `old <size>`, the proof that
//! the checkpoint continues what it saw then, an empty line, and the checkpoint.

use std::fmt::Write as _;

use base64ct::{Base64, Encoding};
use ledger::log::ReadLog;
use ledger::proof::{SignedNote, TreeHead};

use crate::failure::Failure;
use crate::session::{Store, Writer};

/// The request as text.
///
/// # Errors
/// [`Failure`] when the proof cannot be read from the store.
pub(super) fn text(
    log: &Store,
    old: u64,
    note: &SignedNote,
    head: &TreeHead,
) -> Result<String, Failure> {
    let mut text = format!("old {old}\n");
    for hash in log.consistency_proof(old, head.size)? {
        let _ = writeln!(text, "{}", Base64::encode_string(&hash.0));
    }
    let _ = write!(text, "\n{note}");
    Ok(text)
}

/// The size of the latest checkpoint that some witness of the policy has
/// cosigned: what to begin the proof at until a witness says otherwise.
///
/// # Errors
/// [`Failure`] when the kept checkpoints cannot be read.
pub(super) fn known(writer: &Writer, head: &TreeHead) -> Result<u64, Failure> {
    let state = &writer.ledger.state().proof;
    for note in writer.ledger.log().checkpoints_back() {
        let note = note?;
        let size = TreeHead::of(&note).map_or(0, |head| head.size);
        if size <= head.size && !state.cosigners(&note).is_empty() {
            return Ok(size);
        }
    }
    Ok(0)
}
