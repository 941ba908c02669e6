//! Investments: approved objects and what is spent on them.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{InvestmentId, LineId, UnitId};
use crate::money::Ore;
use crate::period::Month;
use crate::short_text::ShortText;

/// A year's amount.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct YearAmount {
    /// The year.
    pub year: u16,
    /// The amount: spending negative.
    pub amount_ore: Ore,
}

/// An investment object was approved.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InvestmentObjectApproved {
    /// The object.
    pub object: InvestmentId,
    /// The unit that carries it out.
    pub unit: UnitId,
    /// The line of the investment table that it stands under.
    pub line: LineId,
    /// What it is.
    pub title: String,
    /// Its own budget per year, beside the line's frame; empty when it is paid within the frame.
    pub budget: Vec<YearAmount>,
}

/// Money was spent on an investment object.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InvestmentSpent {
    /// The object.
    pub object: InvestmentId,
    /// The month it concerns.
    pub month: Month,
    /// The amount: spending negative.
    pub amount_ore: Ore,
    /// The source document.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub document: ShortText,
}
