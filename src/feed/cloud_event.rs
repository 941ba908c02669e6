//! An event as CloudEvents 1.0 in JSON.
//!
//! The envelope says what routers of events need: type, subject, time, and the
//! extensions `sequence` (the position, in twenty digits, so that texts sort as
//! positions do) and `partitionkey` (the stream). Its `data` is the event's line
//! of the archive, leaf and salt included: whoever has it can compute the leaf's
//! hash. What is redacted has no payload and no salt there, and says so with the
//! extension `redacted`.
//!
//! Guarantee: a record has one envelope in a ledger, and what [`read`] takes is
//! the record's envelope, byte for byte. Whatever is altered on the way is
//! refused there or gives another leaf, which the signed tree does not have.

use serde_json::Value;
use uuid::Uuid;

use crate::canonical;
use crate::entry::{Payload, Record};
use crate::event::EventKind;
use crate::portable::line;

/// The content type of one event.
pub const CONTENT_TYPE: &str = "application/cloudevents+json";

/// The content type of a list of events.
pub const BATCH_CONTENT_TYPE: &str = "application/cloudevents-batch+json";

/// The source of a ledger's events.
pub fn source(ledger: &Uuid) -> String {
    format!("urn:liggare:{ledger}")
}

/// The type of an event of a kind and version.
pub fn kind(kind: EventKind, version: u16) -> String {
    format!("se.liggare.{}.v{version}", kind.name())
}

/// The envelope of a record, without a line end in it.
pub fn write(source: &str, record: &Record) -> Vec<u8> {
    let entry = &record.entry;
    let mut out = Vec::with_capacity(2048);
    out.extend_from_slice(b"{\"specversion\":\"1.0\"");
    let mut text = |name: &str, value: &str| {
        out.extend_from_slice(format!(",\"{name}\":").as_bytes());
        canonical::write_text(&mut out, value);
    };
    text("id", &entry.event_id.to_string());
    text("source", source);
    text("type", &kind(entry.kind(), entry.version));
    text("subject", entry.stream.as_str());
    text("time", &entry.commit.recorded_at.to_string());
    text("datacontenttype", "application/json");
    text("sequence", &format!("{:020}", entry.position.0));
    text("partitionkey", entry.stream.as_str());
    if matches!(entry.payload, Payload::Redacted(_)) {
        out.extend_from_slice(b",\"redacted\":true");
    }
    out.extend_from_slice(b",\"data\":");
    out.extend_from_slice(&line::object(record));
    out.push(b'}');
    out
}

/// Reads an envelope of a ledger's source. As with a line of the archive, the
/// head of its commit counts one event, this one.
///
/// # Errors
/// What is wrong, in Swedish: another form, another source, or something that
/// does not belong together.
pub fn read(source: &str, bytes: &[u8]) -> Result<Record, String> {
    let json: Value = serde_json::from_slice(bytes)
        .map_err(|error| format!("händelsen är inte JSON (tecken {})", error.column()))?;
    let data = json.get("data").ok_or("händelsen saknar data")?;
    let record = line::read(&canonical::canonical(data))?;
    let expected = write(source, &record);
    if expected != bytes {
        let same = expected.iter().zip(bytes).take_while(|(a, b)| a == b);
        return Err(format!(
            "kuvertet är inte det som liggaren skriver (byte {})",
            same.count() + 1
        ));
    }
    Ok(record)
}
