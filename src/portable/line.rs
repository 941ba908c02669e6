//! One line of `events.ndjson`: an event with all that its proof needs.
//!
//! Guarantees: a record has one line, and a line that is read is that line, byte
//! for byte; the leaf, the commitment and the salt that stand in it belong
//! together. Whether a line follows the one before it is the reader's to ask.

use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::basis::Hash;
use crate::canonical;
use crate::entry::{CommitHead, Entry, Payload, Record, Salt};
use crate::event::{Event, EventKind, Provenance};
use crate::ids::{ActorId, CommandId, CorrelationId, DecisionId, EventId, InvalidId, Position};
use crate::log::merkle;
use crate::stream::StreamId;
use crate::time::Timestamp;

/// The longest line, in bytes: the largest payload and the longest reason, with
/// every byte of them escaped.
pub const MAX_LINE_BYTES: usize = 4 * 1024 * 1024;

/// Where the parts that are hashed stand in a line.
struct Parts {
    leaf: Range<usize>,
    payload: Option<Range<usize>>,
}

/// Adds the line of a record, with its line end.
pub fn write(record: &Record, out: &mut Vec<u8>) {
    write_object(record, out);
    out.push(b'\n');
}

/// Adds the line of a record, with its line end, when leaf and commitment are
/// those of what stands in it: what is hashed is what is written.
///
/// # Errors
/// What does not belong together, in Swedish.
pub fn write_checked(record: &Record, out: &mut Vec<u8>) -> Result<(), String> {
    let parts = write_object(record, out);
    out.push(b'\n');
    check_payload(record, &parts, out)?;
    if merkle::leaf_hash(&out[parts.leaf]) != record.leaf {
        return Err("lövet är inte händelsens".to_owned());
    }
    Ok(())
}

/// The line of a record as JSON, without its line end: what packages hold.
pub fn object(record: &Record) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    write_object(record, &mut out);
    out
}

fn write_object(record: &Record, out: &mut Vec<u8>) -> Parts {
    out.extend_from_slice(b"{\"leaf\":");
    let json = canonical::leaf_json(&record.entry, &record.payload_commitment);
    let leaf = add(out, &json);
    let mut payload = None;
    if let (Some(event), Some(salt)) = (record.entry.event(), &record.salt) {
        out.extend_from_slice(b",\"payload\":");
        payload = Some(add(out, &event.canonical()));
        out.extend_from_slice(b",\"salt\":\"");
        out.extend_from_slice(Base64::encode_string(salt).as_bytes());
        out.push(b'"');
    }
    out.push(b'}');
    Parts { leaf, payload }
}

/// Adds a part; answers where it stands.
fn add(out: &mut Vec<u8>, part: &[u8]) -> Range<usize> {
    let from = out.len();
    out.extend_from_slice(part);
    from..out.len()
}

/// Whether leaf and commitment of a record are those of what it says.
///
/// # Errors
/// What does not belong together, in Swedish.
pub fn check(record: &Record) -> Result<(), String> {
    write_checked(record, &mut Vec::with_capacity(1024))
}

/// Whether the payload in a line is the one that the record is bound to.
fn check_payload(record: &Record, parts: &Parts, line: &[u8]) -> Result<(), String> {
    if let (Some(payload), Some(salt)) = (&parts.payload, &record.salt) {
        let mut hasher = Sha256::new();
        hasher.update(salt);
        hasher.update(&line[payload.clone()]);
        let commitment: [u8; 32] = hasher.finalize().into();
        if Hash(commitment) != record.payload_commitment {
            return Err("innehållet är inte det som händelsen är bunden till".to_owned());
        }
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
    let mut record = record_of(json)?;
    let mut expected = Vec::with_capacity(bytes.len());
    let parts = write_object(&record, &mut expected);
    check_payload(&record, &parts, &expected)?;
    if expected != bytes {
        let same = expected.iter().zip(bytes).take_while(|(a, b)| a == b);
        return Err(format!(
            "raden är inte skriven i kanonisk form (byte {})",
            same.count() + 1
        ));
    }
    record.leaf = merkle::leaf_hash(&expected[parts.leaf]);
    Ok(record)
}

/// What a line says; its leaf's hash is not known yet.
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
    let record = Record {
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
