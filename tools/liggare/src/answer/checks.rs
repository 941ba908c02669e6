//! What must hold of a report, and whether it does.

use ledger::basis::Basis;
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::checks::{CheckResult, CheckRow, Context, run_all};
use projections::report::ReportRequest;
use serde::Serialize;

use crate::failure::Failure;
use crate::session::Reading;

/// The named checks of a report.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct CheckList {
    /// `checks`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// Whether the ledger is a demonstration.
    demonstration: bool,
    /// Whose report it is.
    unit: UnitId,
    /// The period.
    period: Period,
    /// How many events were known.
    size: u64,
    /// What was known.
    pub(crate) basis: Basis,
    /// The checks.
    checks: Vec<CheckRow>,
}

/// The results of a report's checks.
pub(crate) fn results(
    reading: &Reading<'_>,
    request: &ReportRequest,
    size: u64,
) -> Vec<CheckResult> {
    run_all(&Context {
        model: reading.model,
        size,
        kind: request.kind,
        unit: &request.unit,
        period: request.period,
    })
}

/// The results as an answer.
///
/// # Errors
/// [`Failure`] when the log cannot be read.
pub(crate) fn checks(
    reading: &Reading<'_>,
    request: ReportRequest,
    size: u64,
    results: Vec<CheckResult>,
    demonstration: bool,
) -> Result<CheckList, Failure> {
    Ok(CheckList {
        kind: "checks",
        demonstration,
        unit: request.unit,
        period: request.period,
        size,
        basis: reading.basis(size)?,
        checks: results.into_iter().map(CheckRow::from).collect(),
    })
}
