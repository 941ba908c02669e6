//! One report at two moments.

use ledger::basis::Basis;
use projections::diff::{Difference, diff};
use projections::document::Document;
use projections::report::ReportRequest;
use serde::Serialize;

use super::compared::Compared;

/// What differs in a report between two moments.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ReportDifference {
    /// What was known at the second moment.
    pub(crate) basis: Basis,
    /// Which report is compared with itself.
    report: Compared,
    /// The difference.
    #[serde(flatten)]
    pub(crate) difference: Difference,
}

/// What differs from one document to another of the same report.
pub(crate) fn difference(
    request: &ReportRequest,
    before: &Document,
    after: &Document,
) -> ReportDifference {
    ReportDifference {
        basis: after.basis,
        report: Compared::report(request),
        difference: diff(before, after),
    }
}
