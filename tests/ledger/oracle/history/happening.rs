//! What can happen in a random region, drawn from a handful of numbers.

mod economy;
mod follow_up;
mod organisation;
mod reporting;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::money::Ore;
use ledger::period::Period;
use ledger::quantity::Quantity;
use proptest::prelude::*;

use super::pool;

/// The numbers that a happening is made of.
#[derive(Debug, Clone)]
pub(super) struct Draw {
    kind: u8,
    picks: [u16; 8],
}

/// Every draw.
pub(super) fn draw() -> impl Strategy<Value = Draw> {
    (any::<u8>(), any::<[u16; 8]>()).prop_map(|(kind, picks)| Draw { kind, picks })
}

impl Draw {
    /// A number below `of`, from the last pick: what does not change the happening itself.
    pub(super) fn chance(&self, of: u16) -> u16 {
        self.picks[7] % of
    }

    /// The pick at a place.
    fn number(&self, place: usize) -> u16 {
        self.picks[place]
    }

    /// One of the things.
    fn one_of<'a, T>(&self, place: usize, things: &'a [T]) -> &'a T {
        &things[usize::from(self.picks[place]) % things.len()]
    }

    /// One of the names.
    fn name(&self, place: usize, names: &[&'static str]) -> &'static str {
        names[usize::from(self.picks[place]) % names.len()]
    }

    /// A follow-up's period.
    fn period(&self, place: usize) -> Period {
        *self.one_of(place, &pool::periods())
    }

    /// An amount, small enough to follow by eye and seldom a round one.
    fn amount(&self, place: usize) -> Ore {
        Ore(i64::from(self.picks[place] % 2001) - 1500)
    }

    /// A number with one decimal.
    fn quantity(&self, place: usize) -> Quantity {
        Quantity::new(i64::from(self.picks[place] % 401) - 100, 1)
    }
}

/// The events of a draw, given what has happened; none when nothing fits it.
pub(super) fn happen(draw: &Draw, before: &[Entry]) -> Vec<Event> {
    match draw.kind % 64 {
        0..=15 => economy::happen(draw, before),
        16..=39 => follow_up::happen(draw, before),
        40..=49 => organisation::happen(draw, before),
        _ => reporting::happen(draw, before),
    }
}
