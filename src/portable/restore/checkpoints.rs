//! The signed checkpoints of an archive, verified and kept in the new ledger.
//!
//! Guarantees: each says the root that the events have at its size, the last one
//! covers every event, and its signatures are those that they must be
//! ([`Judge`]).

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::log::{Log, LogError};
use crate::portable::failure::failed;
use crate::portable::taking::{Judge, Keys};
use crate::portable::{CHECKPOINTS, MANIFEST, Manifest, PortableError};
use crate::proof::note::MAX_NOTE_BYTES;
use crate::proof::{SignedNote, VerifierKey, origin_line};

/// Verifies and keeps every checkpoint of the archive.
///
/// # Errors
/// [`PortableError::Flawed`] with the line where the note begins.
pub(super) fn take(
    archive: &Path,
    manifest: &Manifest,
    keys: &Keys,
    log: &mut dyn Log,
) -> Result<(), PortableError> {
    let path = archive.join(CHECKPOINTS);
    let file = File::open(&path).map_err(failed("att läsa", &path))?;
    let mut notes = Notes {
        file: BufReader::new(file),
        line: 1,
        path: &path,
    };
    let first = manifest.verifier_key.as_deref().map(VerifierKey::parse);
    let first = first
        .transpose()
        .map_err(|error| PortableError::in_file(MANIFEST, error.to_string()))?;
    let origin = origin_line(&manifest.ledger.origin, manifest.ledger.id);
    let mut judge = Judge::new(origin, first);
    let mut count = 0;
    let mut size = 0;
    loop {
        let line = notes.line;
        let flaw = |found: String| PortableError::at_line(CHECKPOINTS, line, found);
        let Some(bytes) = notes.next(count == 0)? else {
            break;
        };
        let note = SignedNote::parse(&bytes).map_err(|error| flaw(error.to_string()))?;
        if note.to_string().as_bytes() != bytes {
            return Err(flaw("noten är inte skriven som den ska".to_owned()));
        }
        if log.last_checkpoint() == Some(&note) {
            return Err(flaw("noten står två gånger".to_owned()));
        }
        size = judge.check(&note, keys).map_err(flaw)?.size;
        log.keep_checkpoint(&note).map_err(|error| match error {
            LogError::Checkpoint { why } => flaw(why),
            LogError::BeyondEnd { size, asked } => flaw(format!(
                "noten gäller {asked} händelser, arkivet har {size}"
            )),
            other => other.into(),
        })?;
        count += 1;
    }
    if count != manifest.checkpoints {
        return Err(PortableError::in_file(
            CHECKPOINTS,
            format!(
                "filen har {count} kontrollpunkter, {MANIFEST} säger {}",
                manifest.checkpoints
            ),
        ));
    }
    if count > 0 && size != manifest.events {
        return Err(PortableError::in_file(
            CHECKPOINTS,
            format!(
                "den sista kontrollpunkten gäller {size} händelser av {}",
                manifest.events
            ),
        ));
    }
    Ok(())
}

/// The notes of the file, one at a time.
struct Notes<'a> {
    file: BufReader<File>,
    line: u64,
    path: &'a Path,
}

impl Notes<'_> {
    /// The next note's bytes; none at the end.
    fn next(&mut self, is_first: bool) -> Result<Option<Vec<u8>>, PortableError> {
        let mut note = Vec::new();
        if !is_first {
            match self.read(&mut note)? {
                0 => return Ok(None),
                1 => note.clear(),
                _ => return Err(self.flaw("en tom rad ska stå mellan noterna")),
            }
        }
        // The text ends with an empty line, the signatures before the next or the end.
        for part in 0..2 {
            loop {
                let ends = self
                    .file
                    .fill_buf()
                    .map_err(failed("att läsa", self.path))?
                    .first()
                    .is_none_or(|byte| part == 1 && *byte == b'\n');
                if ends {
                    break;
                }
                if self.read(&mut note)? == 1 {
                    break;
                }
                if note.len() > MAX_NOTE_BYTES {
                    return Err(self.flaw("noten är för lång"));
                }
            }
        }
        if note.is_empty() && is_first {
            return Ok(None);
        }
        Ok(Some(note))
    }

    /// Reads a line; answers how many bytes it had.
    fn read(&mut self, into: &mut Vec<u8>) -> Result<usize, PortableError> {
        let limit = MAX_NOTE_BYTES as u64 + 1;
        let read = self.file.by_ref().take(limit).read_until(b'\n', into);
        let read = read.map_err(failed("att läsa", self.path))?;
        self.line += 1;
        Ok(read)
    }

    fn flaw(&self, found: &str) -> PortableError {
        PortableError::at_line(CHECKPOINTS, self.line, found)
    }
}
