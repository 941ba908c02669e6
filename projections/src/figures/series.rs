//! Series: the total of a measure over periods of the same kind.

use std::collections::BTreeSet;

use ledger::event::figure::Measure;
use ledger::ids::UnitId;
use ledger::period::Period;

use super::{Figure, Figures, any_known};

/// The most periods of a series: a year of months with the month of the year before.
const MOST_PERIODS: usize = 13;

impl Figures {
    /// The total of a measure of some units in each reported period that is like
    /// another, no later than it, the earliest first: each month for a month, the
    /// same months of each year for longer ones. A period whose parts make no total
    /// is left out.
    pub fn series(
        &self,
        units: &BTreeSet<UnitId>,
        measure: Measure,
        like: Period,
        size: u64,
    ) -> Vec<(Period, Figure)> {
        let is_like = |period: Period| {
            period.length() == like.length()
                && (like.length() == 1 || period.first().month() == like.first().month())
                && period.last() <= like.last()
        };
        let mut periods: Vec<Period> = units
            .iter()
            .filter_map(|unit| self.cells.get(unit))
            .flatten()
            .filter(|((of, period), cells)| {
                *of == measure && is_like(*period) && any_known(cells, size)
            })
            .map(|((_, period), _)| *period)
            .collect();
        periods.sort_by_key(|period| period.last());
        periods.dedup();
        let from = periods.len().saturating_sub(MOST_PERIODS);
        periods
            .into_iter()
            .skip(from)
            .filter_map(|period| {
                let table = self.table(units, measure, period, period.previous_year(), size);
                Some((period, table.whole().current.clone()?))
            })
            .collect()
    }
}
