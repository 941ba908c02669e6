//! A check's result as it is answered: with what the check asserts.

use ledger::event::reporting::CheckName;
use serde::Serialize;

use super::{CheckResult, Finding};
use crate::document::CheckOutcome;

/// A check as an answer tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CheckRow {
    /// The check.
    pub check: CheckName,
    /// What it asserts, in Swedish.
    pub title: String,
    /// Whether it holds.
    pub outcome: CheckOutcome,
    /// What it came upon; one that holds may still have found something worth saying.
    pub findings: Vec<Finding>,
}

impl From<CheckResult> for CheckRow {
    fn from(result: CheckResult) -> Self {
        Self {
            check: result.name,
            title: result.name.title().to_owned(),
            outcome: result.outcome,
            findings: result.findings,
        }
    }
}
