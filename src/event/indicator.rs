//! Indicator outcomes, missing values, corrections and overridden wishes.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::event::figure::KeyFigureReported;
use crate::event::plan::Desired;
use crate::ids::{EventId, IndicatorId, InvestmentId, LineId, UnitId};
use crate::money::Ore;
use crate::period::{Month, Period};
use crate::quantity::Quantity;

/// How far an indicator's target is met.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fulfilment {
    /// Helt.
    Fully,
    /// Delvis.
    Partly,
    /// Inte alls.
    NotAtAll,
}

/// An indicator's outcome.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum IndicatorValue {
    /// A number in the indicator's unit of measure.
    Number {
        /// The number.
        value: Quantity,
    },
    /// Judged in words, for an indicator without figures.
    Judged {
        /// How far the target is met.
        fulfilment: Fulfilment,
        /// Why, in a line.
        text: String,
    },
}

/// An indicator's outcome for a period was reported.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IndicatorOutcomeReported {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The unit it is reported for.
    pub unit: UnitId,
    /// The period it concerns; it may lie before the report's own.
    pub period: Period,
    /// The outcome.
    pub outcome: IndicatorValue,
}

/// An indicator has no value for a period. It never becomes zero.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OutcomeMissing {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The unit it is missing for.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// Why it is missing.
    pub missing_reason: String,
}

/// What a corrected fact says instead.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CorrectedFact {
    /// An indicator's outcome.
    Indicator {
        /// The indicator.
        indicator: IndicatorId,
        /// The unit it was reported for.
        unit: UnitId,
        /// The period it concerns.
        period: Period,
        /// The right outcome.
        outcome: IndicatorValue,
    },
    /// A booked amount.
    Booking {
        /// The unit that bears it.
        unit: UnitId,
        /// The line.
        line: LineId,
        /// The month.
        month: Month,
        /// The amount that was booked.
        was_ore: Ore,
        /// The right amount.
        amount_ore: Ore,
    },
    /// A key figure.
    KeyFigure(KeyFigureReported),
    /// Spending on an investment object.
    Spending {
        /// The object.
        object: InvestmentId,
        /// The month.
        month: Month,
        /// The amount that was recorded.
        was_ore: Ore,
        /// The right amount.
        amount_ore: Ore,
    },
}

/// An earlier fact was wrong; this says what is right. The commit's reason says why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OutcomeCorrected {
    /// The event that was wrong (I6).
    pub corrects: EventId,
    /// The right fact.
    pub fact: CorrectedFact,
}

/// A unit wishes an indicator to move another way than its definition says. The commit's reason says why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WishOverridden {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The unit that wishes otherwise, with its subtree.
    pub unit: UnitId,
    /// The direction it wishes.
    pub desired: Desired,
}
