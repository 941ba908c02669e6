//! Which outcome, target, wish, previous value and series apply when an item is assessed.
//!
//! The answer is the one that the assessor's report of the period gives, as of
//! what is recorded now: the rules stand in `projections/src/indicators/choice.rs`,
//! and `tests/ledger/suggestions.rs` holds the two equal. Here they are asked of
//! the state, so that a suggested colour can be recorded with its assessment.

use std::collections::BTreeSet;

use crate::event::indicator::Fulfilment;
use crate::event::plan::{Desired, Target};
use crate::fulfilment::{Achieved, Yardstick, fulfilment};
use crate::ids::{ItemId, UnitId};
use crate::period::Period;
use crate::quantity::Quantity;
use crate::state::State;
use crate::state::indicator::Indicator;

/// Whose report the answers are for, and which units it speaks of.
pub(super) struct Scope<'a> {
    state: &'a State,
    unit: &'a UnitId,
    owner: Option<&'a UnitId>,
    period: Period,
    above: Vec<&'a UnitId>,
}

impl<'a> Scope<'a> {
    /// The scope of a unit's report for a period, about an item with an owner.
    pub(super) fn of(
        state: &'a State,
        unit: &'a UnitId,
        owner: Option<&'a UnitId>,
        period: Period,
    ) -> Self {
        let last_day = period.last_day();
        let on = state
            .units
            .get(unit)
            .map_or(last_day, |at| at.nearest_day(last_day));
        let above = state.units.chain(unit, on).into_iter().skip(1).collect();
        Self {
            state,
            unit,
            owner,
            period,
            above,
        }
    }

    /// The statuses of the item's indicators.
    pub(super) fn statuses(&self, item: &ItemId) -> Vec<Fulfilment> {
        let indicators = self.state.indicators.of_item(item);
        indicators
            .filter_map(|(_, indicator)| self.status(indicator))
            .collect()
    }

    fn status(&self, indicator: &Indicator) -> Option<Fulfilment> {
        let units = self.units_in_turn(indicator);
        let target = indicator.target_for(self.period);
        let (unit, period, achieved) = self.outcome(indicator, &units)?;
        let yardstick = Yardstick {
            target,
            desired: self.wish(indicator, unit),
            year: period.year(),
            previous: previous(indicator, unit, &units, period),
            series: self.series(target, unit, period),
        };
        fulfilment(achieved, &yardstick, &self.state.reporting.rules())
    }

    fn has_below(&self, unit: &UnitId) -> bool {
        let (first, last) = (self.period.first_day(), self.period.last_day());
        self.state
            .units
            .lies_within_some_day(unit, self.unit, first, last)
    }

    /// The units whose outcome may stand in the report, the first that has one first.
    fn units_in_turn<'b>(&'b self, indicator: &'b Indicator) -> Vec<&'b UnitId> {
        let below = || {
            indicator
                .reports
                .keys()
                .filter(|(unit, _)| self.has_below(unit))
        };
        let mut of_period = below().filter(|(_, of)| *of == self.period).peekable();
        let only_below = match of_period.peek() {
            None => only(below().map(|(unit, _)| unit)),
            Some(_) => only(of_period.map(|(unit, _)| unit)),
        };
        let mut units = vec![self.unit];
        units.extend(self.owner);
        units.extend(only_below);
        units.extend(&self.above);
        units
    }

    /// The outcome of the period, or when nothing is said of it one that lags:
    /// of an earlier period, first stated after the target was set.
    fn outcome<'b>(
        &self,
        indicator: &Indicator,
        units: &[&'b UnitId],
    ) -> Option<(&'b UnitId, Period, Achieved)> {
        let own = units
            .iter()
            .find_map(|unit| Some((*unit, indicator.report(unit, self.period)?)));
        if let Some((unit, report)) = own {
            return Some((unit, self.period, report.outcome?));
        }
        let first_set = indicator.target_first_set(self.period)?;
        let last_day = self.period.last_day();
        units.iter().find_map(|unit| {
            indicator
                .reports
                .iter()
                .filter(|((of, period), report)| {
                    of == *unit
                        && *period != self.period
                        && period.last_day() <= last_day
                        && report.first > first_set
                })
                .filter_map(|((_, period), report)| Some((*unit, *period, report.outcome?)))
                .max_by_key(|(_, period, _)| (period.last_day(), period.length()))
        })
    }

    /// The direction wished by the outcome's unit or the nearest above it that has a wish.
    fn wish(&self, indicator: &Indicator, unit: &UnitId) -> Desired {
        let wish = |unit: &UnitId| indicator.wishes.get(unit).copied();
        self.upwards(unit)
            .into_iter()
            .find_map(wish)
            .unwrap_or(indicator.desired)
    }

    /// The unit and those above it, through the report's unit; for a unit
    /// outside the report, itself alone.
    fn upwards<'b>(&'b self, unit: &'b UnitId) -> Vec<&'b UnitId> {
        let last_day = self.period.last_day();
        let mut chain = vec![unit];
        let mut below = unit;
        while self.has_below(below)
            && let Some(at) = self.state.units.get(below)
            && let Some(parent) = at.parent_on(at.nearest_day(last_day))
        {
            if chain.contains(&parent) {
                return chain;
            }
            chain.push(parent);
            below = parent;
        }
        if chain.contains(&self.unit) {
            for above in &self.above {
                if !chain.contains(above) {
                    chain.push(above);
                }
            }
        }
        chain
    }

    /// The value, for the same period, of the series that the target compares
    /// with: the same unit's, else the only one that any unit has.
    fn series(&self, target: Option<&Target>, unit: &UnitId, period: Period) -> Option<Quantity> {
        let Target::AtLeastSeries { indicator } = target? else {
            return None;
        };
        let series = self.state.indicators.get(indicator)?;
        let value = |unit: &UnitId| series.report(unit, period)?.outcome;
        let others = series
            .reports
            .keys()
            .filter(|(other, of)| *of == period && value(other).is_some());
        let value = value(unit).or_else(|| value(only(others.map(|(other, _)| other))?))?;
        number(value)
    }
}

/// The value of the same months a year earlier, else of that whole year. One
/// that the target states goes before it ([`Yardstick::previous`]).
fn previous(
    indicator: &Indicator,
    unit: &UnitId,
    units: &[&UnitId],
    period: Period,
) -> Option<Quantity> {
    let before = period.previous_year();
    if before == period {
        return None;
    }
    let value = |unit: &UnitId, period| indicator.report(unit, period).and_then(|r| r.outcome);
    let earlier = std::iter::once(&unit).chain(units).find_map(|unit| {
        [before, before.full_year()]
            .into_iter()
            .find_map(|period| value(unit, period))
    });
    number(earlier?)
}

fn number(achieved: Achieved) -> Option<Quantity> {
    match achieved {
        Achieved::Number(value) => Some(value),
        Achieved::Judged(_) => None,
    }
}

/// The only element; `None` when there is none or more than one.
fn only<'a>(units: impl Iterator<Item = &'a UnitId>) -> Option<&'a UnitId> {
    let mut units: BTreeSet<&UnitId> = units.collect();
    let first = units.pop_first()?;
    units.is_empty().then_some(first)
}
