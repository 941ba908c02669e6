//! Indicators as a report shows them.

use ledger::event::indicator::{Fulfilment, IndicatorValue};
use ledger::event::plan::{Desired, Target};
use ledger::ids::{EventId, IndicatorId, ItemId, Position, UnitId};
use ledger::period::Period;
use ledger::quantity::Quantity;
use serde::Serialize;

use crate::fact::{Grounds, Source};

/// An indicator in a unit's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct IndicatorRow {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The objective it measures.
    pub item: ItemId,
    /// The number it is printed with.
    pub label: Option<String>,
    /// Its title.
    pub title: String,
    /// The unit of its figures, empty for a qualitative one.
    pub unit_of_measure: String,
    /// The direction wished by the unit.
    pub desired: Desired,
    /// The wish that replaces the definition's, when one does.
    pub wish: Option<Wish>,
    /// The target that applies to the period.
    pub target: Option<AppliedTarget>,
    /// The outcome.
    pub outcome: Outcome,
    /// The value it is compared with, when one is known.
    pub previous: Option<Previous>,
    /// The value of the series that the target compares with, when it does and one is known.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub series: Option<Quantity>,
    /// How far the target is met by the rules in force; `None` when nothing can be said.
    pub fulfilment: Option<Fulfilment>,
    /// The version of those rules; 0 when none was adopted.
    pub rules_version: u32,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// A unit's wish that an indicator move another way than its definition says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = IndicatorWish))]
pub struct Wish {
    /// The unit that wishes, at or above the report's.
    pub unit: UnitId,
    /// The direction it wishes.
    pub desired: Desired,
    /// The direction of the definition.
    pub defined: Desired,
    /// Why, as the commit says.
    pub reason: Option<String>,
    /// The event that says so.
    pub source: Source,
}

/// The target that applies to a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AppliedTarget {
    /// The target.
    pub target: Target,
    /// The period it is set for: the one asked for, or the shortest that holds it.
    pub period: Period,
    /// The event that sets it.
    pub source: Source,
}

/// An indicator's outcome for a unit and period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = IndicatorOutcome))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was reported.
    Reported(Reported),
    /// It is missing, with the reason: never zero.
    Missing {
        /// Why.
        reason: String,
        /// The unit it is missing for.
        unit: UnitId,
        /// The event that says so.
        source: Source,
    },
    /// Nobody has said anything yet.
    NotReported,
}

/// A reported outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ReportedOutcome))]
pub struct Reported {
    /// The value.
    pub value: IndicatorValue,
    /// The unit it is reported for.
    pub unit: UnitId,
    /// The period it concerns.
    pub period: Period,
    /// Whether that period lies before the one asked for: the outcome lags.
    pub lags: bool,
    /// The correction that made it what it is, when one did.
    pub correction: Option<Correction>,
    /// The event that states the value.
    pub source: Source,
}

/// A correction of an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = OutcomeCorrection))]
pub struct Correction {
    /// The event that was wrong.
    pub corrects: EventId,
    /// The value before; `None` when it was missing or never stated.
    pub was: Option<IndicatorValue>,
    /// Why, as the commit says.
    pub reason: Option<String>,
    /// Where the correction stands.
    pub position: Position,
}

/// The value that an outcome is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = PreviousOutcome))]
#[serde(rename_all = "snake_case")]
pub enum Previous {
    /// The outcome of an earlier period.
    Reported {
        /// The value.
        value: IndicatorValue,
        /// The period it concerns.
        period: Period,
        /// The event that states it.
        source: Source,
    },
    /// The plan states it with the target.
    StatedByTarget {
        /// The value.
        #[cfg_attr(feature = "schema", schema(value_type = String))]
        value: Quantity,
    },
}

/// How many indicators have which status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FulfilmentCounts {
    /// All of them.
    pub total: u32,
    /// Helt.
    pub fully: u32,
    /// Delvis.
    pub partly: u32,
    /// Inte alls.
    pub not_at_all: u32,
    /// Värde saknas: reported as missing, with a reason.
    pub missing: u32,
    /// Nothing is reported yet.
    pub not_reported: u32,
    /// There is a value but no status: only reported, or nothing to compare with.
    pub without_status: u32,
}

impl FulfilmentCounts {
    /// Counts rows.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a IndicatorRow>) -> Self {
        let mut counts = Self::default();
        for row in rows {
            counts.total += 1;
            *match (&row.outcome, row.fulfilment) {
                (Outcome::Missing { .. }, _) => &mut counts.missing,
                (Outcome::NotReported, _) => &mut counts.not_reported,
                (Outcome::Reported(_), Some(Fulfilment::Fully)) => &mut counts.fully,
                (Outcome::Reported(_), Some(Fulfilment::Partly)) => &mut counts.partly,
                (Outcome::Reported(_), Some(Fulfilment::NotAtAll)) => &mut counts.not_at_all,
                (Outcome::Reported(_), None) => &mut counts.without_status,
            } += 1;
        }
        counts
    }
}
