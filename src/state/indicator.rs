//! Indicators: what they measure, their targets and the latest outcome of each period.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use crate::event::indicator::{IndicatorValue, OutcomeMissing, WishOverridden};
use crate::event::plan::{Desired, IndicatorDefined, Target, TargetSet};
use crate::fulfilment::Achieved;
use crate::ids::{EventId, IndicatorId, ItemId, Position, UnitId};
use crate::period::Period;

/// Every indicator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Indicators(BTreeMap<IndicatorId, Indicator>);

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Indicator {
    /// The item it measures.
    pub item: ItemId,
    /// In which direction it is to move.
    pub desired: Desired,
    /// Whether its outcomes can be numbers.
    pub has_measure: bool,
    /// The latest target of each period.
    pub targets: BTreeMap<Period, Target>,
    /// Where a target was first set for each period.
    targets_first_set: BTreeMap<Period, Position>,
    /// The latest report of each unit and period.
    pub reports: BTreeMap<(UnitId, Period), Reported>,
    /// The directions that units wish instead.
    pub wishes: BTreeMap<UnitId, Desired>,
}

/// What was last reported for a unit and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Reported {
    /// The event that says so.
    pub event: EventId,
    /// The outcome; `None` when it is missing.
    pub outcome: Option<Achieved>,
    /// Where something was first said of it.
    pub first: Position,
}

impl Indicator {
    /// The target that applies to a period: its own, or else that of the
    /// shortest period that holds it.
    pub fn target_for(&self, period: Period) -> Option<&Target> {
        self.applied(period).map(|(_, target)| target)
    }

    /// Where the target that applies to a period was first set.
    pub fn target_first_set(&self, period: Period) -> Option<Position> {
        let (of, _) = self.applied(period)?;
        self.targets_first_set.get(&of).copied()
    }

    /// What was last reported for a unit and period.
    pub fn report(&self, unit: &UnitId, period: Period) -> Option<Reported> {
        self.reports.get(&(unit.clone(), period)).copied()
    }

    fn applied(&self, period: Period) -> Option<(Period, &Target)> {
        self.targets
            .iter()
            .filter(|(of, _)| of.covers(period))
            .min_by_key(|(of, _)| of.length())
            .map(|(of, target)| (*of, target))
    }

    fn state(&mut self, said: Said, unit: &UnitId, period: Period, outcome: Option<Achieved>) {
        let key = (unit.clone(), period);
        let first = self.reports.get(&key).map_or(said.1, |report| report.first);
        let event = said.0;
        let report = Reported {
            event,
            outcome,
            first,
        };
        self.reports.insert(key, report);
    }
}

/// The event that says something, and where it stands.
pub(super) type Said = (EventId, Position);

impl Indicators {
    /// The indicator.
    pub fn get(&self, indicator: &IndicatorId) -> Option<&Indicator> {
        self.0.get(indicator)
    }

    /// The indicators of an item.
    pub fn of_item(&self, item: &ItemId) -> impl Iterator<Item = (&IndicatorId, &Indicator)> {
        self.0
            .iter()
            .filter(move |(_, indicator)| indicator.item == *item)
    }

    pub(super) fn defined(&mut self, e: &IndicatorDefined) {
        self.0.insert(
            e.indicator.clone(),
            Indicator {
                item: e.item.clone(),
                desired: e.desired,
                has_measure: !e.unit_of_measure.trim().is_empty(),
                targets: BTreeMap::new(),
                targets_first_set: BTreeMap::new(),
                reports: BTreeMap::new(),
                wishes: BTreeMap::new(),
            },
        );
    }

    pub(super) fn target_set(&mut self, at: Position, e: &TargetSet) {
        if let Some(indicator) = self.0.get_mut(&e.indicator) {
            let first_set = indicator.targets_first_set.entry(e.period);
            first_set.or_insert(at);
            indicator.targets.insert(e.period, e.target.clone());
        }
    }

    pub(super) fn reported(
        &mut self,
        said: Said,
        indicator: &IndicatorId,
        unit: &UnitId,
        period: Period,
        outcome: &IndicatorValue,
    ) {
        if let Some(indicator) = self.0.get_mut(indicator) {
            indicator.state(said, unit, period, Some(Achieved::from(outcome)));
        }
    }

    pub(super) fn missing(&mut self, said: Said, e: &OutcomeMissing) {
        if let Some(indicator) = self.0.get_mut(&e.indicator) {
            indicator.state(said, &e.unit, e.period, None);
        }
    }

    pub(super) fn wish_overridden(&mut self, e: &WishOverridden) {
        if let Some(indicator) = self.0.get_mut(&e.indicator) {
            indicator.wishes.insert(e.unit.clone(), e.desired);
        }
    }
}
