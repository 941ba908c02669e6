//! The organisation on a day.

use ledger::basis::Basis;
use ledger::event::organisation::UnitKind;
use ledger::ids::UnitId;
use ledger::time::Date;
use serde::Serialize;

use crate::failure::Failure;
use crate::session::Reading;

/// The organisation on a day, every unit after the one it belongs to.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct UnitList {
    /// `units`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// Whether the ledger is a demonstration.
    demonstration: bool,
    /// The day.
    pub(crate) on: Date,
    /// How many events were known.
    size: u64,
    /// What was known.
    pub(crate) basis: Basis,
    /// The units.
    pub(crate) units: Vec<UnitRow>,
    /// The first unit of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// A unit.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct UnitRow {
    /// How deep it stands, from 0.
    pub(crate) level: u8,
    /// The unit.
    pub(crate) unit: UnitId,
    /// Its name.
    pub(crate) name: String,
    /// What kind it is of.
    pub(crate) unit_kind: UnitKind,
    /// The unit it belongs to.
    pub(crate) parent: Option<UnitId>,
    /// Its first day.
    pub(crate) valid_from: Date,
    /// Its last day, when it has one.
    pub(crate) valid_to: Option<Date>,
}

/// The organisation on a day, as known at a log size.
///
/// # Errors
/// [`Failure`] when the log cannot be read.
pub(crate) fn units(
    reading: &Reading<'_>,
    on: Date,
    size: u64,
    demonstration: bool,
) -> Result<UnitList, Failure> {
    let tree = reading.model.organisation.tree(on, size);
    let units = tree.into_iter().map(|tree| UnitRow {
        level: tree.level,
        unit: tree.unit.unit,
        name: tree.unit.name,
        unit_kind: tree.unit.kind,
        parent: tree.unit.parent,
        valid_from: tree.unit.valid_from,
        valid_to: tree.unit.valid_to,
    });
    Ok(UnitList {
        kind: "units",
        demonstration,
        on,
        size,
        basis: reading.basis(size)?,
        units: units.collect(),
        next: None,
    })
}
