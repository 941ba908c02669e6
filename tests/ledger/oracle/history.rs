//! Random histories: small regions whose years are played by chance.
//!
//! A history is a founding that every region has (units, plans, lines,
//! indicators) followed by happenings, each drawn from a handful of numbers,
//! so that a failure shrinks to the few that matter. References and order are
//! plausible: what is corrected was said before, what is followed up was
//! planned. Deciders need not have approved of it; folds are total (I9).

mod founding;
mod happening;
pub(crate) mod pool;

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::basis::Hash;
use ledger::entry::{CommitHead, Entry, Payload};
use ledger::event::{Event, Provenance};
use ledger::ids::{ActorId, CommandId, DecisionId, EventId, Position};
use ledger::stream::StreamId;
use ledger::time::Timestamp;
use proptest::prelude::*;

use happening::Draw;

/// A history, shown without its founding.
pub(crate) struct History(Vec<Entry>);

impl std::ops::Deref for History {
    type Target = [Entry];
    fn deref(&self) -> &[Entry] {
        &self.0
    }
}

impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let happened = self.iter().skip(founded());
        happened
            .filter_map(|entry| Some((entry.position, entry.event()?)))
            .try_for_each(|(position, event)| write!(f, "\n{position} {event:?}"))
    }
}

/// Random histories of up to so many happenings after the founding.
pub(crate) fn histories(most: usize) -> impl Strategy<Value = History> {
    proptest::collection::vec(happening::draw(), 1..=most).prop_map(|draws| History(play(&draws)))
}

/// How many events the founding has.
pub(crate) fn founded() -> usize {
    founding::events().len()
}

/// A region in which these events follow its founding.
pub(super) fn founding_and(events: impl IntoIterator<Item = Event>) -> Vec<Entry> {
    Writer::of(founding::events().into_iter().chain(events))
}

/// The history that these draws give.
fn play(draws: &[Draw]) -> Vec<Entry> {
    let mut writer = Writer::default();
    for event in founding::events() {
        writer.record(event, None, true);
    }
    for draw in draws {
        for event in happening::happen(draw, &writer.entries) {
            writer.record(event, Some(draw), draw.chance(3) != 0);
        }
    }
    writer.close();
    writer.entries
}

/// Puts events in a row, as the ledger's writer would.
#[derive(Default)]
pub(super) struct Writer {
    entries: Vec<Entry>,
    versions: BTreeMap<StreamId, u64>,
    open: usize,
}

impl Writer {
    /// Records an event, in a commit of its own or in that of the one before.
    fn record(&mut self, event: Event, draw: Option<&Draw>, new_commit: bool) {
        if new_commit {
            self.close();
        }
        let position = u64::try_from(self.entries.len()).expect("a short history");
        let stream = event.stream();
        let version = self.versions.entry(stream.clone()).or_default();
        let stream_version = *version;
        *version += 1;
        let provenance = draw.and_then(|draw| match draw.chance(4) {
            1 => Some(Provenance::Stated),
            2 => Some(Provenance::Inferred),
            3 => Some(Provenance::Generated),
            _ => None,
        });
        self.entries.push(Entry {
            position: Position(position),
            event_id: event_id(position),
            version: event.kind().version(),
            stream,
            stream_version,
            causation_id: None,
            provenance,
            payload: Payload::Present(event),
            commit: head(position, 1),
        });
    }

    /// Gives the entries since the last commit their common head.
    fn close(&mut self) {
        let (first, end) = (self.open, self.entries.len());
        if first < end {
            let position = u64::try_from(first).expect("a short history");
            let commit = head(
                position,
                u32::try_from(end - first).expect("a short commit"),
            );
            for entry in &mut self.entries[first..] {
                entry.commit = Arc::clone(&commit);
            }
        }
        self.open = end;
    }

    /// The entries of a list of events, each in a commit of its own.
    pub(super) fn of(events: impl IntoIterator<Item = Event>) -> Vec<Entry> {
        let mut writer = Self::default();
        for event in events {
            writer.record(event, None, true);
        }
        writer.close();
        writer.entries
    }
}

/// The id of the event at a position.
pub(super) fn event_id(position: u64) -> EventId {
    EventId(uuid::Uuid::from_u128(u128::from(position) + 1))
}

/// Every third commit rests on a decision and every second has a reason; two
/// in a row are recorded at the same moment.
fn head(first: u64, count: u32) -> Arc<CommitHead> {
    Arc::new(CommitHead {
        first_position: Position(first),
        count,
        recorded_at: Timestamp(1_700_000_000_000_000 + i64::try_from(first / 2).expect("short")),
        command_id: CommandId::new(format!("k{first}")).expect("a plain id"),
        command_commitment: Hash([0; 32]),
        actor: ActorId::new(format!("a{}", first % 3)).expect("a plain id"),
        decision: first
            .is_multiple_of(3)
            .then(|| DecisionId::new(format!("D{}", first % 4)).expect("a plain id")),
        reason: first.is_multiple_of(2).then(|| format!("skäl {first}")),
        correlation_id: None,
    })
}
