//! Proofs: keys and notes, the tree's proofs, and the checkpoints that are kept.

mod kept;
mod notes;
mod signing;
mod tree;
mod vectors;

use ledger::log::Log;
use ledger::log::settings::FolderFile;
use ledger::proof::{Algorithm, SignedNote, SigningKey, TreeHead, origin_line};

use crate::commits::settings;

/// A key that follows from a number.
pub(crate) fn key(name: &str, number: u8) -> SigningKey {
    SigningKey::from_seed(name, Algorithm::Ed25519, &[number; 32]).unwrap()
}

/// A witness's key that follows from a number.
pub(crate) fn witness(name: &str, number: u8) -> SigningKey {
    SigningKey::from_seed(name, Algorithm::Cosignature, &[number; 32]).unwrap()
}

/// The key of the tests' ledger.
pub(crate) fn ledger_key() -> SigningKey {
    key(&origin(), 1)
}

/// The origin line of the tests' ledger.
pub(crate) fn origin() -> String {
    let file = FolderFile::new(&settings());
    origin_line(&file.origin, file.ledger)
}

/// A signed checkpoint of what a log holds.
pub(crate) fn signed(log: &dyn Log) -> SignedNote {
    signed_at(log, log.size())
}

/// A signed checkpoint of the first events of a log.
pub(crate) fn signed_at(log: &dyn Log, size: u64) -> SignedNote {
    let head = TreeHead {
        origin: origin(),
        size,
        root: log.root_at(size).unwrap(),
    };
    head.sign(&[&ledger_key()]).unwrap()
}
