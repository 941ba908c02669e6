//! Reading: entries read for an answer, with the first that could not be read.
//!
//! Guarantee: an answer is given only when every entry that it asked for could
//! be read (I12): what failed is kept here, and [`Reading::checked`] gives it
//! in the answer's place, so a damaged entry is never silently left out.

use std::cell::RefCell;

use ledger::entry::Entry;
use ledger::ids::{EventId, Position};
use ledger::log::LogError;

use super::EntrySource;

/// A source that is being read.
pub(crate) struct Reading<'a> {
    source: &'a dyn EntrySource,
    failed: RefCell<Option<LogError>>,
}

impl<'a> Reading<'a> {
    /// Begins to read.
    pub(crate) fn of(source: &'a dyn EntrySource) -> Self {
        Self {
            source,
            failed: RefCell::new(None),
        }
    }

    /// The entry at a position; none when there is none, or it cannot be read.
    pub(crate) fn entry(&self, position: Position) -> Option<Entry> {
        self.kept(self.source.entry(position))
    }

    /// Where an event stands; none when it stands nowhere, or that cannot be read.
    pub(crate) fn position_of(&self, event: EventId) -> Option<Position> {
        self.kept(self.source.position_of(event))
    }

    /// What was made of the reading, when all could be read.
    ///
    /// # Errors
    /// The first [`LogError`] that was met.
    pub(crate) fn checked<T>(self, answer: T) -> Result<T, LogError> {
        self.failed.into_inner().map_or(Ok(answer), Err)
    }

    fn kept<T>(&self, read: Result<Option<T>, LogError>) -> Option<T> {
        read.unwrap_or_else(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            None
        })
    }
}
