//! Budget: report lines, frames and what moves them.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{LineId, UnitId};
use crate::money::Ore;

/// Which table a report line stands in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LineTable {
    /// Driftredovisning: the operating result per responsibility.
    OperatingResult,
    /// Resultaträkning: the result per kind of income and cost.
    IncomeStatement,
    /// Investeringsredovisning.
    Investment,
    /// Balanskravsutredning: the adjustments from the year's result (KL 11:12).
    BalanceRequirement,
}

/// What a line's children are to it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Breakdown {
    /// It has none.
    None,
    /// They sum to it; nothing is booked on the line itself.
    Complete,
    /// They are "varav" rows: what is booked on the line itself is the remainder ("ej specificerat").
    Partial,
}

/// A row of an economic table is defined.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportLineDefined {
    /// The line.
    pub line: LineId,
    /// The table it stands in.
    pub table: LineTable,
    /// The unit that answers for it and in whose report it stands.
    pub unit: UnitId,
    /// Its title.
    pub title: String,
    /// The line it is part of; none for a table's last total.
    pub parent: Option<LineId>,
    /// What its children are to it.
    pub breakdown: Breakdown,
    /// Where it stands in the table: lines are shown in rising order.
    pub order: u32,
}

/// How a year's amount is spread over its months.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Distribution {
    /// By twelfths: after month m the share is `amount × m / 12`, cut toward zero.
    Even,
    /// The amount of each month, January first; they sum to the year's amount.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MonthlyAmounts))]
    Months([Ore; 12]),
    /// Evenly over the months from one to another, both 1 to 12.
    Span {
        /// The first month.
        first: u8,
        /// The last month.
        last: u8,
    },
}

/// A line's budget frame for a year is decided.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FrameDecided {
    /// The line.
    pub line: LineId,
    /// The year.
    pub year: u16,
    /// The frame: costs and spending negative, income positive.
    pub amount_ore: Ore,
    /// How it is spread over the months.
    pub distribution: Distribution,
}

/// Why a frame is adjusted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentKind {
    /// Uppräkning: indexation for prices and pay.
    Indexation,
    /// Tilläggsanslag: a supplement.
    Supplement,
    /// Minskning: a demanded saving.
    Reduction,
}

/// How a spending decision is paid for (KL 11:15).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Financing {
    /// By higher income.
    HigherIncome {
        /// Which.
        source: String,
    },
    /// By lower costs elsewhere.
    LowerCosts {
        /// Which.
        source: String,
    },
    /// By a worse result of the year, that is from equity.
    Equity {
        /// Why that is sound economy (god ekonomisk hushållning).
        motivation: String,
    },
    /// By state or other outside grants.
    Grants {
        /// Which.
        source: String,
    },
}

/// A frame is changed by a decision, without another frame giving or taking.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FrameAdjusted {
    /// The line.
    pub line: LineId,
    /// The year.
    pub year: u16,
    /// Why.
    pub kind: AdjustmentKind,
    /// The change: negative when more may be spent.
    pub amount_ore: Ore,
    /// How it is spread over the months.
    pub distribution: Distribution,
    /// How it is paid for; needed when more may be spent.
    pub financing: Option<Financing>,
}

/// One side of a reallocation.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Posting {
    /// The line whose frame changes.
    pub line: LineId,
    /// The change of its frame: positive where spending room is given away, negative where it is received.
    pub amount_ore: Ore,
}

/// Budget is moved between lines: double entry, the postings sum to zero (omdisponering).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BudgetReallocated {
    /// The year.
    pub year: u16,
    /// The first month whose budget changes, 1 to 12; the change is spread evenly from there to December.
    pub from_month: u8,
    /// The postings, at least two.
    pub postings: Vec<Posting>,
}

/// A planning reserve (planeringsreserv) is put to a use.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReserveDisposed {
    /// The reserve's line.
    pub reserve: LineId,
    /// The line that receives.
    pub line: LineId,
    /// The year.
    pub year: u16,
    /// The first month whose budget changes, 1 to 12; the change is spread evenly from there to December.
    pub from_month: u8,
    /// How much spending room is moved, positive.
    pub amount_ore: Ore,
    /// For what.
    pub purpose: String,
}
