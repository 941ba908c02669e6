//! The plan cascade: plans, objectives, strategies, assignments, indicators and targets.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::{DecisionId, IndicatorId, ItemId, PlanId, UnitId};
use crate::period::Period;
use crate::quantity::Quantity;
use crate::time::Date;

/// The perspective an item of the plan belongs to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Perspective {
    /// Invånare och samhälle.
    ResidentsAndSociety,
    /// Process.
    Process,
    /// Resurs.
    Resource,
}

/// Which level set an objective.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ObjectiveKind {
    /// Effektmål, set by the assembly.
    EffectObjective,
    /// Nämndmål, set by a committee.
    CommitteeObjective,
}

/// In which direction a unit wishes an indicator to move.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Desired {
    /// Upwards.
    Increase,
    /// Downwards.
    Decrease,
}

/// A unit's operational plan (verksamhetsplan) for a year is adopted.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanAdopted {
    /// The plan.
    pub plan: PlanId,
    /// Whose plan it is.
    pub unit: UnitId,
    /// The year it is for.
    pub year: u16,
    /// Its title.
    pub title: String,
}

/// A strategy of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StrategySet {
    /// The strategy.
    pub item: ItemId,
    /// The plan it stands in.
    pub plan: PlanId,
    /// Its title.
    pub title: String,
    /// The perspective it belongs to.
    pub perspective: Perspective,
}

/// An objective of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ObjectiveSet {
    /// The objective.
    pub item: ItemId,
    /// The plan it stands in.
    pub plan: PlanId,
    /// Who set it.
    pub kind: ObjectiveKind,
    /// The number it is printed with that year: a label, never an identity.
    pub label: Option<String>,
    /// Its title.
    pub title: String,
    /// The perspective it belongs to.
    pub perspective: Perspective,
    /// The strategy it belongs to, when it has one.
    pub strategy: Option<ItemId>,
    /// The unit that answers for it.
    pub owner: UnitId,
}

/// An assignment (uppdrag) is given to a unit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignmentGiven {
    /// The assignment.
    pub item: ItemId,
    /// The plan it stands in.
    pub plan: PlanId,
    /// The number it is printed with, when it has one.
    pub label: Option<String>,
    /// Its title.
    pub title: String,
    /// The perspective it belongs to.
    pub perspective: Perspective,
    /// The strategy it belongs to, when it has one.
    pub strategy: Option<ItemId>,
    /// The objective it serves, when it serves one.
    pub objective: Option<ItemId>,
    /// The unit that is to carry it out.
    pub owner: UnitId,
    /// The last day it is to be done, when one is set.
    pub due: Option<Date>,
}

/// An indicator of an objective is defined.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IndicatorDefined {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The objective it measures.
    pub item: ItemId,
    /// The number it is printed with, when it has one.
    pub label: Option<String>,
    /// Its title.
    pub title: String,
    /// The unit of its figures (`%`, `st`, `index`), empty for a qualitative one.
    pub unit_of_measure: String,
    /// In which direction it is to move.
    pub desired: Desired,
}

/// What an indicator is measured against.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Target {
    /// Better than the year before, in the desired direction; the plan may state the comparison value.
    BetterThanPrevious {
        /// The value to beat, when the plan states one.
        previous: Option<Quantity>,
    },
    /// Within an interval, both ends included.
    Interval {
        /// The lowest value that is helt.
        low: Quantity,
        /// The highest value that is helt.
        high: Quantity,
    },
    /// At least this value.
    AtLeast {
        /// The value.
        value: Quantity,
    },
    /// At most this value.
    AtMost {
        /// The value.
        value: Quantity,
    },
    /// At least another indicator's value for the same period (the national level).
    AtLeastSeries {
        /// The other indicator.
        indicator: IndicatorId,
    },
    /// So many per cent less by a year than in a base year.
    ReductionSince {
        /// The base year.
        base_year: u16,
        /// The value of the base year.
        base_value: Quantity,
        /// The wished reduction in per cent, positive.
        percent: Quantity,
        /// The year by which it is to be reached.
        by_year: u16,
    },
    /// At least so many.
    Count {
        /// The number.
        number: u32,
    },
    /// No target: the outcome is only reported.
    ReportedOnly,
    /// Judged in words.
    Qualitative {
        /// What is wished.
        wish: String,
    },
}

/// An indicator's target for a period.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TargetSet {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period the target is for.
    pub period: Period,
    /// The target.
    pub target: Target,
}

/// How one item relates to another.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The first item contributes to the second (bidrar till).
    ContributesTo,
    /// The first item continues the second, of an earlier year (efterträder).
    Succeeds,
}

/// Two items of plans are linked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemLinked {
    /// The first item.
    pub item: ItemId,
    /// The second item.
    pub to: ItemId,
    /// How the first relates to the second.
    pub relation: Relation,
}

/// An item has another wording.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemReworded {
    /// The item.
    pub item: ItemId,
    /// The new title.
    pub title: String,
}

/// An item no longer applies.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemWithdrawn {
    /// The item.
    pub item: ItemId,
    /// The last day it applies.
    pub valid_to: Date,
}

/// A matter is referred back (återremiss), by a majority or by a minority of a third (KL 5:50).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MatterReferredBack {
    /// The decision to refer back.
    pub decision: DecisionId,
    /// What the matter is.
    pub matter: String,
    /// The item of the plan it concerns, when it concerns one.
    pub item: Option<ItemId>,
    /// Whether a minority referred it back.
    pub by_minority: bool,
    /// Why; KL 5:50 asks for a motivation.
    pub motivation: String,
}
