//! Proof: what makes the log checkable by someone who trusts neither it nor
//! its makers. Keys, signed notes, checkpoints and cosignatures, exactly in the
//! forms of C2SP: signed-note, tlog-checkpoint and tlog-cosignature.
//!
//! Guarantees: what is read is refused unless it is byte for byte what writing
//! it would give; signatures are verified strictly (no small-order keys); the
//! algorithm's byte stands in every key, so that a successor can follow; a
//! secret is never shown by `Debug`.
//! Deliberately not here: the tree and its proofs ([`crate::log::merkle`]),
//! where notes are kept ([`crate::log::ReadLog::checkpoints`]), and when they are
//! made ([`crate::ledger`]).

pub mod checkpoint;
pub mod cosignature;
pub mod key;
pub mod key_file;
pub mod note;
mod origin;
mod text;

pub use checkpoint::TreeHead;
pub use key::{Algorithm, KeyError, SigningKey, VerifierKey};
pub use note::{NoteError, SignedNote};
pub use origin::origin_line;
