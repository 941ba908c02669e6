//! Proofs: keys and notes, the tree's proofs, and the checkpoints that are kept.

mod notes;
mod tree;
mod vectors;

use ledger::proof::{Algorithm, SigningKey};

/// A key that follows from a number.
pub(crate) fn key(name: &str, number: u8) -> SigningKey {
    SigningKey::from_seed(name, Algorithm::Ed25519, &[number; 32]).unwrap()
}

/// A witness's key that follows from a number.
pub(crate) fn witness(name: &str, number: u8) -> SigningKey {
    SigningKey::from_seed(name, Algorithm::Cosignature, &[number; 32]).unwrap()
}
