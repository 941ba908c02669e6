//! Decisions and their reporting to the committee that delegated them.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{DecisionId, UnitId};
use crate::money::Ore;
use crate::time::Date;

/// How exactly a date is known.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// The day.
    Day,
    /// The month; the date is a day of it.
    Month,
    /// The year; the date is a day of it.
    Year,
}

/// What a decision is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// A plan.
    Plan,
    /// A budget frame.
    Frame,
    /// A reallocation of budget.
    Reallocation,
    /// Compensation to a provider or unit.
    Compensation,
    /// The organisation or a mandate.
    Organisation,
    /// A restatement of figures.
    Restatement,
    /// A referral back.
    ReferralBack,
    /// A policy or guideline.
    Policy,
    /// The approval of a report.
    Report,
    /// Redaction or disposal of data (gallring).
    Disposal,
    /// Anything else.
    Other,
}

/// Under which delegation a decision was taken (KL 6:37 to 40).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// The committee that delegated, and to which the decision is to be reported.
    pub committee: UnitId,
    /// Whether it was an urgent matter (KL 6:39), to be reported at the next meeting.
    pub urgent: bool,
}

/// A decision was taken.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecisionTaken {
    /// The decision.
    pub decision: DecisionId,
    /// The unit whose matter it is: the assembly, the board or a committee.
    pub unit: UnitId,
    /// The organ or official that decided (`Regionstyrelsen`, `Regiondirektören`): a role, never a person's name.
    pub organ: String,
    /// What it is about.
    pub kind: DecisionKind,
    /// What was decided, in a line.
    pub title: String,
    /// When, with the precision beside it.
    pub date: Date,
    /// How exactly the date is known.
    pub precision: Precision,
    /// Diarienummer.
    pub case_number: Option<String>,
    /// Paragraph of the minutes.
    pub paragraph: Option<String>,
    /// The amount it decides over, when it names one; costs negative.
    pub amount_ore: Option<Ore>,
    /// The delegation, when an official or a delegation decided for a committee.
    pub delegation: Option<Delegation>,
}

/// A delegated decision was reported to its committee.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecisionReported {
    /// The decision.
    pub decision: DecisionId,
    /// The committee it was reported to.
    pub committee: UnitId,
    /// The day of the meeting.
    pub date: Date,
    /// Paragraph of that meeting's minutes.
    pub paragraph: Option<String>,
}
