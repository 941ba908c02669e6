//! Checkpoints (C2SP tlog-checkpoint): how large a log is, and its root.
//!
//! The text is three lines: the log's name, the size in decimal, the root in
//! base64. Guarantee: a checkpoint that has been read is written in just one
//! way; lines of extension are refused, as a ledger writes none.

use base64ct::{Base64, Encoding};

use super::{Note, NoteError, base64_hash, key};
use crate::tree::Hash;

/// What a log says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, its first line.
    pub origin: String,
    /// How many leaves it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Why a note is not a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The text is not a signed note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text has not three lines.
    #[error("kontrollpunkten har inte exakt tre rader")]
    Lines,
    /// The first line cannot name a log.
    #[error("kontrollpunktens första rad är inget loggnamn")]
    Origin,
    /// The second line is not a decimal number without leading zeros.
    #[error("kontrollpunktens andra rad är ingen storlek")]
    Size,
    /// The third line is not base64 of 32 bytes.
    #[error("kontrollpunktens tredje rad är ingen rot")]
    Root,
}

impl Checkpoint {
    /// Reads the text of a note.
    ///
    /// # Errors
    /// [`CheckpointError`] when the text is not exactly a checkpoint.
    pub fn parse(body: &str) -> Result<Self, CheckpointError> {
        let lines: Vec<&str> = body.split('\n').collect();
        let [origin, size, root, ""] = lines[..] else {
            return Err(CheckpointError::Lines);
        };
        if !key::is_name(origin) {
            return Err(CheckpointError::Origin);
        }
        let number = size.parse::<u64>().map_err(|_| CheckpointError::Size)?;
        if number.to_string() != size {
            return Err(CheckpointError::Size);
        }
        Ok(Self {
            origin: origin.to_owned(),
            size: number,
            root: base64_hash(root).ok_or(CheckpointError::Root)?,
        })
    }

    /// Reads a whole note: the note, and the checkpoint that it states.
    ///
    /// # Errors
    /// [`CheckpointError`] when it is not a signed note, or no checkpoint.
    pub fn of_note(text: &str) -> Result<(Note, Self), CheckpointError> {
        let note = Note::parse(text)?;
        let checkpoint = Self::parse(&note.body)?;
        Ok((note, checkpoint))
    }

    /// The text that is signed.
    pub fn body(&self) -> String {
        let root = Base64::encode_string(&self.root);
        format!("{}\n{}\n{root}\n", self.origin, self.size)
    }
}
