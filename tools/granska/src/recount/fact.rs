//! Facts: an event as the recount takes it in.

use crate::json::Content;

/// An event with what its envelope says.
#[derive(Debug, Clone, Copy)]
pub struct Fact<'a> {
    /// Where it stands in the log.
    pub position: u64,
    /// Its id.
    pub event_id: &'a str,
    /// Its type, as the leaf names it (`OutcomeBooked`).
    pub kind: &'a str,
    /// The stream it belongs to (`outcome/L1/2024`): all that is left of what a redacted event was about.
    pub stream: &'a str,
    /// When it was recorded.
    pub recorded_at: &'a str,
    /// Who recorded it.
    pub actor: &'a str,
    /// The decision it rests on.
    pub decision: Option<&'a str>,
    /// The reason that was given.
    pub reason: Option<&'a str>,
    /// The event that caused it.
    pub causation_id: Option<&'a str>,
    /// Where its figures come from.
    pub provenance: Option<&'a str>,
    /// What happened; none when it is redacted.
    pub payload: Option<&'a Content<'a>>,
}

/// A payload that does not say what its type must say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("händelse @{position} ({kind}): {problem}")]
pub struct Malformed {
    /// Where the event stands.
    pub position: u64,
    /// Its type.
    pub kind: String,
    /// What is wrong, in Swedish.
    pub problem: String,
}

/// Where figures come from, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// A public source says so.
    Stated,
    /// It follows from what a source says.
    Inferred,
    /// It was made up to fill a gap.
    Generated,
}

impl Source {
    /// The source that an envelope names.
    pub(super) fn of(fact: &Fact<'_>) -> Result<Option<Self>, Malformed> {
        match fact.provenance {
            None => Ok(None),
            Some("stated") => Ok(Some(Self::Stated)),
            Some("inferred") => Ok(Some(Self::Inferred)),
            Some("generated") => Ok(Some(Self::Generated)),
            Some(_) => Err(Malformed {
                position: fact.position,
                kind: fact.kind.into(),
                problem: "okänt slag av källa".into(),
            }),
        }
    }

    /// Its name in the portable form.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
            Self::Generated => "generated",
        }
    }
}
