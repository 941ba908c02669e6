//! Economy: booked outcomes, forecasts and restatements.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{EventId, LineId, UnitId};
use crate::money::Ore;
use crate::period::{Month, Period};
use crate::short_text::ShortText;

/// An amount was booked on a line in a month.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OutcomeBooked {
    /// The unit that bears it; it must exist in the month.
    pub unit: UnitId,
    /// The line.
    pub line: LineId,
    /// The month it concerns.
    pub month: Month,
    /// The amount: cost negative, income positive.
    pub amount_ore: Ore,
    /// The source document (verifikation, import file and row).
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub document: ShortText,
}

/// A unit's forecast of a line's outcome for the whole year.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ForecastSubmitted {
    /// The unit that forecasts.
    pub unit: UnitId,
    /// The line.
    pub line: LineId,
    /// The follow-up that it was made for; it forecasts that year.
    pub basis_period: Period,
    /// The forecast of the whole year's outcome.
    pub amount_ore: Ore,
}

/// An outcome is restated because an accounting policy changed (omräkning, RKR R3).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OutcomeRestated {
    /// The unit that bears it.
    pub unit: UnitId,
    /// The line.
    pub line: LineId,
    /// The month whose outcome changes.
    pub month: Month,
    /// The change of the outcome.
    pub amount_ore: Ore,
    /// The policy that changed, in words.
    pub policy: String,
    /// The recommendation that demands it (`RKR R3`).
    pub recommendation: String,
    /// The event it restates, when it restates a single one.
    pub restates: Option<EventId>,
}
