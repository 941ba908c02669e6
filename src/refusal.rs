//! Refusals: the domain says no.
//!
//! A refusal names the place in the command, what is wrong and what to do, in
//! Swedish. Its code comes from the [`RefusalCode`] catalogue and is stable.
//! A refused command has recorded nothing.

pub mod catalogue;

use serde::Serialize;

pub use catalogue::RefusalCode;

use crate::ids::{CommandId, Position};
use crate::stream::StreamId;
use crate::time::Timestamp;

/// A command that may not be carried out, with why and what to do, in Swedish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[error("{code}: {message} {remedy}")]
pub struct Refusal {
    /// The stable code, in English snake case.
    #[cfg_attr(
        feature = "schema",
        schema(pattern = "^[a-z][a-z0-9_]*$", example = "expectation_failed")
    )]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Violation {
    /// The stream.
    pub stream: StreamId,
    /// What the sender expected.
    pub expected: String,
    /// What is the case.
    pub actual: String,
    /// The last event that touched the stream, when one has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<LastEvent>,
}

/// The last event that touched a stream: what changed it, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LastEvent {
    /// Where it stands.
    pub position: Position,
    /// What kind of event it is.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "schema", schema(example = "OutcomeBooked"))]
    pub kind: &'static str,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl Refusal {
    /// A refusal with the catalogue's remedy.
    pub fn new(code: RefusalCode, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.as_str(),
            place: place.into(),
            message: message.into(),
            remedy: code.remedy().to_owned(),
            violations: Vec::new(),
        }
    }

    /// The same refusal with a remedy that fits the case better.
    #[must_use]
    pub fn with_remedy(self, remedy: impl Into<String>) -> Self {
        Self {
            remedy: remedy.into(),
            ..self
        }
    }

    /// The same refusal, placed inside a part of the command: `rows[3]` before `line`
    /// gives `rows[3].line`.
    #[must_use]
    pub fn within(self, part: &str) -> Self {
        let place = if self.place.is_empty() {
            part.to_owned()
        } else {
            format!("{part}.{}", self.place)
        };
        Self { place, ..self }
    }

    /// A command id came again with other content (I8).
    pub fn command_id_reused(id: &CommandId, first_position: Position) -> Self {
        Self::new(
            RefusalCode::CommandIdReused,
            "id",
            format!(
                "Kommandots id {id} har redan använts med annat innehåll, vid position {first_position}."
            ),
        )
    }

    /// A command id came again whose content was redacted, so that nobody can tell
    /// whether it is the same (I8, I11).
    pub fn command_id_redacted(id: &CommandId, first_position: Position) -> Self {
        Self::new(
            RefusalCode::CommandIdRedacted,
            "id",
            format!(
                "Kommandots id {id} är redan använt, vid position {first_position}, och det som antecknades då är gallrat: ingen kan avgöra om innehållet är detsamma."
            ),
        )
    }

    /// Expectations that did not hold, all of them at once.
    pub fn expectation_failed(violations: Vec<Violation>) -> Self {
        let streams: Vec<&str> = violations.iter().map(|v| v.stream.as_str()).collect();
        let refusal = Self::new(
            RefusalCode::ExpectationFailed,
            "expect",
            format!(
                "Det som kommandot förutsätter gäller inte längre för {}.",
                streams.join(", ")
            ),
        );
        Self {
            violations,
            ..refusal
        }
    }
}

/// The stable code that the texts of errors begin with, and what they say after it;
/// none where a text has no code.
pub fn coded(text: &str) -> Option<(&str, &str)> {
    let (code, said) = text.split_once(": ")?;
    let is_code = code
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    (is_code && code.contains('_')).then_some((code, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told_from_other_words_before_a_colon() {
        assert_eq!(
            coded("unknown_unit: enheten X finns inte."),
            Some(("unknown_unit", "enheten X finns inte."))
        );
        for text in [
            "RS: en enhet.",
            "unit: X",
            "unknown_unit",
            "Unknown_unit: X",
        ] {
            assert_eq!(coded(text), None, "{text}");
        }
    }
}
