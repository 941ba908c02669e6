//! One line of the portable form: a leaf, and what its event says.
//!
//! Guarantee: a line that has been read is canonical, its leaf has exactly the
//! members of the format, and [`Line::hash`] is the hash of the leaf's own bytes.
//! Whether the payload agrees with the leaf is told by [`Line::commitment_holds`].

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::json::{Fault, Reader};
use crate::note::{base64, base64_hash};
use crate::tree::{self, Hash};

/// The envelope of an event, as the tree holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Who acted.
    pub actor: String,
    /// The event that caused it.
    pub causation_id: Option<String>,
    /// The salted hash of the command.
    pub command_commitment: Hash,
    /// The command's id.
    pub command_id: String,
    /// The matter it belongs to.
    pub correlation_id: Option<String>,
    /// The decision it rests on.
    pub decision: Option<String>,
    /// Its id.
    pub event_id: String,
    /// The salted hash of the payload.
    pub payload_commitment: Hash,
    /// Where it stands.
    pub position: u64,
    /// Where its figures come from.
    pub provenance: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When it was recorded: RFC 3339 in UTC with six decimals.
    pub recorded_at: String,
    /// The stream it belongs to.
    pub stream: String,
    /// Its number in the stream.
    pub stream_version: u64,
    /// Its type.
    pub kind: String,
    /// The version of its payload's form.
    pub version: u64,
}

/// An event's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The envelope.
    pub leaf: Leaf,
    /// The hash of the leaf in the tree.
    pub hash: Hash,
    /// What it says; none when it is redacted.
    pub payload: Option<Value>,
    /// Whether salt and payload hash to the leaf's commitment; true of a
    /// redacted event, which has neither.
    pub commitment_holds: bool,
}

impl Line {
    /// Reads a line, without its line feed.
    ///
    /// # Errors
    /// [`Fault`] at the first byte that is not as the format says.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(bytes)?;
        reader.literal("{\"leaf\":")?;
        let from = reader.at();
        let leaf = Leaf::read(&mut reader)?;
        let hash = tree::leaf_hash(&bytes[from..reader.at()]);
        if reader.take("}") {
            reader.end()?;
            return Ok(Self {
                leaf,
                hash,
                payload: None,
                commitment_holds: true,
            });
        }
        reader.literal(",\"payload\":")?;
        let from = reader.at();
        let payload = reader.value()?;
        let canonical = &bytes[from..reader.at()];
        if !payload.is_object() {
            return Err(reader.fault("innehållet är inte ett objekt"));
        }
        reader.literal(",\"salt\":")?;
        let salt: [u8; 16] = bytes_of(&mut reader)?;
        reader.literal("}")?;
        reader.end()?;
        let mut hasher = Sha256::new();
        hasher.update(salt);
        hasher.update(canonical);
        let commitment: Hash = hasher.finalize().into();
        Ok(Self {
            commitment_holds: commitment == leaf.payload_commitment,
            leaf,
            hash,
            payload: Some(payload),
        })
    }

    /// The line as the recount takes it.
    pub fn fact(&self) -> crate::recount::Fact<'_> {
        let leaf = &self.leaf;
        crate::recount::Fact {
            position: leaf.position,
            event_id: &leaf.event_id,
            kind: &leaf.kind,
            stream: &leaf.stream,
            recorded_at: &leaf.recorded_at,
            actor: &leaf.actor,
            decision: leaf.decision.as_deref(),
            reason: leaf.reason.as_deref(),
            causation_id: leaf.causation_id.as_deref(),
            provenance: leaf.provenance.as_deref(),
            payload: self.payload.as_ref(),
        }
    }

    /// A text member of the payload.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.payload.as_ref()?.get(name)?.as_str()
    }
}

impl Leaf {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let leaf = Self {
            actor: text(reader, "{\"actor\":")?,
            causation_id: optional(reader, ",\"causation_id\":", id)?,
            command_commitment: hash(reader, ",\"command_commitment\":")?,
            command_id: text(reader, ",\"command_id\":")?,
            correlation_id: optional(reader, ",\"correlation_id\":", filled)?,
            decision: optional(reader, ",\"decision\":", filled)?,
            event_id: {
                reader.literal(",\"event_id\":")?;
                id(reader)?
            },
            payload_commitment: hash(reader, ",\"payload_commitment\":")?,
            position: number(reader, ",\"position\":")?,
            provenance: optional(reader, ",\"provenance\":", provenance)?,
            reason: optional(reader, ",\"reason\":", filled)?,
            recorded_at: {
                reader.literal(",\"recorded_at\":")?;
                moment(reader)?
            },
            stream: text(reader, ",\"stream\":")?,
            stream_version: number(reader, ",\"stream_version\":")?,
            kind: text(reader, ",\"type\":")?,
            version: {
                reader.literal(",\"v\":1,\"version\":")?;
                reader.natural()?
            },
        };
        reader.literal("}")?;
        Ok(leaf)
    }
}

fn text(reader: &mut Reader<'_>, before: &str) -> Result<String, Fault> {
    reader.literal(before)?;
    filled(reader)
}

fn number(reader: &mut Reader<'_>, before: &str) -> Result<u64, Fault> {
    reader.literal(before)?;
    reader.natural()
}

fn hash(reader: &mut Reader<'_>, before: &str) -> Result<Hash, Fault> {
    reader.literal(before)?;
    let fault = reader.fault("här skulle en hash i base64 stå");
    base64_hash(&reader.string()?).ok_or(fault)
}

fn bytes_of<const N: usize>(reader: &mut Reader<'_>) -> Result<[u8; N], Fault> {
    let fault = reader.fault(format!("här skulle {N} byte i base64 stå"));
    let bytes = base64(&reader.string()?);
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(fault)
}

fn optional(
    reader: &mut Reader<'_>,
    before: &str,
    read: fn(&mut Reader<'_>) -> Result<String, Fault>,
) -> Result<Option<String>, Fault> {
    if reader.take(before) {
        read(reader).map(Some)
    } else {
        Ok(None)
    }
}

fn filled(reader: &mut Reader<'_>) -> Result<String, Fault> {
    let fault = reader.fault("texten är tom");
    let text = reader.string()?;
    if text.is_empty() {
        Err(fault)
    } else {
        Ok(text)
    }
}

/// A UUID in lower case.
fn id(reader: &mut Reader<'_>) -> Result<String, Fault> {
    let fault = reader.fault("här skulle ett id på formen 8-4-4-4-12 stå");
    let text = reader.string()?;
    if is_id(&text) { Ok(text) } else { Err(fault) }
}

/// Whether a text is a UUID in lower case.
pub fn is_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(nth, byte)| match nth {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// The number of a UUID that [`is_id`] accepts.
pub fn id_number(text: &str) -> u128 {
    text.bytes()
        .filter(|byte| *byte != b'-')
        .fold(0, |number, digit| {
            let value = char::from(digit).to_digit(16).unwrap_or(0);
            number << 4 | u128::from(value)
        })
}

fn provenance(reader: &mut Reader<'_>) -> Result<String, Fault> {
    let fault = reader.fault("okänd härkomst");
    let text = reader.string()?;
    match text.as_str() {
        "stated" | "inferred" | "generated" => Ok(text),
        _ => Err(fault),
    }
}

/// `ÅÅÅÅ-MM-DDTtt:mm:ss.mmmmmmZ`: texts of this one form sort as their moments do.
fn moment(reader: &mut Reader<'_>) -> Result<String, Fault> {
    let fault = reader.fault("här skulle en tidpunkt i UTC med sex decimaler stå");
    let text = reader.string()?;
    if is_moment(&text) {
        Ok(text)
    } else {
        Err(fault)
    }
}

/// Whether a text is a moment in the one form of the format.
pub fn is_moment(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00.000000Z";
    let digits = |from: usize| text[from..from + 2].parse::<u8>().unwrap_or(u8::MAX);
    text.len() == form.len()
        && text.bytes().zip(form).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            mark => byte == *mark,
        })
        && (1..=12).contains(&digits(5))
        && (1..=31).contains(&digits(8))
        && digits(11) < 24
        && digits(14) < 60
        && digits(17) < 61
}

#[cfg(test)]
mod tests;
