//! Every answer "as of", computed the slowest way that can be right.
//!
//! Each module takes a prefix of the log, a plain slice of entries, and loops
//! over all of it for every question. There is no index, no cache and no
//! running total, and nothing is taken from the read side or from the rules
//! that deciders use: what a view or a rule says is written again here, from
//! the meaning of the events. Where a view and these answers differ, one of
//! them misreads the domain (I9).
//!
//! It deliberately does not decide whether a sequence of events may happen:
//! it answers for any.

mod actions;
pub(crate) mod agreement;
mod control;
mod decisions;
pub(crate) mod economy;
mod figures;
pub(crate) mod frames;
pub(crate) mod fulfilment;
pub(crate) mod indicators;
pub(crate) mod organisation;
pub(crate) mod overtaken;
mod plan;
pub(crate) mod question;
mod reporting;
mod texts;

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
    events(log).filter_map(says).next_back()
}
