//! The temporal index: every version of a value, by the position that made it.
//!
//! Guarantee: the value at a log size is the one a fresh replay of the first
//! `size` events would end with (I9); a later version never changes the answer
//! at an older size. Finding it is a binary search at most, so an answer
//! costs nearly the same however long the history is.

use std::cell::Cell;

use bincode::{Decode, Encode};
use ledger::ids::Position;

thread_local! {
    /// What is read on this thread while someone watches.
    static WATCHED: Cell<Option<(u64, Surroundings)>> = const { Cell::new(None) };
}

/// The nearest events around an answer: of the versions that it was read from, the
/// newest that was known, and of those that came later, the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The last event that made something of the answer.
    pub latest: Option<Position>,
    /// The first later event that makes another version of something in it.
    pub next: Option<Position>,
}

impl Surroundings {
    /// Whether what was read between these events reads the same at a size: no event
    /// that made or makes a version of it lies between.
    pub fn hold_at(self, size: u64) -> bool {
        self.latest.is_none_or(|latest| latest.0 < size)
            && self.next.is_none_or(|next| size <= next.0)
    }
}

/// Reads as known at a size, and tells the nearest events around what was read of that
/// size. An answer need not be another for each of them: what was read may not show.
///
/// Reading within reading is told to the innermost watcher only.
pub fn watched<T>(size: u64, read: impl FnOnce() -> T) -> (T, Surroundings) {
    let outer = WATCHED.replace(Some((size, Surroundings::default())));
    let answer = read();
    let seen = WATCHED.replace(outer);
    (answer, seen.map(|(_, seen)| seen).unwrap_or_default())
}

/// Tells the watcher, when there is one, of the versions on both sides of a size, the
/// latest known and the next: for what is read from elsewhere than a [`History`].
pub fn note(size: u64, latest: Option<Position>, next: Option<Position>) {
    tell(size, || [latest, next]);
}

/// The same; what nobody watches is not looked for.
pub(crate) fn tell(size: u64, around: impl FnOnce() -> [Option<Position>; 2]) {
    WATCHED.with(|watched| {
        let Some((of, seen)) = watched.get().filter(|(of, _)| *of == size) else {
            return;
        };
        let [latest, next] = around();
        let seen = Surroundings {
            latest: seen.latest.max(latest),
            next: match (seen.next, next) {
                (Some(seen), Some(next)) => Some(seen.min(next)),
                (seen, next) => seen.or(next),
            },
        };
        watched.set(Some((of, seen)));
    });
}

/// How many of some versions, in order of position, are made before a size.
///
/// The ends are looked at first: what a value is about is done in a short stretch of the
/// log, so most questions lie after all of it or before, and a long history is not
/// searched for them.
pub(crate) fn count_before<T>(
    versions: &[T],
    size: u64,
    position: impl Fn(&T) -> Position,
) -> usize {
    let is_before = |version: &T| position(version).0 < size;
    match (versions.first(), versions.last()) {
        (_, Some(last)) if is_before(last) => versions.len(),
        (Some(first), _) if is_before(first) => versions.partition_point(is_before),
        _ => 0,
    }
}

/// The versions of one value, in order of position.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct History<T> {
    versions: Vec<(Position, T)>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self {
            versions: Vec::new(),
        }
    }
}

impl<T> History<T> {
    /// Adds the version that the event at `position` makes. Positions rise; a
    /// second version at the same position replaces the first.
    pub fn set(&mut self, position: Position, value: T) {
        match self.versions.last_mut() {
            Some(last) if last.0 == position => last.1 = value,
            _ => self.versions.push((position, value)),
        }
    }

    /// Puts a version where the event at `position` stands, in place of the one
    /// that it made, if it made one: what a redaction does, and nothing else.
    pub(crate) fn put(&mut self, position: Position, value: T) {
        match self.versions.binary_search_by_key(&position, |(at, _)| *at) {
            Ok(at) => self.versions[at].1 = value,
            Err(at) => self.versions.insert(at, (position, value)),
        }
    }

    /// The value that is known at a log size; `None` before the first version.
    pub fn at(&self, size: u64) -> Option<&T> {
        self.version_at(size).map(|(_, value)| value)
    }

    /// The value known at a log size, with the position that made it.
    pub fn version_at(&self, size: u64) -> Option<(Position, &T)> {
        let count = self.count_before(size);
        let version = self.versions[..count].last();
        tell(size, || self.around(count));
        version.map(|(position, value)| (*position, value))
    }

    /// The newest value.
    pub fn last(&self) -> Option<&T> {
        self.versions.last().map(|(_, value)| value)
    }

    /// The versions made at positions from `from` to before `to`, in order.
    pub fn between(&self, from: u64, to: u64) -> &[(Position, T)] {
        let (start, end) = (self.count_before(from), self.count_before(to));
        tell(to, || self.around(end));
        self.versions.get(start..end).unwrap_or(&[])
    }

    fn count_before(&self, size: u64) -> usize {
        count_before(&self.versions, size, |(position, _)| *position)
    }

    /// The positions of the last of the first `count` versions and of the one after it.
    fn around(&self, count: usize) -> [Option<Position>; 2] {
        [count.checked_sub(1), Some(count)]
            .map(|place| self.versions.get(place?).map(|(position, _)| *position))
    }

    /// All versions, in order. Whoever reads them as of a size tells the watcher by
    /// [`note`].
    pub fn versions(&self) -> &[(Position, T)] {
        &self.versions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(positions: &[u64]) -> History<u64> {
        let mut history = History::default();
        for position in positions {
            history.set(Position(*position), *position);
        }
        history
    }

    #[test]
    fn a_watcher_is_told_the_nearest_versions_of_all_that_is_read() {
        let (a, b) = (history(&[2, 9, 20]), history(&[4, 30]));
        let (sum, seen) = watched(12, || a.at(12).copied().zip(b.at(12).copied()));
        assert_eq!(sum, Some((9, 4)));
        assert_eq!(seen.latest, Some(Position(9)));
        assert_eq!(seen.next, Some(Position(20)));
        let (_, seen) = watched(3, || b.at(3).copied());
        assert_eq!(seen.latest, None);
        assert_eq!(seen.next, Some(Position(4)));
        let (_, seen) = watched(10, || a.between(0, 10).len());
        assert_eq!(
            (seen.latest, seen.next),
            (Some(Position(9)), Some(Position(20)))
        );
        let (_, seen) = watched(12, || a.at(3).copied());
        assert_eq!(
            seen,
            Surroundings::default(),
            "another size is another question"
        );
    }

    #[test]
    fn what_was_read_reads_the_same_from_the_event_before_to_the_event_after() {
        let (a, b) = (history(&[2, 9, 20]), history(&[4, 30]));
        let read = |size| (a.at(size).copied(), b.at(size).copied());
        for size in 0..40 {
            let (then, seen) = watched(size, || read(size));
            for other in 0..40 {
                assert_eq!(
                    seen.hold_at(other),
                    then == read(other),
                    "{size} and {other}"
                );
            }
        }
    }

    #[test]
    fn the_versions_before_a_size_are_those_that_counting_finds() {
        let all = [2, 3, 9, 20].map(Position);
        for known in 0..=all.len() {
            for size in 0..25 {
                let counted = all[..known].iter().filter(|at| at.0 < size).count();
                assert_eq!(count_before(&all[..known], size, |at| *at), counted);
            }
        }
    }

    #[test]
    fn what_nobody_watches_is_told_to_nobody() {
        let ((), outer) = watched(5, || {
            let (_, inner) = watched(5, || history(&[1]).at(5).copied());
            assert_eq!(inner.latest, Some(Position(1)));
        });
        assert_eq!(outer, Surroundings::default());
        history(&[1]).at(5);
    }
}
