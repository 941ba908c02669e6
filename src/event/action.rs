//! The action plan (handlingsplan för ekonomi i balans) and its effects.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{ActionId, UnitId};
use crate::money::Ore;
use crate::period::Period;
use crate::quantity::Quantity;

/// What an action works on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActionCategory {
    /// Intäkter.
    Income,
    /// Personalkostnader.
    Personnel,
    /// Övriga kostnader.
    Other,
}

/// What an action means for the work.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// Försumbar.
    Negligible,
    /// Lindrig.
    Mild,
    /// Kännbar.
    Noticeable,
    /// Allvarlig.
    Severe,
}

/// An action's effect in a year: money or FTE or both.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct YearEffect {
    /// The year.
    pub year: u16,
    /// The improvement of the result: positive when it improves.
    pub amount_ore: Option<Ore>,
    /// How many FTE fewer.
    pub fte: Option<Quantity>,
}

/// An action was planned.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActionPlanned {
    /// The action.
    pub action: ActionId,
    /// The unit that carries it out.
    pub unit: UnitId,
    /// What it is, in a line.
    pub title: String,
    /// What it works on.
    pub category: ActionCategory,
    /// The planned effect per year.
    pub effects: Vec<YearEffect>,
    /// What it means for the work, when it is judged.
    pub consequence: Option<Consequence>,
}

/// An action's effect was followed up.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActionEffectReported {
    /// The action.
    pub action: ActionId,
    /// The period followed up.
    pub period: Period,
    /// The effect so far in the period's year.
    pub outcome: YearEffect,
    /// The effect expected in later years.
    pub forecast: Vec<YearEffect>,
    /// A comment.
    pub comment: Option<String>,
}
