//! Series: all that was ever stated of an indicator, over units and periods.
//!
//! Guarantee: as known at a size, with every version up to it: what was corrected is
//! there before what corrects it.

use std::collections::BTreeMap;

use ledger::event::plan::{IndicatorDefined, Target};
use ledger::ids::{IndicatorId, Position, UnitId};
use ledger::period::Period;

use super::{Indicators, StatedOutcome, StatedWish};
use crate::fact::Fact;
use crate::temporal::History;

/// Versions in order, none before the size; the last one holds.
pub type Story<'a, T> = &'a [(Position, Fact<T>)];

/// What was stated of a unit's outcome for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeStory<'a> {
    /// The unit.
    pub unit: &'a UnitId,
    /// The period.
    pub period: Period,
    /// Every statement, the last of which holds.
    pub stated: Story<'a, StatedOutcome>,
}

/// The targets that were set for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetStory<'a> {
    /// The period.
    pub period: Period,
    /// Every target, the last of which holds.
    pub set: Story<'a, Target>,
}

/// The wishes that a unit stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WishStory<'a> {
    /// The unit.
    pub unit: &'a UnitId,
    /// Every wish, the last of which holds.
    pub stated: Story<'a, StatedWish>,
}

impl Indicators {
    /// Every indicator that is defined, in order of id.
    pub fn known(&self, size: u64) -> impl Iterator<Item = &Fact<IndicatorDefined>> {
        let cells = self.indicators.values();
        cells.filter_map(move |cell| cell.definition.at(size))
    }

    /// The definitions that an indicator has had.
    pub fn definitions(&self, indicator: &IndicatorId, size: u64) -> Story<'_, IndicatorDefined> {
        let cell = self.indicators.get(indicator);
        cell.map_or(&[], |cell| cell.definition.between(0, size))
    }

    /// The outcomes of every unit and period, by unit and then by the period's end.
    pub fn outcomes(&self, indicator: &IndicatorId, size: u64) -> Vec<OutcomeStory<'_>> {
        let cell = self.indicators.get(indicator).into_iter();
        cell.flat_map(|cell| &cell.outcomes)
            .flat_map(|(unit, periods)| {
                let stories = in_time(periods, size).into_iter();
                stories.map(move |(period, stated)| OutcomeStory {
                    unit,
                    period,
                    stated,
                })
            })
            .collect()
    }

    /// The targets of every period, by the period's end.
    pub fn targets(&self, indicator: &IndicatorId, size: u64) -> Vec<TargetStory<'_>> {
        let Some(cell) = self.indicators.get(indicator) else {
            return Vec::new();
        };
        let stories = in_time(&cell.targets, size).into_iter();
        stories
            .map(|(period, set)| TargetStory { period, set })
            .collect()
    }

    /// The wishes of every unit, by unit.
    pub fn wishes(&self, indicator: &IndicatorId, size: u64) -> Vec<WishStory<'_>> {
        let cell = self.indicators.get(indicator).into_iter();
        cell.flat_map(|cell| &cell.wishes)
            .map(|(unit, wishes)| WishStory {
                unit,
                stated: wishes.between(0, size),
            })
            .filter(|story| !story.stated.is_empty())
            .collect()
    }
}

/// What is known of each period, the period that ends first first, a shorter before a
/// longer with the same end.
fn in_time<T>(
    periods: &BTreeMap<Period, History<Fact<T>>>,
    size: u64,
) -> Vec<(Period, Story<'_, T>)> {
    let stories = periods
        .iter()
        .map(|(period, versions)| (*period, versions.between(0, size)));
    let mut stories: Vec<_> = stories.filter(|(_, story)| !story.is_empty()).collect();
    stories.sort_by_key(|(period, _)| (period.last(), period.length()));
    stories
}
