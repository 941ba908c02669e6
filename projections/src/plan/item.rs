//! Plans and their items as the plan view answers them.

use bincode::{Decode, Encode};
use ledger::event::plan::{Perspective, Relation};
use ledger::ids::{ItemId, PlanId, UnitId};
use ledger::time::Date;
use serde::Serialize;

use crate::fact::Grounds;

/// An adopted plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AdoptedPlan {
    /// The plan.
    pub plan: PlanId,
    /// Whose plan it is.
    pub unit: UnitId,
    /// The year it is for.
    pub year: u16,
    /// Its title.
    pub title: String,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// What an item of a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Effektmål.
    EffectObjective,
    /// Nämndmål.
    CommitteeObjective,
    /// Strategi.
    Strategy,
    /// Uppdrag.
    Assignment,
}

/// A link between two items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ItemLink))]
pub struct Link {
    /// The item at the other end.
    pub item: ItemId,
    /// How the first item relates to the second.
    pub relation: Relation,
}

/// An item of a plan as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Item {
    /// The item.
    pub item: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// The plan it stands in.
    pub plan: PlanId,
    /// Whose plan that is, when the plan is known.
    pub plan_unit: Option<UnitId>,
    /// The year of the plan, when the plan is known.
    pub year: Option<u16>,
    /// The number it is printed with.
    pub label: Option<String>,
    /// Its title, in the latest known wording.
    pub title: String,
    /// The perspective it belongs to.
    pub perspective: Perspective,
    /// The strategy it belongs to.
    pub strategy: Option<ItemId>,
    /// The objective an assignment serves.
    pub objective: Option<ItemId>,
    /// The unit that answers for it or carries it out; a strategy has none.
    pub owner: Option<UnitId>,
    /// The last day an assignment is to be done.
    pub due: Option<Date>,
    /// The items it points at, in natural order.
    pub links: Vec<Link>,
    /// The items that point at it, in natural order.
    pub linked_from: Vec<Link>,
    /// The last day it applies, when it is withdrawn.
    pub withdrawn: Option<Date>,
    /// What the answer rests on.
    pub grounds: Grounds,
}

impl Item {
    /// Whether it applies on a day: it is not withdrawn before it.
    pub fn applies_on(&self, day: Date) -> bool {
        self.withdrawn.is_none_or(|last| day <= last)
    }
}

/// The items of a unit's report, each list by plan, printed number and id in natural order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReportItems {
    /// Effektmål.
    pub effect_objectives: Vec<Item>,
    /// Nämndmål.
    pub committee_objectives: Vec<Item>,
    /// Strategier.
    pub strategies: Vec<Item>,
    /// Uppdrag.
    pub assignments: Vec<Item>,
}

impl ReportItems {
    /// The objectives, effect objectives first.
    pub fn objectives(&self) -> impl Iterator<Item = &Item> {
        self.effect_objectives
            .iter()
            .chain(&self.committee_objectives)
    }
}
