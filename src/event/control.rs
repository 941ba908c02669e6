//! Internal control (KL 6:6): risks, control actions, their follow-up and the control assessment.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{ControlId, RiskId, UnitId};
use crate::period::Period;

/// Whether a risk or control action is common to the region or the committee's own.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ControlScope {
    /// Regiongemensam.
    Region,
    /// Nämndens egen.
    Committee,
}

/// A risk was identified.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskIdentified {
    /// The risk.
    pub risk: RiskId,
    /// The unit whose plan it stands in.
    pub unit: UnitId,
    /// The year of the plan.
    pub year: u16,
    /// The area (HR, Ekonomi …).
    pub area: String,
    /// What could happen.
    pub title: String,
    /// How likely, 1 (unlikely) to 4 (probable), when it is judged.
    pub likelihood: Option<u8>,
    /// How grave, 1 (negligible) to 4 (severe), when it is judged.
    pub impact: Option<u8>,
}

/// A control action against a risk was planned.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ControlActionPlanned {
    /// The control action.
    pub control: ControlId,
    /// The risk it is against.
    pub risk: RiskId,
    /// The unit whose plan it stands in.
    pub unit: UnitId,
    /// The year of the plan.
    pub year: u16,
    /// What is to be done.
    pub title: String,
    /// Common to the region or the committee's own.
    pub scope: ControlScope,
}

/// How far a control action has come.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ControlStatus {
    /// Avslutad.
    Completed,
    /// Pågår.
    Ongoing,
    /// Ej genomförd.
    NotCarriedOut,
}

/// Whether a control action had the wished effect.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WishedEffect {
    /// Ja.
    Yes,
    /// Delvis.
    Partly,
    /// Nej.
    No,
}

/// A control action was followed up.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ControlActionFollowedUp {
    /// The control action.
    pub control: ControlId,
    /// The period.
    pub period: Period,
    /// How far it has come.
    pub status: ControlStatus,
    /// Whether it had the wished effect; needed when it is completed.
    pub effect: Option<WishedEffect>,
    /// A comment.
    pub comment: Option<String>,
}

/// A requirement on internal steering and control, a to e.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// a: ändamålsenlig och kostnadseffektiv verksamhet.
    A,
    /// b: tillförlitlig rapportering och information.
    B,
    /// c: efterlevnad av lagar, föreskrifter och riktlinjer.
    C,
    /// d: skydd av tillgångar.
    D,
    /// e: upptäcka och åtgärda allvarliga fel.
    E,
}

/// The judgement of a requirement.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sufficiency {
    /// Tillräcklig.
    Sufficient,
    /// Otillräcklig.
    Insufficient,
}

/// A unit judged its internal control for a year against a requirement (ISK-bedömning).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ControlAssessed {
    /// The unit.
    pub unit: UnitId,
    /// The year.
    pub year: u16,
    /// The requirement.
    pub requirement: Requirement,
    /// The judgement.
    pub judgement: Sufficiency,
    /// The motivation; needed when insufficient.
    pub motivation: Option<String>,
}
