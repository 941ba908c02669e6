//! Building a commit: positions, ids, stream versions, salts and leaves.

use std::collections::HashMap;
use std::sync::Arc;

use super::MAX_COMMIT_BYTES;
use super::event_ids::EventIds;
use super::expectation::StreamTails;
use crate::basis::Hash;
use crate::canonical;
use crate::decide::NewEvent;
use crate::entropy::Entropy;
use crate::entry::{Commit, CommitHead, Entry, MAX_COMMIT_EVENTS, Payload, Record, Salt};
use crate::ids::Position;
use crate::log::LogError;
use crate::refusal::{Refusal, RefusalCode};
use crate::stream::StreamId;

/// From so many events on, half are hashed on a thread of their own: fewer take
/// less time than a thread takes to begin.
const HASHED_BESIDE: usize = 128;

/// The hash of a record that has not been hashed.
const NOT_YET: Hash = Hash([0; 32]);

/// About what an event's envelope takes in the store beside its payload, in bytes.
const ENVELOPE_BYTES: usize = 256;

/// The commit of some decided events; its head is the one given, with the
/// commitment to the canonical submission.
///
/// # Errors
/// [`LogError::Io`] when there is no randomness to be had.
pub(super) fn build(
    head: CommitHead,
    submission: &[u8],
    events: Vec<NewEvent>,
    streams: &StreamTails,
    ids: &mut EventIds,
    entropy: &mut dyn Entropy,
) -> Result<Commit, LogError> {
    let mut salts = vec![Salt::default(); events.len()];
    for salt in &mut salts {
        entropy.fill(salt).map_err(no_randomness)?;
    }
    let head = Arc::new(CommitHead {
        command_commitment: canonical::command_commitment(&salts, submission),
        ..head
    });
    let mut versions: HashMap<StreamId, u64> = HashMap::new();
    let mut records = Vec::with_capacity(events.len());
    for ((position, new), salt) in (head.first_position.0..).zip(events).zip(salts) {
        let stream = new.event.stream();
        let stream_version = if let Some(last) = versions.get_mut(&stream) {
            *last += 1;
            *last
        } else {
            let next = streams.version(&stream);
            versions.insert(stream.clone(), next);
            next
        };
        let event_id = ids.next(head.recorded_at, entropy).map_err(no_randomness)?;
        let entry = Entry {
            position: Position(position),
            event_id,
            version: new.event.kind().version(),
            stream,
            stream_version,
            causation_id: new.causation_id,
            provenance: new.provenance,
            payload: Payload::Present(new.event),
            commit: Arc::clone(&head),
        };
        records.push(Record {
            entry,
            salt: Some(salt),
            payload_commitment: NOT_YET,
            leaf: NOT_YET,
        });
    }
    hash(&mut records);
    Ok(Commit { head, records })
}

/// Gives records their commitments and leaves; each follows from the record alone.
fn hash(records: &mut [Record]) {
    if records.len() < HASHED_BESIDE {
        return records.iter_mut().for_each(hash_one);
    }
    let (first, second) = records.split_at_mut(records.len() / 2);
    std::thread::scope(|scope| {
        scope.spawn(|| first.iter_mut().for_each(hash_one));
        second.iter_mut().for_each(hash_one);
    });
}

fn hash_one(record: &mut Record) {
    if let (Some(salt), Some(event)) = (&record.salt, record.entry.event()) {
        record.payload_commitment = canonical::payload_commitment(salt, event);
        record.leaf = canonical::leaf_hash(&record.entry, &record.payload_commitment);
    }
}

/// Refuses what is no commit, whatever the rules say: no event, or too many.
///
/// # Errors
/// The refusal.
pub(super) fn check_count(events: &[NewEvent]) -> Result<(), Refusal> {
    if events.is_empty() {
        return Err(Refusal::new(
            RefusalCode::RowsMissing,
            "command",
            "Kommandot leder inte till någon händelse.",
        ));
    }
    if events.len() > MAX_COMMIT_EVENTS {
        return Err(Refusal::new(
            RefusalCode::TooManyRows,
            "command",
            format!("Kommandot ger {} händelser.", events.len()),
        ));
    }
    Ok(())
}

/// About how many bytes the commit takes in the store.
///
/// # Errors
/// A refusal when a payload or the whole is too large to be stored.
pub(super) fn check_size(commit: &Commit) -> Result<usize, Refusal> {
    let mut bytes = ENVELOPE_BYTES + commit.head.reason.as_ref().map_or(0, String::len);
    for record in &commit.records {
        if let Some(event) = record.entry.event() {
            let payload = event.encoded_bytes().map_err(|error| {
                Refusal::new(RefusalCode::PayloadTooLarge, "command", error.to_string())
            })?;
            bytes += ENVELOPE_BYTES + record.entry.stream.as_str().len() + payload;
        }
    }
    if bytes > MAX_COMMIT_BYTES {
        return Err(Refusal::new(
            RefusalCode::TooManyRows,
            "rows",
            format!("Kommandot ger {bytes} byte; högst {MAX_COMMIT_BYTES} kan skrivas på en gång."),
        ));
    }
    Ok(bytes)
}

fn no_randomness(source: std::io::Error) -> LogError {
    LogError::Io {
        doing: "att hämta slumptal",
        place: "systemet".to_owned(),
        source,
    }
}
