//! Units come, move, change name and go.

use crate::decide::case::{Case, Decided};
use crate::decide::text;
use crate::event::Event;
use crate::event::organisation::{
    MandateMoved, UnitDissolved, UnitEstablished, UnitKind, UnitMoved, UnitRenamed,
};
use crate::ids::UnitId;
use crate::refusal::{Refusal, RefusalCode as Code};
use crate::state::organisation::Unit;
use crate::time::Date;

pub(super) fn establish(case: Case<'_>, unit: &UnitEstablished) -> Decided {
    let event = Event::from(unit.clone());
    case.unused(&event, &unit.unit, "unit")?;
    text::title(&unit.name, "name")?;
    match (&unit.parent, unit.kind) {
        (Some(_), UnitKind::Assembly) => return Err(parent_forbidden(&unit.unit)),
        (None, UnitKind::Assembly) => {
            if let Some(assembly) = case.state.units.assembly() {
                return Err(Refusal::new(
                    Code::SecondAssembly,
                    "kind",
                    format!("{assembly} är redan regionens fullmäktige."),
                ));
            }
        }
        (None, _) => {
            return Err(Refusal::new(
                Code::ParentMissing,
                "parent",
                format!("Enheten {} anger ingen överordnad enhet.", unit.unit),
            ));
        }
        (Some(parent), _) => holds_throughout(case, parent, unit.valid_from, None)?,
    }
    Ok(vec![event])
}

pub(super) fn relocate(case: Case<'_>, moved: &UnitMoved) -> Decided {
    let unit = case.unit_on(&moved.unit, moved.valid_from, "unit")?;
    if unit.kind == UnitKind::Assembly {
        return Err(parent_forbidden(&moved.unit));
    }
    if unit.parent_on(moved.valid_from) == Some(&moved.parent) {
        return Err(Refusal::new(
            Code::NothingChanged,
            "parent",
            format!(
                "{} tillhör redan {} den {}.",
                moved.unit, moved.parent, moved.valid_from
            ),
        ));
    }
    // The move holds until the unit's next move, which may be recorded already.
    let next = unit.moves().find(|day| *day > moved.valid_from);
    let last = next.map(Date::previous).or(unit.valid_to);
    holds_throughout(case, &moved.parent, moved.valid_from, last)?;
    no_ring(case, moved, last)?;
    Ok(vec![moved.clone().into()])
}

pub(super) fn rename(case: Case<'_>, renamed: &UnitRenamed) -> Decided {
    let unit = case.unit_on(&renamed.unit, renamed.valid_from, "unit")?;
    text::title(&renamed.name, "name")?;
    if unit.name_on(renamed.valid_from) == renamed.name {
        return Err(Refusal::new(
            Code::NothingChanged,
            "name",
            format!("{} heter redan så.", renamed.unit),
        ));
    }
    Ok(vec![renamed.clone().into()])
}

pub(super) fn dissolve(case: Case<'_>, dissolved: &UnitDissolved) -> Decided {
    let unit = case.unit(&dissolved.unit, "unit")?;
    if let Some(valid_to) = unit.valid_to {
        return Err(Refusal::new(
            Code::UnitDissolved,
            "unit",
            format!("{} upphörde redan {valid_to}.", dissolved.unit),
        ));
    }
    if dissolved.valid_to < unit.valid_from {
        return Err(Refusal::new(
            Code::DateOrder,
            "valid_to",
            format!("{} finns först från {}.", dissolved.unit, unit.valid_from),
        ));
    }
    let after = dissolved.valid_to.next();
    let below: Vec<&str> = case
        .state
        .units
        .iter()
        .filter(|(_, below)| belongs_after(below, &dissolved.unit, after))
        .map(|(id, _)| id.as_str())
        .collect();
    if !below.is_empty() {
        return Err(Refusal::new(
            Code::UnitHasChildren,
            "unit",
            format!(
                "Under {} ligger {} efter {}.",
                dissolved.unit,
                below.join(", "),
                dissolved.valid_to
            ),
        ));
    }
    if let Some(successor) = &dissolved.successor {
        if *successor == dissolved.unit {
            return Err(Refusal::new(
                Code::SelfReference,
                "successor",
                "En enhet kan inte efterträda sig själv.",
            ));
        }
        case.unit_on(successor, after, "successor")?;
    }
    Ok(vec![dissolved.clone().into()])
}

pub(super) fn move_mandate(case: Case<'_>, moved: &MandateMoved) -> Decided {
    text::title(&moved.mandate, "mandate")?;
    if moved.from_unit == moved.to_unit {
        return Err(Refusal::new(
            Code::SelfReference,
            "to_unit",
            "Ansvaret flyttas till den enhet som redan har det.",
        ));
    }
    case.unit_on(&moved.from_unit, moved.valid_from.previous(), "from_unit")?;
    case.unit_on(&moved.to_unit, moved.valid_from, "to_unit")?;
    Ok(vec![moved.clone().into()])
}

fn parent_forbidden(unit: &UnitId) -> Refusal {
    Refusal::new(
        Code::ParentForbidden,
        "parent",
        format!("{unit} är fullmäktige."),
    )
}

/// A unit must exist for as long as another is placed under it.
fn holds_throughout(
    case: Case<'_>,
    parent: &UnitId,
    from: Date,
    last: Option<Date>,
) -> Result<(), Refusal> {
    let found = case.unit_on(parent, from, "parent")?;
    match found.valid_to {
        Some(valid_to) if last.is_none_or(|last| valid_to < last) => Err(Refusal::new(
            Code::UnitNotValid,
            "parent",
            format!("Enheten {parent} upphör {valid_to} och kan inte ha underordnade därefter."),
        )),
        _ => Ok(()),
    }
}

/// Refuses a move that puts the unit under itself on any day that it holds.
/// The organisation changes only on days when some unit moves.
fn no_ring(case: Case<'_>, moved: &UnitMoved, last: Option<Date>) -> Result<(), Refusal> {
    let units = &case.state.units;
    let days = units
        .iter()
        .flat_map(|(_, unit)| unit.moves())
        .filter(|day| *day > moved.valid_from && last.is_none_or(|last| *day <= last));
    for day in std::iter::once(moved.valid_from).chain(days) {
        if units.lies_within(&moved.parent, &moved.unit, day) {
            return Err(Refusal::new(
                Code::UnitCycle,
                "parent",
                format!("{} ligger under {} den {day}.", moved.parent, moved.unit),
            ));
        }
    }
    Ok(())
}

fn belongs_after(below: &Unit, above: &UnitId, after: Date) -> bool {
    let still = below.valid_to.is_none_or(|valid_to| valid_to >= after);
    let now = below.exists_on(after) && below.parent_on(after) == Some(above);
    let later = below
        .moves()
        .any(|day| day > after && below.parent_on(day) == Some(above));
    still && (now || later)
}
