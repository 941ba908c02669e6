//! Texts and noted events as the view answers them.

use ledger::event::followup::{NarrativeSection, SignificantKind};
use ledger::ids::{ActorId, UnitId};
use ledger::time::{Date, Timestamp};
use serde::Serialize;

use crate::fact::Grounds;

/// A text of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NarrativeText {
    /// The part of the report.
    pub section: NarrativeSection,
    /// The text; paragraphs are separated by an empty line.
    pub text: String,
    /// Who wrote it: a pseudonym; not told of what is redacted.
    pub actor: Option<ActorId>,
    /// When it was recorded.
    pub recorded_at: Option<Timestamp>,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// A significant event or a future challenge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Noted {
    /// The unit it concerns.
    pub unit: UnitId,
    /// Which of the two it is.
    pub kind: SignificantKind,
    /// The day it happened, or from which it is expected.
    pub date: Date,
    /// What, in a line.
    pub title: String,
    /// What it means.
    pub text: String,
    /// Who noted it: a pseudonym; not told of what is redacted.
    pub actor: Option<ActorId>,
    /// When it was recorded.
    pub recorded_at: Option<Timestamp>,
    /// What the answer rests on.
    pub grounds: Grounds,
}
