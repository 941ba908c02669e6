//! What the views' tests share: entries of a log that was never written, and
//! the law that every view keeps.

use std::fmt::Debug;
use std::sync::Arc;

use ledger::basis::Hash;
use ledger::entry::{CommitHead, Entry, Payload};
use ledger::event::{Event, Provenance};
use ledger::ids::{ActorId, CommandId, EventId, Position};
use ledger::period::Period;
use ledger::time::{Date, Timestamp};

/// The entry of an event at a position: its own commit, a second after the one before.
pub(crate) fn entry(position: u64, event: impl Into<Event>) -> Entry {
    let event = event.into();
    Entry {
        position: Position(position),
        event_id: event_id(position),
        version: 1,
        stream: event.stream(),
        stream_version: 0,
        causation_id: None,
        provenance: None,
        payload: Payload::Present(event),
        commit: Arc::new(CommitHead {
            first_position: Position(position),
            count: 1,
            recorded_at: Timestamp(i64::try_from(position).unwrap() * 1_000_000),
            command_id: CommandId::new(format!("c-{position}")).unwrap(),
            command_commitment: Hash([0; 32]),
            actor: ActorId::new("p-1").unwrap(),
            decision: None,
            reason: Some(format!("skäl {position}")),
            correlation_id: None,
        }),
    }
}

/// The id that [`entry`] gives the event at a position.
pub(crate) fn event_id(position: u64) -> EventId {
    EventId(uuid::Uuid::from_u128(u128::from(position) + 1))
}

/// The entry with a provenance.
pub(crate) fn with_provenance(mut entry: Entry, provenance: Provenance) -> Entry {
    entry.provenance = Some(provenance);
    entry
}

/// The entry with its payload destroyed.
pub(crate) fn redacted(mut entry: Entry) -> Entry {
    entry.payload = Payload::Redacted(entry.kind());
    entry
}

/// The entries of events from position 0.
pub(crate) fn entries(events: impl IntoIterator<Item = Event>) -> Vec<Entry> {
    (0..)
        .zip(events)
        .map(|(position, event)| entry(position, event))
        .collect()
}

/// A view that has taken in entries.
pub(crate) fn fold<V: Default>(entries: &[Entry], apply: fn(&mut V, &Entry)) -> V {
    let mut view = V::default();
    for entry in entries {
        apply(&mut view, entry);
    }
    view
}

/// The law of every view (I9): at each size the whole model answers what a
/// model answers that has seen only that much.
pub(crate) fn answers_as_a_replay_would<V: Default, A: PartialEq + Debug>(
    entries: &[Entry],
    apply: fn(&mut V, &Entry),
    answer: impl Fn(&V, u64) -> A,
) {
    let whole = fold(entries, apply);
    let mut replayed = V::default();
    for size in 0..=entries.len() {
        let known = u64::try_from(size).unwrap();
        assert_eq!(
            answer(&whole, known),
            answer(&replayed, known),
            "the answer at size {known} differs from a fresh replay's"
        );
        if let Some(next) = entries.get(size) {
            apply(&mut replayed, next);
        }
    }
}

/// How the views' properties are tried: quickly, without leaving files behind.
pub(crate) fn quickly() -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        failure_persistence: None,
        ..proptest::test_runner::Config::with_cases(64)
    }
}

/// The day of an ISO date.
pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The period of a text.
pub(crate) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// The id of a text.
pub(crate) fn id<T: std::str::FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}
