//! One line of the portable form: a leaf, and what its event says.
//!
//! Guarantee: a line that has been read is canonical, its leaf has exactly the
//! members of the format, and [`Line::hash`] is the hash of the leaf's own bytes.
//! Whether the payload agrees with the leaf is told by [`Line::commitment_holds`].
//! All that can be said of a line by itself is said when it is read; what it
//! holds stands in the bytes that it was read from.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::kinds;
use crate::json::{Content, Fault, Reader};
use crate::note::base64_array;
use crate::tree::{self, Hash};

/// The envelope of an event, as the tree holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// Who acted.
    pub actor: Cow<'a, str>,
    /// The event that caused it.
    pub causation_id: Option<&'a str>,
    /// The salted hash of the command.
    pub command_commitment: Hash,
    /// The command's id.
    pub command_id: Cow<'a, str>,
    /// The matter it belongs to.
    pub correlation_id: Option<Cow<'a, str>>,
    /// The decision it rests on.
    pub decision: Option<Cow<'a, str>>,
    /// Its id.
    pub event_id: &'a str,
    /// The salted hash of the payload.
    pub payload_commitment: Hash,
    /// Where it stands.
    pub position: u64,
    /// Where its figures come from.
    pub provenance: Option<&'a str>,
    /// Why.
    pub reason: Option<Cow<'a, str>>,
    /// When it was recorded: RFC 3339 in UTC with six decimals.
    pub recorded_at: &'a str,
    /// The stream it belongs to.
    pub stream: Cow<'a, str>,
    /// Its number in the stream.
    pub stream_version: u64,
    /// Its type.
    pub kind: Cow<'a, str>,
    /// The version of its payload's form.
    pub version: u64,
}

/// An event's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// The envelope.
    pub leaf: Leaf<'a>,
    /// The hash of the leaf in the tree.
    pub hash: Hash,
    /// What it says; none when it is redacted.
    pub payload: Option<Content<'a>>,
    /// Whether its type and version are known.
    pub kind_known: bool,
    /// Whether it stands in the stream that its payload says.
    pub stream_fits: bool,
    /// Whether salt and payload hash to the leaf's commitment; true of a
    /// redacted event, which has neither.
    pub commitment_holds: bool,
}

impl<'a> Line<'a> {
    /// Reads a line, without its line feed.
    ///
    /// # Errors
    /// [`Fault`] at the first byte that is not as the format says.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(bytes)?;
        reader.literal("{\"leaf\":")?;
        let from = reader.at();
        let leaf = Leaf::read(&mut reader)?;
        let hash = tree::leaf_hash(&bytes[from..reader.at()]);
        if reader.take("}") {
            reader.end()?;
            return Ok(Self::of(leaf, hash, None, true));
        }
        reader.literal(",\"payload\":")?;
        let from = reader.at();
        let payload = reader.content()?;
        let canonical = &bytes[from..reader.at()];
        if payload.as_object().is_none() {
            return Err(reader.fault("innehållet är inte ett objekt"));
        }
        reader.literal(",\"salt\":")?;
        let salt = salt(&mut reader)?;
        reader.literal("}")?;
        reader.end()?;
        let mut hasher = Sha256::new();
        hasher.update(salt);
        hasher.update(canonical);
        let commitment: Hash = hasher.finalize().into();
        let holds = commitment == leaf.payload_commitment;
        Ok(Self::of(leaf, hash, Some(payload), holds))
    }

    fn of(leaf: Leaf<'a>, hash: Hash, payload: Option<Content<'a>>, holds: bool) -> Self {
        Self {
            kind_known: kinds::known(&leaf.kind, leaf.version),
            stream_fits: kinds::stream_fits(&leaf, payload.as_ref()),
            commitment_holds: holds,
            leaf,
            hash,
            payload,
        }
    }

    /// The line as the recount takes it.
    pub fn fact(&self) -> crate::recount::Fact<'_> {
        let leaf = &self.leaf;
        crate::recount::Fact {
            position: leaf.position,
            event_id: leaf.event_id,
            kind: &leaf.kind,
            stream: &leaf.stream,
            recorded_at: leaf.recorded_at,
            actor: &leaf.actor,
            decision: leaf.decision.as_deref(),
            reason: leaf.reason.as_deref(),
            causation_id: leaf.causation_id,
            provenance: leaf.provenance,
            payload: self.payload.as_ref(),
        }
    }

    /// A text member of the payload.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.payload.as_ref()?.get(name)?.as_str()
    }
}

impl<'a> Leaf<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
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

#[inline]
fn text<'a>(reader: &mut Reader<'a>, before: &str) -> Result<Cow<'a, str>, Fault> {
    reader.literal(before)?;
    filled(reader)
}

#[inline]
fn number(reader: &mut Reader<'_>, before: &str) -> Result<u64, Fault> {
    reader.literal(before)?;
    reader.natural()
}

#[inline]
fn optional<'a, T>(
    reader: &mut Reader<'a>,
    before: &str,
    read: fn(&mut Reader<'a>) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    if reader.take(before) {
        read(reader).map(Some)
    } else {
        Ok(None)
    }
}

/// A string, of which something is made; what is expected when nothing can be.
fn string<'a, T>(
    reader: &mut Reader<'a>,
    of: impl FnOnce(Cow<'a, str>) -> Option<T>,
    expected: &str,
) -> Result<T, Fault> {
    let byte = reader.at();
    of(reader.string()?).ok_or_else(|| Fault {
        byte,
        what: expected.to_owned(),
    })
}

/// A string without escapes of a form.
fn plain<'a>(
    reader: &mut Reader<'a>,
    is_so: fn(&str) -> bool,
    expected: &str,
) -> Result<&'a str, Fault> {
    let of = |text| match text {
        Cow::Borrowed(text) if is_so(text) => Some(text),
        Cow::Borrowed(_) | Cow::Owned(_) => None,
    };
    string(reader, of, expected)
}

#[inline]
fn hash(reader: &mut Reader<'_>, before: &str) -> Result<Hash, Fault> {
    reader.literal(before)?;
    let of = |text: Cow<'_, str>| base64_array(&text);
    string(reader, of, "här skulle en hash i base64 stå")
}

fn salt(reader: &mut Reader<'_>) -> Result<[u8; 16], Fault> {
    let of = |text: Cow<'_, str>| base64_array(&text);
    string(reader, of, "här skulle 16 byte i base64 stå")
}

fn filled<'a>(reader: &mut Reader<'a>) -> Result<Cow<'a, str>, Fault> {
    let of = |text: Cow<'a, str>| Some(text).filter(|text| !text.is_empty());
    string(reader, of, "texten är tom")
}

/// A UUID in lower case.
fn id<'a>(reader: &mut Reader<'a>) -> Result<&'a str, Fault> {
    plain(reader, is_id, "här skulle ett id på formen 8-4-4-4-12 stå")
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
    let digits = text.bytes().filter(|byte| *byte != b'-');
    digits.fold(0, |number, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => 0,
        };
        number << 4 | u128::from(value)
    })
}

fn provenance<'a>(reader: &mut Reader<'a>) -> Result<&'a str, Fault> {
    let known = |text: &str| matches!(text, "stated" | "inferred" | "generated");
    plain(reader, known, "okänd härkomst")
}

/// `ÅÅÅÅ-MM-DDTtt:mm:ss.mmmmmmZ`: texts of this one form sort as their moments do.
fn moment<'a>(reader: &mut Reader<'a>) -> Result<&'a str, Fault> {
    let expected = "här skulle en tidpunkt i UTC med sex decimaler stå";
    plain(reader, is_moment, expected)
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
