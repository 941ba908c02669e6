//! Canonical bytes: what hashes cover (I10).
//!
//! JSON in the canonical form of RFC 8785, the salted commitment to a payload,
//! and the leaf that the Merkle tree is built of. A verifier in any language
//! gets the same bytes from the portable form, without knowledge of Rust.
//!
//! Guarantees: equal values give equal bytes; members are sorted by UTF-16 code
//! units; a member without a value is left out, never written as `null`.
//! Deliberately not here: reading JSON, and signing.

use base64ct::{Base64, Encoding};
use serde_json::{Number, Value};
use sha2::{Digest, Sha256};

use crate::basis::Hash;
use crate::entry::{Entry, Salt};
use crate::event::{Event, Provenance};

/// The version of the leaf's form, its member `v`.
pub const LEAF_VERSION: u32 = 1;

/// The canonical bytes of a JSON value (RFC 8785).
///
/// Integers are written exactly. RFC 8785 reads every number as a double, so
/// whoever hashes a value keeps its integers below 2^53, as amounts are.
pub fn canonical(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    write_value(&mut out, value);
    out
}

/// SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}

/// The commitment to a payload: SHA-256 over the salt and the canonical payload.
pub fn payload_commitment(salt: &Salt, event: &Event) -> Hash {
    let payload = canonical(&event.payload_json());
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(&payload);
    Hash(hasher.finalize().into())
}

/// The commitment to a command: SHA-256 over the salts of all its events, in
/// order, and the canonical submission. When one of the events is redacted its
/// salt is destroyed, and with it every way to try guesses of what was destroyed
/// against this hash.
pub fn command_commitment<'a>(
    salts: impl IntoIterator<Item = &'a Salt>,
    submission: &[u8],
) -> Hash {
    let mut hasher = Sha256::new();
    for salt in salts {
        hasher.update(salt);
    }
    hasher.update(submission);
    Hash(hasher.finalize().into())
}

/// The canonical JSON of an entry's leaf: the envelope with the commitment in
/// the payload's place.
pub fn leaf_json(entry: &Entry, payload_commitment: &Hash) -> Vec<u8> {
    let head = &entry.commit;
    let mut object = Members::open();
    object.text("actor", head.actor.as_str());
    if let Some(causation) = entry.causation_id {
        object.text("causation_id", &causation.to_string());
    }
    object.text(
        "command_commitment",
        &Base64::encode_string(&head.command_commitment.0),
    );
    object.text("command_id", head.command_id.as_str());
    if let Some(correlation) = &head.correlation_id {
        object.text("correlation_id", correlation.as_str());
    }
    if let Some(decision) = &head.decision {
        object.text("decision", decision.as_str());
    }
    object.text("event_id", &entry.event_id.to_string());
    object.text(
        "payload_commitment",
        &Base64::encode_string(&payload_commitment.0),
    );
    object.number("position", entry.position.0);
    if let Some(provenance) = entry.provenance {
        object.text("provenance", provenance_name(provenance));
    }
    if let Some(reason) = &head.reason {
        object.text("reason", reason);
    }
    object.text("recorded_at", &head.recorded_at.to_string());
    object.text("stream", entry.stream.as_str());
    object.number("stream_version", entry.stream_version);
    object.text("type", entry.kind().name());
    object.number("v", u64::from(LEAF_VERSION));
    object.number("version", u64::from(entry.version));
    object.close()
}

/// The hash of an entry's leaf: RFC 6962 over [`leaf_json`].
pub fn leaf_hash(entry: &Entry, payload_commitment: &Hash) -> Hash {
    crate::log::merkle::leaf_hash(&leaf_json(entry, payload_commitment))
}

/// The name of a provenance in JSON.
fn provenance_name(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Stated => "stated",
        Provenance::Inferred => "inferred",
        Provenance::Generated => "generated",
    }
}

/// An object that is written member by member; the caller gives them sorted.
struct Members(Vec<u8>);

impl Members {
    fn open() -> Self {
        let mut out = Vec::with_capacity(640);
        out.push(b'{');
        Self(out)
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
        write_text(&mut self.0, name);
        self.0.push(b':');
    }

    fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        write_text(&mut self.0, text);
    }

    fn number(&mut self, name: &str, number: u64) {
        self.name(name);
        self.0.extend_from_slice(number.to_string().as_bytes());
    }

    fn close(mut self) -> Vec<u8> {
        self.0.push(b'}');
        self.0
    }
}

fn write_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => write_number(out, number),
        Value::String(text) => write_text(out, text),
        Value::Array(items) => {
            out.push(b'[');
            for (nth, item) in items.iter().enumerate() {
                if nth > 0 {
                    out.push(b',');
                }
                write_value(out, item);
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (nth, (name, item)) in sorted.into_iter().enumerate() {
                if nth > 0 {
                    out.push(b',');
                }
                write_text(out, name);
                out.push(b':');
                write_value(out, item);
            }
            out.push(b'}');
        }
    }
}

/// RFC 8785 section 3.2.2.2: only what must be escaped is.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            0x0c => out.extend_from_slice(b"\\f"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0x00..=0x1f => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            plain => out.push(plain),
        }
    }
    out.push(b'"');
}

fn write_number(out: &mut Vec<u8>, number: &Number) {
    match number.as_f64() {
        Some(float) if number.is_f64() => {
            out.extend_from_slice(double_as_text(float).as_bytes());
        }
        _ => out.extend_from_slice(number.to_string().as_bytes()),
    }
}

/// A double as ECMAScript writes it (RFC 8785 section 3.2.2.3): the shortest
/// digits that read back as the same double, with an exponent only from 1e21
/// and below 1e-6.
fn double_as_text(float: f64) -> String {
    if float == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{:e}", float.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let point = exponent + 1;
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    let at = usize::try_from(point).unwrap_or(0);
    let body = if count <= point && point <= 21 {
        format!("{digits}{}", zeros(point - count))
    } else if 0 < point && point <= 21 {
        format!("{}.{}", &digits[..at], &digits[at..])
    } else if -6 < point && point <= 0 {
        format!("0.{}{digits}", zeros(-point))
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        let rest = if count > 1 {
            format!(".{}", &digits[1..])
        } else {
            String::new()
        };
        format!("{}{rest}e{sign}{}", &digits[..1], exponent.abs())
    };
    if float < 0.0 {
        format!("-{body}")
    } else {
        body
    }
}
