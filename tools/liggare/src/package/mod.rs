//! Audit packages: one file with a report, a figure or an event, and all that an
//! auditor needs to verify it without the ledger.
//!
//! The form is described in `src/portable/FORMAT.md`. [`Assembly`] puts a package
//! together from an open session and signs it with the ledger's key.
//!
//! Guarantees: every event in it has a proof of inclusion in the tree of the
//! basis, and the basis a proof of consistency with the signed checkpoint; a
//! checkpoint that the auditor holds is only answered with a proof when the
//! ledger has that very history.
//! Deliberately not here: which events a report rests on, which
//! `projections::publication::support` chooses and tries.

mod assembly;
mod content;

pub(crate) use assembly::Assembly;
pub(crate) use content::{checks, each_entry, rendered, report_text, write};
