//! One report at two moments.

use ledger::basis::Basis;
use projections::diff::{Difference, diff};
use projections::document::Document;
use serde::Serialize;

/// What differs in a report between two moments.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ReportDifference {
    /// What was known at the second moment.
    pub(crate) basis: Basis,
    /// The difference.
    #[serde(flatten)]
    pub(crate) difference: Difference,
}

/// What differs from one document to another of the same report.
pub(crate) fn difference(before: &Document, after: &Document) -> ReportDifference {
    ReportDifference {
        basis: after.basis,
        difference: diff(before, after),
    }
}
