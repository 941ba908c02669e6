//! Looking through the log for the events of a page, from the newest back or forward.
//!
//! Guarantee: a page looks at no more than [`MOST_LOOKED_AT`] events, however long the
//! log is; where it stops, the next one begins.

use ledger::entry::Record;
use ledger::ids::Position;
use ledger::log::{LogError, ReadLog};
use projections::timeline::CommitMark;

use super::filter::Filter;
use crate::web::sight::Sight;

/// How many events a page looks at, at most: a fraction of a second.
const MOST_LOOKED_AT: u64 = 20_000;

/// How many events are read at a time.
const CHUNK: u64 = 128;

/// Which way one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Towards older events.
    Back,
    /// Towards newer ones.
    Forward,
}

/// What was found.
pub(super) struct Found {
    /// The events, in the order they were met.
    pub(super) records: Vec<Record>,
    /// Where it stopped, when there is more to look at: before this position when one
    /// looks back, from it when one looks forward.
    pub(super) stopped: Option<u64>,
}

/// The events that a filter shows at positions from `from` to before `to`, at most so many.
///
/// # Errors
/// [`LogError`] when the log cannot be read.
pub(super) fn scan(
    sight: &Sight<'_>,
    filter: &Filter,
    (from, to): (u64, u64),
    most: usize,
    way: Way,
) -> Result<Found, LogError> {
    let mut ranges = ranges(sight, filter, from, to)?;
    if way == Way::Back {
        ranges.reverse();
    }
    let mut found = Found {
        records: Vec::new(),
        stopped: None,
    };
    let mut left = MOST_LOOKED_AT;
    for range in ranges {
        for (from, to) in chunks(range, way) {
            let read = sight.question.snapshot.read(Position(from), to);
            let mut read = read.collect::<Result<Vec<_>, _>>()?;
            if way == Way::Back {
                read.reverse();
            }
            for record in read {
                let at = record.entry.position.0;
                if found.records.len() == most || left == 0 {
                    found.stopped = Some(match way {
                        Way::Back => at + 1,
                        Way::Forward => at,
                    });
                    return Ok(found);
                }
                left -= 1;
                if filter.shows(&record.entry, sight.model(), sight.size) {
                    found.records.push(record);
                }
            }
        }
    }
    Ok(found)
}

/// The stretches of positions that the stream and the actor leave, in order.
fn ranges(
    sight: &Sight<'_>,
    filter: &Filter,
    from: u64,
    to: u64,
) -> Result<Vec<(u64, u64)>, LogError> {
    let within = |start: u64, end: u64| {
        let (start, end) = (start.max(from), end.min(to));
        (start < end).then_some((start, end))
    };
    let is_actors = |commit: &CommitMark<'_>| {
        let actor = filter.actor.as_deref();
        actor.is_none_or(|actor| commit.actor.as_str() == actor)
    };
    let stretch = |commit: CommitMark<'_>| {
        let first = commit.first_position.0;
        within(first, first + u64::from(commit.count))
    };
    let timeline = &sight.model().timeline;
    Ok(match &filter.stream {
        Some(stream) => {
            let positions = sight.question.snapshot.stream(stream)?.into_iter();
            let own = positions.filter(|at| {
                let own = timeline.commit_of(*at).filter(is_actors);
                own.and_then(stretch).is_some()
            });
            own.filter_map(|at| within(at.0, at.0 + 1)).collect()
        }
        None if filter.actor.is_some() => {
            let own = timeline.commits(from, to).filter(is_actors);
            own.filter_map(stretch).collect()
        }
        None => within(from, to).into_iter().collect(),
    })
}

/// A stretch in pieces that are read at a time, in the order one looks.
fn chunks((from, to): (u64, u64), way: Way) -> impl Iterator<Item = (u64, u64)> {
    let count = (to - from).div_ceil(CHUNK);
    (0..count).map(move |number| match way {
        Way::Forward => (from + number * CHUNK, to.min(from + (number + 1) * CHUNK)),
        Way::Back => {
            let end = to - number * CHUNK;
            (end.saturating_sub(CHUNK).max(from), end)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_read_in_pieces_that_leave_nothing_out() {
        for (from, to) in [(0, 0), (0, 1), (3, 3 + CHUNK), (7, 3 * CHUNK + 1)] {
            let forward: Vec<_> = chunks((from, to), Way::Forward).collect();
            let mut back: Vec<_> = chunks((from, to), Way::Back).collect();
            back.reverse();
            for pieces in [forward, back] {
                let mut at = from;
                for (start, end) in pieces {
                    assert!(start == at && end > start && end - start <= CHUNK);
                    at = end;
                }
                assert_eq!(at, to);
            }
        }
    }
}
