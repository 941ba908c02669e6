//! Values that hold from a day on, each day's with all its versions.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::ids::Position;
use ledger::time::Date;

use crate::fact::Fact;
use crate::temporal::History;

/// A value over time: each change holds from its day until the next.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Since<T> {
    changes: BTreeMap<Date, History<Fact<T>>>,
}

/// A change as it is known.
pub(super) struct Change<'a, T> {
    /// The first day it holds.
    pub(super) from: Date,
    /// The event that states it.
    pub(super) position: Position,
    /// The value.
    pub(super) fact: &'a Fact<T>,
}

impl<T> Default for Since<T> {
    fn default() -> Self {
        Self {
            changes: BTreeMap::new(),
        }
    }
}

impl<T> Since<T> {
    /// The value holds from a day on, as the event at `position` states.
    pub(super) fn set(&mut self, from: Date, position: Position, fact: Fact<T>) {
        self.changes.entry(from).or_default().set(position, fact);
    }

    /// The change that holds on a day, by what is known.
    pub(super) fn on(&self, day: Date, size: u64) -> Option<Change<'_, T>> {
        self.known(day, size).next_back()
    }

    /// The changes from the first to a day, by what is known.
    pub(super) fn known(
        &self,
        to: Date,
        size: u64,
    ) -> impl DoubleEndedIterator<Item = Change<'_, T>> {
        self.changes
            .range(..=to)
            .filter_map(move |(from, versions)| {
                let (position, fact) = versions.version_at(size)?;
                Some(Change {
                    from: *from,
                    position,
                    fact,
                })
            })
    }

    /// The stretches of days from `from` to `to` with the value that holds in each.
    pub(super) fn stretches(&self, from: Date, to: Date, size: u64) -> Vec<(Date, Date, &T)> {
        let mut stretches: Vec<(Date, Date, &T)> = Vec::new();
        for change in self.known(to, size) {
            if change.from <= from {
                stretches.clear();
            } else if let Some(before) = stretches.last_mut() {
                before.1 = change.from.previous();
            }
            stretches.push((change.from.max(from), to, &change.fact.value));
        }
        stretches
    }
}
