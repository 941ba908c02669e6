//! The oracle: every answer "as of", computed the slowest way that can be right.
//!
//! Each module takes a prefix of the log, a plain slice of entries, and loops
//! over all of it for every question. There is no index, no cache and no
//! running total, and nothing is taken from the read side or from the rules
//! that deciders use: what a view or a rule says is written again here, from
//! the meaning of the events. Where a view and the oracle differ, one of them
//! misreads the domain (I9).
//!
//! It deliberately does not decide whether a sequence of events may happen:
//! it answers for any.

mod actions;
mod control;
mod decisions;
mod economy;
mod figures;
mod frames;
mod fulfilment;
mod history;
mod indicators;
mod organisation;
mod plan;
mod reporting;
mod texts;

mod self_test;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::ids::Position;

/// The events of a prefix that still say something, in order.
fn events(log: &[Entry]) -> impl DoubleEndedIterator<Item = (Position, &Event)> {
    log.iter()
        .filter_map(|entry| Some((entry.position, entry.event()?)))
}

/// The last answer that any event gives.
fn last<'a, T>(
    log: &'a [Entry],
    says: impl FnMut((Position, &'a Event)) -> Option<T>,
) -> Option<T> {
    events(log).filter_map(says).last()
}
