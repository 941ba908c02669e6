//! Writing a group of commits as a frame.

use super::heads::{HAS_CAUSATION, PROVENANCE_SHIFT, WRITTEN_REDACTED};
use super::{FRAME_ALIGNMENT, FrameHeader};
use crate::entry::{Commit, CommitHead, Payload, Record};
use crate::event::{PayloadError, Provenance};
use crate::ids::{CorrelationId, DecisionId, EventId, Position};
use crate::log::bytes::Writer;
use crate::time::Timestamp;

/// The bytes of a group as one frame, written over `out`.
///
/// # Errors
/// [`PayloadError`] when a payload is too large. The length is the caller's to check.
pub fn encode(group: &[Commit], out: &mut Vec<u8>) -> Result<(), PayloadError> {
    let mut heads = Writer::default();
    let mut payloads = Vec::new();
    let mut events = 0_u32;
    for commit in group {
        write_commit(&mut heads, &commit.head);
        for record in &commit.records {
            write_event(&mut heads, &mut payloads, record)?;
            events += 1;
        }
    }
    let heads = heads.into_bytes();
    let first = group.first().and_then(|commit| commit.records.first());
    let last = group.last().map(|commit| &commit.head);
    let header = FrameHeader {
        heads_bytes: u32::try_from(heads.len()).unwrap_or(u32::MAX),
        payloads_bytes: u32::try_from(payloads.len()).unwrap_or(u32::MAX),
        first_position: first.map_or(Position(0), |record| record.entry.position),
        commits: u32::try_from(group.len()).unwrap_or(u32::MAX),
        events,
        recorded_at: last.map_or(Timestamp(0), |head| head.recorded_at),
        first_event: first.map_or(EventId(uuid::Uuid::nil()), |record| record.entry.event_id),
        heads_crc: crc32fast::hash(&heads),
    };
    out.clear();
    out.extend_from_slice(&header.encode());
    out.extend_from_slice(&heads);
    out.extend_from_slice(&payloads);
    out.resize(out.len().next_multiple_of(FRAME_ALIGNMENT), 0);
    Ok(())
}

fn write_commit(heads: &mut Writer, head: &CommitHead) {
    heads.u32(head.count);
    heads.i64(head.recorded_at.0);
    heads.short_text(Some(head.command_id.as_str()));
    heads.bytes(&head.command_commitment.0);
    heads.short_text(Some(head.actor.as_str()));
    heads.short_text(head.decision.as_ref().map(DecisionId::as_str));
    heads.long_text(head.reason.as_deref());
    heads.short_text(head.correlation_id.as_ref().map(CorrelationId::as_str));
}

fn write_event(
    heads: &mut Writer,
    payloads: &mut Vec<u8>,
    record: &Record,
) -> Result<(), PayloadError> {
    let entry = &record.entry;
    let from = payloads.len();
    let mut flags = match entry.provenance {
        None => 0,
        Some(Provenance::Stated) => 1,
        Some(Provenance::Inferred) => 2,
        Some(Provenance::Generated) => 3,
    } << PROVENANCE_SHIFT;
    if entry.causation_id.is_some() {
        flags |= HAS_CAUSATION;
    }
    match (&entry.payload, record.salt) {
        (Payload::Present(event), Some(salt)) => {
            payloads.extend_from_slice(&salt);
            event.encode_to(payloads)?;
        }
        (Payload::Present(_), None) | (Payload::Redacted(_), _) => flags |= WRITTEN_REDACTED,
    }
    heads.bytes(entry.event_id.0.as_bytes());
    heads.u16(entry.kind().tag());
    heads.u16(entry.version);
    heads.short_text(Some(entry.stream.as_str()));
    heads.u64(entry.stream_version);
    heads.u8(flags);
    if let Some(causation) = entry.causation_id {
        heads.bytes(causation.0.as_bytes());
    }
    let payload = &payloads[from..];
    heads.u32(u32::try_from(payload.len()).unwrap_or(u32::MAX));
    heads.u32(crc32fast::hash(payload));
    heads.bytes(&record.payload_commitment.0);
    heads.bytes(&record.leaf.0);
    Ok(())
}
