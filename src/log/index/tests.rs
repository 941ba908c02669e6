//! What tests need to do to an index behind the ledger's back.

use super::Index;
use super::commands::Beginning;
use crate::ids::{CommandId, Position};

impl Index {
    /// Changes or removes an entry behind everyone's back.
    pub(crate) fn damage(&self, key: &[u8], value: Option<&[u8]>) {
        self.settle().expect("a test's index");
        match value {
            Some(value) => self.view.tree.insert(key, value),
            None => self.view.tree.remove(key),
        }
        .expect("a test's index");
    }

    /// Lets another command have the same hash as one that began at a position.
    pub(crate) fn mislead(&self, id: &CommandId, other: Position) {
        let commands = &self.view.commands;
        commands.add(&[Beginning::of(id, other)]);
    }

    /// The keys that begin with a letter.
    pub(crate) fn keys(&self, letter: u8) -> Vec<Vec<u8>> {
        self.settle().expect("a test's index");
        let keys = self.view.tree.scan_prefix([letter]).keys();
        keys.map(|key| key.expect("a test's index").to_vec())
            .collect()
    }
}
