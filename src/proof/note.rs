//! Signed notes (C2SP signed-note): a text, an empty line, signature lines.
//!
//! Reading is strict: a note that is read and written again is the same bytes.
//! Lines of keys that are not known stay in the note and say nothing.
//! Deliberately not here: what the text means ([`super::checkpoint`]).

use std::fmt;

use super::key::{Algorithm, KeyId, SIGNATURE_BYTES, SigningKey, VerifierKey};
use super::text::{decoded, encoded, is_name};

/// The longest note that is read, in bytes: a checkpoint with a hundred
/// signatures is shorter.
pub const MAX_NOTE_BYTES: usize = 64 * 1024;

/// The most signature lines of a note.
pub const MAX_SIGNATURES: usize = 100;

const LINE_START: &str = "— ";

/// Why a text is no signed note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is too long, or not UTF-8.
    #[error("noten är längre än {MAX_NOTE_BYTES} byte eller inte UTF-8")]
    Bytes,
    /// The text holds a control character other than the line end.
    #[error("noten har ett styrtecken på byte {0}")]
    Control(usize),
    /// No empty line, or an empty text before it.
    #[error("noten saknar text eller den tomma raden före signaturerna")]
    NoText,
    /// There is no signature line, or too many.
    #[error("noten har {0} signaturrader; 1 till {MAX_SIGNATURES} väntades")]
    Count(usize),
    /// A signature line is not what it should be; lines are counted from 1.
    #[error("signaturrad {0} skrivs inte \"— namn base64\" med radslut")]
    Line(usize),
    /// The note has no signature of a key that it should have.
    #[error("noten är inte signerad av {0}")]
    NotSigned(String),
    /// A line names the key and its signature does not hold.
    #[error("signaturen av {0} stämmer inte")]
    BadSignature(String),
    /// The text is not that of a checkpoint.
    #[error("noten är ingen kontrollpunkt: {0}")]
    NoCheckpoint(&'static str),
}

/// A signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Whose key signed.
    pub name: String,
    /// Which of its keys.
    pub key_id: KeyId,
    /// What stands after the key id; its form follows from the key's algorithm.
    pub bytes: Vec<u8>,
}

/// A text with signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl SignedNote {
    /// Signs a text, which ends with a line end, with keys in order.
    ///
    /// # Errors
    /// [`NoteError`] when the text can be no note's.
    pub fn sign(text: &str, keys: &[&SigningKey]) -> Result<Self, NoteError> {
        let note = Self {
            text: text.to_owned(),
            signatures: keys
                .iter()
                .map(|key| NoteSignature {
                    name: key.verifier().name().to_owned(),
                    key_id: key.verifier().id(),
                    bytes: key.sign(text.as_bytes()).to_vec(),
                })
                .collect(),
        };
        Self::parse(note.to_string().as_bytes())
    }

    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteError`] says what is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError::Bytes);
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| NoteError::Bytes)?;
        if let Some(at) = whole.bytes().position(|byte| byte < 0x20 && byte != b'\n') {
            return Err(NoteError::Control(at));
        }
        let split = whole.rfind("\n\n").ok_or(NoteError::NoText)?;
        let (text, lines) = (&whole[..=split], &whole[split + 2..]);
        let count = lines.split_inclusive('\n').count();
        if !(1..=MAX_SIGNATURES).contains(&count) {
            return Err(NoteError::Count(count));
        }
        let signatures = (1..)
            .zip(lines.split_inclusive('\n'))
            .map(|(number, line)| signature(line).ok_or(NoteError::Line(number)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The text that is signed, with its last line end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines, in order.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The bytes of the first signature line that names a key.
    pub(super) fn signature_of(&self, key: &VerifierKey) -> Option<&[u8]> {
        let line = self
            .signatures
            .iter()
            .find(|line| line.name == key.name() && line.key_id == key.id())?;
        Some(&line.bytes)
    }

    /// Verifies that a log's or package's key has signed the text.
    ///
    /// # Errors
    /// [`NoteError::NotSigned`] when no line names the key,
    /// [`NoteError::BadSignature`] when its signature does not hold.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), NoteError> {
        let bytes = self
            .signature_of(key)
            .ok_or_else(|| NoteError::NotSigned(key.name().to_owned()))?;
        let holds = <&[u8; SIGNATURE_BYTES]>::try_from(bytes)
            .is_ok_and(|signature| key.verifies(self.text.as_bytes(), signature));
        if holds && key.algorithm() == Algorithm::Ed25519 {
            Ok(())
        } else {
            Err(NoteError::BadSignature(key.name().to_owned()))
        }
    }

    /// The same note with more signature lines after its own; a line that it has
    /// already is not added.
    #[must_use]
    pub fn with(mut self, lines: impl IntoIterator<Item = NoteSignature>) -> Self {
        for line in lines {
            if !self.signatures.contains(&line) {
                self.signatures.push(line);
            }
        }
        self
    }

    /// Whether two of its signature lines are equal.
    pub fn repeats_a_line(&self) -> bool {
        (1..).zip(&self.signatures).any(|(after, line)| {
            self.signatures
                .get(after..)
                .is_some_and(|later| later.contains(line))
        })
    }
}

impl NoteSignature {
    /// Reads signature lines, each with its line end, as a witness answers them.
    ///
    /// # Errors
    /// [`NoteError::Line`], [`NoteError::Count`].
    pub fn parse_lines(lines: &str) -> Result<Vec<Self>, NoteError> {
        let count = lines.split_inclusive('\n').count();
        if !(1..=MAX_SIGNATURES).contains(&count) {
            return Err(NoteError::Count(count));
        }
        (1..)
            .zip(lines.split_inclusive('\n'))
            .map(|(number, line)| signature(line).ok_or(NoteError::Line(number)))
            .collect()
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.key_id.0.to_vec();
        bytes.extend_from_slice(&self.bytes);
        writeln!(f, "{LINE_START}{} {}", self.name, encoded(&bytes))
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|line| fmt::Display::fmt(line, f))
    }
}

/// One signature line with its line end.
fn signature(line: &str) -> Option<NoteSignature> {
    let line = line.strip_suffix('\n')?.strip_prefix(LINE_START)?;
    let (name, encoded) = line.split_once(' ')?;
    let bytes = decoded(encoded)?;
    let (key_id, bytes) = bytes.split_first_chunk::<4>()?;
    (is_name(name) && !bytes.is_empty()).then(|| NoteSignature {
        name: name.to_owned(),
        key_id: KeyId(*key_id),
        bytes: bytes.to_vec(),
    })
}
