//! What the writer knows of the log: the state that deciders ask, and the streams.
//!
//! It is folded from the log, and kept beside it now and then, so that an opening
//! folds only what came after. It grows with the organisation, the plan and the
//! tables, never with the number of bookings, so keeping it costs little.
//!
//! Guarantee: what is folded on a kept one equals a fresh fold (I9). A kept one is
//! used only when this very program could have kept it and its bytes decode to the
//! last; when an event after it destroys a payload, the fold begins at the first.

use std::ops::ControlFlow;

use bincode::{Decode, Encode};

use super::expectation::StreamTails;
use crate::SOURCES;
use crate::entry::Entry;
use crate::event::Event;
use crate::ids::{EventId, Position};
use crate::log::{Log, LogError, ReadLog, StoredModel};
use crate::state::State;
use crate::time::Timestamp;

/// The name that it is kept under.
const NAME: &str = "writer";

/// How many events are folded before it is kept again, at least: some hundredths of a
/// second of folding.
pub(super) const KEEP_AFTER: u64 = 20_000;

/// In a large log it is kept when this share of the events is new.
const KEEP_SHARE: u64 = 64;

/// The most memory, in bytes, that a kept one may claim when it is read.
const MAX_BYTES: usize = 1 << 30;

/// What the writer knows of a log's first events.
#[derive(Debug, Default, PartialEq, Encode, Decode)]
pub(super) struct Folded {
    /// What the deciders ask.
    pub(super) state: State,
    /// What expectations ask.
    pub(super) streams: StreamTails,
}

impl Folded {
    /// Takes in the next entry.
    pub(super) fn apply(&mut self, entry: &Entry) {
        self.state.apply(entry);
        self.streams.apply(entry);
    }

    fn take(&mut self, entries: &[Entry]) {
        for entry in entries {
            self.apply(entry);
        }
    }

    /// What follows from every event of the log.
    ///
    /// # Errors
    /// [`LogError`] when an entry cannot be read.
    pub(super) fn of(log: &(impl ReadLog + ?Sized)) -> Result<Self, LogError> {
        Self::until(log, log.size())
    }

    fn until(log: &(impl ReadLog + ?Sized), end: u64) -> Result<Self, LogError> {
        let mut folded = Self::default();
        log.go_through(Position(0), end, &mut |entries| {
            folded.take(entries);
            ControlFlow::Continue(())
        })?;
        Ok(folded)
    }

    /// The same, from the one that is kept, when it can be used; with how many events
    /// that one knew.
    ///
    /// # Errors
    /// As [`Folded::of`].
    pub(super) fn open(log: &(impl ReadLog + ?Sized)) -> Result<(Self, u64), LogError> {
        let Some(mut folded) = Self::kept(log) else {
            return Ok((Self::of(log)?, 0));
        };
        let kept = folded.state.size();
        let mut is_stale = false;
        log.go_through(Position(kept), log.size(), &mut |entries| {
            folded.take(entries);
            is_stale |= entries.iter().any(redacts);
            if is_stale {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        if is_stale {
            return Ok((Self::of(log)?, 0));
        }
        Ok((folded, kept))
    }

    /// Whether so many events have come since it was kept that it is worth keeping again.
    pub(super) fn is_worth_keeping(&self, kept: u64, after: u64) -> bool {
        let size = self.state.size();
        size.saturating_sub(kept) >= after.max(size / KEEP_SHARE)
    }

    /// Keeps it beside the log, in one write.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be written; the older one stays.
    pub(super) fn keep(&self, log: &mut impl Log) -> Result<(), LogError> {
        let bytes = bincode::encode_to_vec(self, bincode::config::standard());
        let bytes = bytes.map_err(|error| LogError::Index {
            doing: "att spara skrivarens tillstånd",
            found: error.to_string(),
        })?;
        let stored = StoredModel {
            fingerprint: SOURCES.to_owned(),
            cursor: self.state.size(),
            bytes,
        };
        log.keep_model(NAME, &stored)
    }

    /// The one that is kept, when this program can use it. A log that cannot answer
    /// has none: what is kept is derived.
    fn kept(log: &(impl ReadLog + ?Sized)) -> Option<Self> {
        let stored = log.model(NAME).ok().flatten()?;
        let config = bincode::config::standard().with_limit::<MAX_BYTES>();
        if stored.fingerprint != SOURCES {
            return None;
        }
        let decoded = bincode::decode_from_slice::<Self, _>(&stored.bytes, config);
        let (folded, read) = decoded.ok()?;
        let fits = read == stored.bytes.len()
            && folded.state.size() == stored.cursor
            && stored.cursor <= log.size();
        fits.then_some(folded)
    }
}

/// How the state that is kept for the writer compares with a fresh fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptState {
    /// How many events it knows.
    pub events: u64,
    /// Whether it is another than a fresh fold of as many.
    pub differs: bool,
}

impl KeptState {
    /// The state that is kept beside a log, held against a fresh fold; none when this
    /// program would use none.
    ///
    /// # Errors
    /// [`LogError`] when an entry cannot be read.
    pub fn judge(log: &(impl ReadLog + ?Sized)) -> Result<Option<Self>, LogError> {
        let Some(kept) = Folded::kept(log) else {
            return Ok(None);
        };
        let events = kept.state.size();
        let fresh = Folded::until(log, events)?;
        Ok(Some(Self {
            events,
            differs: kept != fresh,
        }))
    }

    /// Forgets it: the next opening folds the whole log.
    ///
    /// # Errors
    /// As [`Log::forget_model`].
    pub fn forget(log: &mut impl Log) -> Result<(), LogError> {
        log.forget_model(NAME)
    }
}

/// Whether an entry destroys a payload.
fn redacts(entry: &Entry) -> bool {
    matches!(entry.event(), Some(Event::PayloadRedacted(_)))
}

/// The id and time of a log's last event.
///
/// # Errors
/// [`LogError`] when it cannot be read.
pub(super) fn last_of(
    log: &(impl ReadLog + ?Sized),
) -> Result<Option<(EventId, Timestamp)>, LogError> {
    let Some(last) = log.size().checked_sub(1) else {
        return Ok(None);
    };
    let record = log.read(Position(last), last + 1).next().transpose()?;
    Ok(record.map(|record| (record.entry.event_id, record.entry.commit.recorded_at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Submission;
    use crate::entropy::SeededEntropy;
    use crate::ledger::Ledger;
    use crate::log::memory::MemoryLog;

    /// A log of some units and a mandate, with the state after the first three kept.
    fn log() -> MemoryLog {
        let unit = |number: u8| {
            let place = match number {
                1 => r#""kind":"assembly""#,
                _ => r#""kind":"committee","parent":"N1""#,
            };
            format!(
                r#"{{"id":"e{number}","actor":"p-1","command":{{"EstablishUnit":{{"unit":"N{number}","name":"Nämnd {number}",{place},"valid_from":"2015-01-01"}}}}}}"#
            )
        };
        let mandate = r#"{"id":"m","actor":"p-1","command":{"MoveMandate":{"mandate":"Arkivet","from_unit":"N1","to_unit":"N2","valid_from":"2024-01-01"}}}"#;
        let lines = [unit(1), unit(2), mandate.to_owned(), unit(3), unit(4)];
        recorded(MemoryLog::new(), lines)
    }

    fn recorded(log: MemoryLog, lines: impl IntoIterator<Item = String>) -> MemoryLog {
        let entropy = Box::new(SeededEntropy::new("prov"));
        let ledger = Ledger::open(log, entropy).expect("a ledger");
        let mut ledger = ledger.keeping_after(3);
        for line in lines {
            let submission: Submission = serde_json::from_str(&line).expect("a submission");
            ledger
                .submit(&submission, Timestamp(0))
                .expect("it is recorded");
            ledger.checkpoint().expect("a checkpoint");
        }
        ledger.close().expect("a log")
    }

    /// A process can end when an event is redacted and what was kept is not yet
    /// forgotten: rules went on counting what the payload said.
    #[test]
    fn what_was_kept_before_a_redaction_is_not_used_after_it() {
        let log = log();
        let stale = log.model(NAME).expect("an answer").expect("a model");
        let mut log = recorded(log, [
            r#"{"id":"d","actor":"p-1","command":{"TakeDecision":{"decision":"D1","unit":"N1","organ":"Fullmäktige","kind":"disposal","title":"Gallring","date":"2024-03-01","precision":"day"}}}"#.to_owned(),
            r#"{"id":"g","actor":"p-1","decision":"D1","command":{"RedactPayload":{"event":"m","legal_ground":"GDPR artikel 17"}}}"#.to_owned(),
        ]);
        log.keep_model(NAME, &stale).expect("it is kept");
        let (folded, kept) = Folded::open(&log).expect("a fold");
        assert_eq!(kept, 0);
        assert_eq!(folded, Folded::of(&log).expect("a fold"));
    }

    #[test]
    fn what_is_folded_on_a_kept_one_is_a_fresh_fold() {
        let log = log();
        let (folded, kept) = Folded::open(&log).expect("a fold");
        assert_eq!(kept, 3, "it is kept when three have come");
        assert_eq!(folded, Folded::of(&log).expect("a fold"));
        let judged = KeptState::judge(&log).expect("a verdict");
        let holds = KeptState {
            events: 3,
            differs: false,
        };
        assert_eq!(judged, Some(holds));
    }

    #[test]
    fn a_kept_one_that_differs_is_told_and_can_be_forgotten() {
        let mut log = log();
        let mut other = Folded::until(&log, 3).expect("a fold");
        other.streams = StreamTails::default();
        other.keep(&mut log).expect("it is kept");
        let judged = KeptState::judge(&log).expect("a verdict");
        assert!(judged.is_some_and(|judged| judged.differs));
        KeptState::forget(&mut log).expect("it is forgotten");
        assert_eq!(KeptState::judge(&log).expect("a verdict"), None);
    }

    #[test]
    fn what_this_program_could_not_have_kept_is_not_used() {
        let stored = log().model(NAME).expect("an answer").expect("a model");
        let other = |change: &dyn Fn(&mut StoredModel)| {
            let (mut log, mut stored) = (log(), stored.clone());
            change(&mut stored);
            log.keep_model(NAME, &stored).expect("it is kept");
            let (folded, kept) = Folded::open(&log).expect("a fold");
            assert_eq!(folded, Folded::of(&log).expect("a fold"));
            kept
        };
        assert_eq!(other(&|_| {}), 3);
        assert_eq!(other(&|stored| stored.fingerprint.push('x')), 0);
        assert_eq!(other(&|stored| stored.cursor = 2), 0);
        assert_eq!(other(&|stored| stored.cursor = 6), 0);
        assert_eq!(other(&|stored| stored.bytes.push(0)), 0);
        assert_eq!(other(&|stored| stored.bytes.truncate(9)), 0);
    }
}
