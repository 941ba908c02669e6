//! Internal control: control actions with their status, and the control assessment.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::control::{
    ControlActionFollowedUp, ControlActionPlanned, ControlAssessed, Requirement, RiskIdentified,
};
use ledger::ids::{ControlId, RiskId, UnitId};

use super::events;

/// The risks of a unit's plan of a year.
pub(super) fn risks(log: &[Entry], unit: &UnitId, year: u16) -> BTreeMap<RiskId, RiskIdentified> {
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
pub(super) fn planned(
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

/// Every follow-up of a control action, in order.
pub(super) fn follow_ups(log: &[Entry], control: &ControlId) -> Vec<ControlActionFollowedUp> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::ControlActionFollowedUp(e) if e.control == *control => Some(e.clone()),
            _ => None,
        })
        .collect()
}

/// The judgement of each requirement for a year, as last made.
pub(super) fn assessed(
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
