//! Assessments and statuses as reports show them.

use ledger::event::followup::{AssessmentBasis, AssignmentStatus, Colour, Trend};
use ledger::ids::{ActorId, DecisionId, EventId, ItemId, UnitId};
use ledger::period::Period;
use ledger::time::Timestamp;
use serde::Serialize;

use crate::document::Cell;
use crate::fact::{Grounds, Source};
use crate::redacted::Redaction;

/// An assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Assessment {
    /// The objective or assignment.
    pub item: ItemId,
    /// The unit that assessed.
    pub unit: UnitId,
    /// The period it is for.
    pub period: Period,
    /// The colour; `None` when it is redacted.
    pub colour: Option<Colour>,
    /// The trend, when one is stated.
    pub trend: Option<Trend>,
    /// The motivation.
    pub motivation: String,
    /// The events it rests on.
    pub evidence: Vec<EventId>,
    /// Whether it follows the rule; `None` when that is redacted.
    pub basis: Option<AssessmentBasis>,
    /// What the rule suggested when it was made.
    pub suggested: Option<Colour>,
    /// Who assessed: a pseudonym; not told of what is redacted.
    pub actor: Option<ActorId>,
    /// The decision it rests on.
    pub decision: Option<DecisionId>,
    /// When it was recorded; not told of what is redacted.
    pub recorded_at: Option<Timestamp>,
    /// The redaction, when its content is gone.
    pub redacted: Option<Redaction>,
    /// The event.
    pub source: Source,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// An assignment's status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReportedStatus {
    /// The assignment.
    pub item: ItemId,
    /// The unit that reported.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// How far it has come; `None` when it is redacted.
    pub status: Option<AssignmentStatus>,
    /// What has been done.
    pub text: String,
    /// The redaction, when its content is gone.
    pub redacted: Option<Redaction>,
    /// The event.
    pub source: Source,
    /// What the answer rests on.
    pub grounds: Grounds,
}

impl Assessment {
    /// The colour, or what stands in its place.
    pub fn colour_cell(&self) -> Cell {
        match (&self.colour, &self.redacted) {
            (Some(colour), _) => Cell::Colour(*colour),
            (None, Some(redaction)) => redaction.cell(),
            (None, None) => Cell::Empty,
        }
    }
}

impl ReportedStatus {
    /// The status, or what stands in its place.
    pub fn status_cell(&self) -> Cell {
        match (&self.status, &self.redacted) {
            (Some(status), _) => Cell::Assignment(*status),
            (None, Some(redaction)) => redaction.cell(),
            (None, None) => Cell::Empty,
        }
    }
}

/// How many items have which colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ColourCounts {
    /// All that apply at the period's end.
    pub total: u32,
    /// Grön.
    pub green: u32,
    /// Gul.
    pub yellow: u32,
    /// Röd.
    pub red: u32,
    /// Kan inte bedömas.
    pub not_assessable: u32,
    /// Not assessed yet.
    pub not_assessed: u32,
    /// Assessed, but the assessment is redacted: of no colour.
    pub redacted: u32,
}

impl ColourCounts {
    /// Counts colours; `None` is not assessed yet.
    pub fn of(colours: impl IntoIterator<Item = Option<Colour>>) -> Self {
        let mut counts = Self::default();
        for colour in colours {
            counts.total += 1;
            *match colour {
                Some(Colour::Green) => &mut counts.green,
                Some(Colour::Yellow) => &mut counts.yellow,
                Some(Colour::Red) => &mut counts.red,
                Some(Colour::NotAssessable) => &mut counts.not_assessable,
                None => &mut counts.not_assessed,
            } += 1;
        }
        counts
    }

    /// The counts of both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            total: self.total + other.total,
            green: self.green + other.green,
            yellow: self.yellow + other.yellow,
            red: self.red + other.red,
            not_assessable: self.not_assessable + other.not_assessable,
            not_assessed: self.not_assessed + other.not_assessed,
            redacted: self.redacted + other.redacted,
        }
    }

    /// The count of a colour; of all when none is named.
    pub fn count(&self, colour: Option<Colour>) -> u32 {
        match colour {
            Some(Colour::Green) => self.green,
            Some(Colour::Yellow) => self.yellow,
            Some(Colour::Red) => self.red,
            Some(Colour::NotAssessable) => self.not_assessable,
            None => self.total,
        }
    }
}

/// The counts per colour of a unit's report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReportColours {
    /// Effektmål.
    pub effect_objectives: ColourCounts,
    /// Nämndmål.
    pub committee_objectives: ColourCounts,
    /// Uppdrag.
    pub assignments: ColourCounts,
}
