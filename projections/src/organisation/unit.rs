//! Units as the organisation view answers them.

use ledger::event::organisation::UnitKind;
use ledger::ids::UnitId;
use ledger::time::Date;
use serde::Serialize;

use crate::fact::Grounds;

/// A unit as it was on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Unit {
    /// The unit.
    pub unit: UnitId,
    /// Its name that day.
    pub name: String,
    /// What it is.
    #[serde(rename = "unit_kind")]
    pub kind: UnitKind,
    /// The unit it belonged to that day; none for the assembly.
    pub parent: Option<UnitId>,
    /// The first day it exists.
    pub valid_from: Date,
    /// The last day it exists, when it is dissolved.
    pub valid_to: Option<Date>,
    /// The unit that carries its work on, when it is dissolved and one does.
    pub successor: Option<UnitId>,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// A unit in its place in a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TreeUnit {
    /// How deep it stands below the tree's first unit, from 0.
    pub level: u8,
    /// The unit.
    #[serde(flatten)]
    pub unit: Unit,
}

/// A mandate that passed from one unit to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MandateMove {
    /// What the mandate is, in words.
    pub mandate: String,
    /// The unit that had it.
    pub from_unit: UnitId,
    /// The unit that has it afterwards.
    pub to_unit: UnitId,
    /// The first day the new unit has it.
    pub valid_from: Date,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// Something that happened to a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UnitChange {
    /// It began to exist.
    Established,
    /// It came to belong to another unit.
    Moved {
        /// Where it belonged before, when that is known.
        from: Option<UnitId>,
        /// Where it belongs afterwards.
        to: UnitId,
    },
    /// It got another name.
    Renamed {
        /// The name before, when that is known.
        from: Option<String>,
        /// The name afterwards.
        to: String,
    },
    /// It ceased to exist after the day.
    Dissolved {
        /// The unit that carries its work on.
        successor: Option<UnitId>,
    },
}

/// A change of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OrganisationChange {
    /// The unit it concerns.
    pub unit: UnitId,
    /// The day: the first of the new, or the last of a dissolved unit.
    pub date: Date,
    /// What happened.
    pub change: UnitChange,
    /// What the answer rests on.
    pub grounds: Grounds,
}
