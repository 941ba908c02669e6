//! Refusals: the domain says no.

use serde::Serialize;

use crate::stream::StreamId;

/// A command that may not be carried out, with why and what to do, in Swedish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code}: {message} {remedy}")]
pub struct Refusal {
    /// The stable code, in English snake case.
    pub code: &'static str,
    /// The member of the command that it is about (`rows[3].line`), empty for the whole.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// Every expectation that did not hold, all at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
}

/// An expectation that did not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The stream.
    pub stream: StreamId,
    /// What the sender expected.
    pub expected: String,
    /// What is the case.
    pub actual: String,
}
