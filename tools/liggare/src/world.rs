//! What a command is given of the world outside: folder, clock, randomness and
//! where its answer goes.
//!
//! `main` makes it; nothing below `main` reads the clock, the environment or
//! the system's randomness by itself.

use std::io::{self, Write};
use std::path::PathBuf;

use ledger::entropy::Entropy;
use ledger::time::Timestamp;

use crate::failure::Failure;
use crate::render::{Format, Layout, harmless, text};

/// What is said first of a ledger that is a demonstration.
const DEMONSTRATION: &str = "DEMONSTRATION – en liggare att pröva med; märkta uppgifter är härledda (ʰ) eller genererade (ᵍ)";

/// What a command is given.
pub(crate) struct World<'a> {
    /// The ledger's folder.
    pub(crate) folder: PathBuf,
    /// The form of the answer.
    pub(crate) format: Format,
    /// How text is laid out.
    pub(crate) layout: Layout,
    /// Reads the clock.
    pub(crate) now: fn() -> Timestamp,
    /// Opens the system's randomness.
    pub(crate) entropy: fn() -> io::Result<Box<dyn Entropy>>,
    /// Reads a variable of the environment.
    pub(crate) environment: fn(&str) -> Option<String>,
    /// Whether progress may be shown on standard error.
    pub(crate) progress: bool,
    /// Where the answer goes.
    pub(crate) out: &'a mut dyn Write,
    /// Where notes beside the answer go.
    pub(crate) notes: &'a mut dyn Write,
}

impl World<'_> {
    /// Writes a piece of the answer. Text is for a reader's terminal: no control
    /// character of what is recorded reaches it.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be written; quiet when the reader has gone.
    pub(crate) fn say(&mut self, piece: &str) -> Result<(), Failure> {
        let safe = match self.format {
            Format::Text => harmless::answer(piece, self.layout.colour),
            Format::Json | Format::Csv => piece.into(),
        };
        self.out
            .write_all(safe.as_bytes())
            .map_err(|error| Failure::output(&error))
    }

    /// Writes what is said so far to its reader.
    ///
    /// # Errors
    /// As [`World::say`].
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush().map_err(|error| Failure::output(&error))
    }

    /// Says that the ledger is a demonstration, when it is: in the text itself,
    /// or beside an answer whose form has no room for it.
    ///
    /// # Errors
    /// As [`World::say`].
    pub(crate) fn mark(&mut self, demonstration: bool) -> Result<(), Failure> {
        if !demonstration {
            return Ok(());
        }
        if self.format == Format::Text {
            let mut line = String::new();
            text::push_paragraph(&mut line, DEMONSTRATION, self.layout);
            self.say(&line)
        } else {
            self.note(DEMONSTRATION);
            Ok(())
        }
    }

    /// Writes a note beside the answer; that it cannot be written is no failure of the command.
    pub(crate) fn note(&mut self, note: &str) {
        let _ = writeln!(self.notes, "{}", harmless::shown(note));
    }
}
