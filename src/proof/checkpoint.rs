//! Checkpoints (C2SP tlog-checkpoint): a tree's head as the text of a note.
//!
//! The text is the origin line, the size in decimal and the root in base64, one
//! line each. Extension lines are refused: this log writes none.
//! Deliberately not here: the file that notices a journal cut short
//! ([`crate::log::checkpoint`]); that one is not signed.

use super::key::SigningKey;
use super::note::{NoteError, SignedNote};
use super::text::{decoded, encoded, is_name};
use crate::basis::Hash;

/// What a checkpoint says of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeHead {
    /// The log's origin line.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl TreeHead {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            encoded(&self.root.0)
        )
    }

    /// Signs it.
    ///
    /// # Errors
    /// [`NoteError`] when the origin can stand in no note.
    pub fn sign(&self, keys: &[&SigningKey]) -> Result<SignedNote, NoteError> {
        let note = SignedNote::sign(&self.text(), keys)?;
        Self::of(&note).map(|_| note)
    }

    /// Reads what a note says. Its signatures are verified for themselves.
    ///
    /// # Errors
    /// [`NoteError::NoCheckpoint`].
    pub fn of(note: &SignedNote) -> Result<Self, NoteError> {
        Self::parse(note.text()).map_err(NoteError::NoCheckpoint)
    }

    fn parse(text: &str) -> Result<Self, &'static str> {
        let mut lines = text.split_terminator('\n');
        let (Some(origin), Some(size), Some(root), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err("texten har inte tre rader");
        };
        if !is_name(origin) {
            return Err("första raden är inget namn på en logg");
        }
        let count = size.parse::<u64>().ok();
        let count = count.filter(|count| count.to_string() == size);
        let root = decoded(root).and_then(|bytes| bytes.try_into().ok());
        Ok(Self {
            origin: origin.to_owned(),
            size: count.ok_or("andra raden är inget antal")?,
            root: Hash(root.ok_or("tredje raden är ingen rot i base64")?),
        })
    }
}
