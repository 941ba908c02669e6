//! Building a commit: positions, ids, stream versions, salts and leaves.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::event_ids::EventIds;
use super::expectation::StreamTails;
use super::{MAX_COMMIT_BYTES, SubmitError, refusals};
use crate::basis::Hash;
use crate::canonical;
use crate::decide::NewEvent;
use crate::entropy::Entropy;
use crate::entry::{Commit, CommitHead, Entry, Payload, Record, Salt};
use crate::ids::Position;
use crate::log::LogError;
use crate::stream::StreamId;

/// About what an event's envelope takes in the store beside its payload, in bytes.
const ENVELOPE_BYTES: usize = 256;

/// The commit of some decided events.
///
/// # Errors
/// [`LogError::Io`] when there is no randomness to be had.
pub(super) fn build(
    head: Arc<CommitHead>,
    events: Vec<NewEvent>,
    streams: &StreamTails,
    ids: &mut EventIds,
    entropy: &mut dyn Entropy,
) -> Result<Commit, LogError> {
    let mut versions: BTreeMap<StreamId, u64> = BTreeMap::new();
    let mut records = Vec::with_capacity(events.len());
    for (position, new) in (head.first_position.0..).zip(events) {
        let stream = new.event.stream();
        let next = versions
            .entry(stream.clone())
            .or_insert_with(|| streams.version(&stream));
        let stream_version = *next;
        *next += 1;
        let event_id = ids.next(head.recorded_at, entropy).map_err(no_randomness)?;
        let mut salt = Salt::default();
        entropy.fill(&mut salt).map_err(no_randomness)?;
        let payload_commitment = canonical::payload_commitment(&salt, &new.event);
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
        let leaf: Hash = canonical::leaf_hash(&entry, &payload_commitment);
        records.push(Record {
            entry,
            salt: Some(salt),
            payload_commitment,
            leaf,
        });
    }
    Ok(Commit { head, records })
}

/// About how many bytes the commit takes in the store.
///
/// # Errors
/// A refusal when a payload or the whole is too large to be stored.
pub(super) fn check_size(commit: &Commit) -> Result<usize, SubmitError> {
    let mut bytes = ENVELOPE_BYTES + commit.head.reason.as_ref().map_or(0, String::len);
    for (nth, record) in commit.records.iter().enumerate() {
        if let Some(event) = record.entry.event() {
            let payload = event
                .encode()
                .map_err(|error| refusals::payload_too_large(nth, &error))?;
            bytes += ENVELOPE_BYTES + record.entry.stream.as_str().len() + payload.len();
        }
    }
    if bytes > MAX_COMMIT_BYTES {
        return Err(refusals::commit_too_large(bytes).into());
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
