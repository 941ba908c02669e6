//! Organisation: units that come, move, change name and go.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::UnitId;
use crate::time::Date;

/// What a unit is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Regionfullmäktige: the assembly; the region as a whole.
    Assembly,
    /// Regionstyrelsen: the executive board, a committee that supervises all others.
    ExecutiveBoard,
    /// Nämnd.
    Committee,
    /// Förvaltning.
    Administration,
    /// Område.
    Department,
    /// Stab.
    Staff,
    /// Enhet.
    Office,
}

/// A unit exists from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UnitEstablished {
    /// The unit.
    pub unit: UnitId,
    /// Its name, as people read it.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// The unit it belongs to; only the assembly has none.
    pub parent: Option<UnitId>,
    /// The first day it exists.
    pub valid_from: Date,
}

/// A unit belongs to another parent from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UnitMoved {
    /// The unit that moves.
    pub unit: UnitId,
    /// Where it belongs afterwards.
    pub parent: UnitId,
    /// The first day it belongs there.
    pub valid_from: Date,
}

/// A unit has another name from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UnitRenamed {
    /// The unit.
    pub unit: UnitId,
    /// The new name.
    pub name: String,
    /// The first day it has that name.
    pub valid_from: Date,
}

/// A unit ceases to exist after a day.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UnitDissolved {
    /// The unit.
    pub unit: UnitId,
    /// The last day it exists.
    pub valid_to: Date,
    /// The unit that carries its work on, when there is one.
    pub successor: Option<UnitId>,
}

/// A mandate (ansvar, uppdrag enligt reglemente) passes from one unit to another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MandateMoved {
    /// What the mandate is, in words.
    pub mandate: String,
    /// The unit that had it.
    pub from_unit: UnitId,
    /// The unit that has it afterwards.
    pub to_unit: UnitId,
    /// The first day the new unit has it.
    pub valid_from: Date,
}
