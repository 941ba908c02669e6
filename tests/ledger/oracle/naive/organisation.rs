//! Units on a date: which exist, what they are called, where they belong.

use std::collections::BTreeSet;

use ledger::entry::Entry;
use ledger::event::organisation::UnitKind;
use ledger::event::{Event, EventKind};
use ledger::ids::UnitId;
use ledger::period::Period;
use ledger::time::Date;

use super::events;

/// A unit as it is on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) name: String,
    pub(crate) kind: UnitKind,
    pub(crate) parent: Option<UnitId>,
}

/// The unit on a day; `None` when it does not exist that day.
///
/// Of what is known about name and parent, the latest `valid_from` that has
/// come holds; of two from the same day, the one recorded last.
pub(crate) fn unit(log: &[Entry], unit: &UnitId, on: Date) -> Option<Unit> {
    let mut kind = None;
    let mut name: Option<(Date, String)> = None;
    let mut parent: Option<(Date, Option<UnitId>)> = None;
    let mut gone = false;
    for (_, event) in events(log) {
        match event {
            Event::UnitEstablished(e) if e.unit == *unit && e.valid_from <= on => {
                kind = Some(e.kind);
                hold(&mut name, e.valid_from, e.name.clone());
                hold(&mut parent, e.valid_from, e.parent.clone());
            }
            Event::UnitRenamed(e) if e.unit == *unit && e.valid_from <= on => {
                hold(&mut name, e.valid_from, e.name.clone());
            }
            Event::UnitMoved(e) if e.unit == *unit && e.valid_from <= on => {
                hold(&mut parent, e.valid_from, Some(e.parent.clone()));
            }
            Event::UnitDissolved(e) if e.unit == *unit => gone = e.valid_to < on,
            _ => {}
        }
    }
    if gone {
        return None;
    }
    Some(Unit {
        kind: kind?,
        name: name?.1,
        parent: parent?.1,
    })
}

/// Lets a value that holds from a day replace one that holds from no later day.
fn hold<T>(known: &mut Option<(Date, T)>, from: Date, value: T) {
    if known.as_ref().is_none_or(|(since, _)| *since <= from) {
        *known = Some((from, value));
    }
}

/// Every unit that was ever established.
pub(crate) fn all(log: &[Entry]) -> BTreeSet<UnitId> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::UnitEstablished(e) => Some(e.unit.clone()),
            _ => None,
        })
        .collect()
}

/// The units that exist on a day.
pub(crate) fn existing(log: &[Entry], on: Date) -> BTreeSet<UnitId> {
    all(log)
        .into_iter()
        .filter(|id| unit(log, id, on).is_some())
        .collect()
}

/// The units above a unit on a day, the nearest first. For a day on which the
/// unit does not exist, those on the nearest day on which it does.
pub(crate) fn ancestors(log: &[Entry], start: &UnitId, on: Date) -> Vec<UnitId> {
    let on = nearest(log, start, on);
    let mut above = Vec::new();
    let mut at = start.clone();
    while let Some(parent) = unit(log, &at, on).and_then(|known| known.parent) {
        if parent == *start || above.contains(&parent) {
            break;
        }
        above.push(parent.clone());
        at = parent;
    }
    above
}

/// The day itself when the unit exists then, else its first or last day.
fn nearest(log: &[Entry], unit: &UnitId, on: Date) -> Date {
    let mut nearest = on;
    for (_, event) in events(log) {
        match event {
            Event::UnitEstablished(e) if e.unit == *unit && on < e.valid_from => {
                nearest = e.valid_from;
            }
            Event::UnitDissolved(e) if e.unit == *unit && e.valid_to < on => nearest = e.valid_to,
            _ => {}
        }
    }
    nearest
}

/// The unit and all that stand under it on a day; nobody on a day it does not exist.
pub(crate) fn subtree(log: &[Entry], root: &UnitId, on: Date) -> BTreeSet<UnitId> {
    let log = &of_units(log)[..];
    existing(log, on)
        .into_iter()
        .filter(|id| id == root || ancestors(log, id, on).contains(root))
        .collect()
}

/// The unit and all that stood under it on any day of a period.
pub(crate) fn subtree_in(log: &[Entry], root: &UnitId, period: Period) -> BTreeSet<UnitId> {
    let log = &of_units(log)[..];
    days_of_change(log, period)
        .into_iter()
        .flat_map(|day| subtree(log, root, day))
        .collect()
}

/// The days of a period on which the organisation may differ from the day before, with its first.
fn days_of_change(log: &[Entry], period: Period) -> BTreeSet<Date> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::UnitEstablished(e) => Some(e.valid_from),
            Event::UnitMoved(e) => Some(e.valid_from),
            Event::UnitDissolved(e) => Some(e.valid_to.next()),
            _ => None,
        })
        .filter(|day| (period.first_day()..=period.last_day()).contains(day))
        .chain([period.first_day()])
        .collect()
}

/// The entries that say something of units: the only ones asked here, picked
/// out first since a tree asks them many times.
fn of_units(log: &[Entry]) -> Vec<Entry> {
    log.iter()
        .filter(|entry| {
            matches!(
                entry.kind(),
                EventKind::UnitEstablished
                    | EventKind::UnitMoved
                    | EventKind::UnitRenamed
                    | EventKind::UnitDissolved
            )
        })
        .cloned()
        .collect()
}
