//! One line of `events.ndjson`: an event with all that its proof needs.
//!
//! Guarantees: a record has one line, and a line that is read is that line, byte
//! for byte; the leaf, the commitment and the salt that stand in it belong
//! together. Whether a line follows the one before it is the reader's to ask.

use std::str::FromStr;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use serde_json::{Map, Value};

use crate::basis::Hash;
use crate::canonical;
use crate::entry::{CommitHead, Entry, Payload, Record, Salt};
use crate::event::{Event, EventKind, Provenance};
use crate::ids::{ActorId, CommandId, CorrelationId, DecisionId, EventId, InvalidId, Position};
use crate::stream::StreamId;
use crate::time::Timestamp;

/// The longest line, in bytes: the largest payload and the longest reason, with
/// every byte of them escaped.
pub const MAX_LINE_BYTES: usize = 4 * 1024 * 1024;

/// Adds the line of a record, with its line end.
pub fn write(record: &Record, out: &mut Vec<u8>) {
    write_object(record, out);
    out.push(b'\n');
}

/// The line of a record as JSON, without its line end: what packages hold.
pub fn object(record: &Record) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    write_object(record, &mut out);
    out
}

fn write_object(record: &Record, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"leaf\":");
    out.extend_from_slice(&canonical::leaf_json(
        &record.entry,
        &record.payload_commitment,
    ));
    if let (Some(event), Some(salt)) = (record.entry.event(), &record.salt) {
        out.extend_from_slice(b",\"payload\":");
        out.extend_from_slice(&event.canonical());
        out.extend_from_slice(b",\"salt\":\"");
        out.extend_from_slice(Base64::encode_string(salt).as_bytes());
        out.push(b'"');
    }
    out.push(b'}');
}

/// Whether leaf and commitment of a record are those of what it says.
///
/// # Errors
/// What does not belong together, in Swedish.
pub fn check(record: &Record) -> Result<(), String> {
    if let (Some(event), Some(salt)) = (record.entry.event(), &record.salt)
        && canonical::payload_commitment(salt, event) != record.payload_commitment
    {
        return Err("innehållet är inte det som händelsen är bunden till".to_owned());
    }
    if canonical::leaf_hash(&record.entry, &record.payload_commitment) != record.leaf {
        return Err("lövet är inte händelsens".to_owned());
    }
    Ok(())
}

/// Reads a line, without its line end. The head of its commit counts one event,
/// this one: how many a command led to is told by the lines that follow.
///
/// # Errors
/// What is wrong, in Swedish.
pub fn read(bytes: &[u8]) -> Result<Record, String> {
    let json: Value = serde_json::from_slice(bytes)
        .map_err(|error| format!("raden är inte JSON (tecken {})", error.column()))?;
    let record = record_of(json)?;
    check(&record)?;
    let expected = object(&record);
    if expected != bytes {
        let same = expected.iter().zip(bytes).take_while(|(a, b)| a == b);
        return Err(format!(
            "raden är inte skriven i kanonisk form (byte {})",
            same.count() + 1
        ));
    }
    Ok(record)
}

fn record_of(json: Value) -> Result<Record, String> {
    let Value::Object(mut line) = json else {
        return Err("raden är inget JSON-objekt".to_owned());
    };
    let Some(Value::Object(leaf)) = line.remove("leaf") else {
        return Err("lövet saknas".to_owned());
    };
    let mut leaf = Leaf(leaf);
    let v = leaf.number("v")?;
    if v != u64::from(canonical::LEAF_VERSION) {
        return Err(format!("lövets form {v} är okänd"));
    }
    let name = leaf.text("type")?;
    let kind = EventKind::ALL.iter().find(|kind| kind.name() == name);
    let kind = *kind.ok_or_else(|| format!("händelsetypen {name:?} är okänd"))?;
    let version = leaf.number("version")?;
    if version == 0 || version > u64::from(kind.version()) {
        return Err(format!("version {version} av {name} är okänd"));
    }
    let payload_commitment = leaf.hash("payload_commitment")?;
    let head = head_of(&mut leaf)?;
    let (payload, salt) = match (line.remove("payload"), line.remove("salt")) {
        (Some(payload), Some(Value::String(salt))) => {
            let event = Event::from_json(kind, payload)
                .map_err(|error| format!("innehållet är ingen {name}: {error}"))?;
            (Payload::Present(event), Some(salt_of(&salt)?))
        }
        (None, None) => (Payload::Redacted(kind), None),
        _ => return Err("innehåll och salt ska stå tillsammans".to_owned()),
    };
    let mut record = Record {
        entry: Entry {
            position: head.first_position,
            event_id: leaf
                .event_id("event_id")?
                .ok_or_else(|| lacks("event_id"))?,
            version: u16::try_from(version).unwrap_or(u16::MAX),
            stream: StreamId::new(leaf.text("stream")?).map_err(|error| error.to_string())?,
            stream_version: leaf.number("stream_version")?,
            causation_id: leaf.event_id("causation_id")?,
            provenance: leaf.provenance()?,
            payload,
            commit: Arc::new(head),
        },
        salt,
        payload_commitment,
        leaf: Hash([0; 32]),
    };
    if let Some(event) = record.entry.event()
        && event.stream() != record.entry.stream
    {
        return Err(format!("händelsen hör till strömmen {}", event.stream()));
    }
    record.leaf = canonical::leaf_hash(&record.entry, &payload_commitment);
    Ok(record)
}

fn head_of(leaf: &mut Leaf) -> Result<CommitHead, String> {
    Ok(CommitHead {
        first_position: Position(leaf.number("position")?),
        count: 1,
        recorded_at: Timestamp::from_str(&leaf.text("recorded_at")?)
            .map_err(|error| error.to_string())?,
        command_id: leaf.id("command_id", CommandId::new)?,
        command_commitment: leaf.hash("command_commitment")?,
        actor: leaf.id("actor", ActorId::new)?,
        decision: leaf.optional_id("decision", DecisionId::new)?,
        reason: leaf.optional("reason")?,
        correlation_id: leaf.optional_id("correlation_id", CorrelationId::new)?,
    })
}

fn salt_of(text: &str) -> Result<Salt, String> {
    let mut salt = Salt::default();
    match Base64::decode(text, &mut salt) {
        Ok(bytes) if bytes.len() == size_of::<Salt>() => Ok(salt),
        Ok(_) | Err(_) => Err("saltet är inte 16 byte i base64".to_owned()),
    }
}

fn lacks(name: &str) -> String {
    format!("lövet saknar {name}, eller det har fel form")
}

/// The members of a leaf.
struct Leaf(Map<String, Value>);

impl Leaf {
    fn optional(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(lacks(name)),
        }
    }

    fn text(&mut self, name: &str) -> Result<String, String> {
        self.optional(name)?.ok_or_else(|| lacks(name))
    }

    fn number(&mut self, name: &str) -> Result<u64, String> {
        let number = self.0.remove(name).and_then(|value| value.as_u64());
        number.ok_or_else(|| lacks(name))
    }

    fn hash(&mut self, name: &str) -> Result<Hash, String> {
        let mut hash = [0; 32];
        let text = self.text(name)?;
        match Base64::decode(&text, &mut hash) {
            Ok(bytes) if bytes.len() == size_of::<Hash>() => Ok(Hash(hash)),
            Ok(_) | Err(_) => Err(lacks(name)),
        }
    }

    fn id<T>(
        &mut self,
        name: &str,
        of: impl Fn(String) -> Result<T, InvalidId>,
    ) -> Result<T, String> {
        of(self.text(name)?).map_err(|error| error.to_string())
    }

    fn optional_id<T>(
        &mut self,
        name: &str,
        of: impl Fn(String) -> Result<T, InvalidId>,
    ) -> Result<Option<T>, String> {
        let text = self.optional(name)?;
        text.map(of).transpose().map_err(|error| error.to_string())
    }

    fn event_id(&mut self, name: &str) -> Result<Option<EventId>, String> {
        let text = self.optional(name)?;
        text.map(|text| text.parse().map(EventId).map_err(|_| lacks(name)))
            .transpose()
    }

    fn provenance(&mut self) -> Result<Option<Provenance>, String> {
        match self.optional("provenance")?.as_deref() {
            None => Ok(None),
            Some("stated") => Ok(Some(Provenance::Stated)),
            Some("inferred") => Ok(Some(Provenance::Inferred)),
            Some("generated") => Ok(Some(Provenance::Generated)),
            Some(_) => Err(lacks("provenance")),
        }
    }
}
