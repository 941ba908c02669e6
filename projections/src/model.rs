//! The read model: every view, folded from the log together.

use ledger::entry::Entry;

/// Every view, folded up to [`ReadModel::size`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadModel {
    size: u64,
}

impl ReadModel {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        self.size = entry.position.0 + 1;
    }

    /// How many events are folded in.
    pub fn size(&self) -> u64 {
        self.size
    }
}
