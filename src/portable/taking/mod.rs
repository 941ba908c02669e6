//! Taking in what another has written: events into commits, checkpoints by the
//! keys of their time. Restoring an archive and following a ledger share it.
//!
//! Guarantee: what is taken in follows on what the log has in every way that can
//! be seen without knowing the domain: positions, ids, times, streams, commands.
//! Deliberately not here: where it comes from, and the roots, which each of the
//! two holds against its own source.

mod commits;
mod judge;
mod keys;
mod sequence;

use crate::ids::Position;
use crate::log::LogError;
pub(crate) use commits::{Commits, Taken};
pub(crate) use judge::Judge;
pub(crate) use keys::Keys;
pub(crate) use sequence::Sequence;

/// Why something could not be taken in.
#[derive(Debug)]
pub(crate) enum TakeError {
    /// It does not follow on what is there.
    Flaw {
        /// The first event that does not.
        position: Position,
        /// What is wrong with it, in Swedish.
        found: String,
    },
    /// The log could not be read or written.
    Log(LogError),
}

impl From<LogError> for TakeError {
    fn from(error: LogError) -> Self {
        Self::Log(error)
    }
}
