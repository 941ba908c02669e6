//! Follow-up: assessments, the status of assignments, narrative and significant events.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{EventId, ItemId, UnitId};
use crate::period::Period;
use crate::time::Date;

/// The colour of an objective or assignment.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Grön.
    Green,
    /// Gul.
    Yellow,
    /// Röd.
    Red,
    /// Kan inte bedömas.
    NotAssessable,
}

/// The trend against the previous year or the start of the year.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Bättre.
    Better,
    /// Oförändrad.
    Unchanged,
    /// Sämre.
    Worse,
}

/// Whether an assessment follows the rule's suggestion.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AssessmentBasis {
    /// The colour is the one the rule suggests.
    Rule,
    /// The assessor set another colour than the rule suggests; the motivation says why.
    Override,
    /// The rule suggests nothing: the item has no indicators with a status.
    Judgement,
}

/// An objective or assignment was assessed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssessmentMade {
    /// The item.
    pub item: ItemId,
    /// The unit that assesses.
    pub unit: UnitId,
    /// The period the assessment is for.
    pub period: Period,
    /// The colour.
    pub colour: Colour,
    /// The trend, when one is stated.
    pub trend: Option<Trend>,
    /// The events it rests on: outcomes, missing outcomes, statuses, key figures, bookings, decisions, narrative.
    pub evidence: Vec<EventId>,
    /// Whether it follows the rule.
    pub basis: AssessmentBasis,
    /// What the rule suggested when the assessment was made, when it suggested anything.
    pub suggested: Option<Colour>,
    /// The motivation; for a colour that cannot be assessed, the reason.
    pub motivation: String,
}

/// How far an assignment has come.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AssignmentStatus {
    /// Ej påbörjat.
    NotStarted,
    /// Pågår.
    Ongoing,
    /// Genomfört.
    Completed,
    /// Avbrutet.
    Discontinued,
}

/// An assignment's status was reported.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignmentStatusReported {
    /// The assignment.
    pub item: ItemId,
    /// The unit that reports.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// How far it has come.
    pub status: AssignmentStatus,
    /// What has been done.
    pub text: String,
}

/// The part of a report that a text belongs to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NarrativeSection {
    /// Sammanfattning.
    Summary,
    /// Måluppfyllelse.
    Objectives,
    /// Uppdrag.
    Assignments,
    /// Ekonomi.
    Economy,
    /// Handlingsplan för ekonomi i balans.
    ActionPlan,
    /// Investeringar.
    Investments,
    /// Produktion och volymer.
    Volumes,
    /// Personal.
    Personnel,
    /// Intern styrning och kontroll.
    InternalControl,
    /// God ekonomisk hushållning.
    SoundEconomy,
    /// Förväntad utveckling.
    Outlook,
}

/// A text of a report was written; a later one for the same unit, period and section replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NarrativeWritten {
    /// The unit whose report it stands in.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// The part of the report.
    pub section: NarrativeSection,
    /// The text; paragraphs are separated by an empty line.
    pub text: String,
}

/// What a noted event is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignificantKind {
    /// Väsentlig händelse: something that happened.
    SignificantEvent,
    /// Framtida utmaning: something that is expected.
    FutureChallenge,
}

/// Something of weight happened or is expected.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignificantEventNoted {
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
}
