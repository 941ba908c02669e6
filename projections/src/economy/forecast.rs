//! Forecasts: what a line's outcome of the whole year is expected to be.
//!
//! A forecast belongs to the follow-up it was made for. Asked for a period,
//! the one that counts is made for the latest follow-up that ends no later
//! than the period; of two that end in the same month, the longer. Of several
//! for the same line and follow-up, the last recorded counts, whichever unit
//! made it: a line has one forecast, made by the unit that answers for it.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::economy::ForecastSubmitted;
use ledger::ids::{LineId, Position};
use ledger::period::Period;

use super::tally::Tally;
use crate::follow_up::FollowUpOrder;
use crate::temporal::History;

/// The forecasts of all lines, by the follow-up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Forecasts {
    lines: BTreeMap<LineId, BTreeMap<FollowUpOrder, History<Tally>>>,
}

impl Forecasts {
    /// Takes in a forecast.
    pub fn submit(&mut self, entry: &Entry, submitted: &ForecastSubmitted) {
        self.lines
            .entry(submitted.line.clone())
            .or_default()
            .entry(FollowUpOrder::of(submitted.basis_period))
            .or_default()
            .set(
                entry.position,
                Tally::new(submitted.amount_ore, entry.provenance),
            );
    }

    /// The forecast of a line itself for the year of a period, its children apart.
    pub fn own(&self, line: &LineId, period: Period, size: u64) -> Option<Tally> {
        self.version(line, period, size).map(|(_, tally)| tally)
    }

    /// The forecast that counts, with the position that made it.
    pub fn version(&self, line: &LineId, period: Period, size: u64) -> Option<(Position, Tally)> {
        self.histories(line, period)
            .filter_map(|history| history.version_at(size))
            .last()
            .map(|(position, tally)| (position, *tally))
    }

    /// Whether a line has a forecast of exactly a follow-up.
    pub fn is_submitted(&self, line: &LineId, period: Period, size: u64) -> bool {
        let made = self.lines.get(line);
        let made = made.and_then(|made| made.get(&FollowUpOrder::of(period)));
        made.is_some_and(|versions| versions.at(size).is_some())
    }

    /// The forecasts that a period's question looks at, earlier follow-ups first.
    pub fn histories(
        &self,
        line: &LineId,
        period: Period,
    ) -> impl Iterator<Item = &History<Tally>> {
        self.lines
            .get(line)
            .into_iter()
            .flat_map(move |made| made.range(FollowUpOrder::within(period)))
            .map(|(_, history)| history)
    }
}
