//! Narrative.
use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::followup::{NarrativeSection, SignificantKind};
use ledger::ids::{ActorId, Position, UnitId};
use ledger::period::Period;
use ledger::time::{Date, Timestamp};

use crate::fact::{Fact, Grounds};
use crate::scope::Scope;

/// Every text and noted event, with all their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Narrative {}

/// A text of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NarrativeText {
    /// The part of the report.
    pub section: NarrativeSection,
    /// The text; paragraphs are separated by an empty line.
    pub text: String,
    /// Who wrote it: a pseudonym.
    pub actor: ActorId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// A significant event or a future challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Who noted it: a pseudonym.
    pub actor: ActorId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What the answer rests on.
    pub grounds: Grounds,
}

impl Narrative {
    /// Takes in the next entry. Total (I9).
    pub fn apply(&mut self, _entry: &Entry) {}
    /// The latest text of a unit's report for exactly a period.
    pub fn text(
        &self,
        _unit: &UnitId,
        _period: Period,
        _section: NarrativeSection,
        _size: u64,
    ) -> Option<NarrativeText> {
        None
    }
    /// The texts of the scope's report, in the order of the sections.
    pub fn texts(&self, _scope: &Scope) -> Vec<NarrativeText> {
        Vec::new()
    }
    /// What happened to the scope's units in its period, by day.
    pub fn significant_events(&self, _scope: &Scope) -> Vec<Noted> {
        Vec::new()
    }
    /// What the scope's units expect from its period on and in the three years after it, by day.
    pub fn future_challenges(&self, _scope: &Scope) -> Vec<Noted> {
        Vec::new()
    }
    /// The texts that were written at positions from `from` to before `to`, for a trace.
    pub fn versions(
        &self,
        _unit: &UnitId,
        _period: Period,
        _section: NarrativeSection,
        _from: u64,
        _to: u64,
    ) -> &[(Position, Fact<String>)] {
        &[]
    }
}
