//! Internal control: control actions with their status, and the control assessment.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::control::{
    ControlActionFollowedUp, ControlActionPlanned, ControlAssessed, Requirement, RiskIdentified,
};
use ledger::ids::{ControlId, RiskId, UnitId};
use ledger::period::Period;

use super::events;

/// The risks of a unit's plan of a year.
pub(crate) fn risks(log: &[Entry], unit: &UnitId, year: u16) -> BTreeMap<RiskId, RiskIdentified> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::RiskIdentified(e) if e.unit == *unit && e.year == year => {
                Some((e.risk.clone(), e.clone()))
            }
            _ => None,
        })
        .collect()
}

/// The control actions of a unit's plan of a year.
pub(crate) fn planned(
    log: &[Entry],
    unit: &UnitId,
    year: u16,
) -> BTreeMap<ControlId, ControlActionPlanned> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::ControlActionPlanned(e) if e.unit == *unit && e.year == year => {
                Some((e.control.clone(), e.clone()))
            }
            _ => None,
        })
        .collect()
}

/// The follow-up of a control action that a report on a period shows: of the
/// latest period that ends no later, the longest of those that end the same
/// day; of several for it, the last.
pub(crate) fn follow_up(
    log: &[Entry],
    control: &ControlId,
    period: Period,
) -> Option<ControlActionFollowedUp> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::ControlActionFollowedUp(e)
                if e.control == *control && e.period.last_day() <= period.last_day() =>
            {
                Some(e.clone())
            }
            _ => None,
        })
        // Of equals, the last.
        .max_by_key(|e| (e.period.last_day(), e.period.length()))
}

/// The judgement of each requirement for a year, as last made.
pub(crate) fn assessed(
    log: &[Entry],
    unit: &UnitId,
    year: u16,
) -> BTreeMap<Requirement, ControlAssessed> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::ControlAssessed(e) if e.unit == *unit && e.year == year => {
                Some((e.requirement, e.clone()))
            }
            _ => None,
        })
        .collect()
}
