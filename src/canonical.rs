//! Canonical bytes: what hashes cover (I10).
//!
//! JSON in the canonical form of RFC 8785, the salted commitment to a payload,
//! and the leaf that the Merkle tree is built of. A verifier in any language
//! gets the same bytes from the portable form, without knowledge of Rust.
//!
//! Guarantees: equal values give equal bytes; members are sorted by UTF-16 code
//! units; in payloads and leaves a member without a value is left out, never
//! written as `null`.
//! Deliberately not here: reading JSON, and signing.

mod json;
mod leaf;
mod number;
mod text;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::basis::Hash;
use crate::entry::Salt;
use crate::event::Event;
use json::Nulls;
pub use leaf::{LEAF_VERSION, leaf_hash, leaf_json};
pub(crate) use text::write_text;

/// The canonical bytes of a value's JSON (RFC 8785); `null` when it has no JSON
/// form, which only a map has whose keys are no texts.
///
/// Integers are written exactly. RFC 8785 reads every number as a double, so
/// whoever hashes a value keeps its integers below 2^53, as amounts are.
pub fn canonical<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    json::written(value, Nulls::Written)
}

/// The canonical bytes of a payload's JSON, without the members that have no value.
pub(crate) fn payload<T: Serialize + ?Sized>(payload: &T) -> Vec<u8> {
    json::written(payload, Nulls::LeftOut)
}

/// SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

/// The commitment to a payload: SHA-256 over the salt and the canonical payload.
pub fn payload_commitment(salt: &Salt, event: &Event) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(event.canonical());
    Hash(hasher.finalize().into())
}

/// The commitment to a command: SHA-256 over the salts of all its events, in
/// order, and the canonical submission. When one of the events is redacted its
/// salt is destroyed, and with it every way to try guesses of what was destroyed
/// against this hash.
pub fn command_commitment<'a>(
    salts: impl IntoIterator<Item = &'a Salt>,
    submission: &[u8],
) -> Hash {
    let mut hasher = Sha256::new();
    for salt in salts {
        hasher.update(salt);
    }
    hasher.update(submission);
    Hash(hasher.finalize().into())
}
