//! Signed notes (C2SP signed-note): a text and signatures below it.
//!
//! Room: [`key`] reads and writes keys, [`checkpoint`] is the note that states
//! how large a log is and its root, [`cosignature`] is a witness's signature on
//! one. This file reads and writes notes.
//!
//! Guarantee: a note that has been read has exactly one text, and that text is
//! what was read; nothing is trimmed, joined or forgiven. Reading verifies no
//! signature; [`Note::verify`] does.

pub mod checkpoint;
pub mod cosignature;
pub mod key;

pub use checkpoint::Checkpoint;
pub use cosignature::Cosignature;
pub use key::{Algorithm, KeyError, SigningKey, VerifierKey};

use base64ct::{Base64, Encoding};

/// The most signatures that a note may carry, as in other readers of notes.
pub const MAX_SIGNATURES: usize = 100;

/// A text with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The text, which ends with a line feed.
    pub body: String,
    /// The signatures in the order of their lines, at least one.
    pub signatures: Vec<Signature>,
}

/// One line of signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key that made it.
    pub name: String,
    /// The id of that key.
    pub key_id: [u8; 4],
    /// The signature itself; what it holds depends on the key's algorithm.
    pub bytes: Vec<u8>,
}

/// Why a text is not a signed note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A control character stands in it.
    #[error("noten innehåller ett styrtecken (byte {0})")]
    Control(usize),
    /// It does not end with a line feed.
    #[error("noten slutar inte med radslut")]
    NoLineEnd,
    /// No empty line separates text and signatures.
    #[error("noten saknar den tomma raden före underskrifterna")]
    NoSeparator,
    /// It has no signature, or more than [`MAX_SIGNATURES`].
    #[error("noten har {0} underskrifter; 1 till {MAX_SIGNATURES} är tillåtna")]
    Count(usize),
    /// A line below the text is not a signature.
    #[error("rad {0} under texten är ingen underskrift: {1}")]
    Line(usize, &'static str),
    /// The same line stands twice.
    #[error("rad {0} under texten står två gånger")]
    Twice(usize),
}

/// Why a note is not signed by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// No line is by the key.
    #[error("ingen underskrift är gjord med nyckeln")]
    Absent,
    /// A line says that it is by the key, and is not.
    #[error("underskriften är inte gjord med nyckeln över den här texten")]
    Wrong,
    /// The key's algorithm is not for such a signature.
    #[error("nyckeln är av ett annat slag än underskriften kräver")]
    Algorithm,
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteError`] when the text is not exactly one signed note.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let control = |byte: u8| (byte < 0x20 && byte != b'\n') || byte == 0x7f;
        if let Some(byte) = text.bytes().position(control) {
            return Err(NoteError::Control(byte));
        }
        if !text.ends_with('\n') {
            return Err(NoteError::NoLineEnd);
        }
        let split = text.rfind("\n\n").ok_or(NoteError::NoSeparator)?;
        let (body, below) = (&text[..=split], &text[split + 2..]);
        let lines: Vec<&str> = below.split_terminator('\n').collect();
        if lines.is_empty() || lines.len() > MAX_SIGNATURES {
            return Err(NoteError::Count(lines.len()));
        }
        let mut signatures = Vec::with_capacity(lines.len());
        for (nth, line) in lines.iter().enumerate() {
            if lines[..nth].contains(line) {
                return Err(NoteError::Twice(nth + 1));
            }
            let signature =
                Signature::parse(line).map_err(|what| NoteError::Line(nth + 1, what))?;
            signatures.push(signature);
        }
        Ok(Self {
            body: body.to_owned(),
            signatures,
        })
    }

    /// The note as text.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.body);
        for signature in &self.signatures {
            text.push_str(&signature.line());
        }
        text
    }

    /// Verifies the note by one key: every line that is by it must hold, and
    /// there must be one.
    ///
    /// # Errors
    /// [`SignatureError`]; the note then says nothing on behalf of that key.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), SignatureError> {
        let mut by_key = self
            .signatures
            .iter()
            .filter(|signature| signature.is_by(key))
            .peekable();
        if by_key.peek().is_none() {
            return Err(SignatureError::Absent);
        }
        by_key.try_for_each(|signature| match key.algorithm() {
            Algorithm::Ed25519 => key.verify(self.body.as_bytes(), &signature.bytes),
            Algorithm::Cosignature => {
                Cosignature::of(signature, key)?.verify(self.body.as_bytes(), key)
            }
        })
    }
}

impl Signature {
    /// Whether its name and id are those of a key. Not yet whether it holds.
    pub fn is_by(&self, key: &VerifierKey) -> bool {
        self.name == key.name() && self.key_id == key.id()
    }

    /// The line, with its line feed.
    pub fn line(&self) -> String {
        let mut blob = self.key_id.to_vec();
        blob.extend_from_slice(&self.bytes);
        format!("\u{2014} {} {}\n", self.name, Base64::encode_string(&blob))
    }

    /// Reads a line without its line feed.
    ///
    /// # Errors
    /// What is wrong with it, in Swedish.
    pub fn parse(line: &str) -> Result<Self, &'static str> {
        let rest = line
            .strip_prefix("\u{2014} ")
            .ok_or("den börjar inte med tankstreck och blanksteg")?;
        let (name, blob) = rest
            .split_once(' ')
            .ok_or("namn och underskrift skiljs inte av ett blanksteg")?;
        if !key::is_name(name) {
            return Err("namnet är tomt eller innehåller blanktecken eller +");
        }
        let blob = base64(blob).ok_or("underskriften är inte base64")?;
        match blob.split_first_chunk::<4>() {
            Some((key_id, bytes)) if !bytes.is_empty() => Ok(Self {
                name: name.to_owned(),
                key_id: *key_id,
                bytes: bytes.to_vec(),
            }),
            _ => Err("underskriften är för kort"),
        }
    }
}

/// The bytes of a base64 text that is the canonical one for them.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64::decode_vec(text).ok()?;
    (Base64::encode_string(&bytes) == text).then_some(bytes)
}

/// The hash of a canonical base64 text.
pub fn base64_hash(text: &str) -> Option<crate::tree::Hash> {
    base64_array(text)
}

/// The bytes of a canonical base64 text, when they are just so many.
///
/// What is not secret need not be decoded in constant time: two of these stand
/// in every event.
pub fn base64_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    let left = N % 3;
    let digits = text.as_bytes();
    let padded = if left == 0 { 0 } else { 3 - left };
    if digits.len() != N.div_ceil(3) * 4 {
        return None;
    }
    let (digits, padding) = digits.split_at(digits.len() - padded);
    let mut out = [0; N];
    let (mut seen, mut above) = (0, 0);
    for (digits, bytes) in digits.chunks(4).zip(out.chunks_mut(3)) {
        let mut bits = 0u32;
        for digit in digits {
            let value = BASE64[usize::from(*digit)];
            above |= value;
            bits = bits << 6 | u32::from(value & 63);
        }
        bits <<= 6 * (4 - digits.len());
        let [_, three @ ..] = bits.to_be_bytes();
        bytes.copy_from_slice(&three[..bytes.len()]);
        // What the last bytes leave over must be zeros: one text for each value.
        seen |= bits & (0x00ff_ffff >> (8 * bytes.len()));
    }
    let canonical = above < 64 && seen == 0 && padding.iter().all(|byte| *byte == b'=');
    canonical.then_some(out)
}

/// The value of each digit of base64; 64 for a byte that is none.
const BASE64: [u8; 256] = {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut values = [64_u8; 256];
    let mut value = 0;
    while value < 64 {
        values[digits[value as usize] as usize] = value;
        value += 1;
    }
    values
};

#[cfg(test)]
mod tests;
