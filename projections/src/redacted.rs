//! What stands where a redacted event said something: "gallrad uppgift" (I11).
//!
//! Guarantees: what is destroyed is gone at every moment, also before the
//! redaction's own position, and never replaced by the version before it. The
//! answer is the same whether the view had seen the payload or only learned of it
//! when the redaction came: both end with the same version at the same place (I9).
//!
//! Deliberately not here: which place that is; each view reads it from what
//! [`Remains`](ledger::event::remains::Remains) says.

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::reporting::PayloadRedacted;
use ledger::ids::{DecisionId, EventId, Position};
use serde::Serialize;

use crate::document::Cell;
use crate::fact::Fact;
use crate::temporal::History;

/// A redaction as views show it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Redaction {
    /// Where the event stands whose payload is gone.
    pub position: Position,
    /// That event.
    #[serde(skip)]
    pub event: EventId,
    /// Where the redaction stands.
    pub by: Position,
    /// The decision on disposal.
    pub decision: Option<DecisionId>,
}

/// What an event says, or that it was redacted.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Said<T> {
    /// What it says.
    Present(T),
    /// It no longer says anything.
    Redacted(Redaction),
}

impl Redaction {
    /// The redaction that an entry is.
    pub fn of(entry: &Entry, redacted: &PayloadRedacted) -> Self {
        Self {
            position: redacted.position,
            event: redacted.event,
            by: entry.position,
            decision: entry.commit.decision.clone(),
        }
    }

    /// What stands in place of a title.
    pub fn title(&self) -> String {
        self.words().replacen('g', "G", 1)
    }

    /// What stands in place of a value's words.
    pub fn words(&self) -> String {
        match &self.decision {
            Some(decision) => format!("gallrad uppgift ({}, beslut {decision})", self.position),
            None => format!("gallrad uppgift ({})", self.position),
        }
    }

    /// What stands in place of a value in a table.
    pub fn cell(&self) -> Cell {
        Cell::Missing(self.words())
    }

    /// The version that takes the place of what the event said.
    fn fact<T>(&self, value: T) -> Fact<T> {
        Fact {
            value,
            event: self.event,
            provenance: None,
        }
    }
}

impl<T> Said<T> {
    /// What is said, when it is there.
    pub fn present(&self) -> Option<&T> {
        match self {
            Self::Present(said) => Some(said),
            Self::Redacted(_) => None,
        }
    }

    /// The redaction, when it is gone.
    pub fn redaction(&self) -> Option<&Redaction> {
        match self {
            Self::Present(_) => None,
            Self::Redacted(redaction) => Some(redaction),
        }
    }
}

impl<T> History<Fact<T>> {
    /// Puts `value` where the redacted event stood, in place of what it said.
    pub(crate) fn redact(&mut self, redaction: &Redaction, value: T) {
        self.put(redaction.position, redaction.fact(value));
    }
}
