//! The auditor's verifier of Liggaren.
//!
//! It reads what a ledger writes for others, an archive or an audit package,
//! and says check by check whether it holds. It shares no code with the ledger:
//! everything is computed anew from the bytes, by the rules that the archive's
//! own format page states.

pub mod archive;
pub mod arguments;
pub mod event;
pub mod json;
pub mod ledger;
pub mod note;
pub mod package;
pub mod recount;
pub mod tree;
pub mod verdict;
#[cfg(feature = "witness")]
pub mod witness;

#[cfg(test)]
mod vectors;
