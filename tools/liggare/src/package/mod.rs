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
mod whole;

pub(crate) use assembly::Assembly;
use content::{checks, report_text};
pub(crate) use content::{each_entry, rendered, write};
pub(crate) use whole::{Packed, Place, Since, of_event, of_report};
