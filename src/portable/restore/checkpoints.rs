//! The signed checkpoints of an archive, verified and kept in the new ledger.
//!
//! Guarantees: each says the root that the events have at its size, sizes never
//! decrease, the last one covers every event; it is signed by the key of its
//! time, and by both keys when it is the first after a change of key; every
//! other line is a cosignature of a witness that some policy names.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::keys::Keys;
use crate::log::{Log, LogError};
use crate::portable::failure::failed;
use crate::portable::{CHECKPOINTS, MANIFEST, Manifest, PortableError};
use crate::proof::note::MAX_NOTE_BYTES;
use crate::proof::{SignedNote, TreeHead, VerifierKey, cosignature, origin_line};

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
    let mut judge = Judge::of(manifest, keys)?;
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
        size = judge.check(&note).map_err(flaw)?;
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

/// Says whether the signatures of a note are those that it must have.
struct Judge<'a> {
    origin: String,
    keys: &'a Keys,
    /// The key in use, and how many changes of key lie behind it.
    current: Option<VerifierKey>,
    changes: usize,
    /// The size of the first checkpoint after a change, and the keys before it.
    changing: Option<(u64, Vec<VerifierKey>)>,
    size: u64,
}

impl<'a> Judge<'a> {
    fn of(manifest: &Manifest, keys: &'a Keys) -> Result<Self, PortableError> {
        let first = manifest.verifier_key.as_deref().map(VerifierKey::parse);
        Ok(Self {
            origin: origin_line(&manifest.ledger.origin, manifest.ledger.id),
            keys,
            current: first
                .transpose()
                .map_err(|error| PortableError::in_file(MANIFEST, error.to_string()))?,
            changes: 0,
            changing: None,
            size: 0,
        })
    }

    /// Checks a note's signatures; answers its size.
    fn check(&mut self, note: &SignedNote) -> Result<u64, String> {
        let head = TreeHead::of(note).map_err(|error| error.to_string())?;
        if head.origin != self.origin {
            return Err("noten hör till en annan liggare".to_owned());
        }
        if head.size < self.size {
            return Err(format!(
                "noten gäller {} händelser, den förra {}",
                head.size, self.size
            ));
        }
        self.size = head.size;
        self.change_keys(head.size)?;
        let mut required: Vec<&VerifierKey> = Vec::new();
        if let Some((at, previous)) = &self.changing
            && *at == head.size
        {
            required.extend(previous);
        }
        required.extend(&self.current);
        if required.is_empty() {
            return Err(format!("{MANIFEST} säger inte vilken nyckel som gäller"));
        }
        for key in &required {
            note.verify(key).map_err(|error| error.to_string())?;
        }
        for line in note.signatures() {
            let is_of = |key: &VerifierKey| key.name() == line.name && key.id() == line.key_id;
            if required.iter().any(|key| is_of(key)) {
                continue;
            }
            match self.keys.witnesses.iter().find(|key| is_of(key)) {
                Some(witness) => {
                    cosignature::verify(note, witness).map_err(|error| error.to_string())?;
                }
                None => {
                    return Err(format!(
                        "underskriften av {} är varken liggarens eller något vittnes",
                        line.name
                    ));
                }
            }
        }
        if note.repeats_a_line() {
            return Err("samma underskrift står två gånger".to_owned());
        }
        Ok(head.size)
    }

    /// Takes in the changes of key that the first `size` events record.
    fn change_keys(&mut self, size: u64) -> Result<(), String> {
        while let Some(rotation) = self.keys.rotations.get(self.changes) {
            if rotation.position.0 >= size {
                break;
            }
            self.changes += 1;
            let previous = VerifierKey::parse(&rotation.previous);
            let previous = previous.map_err(|error| error.to_string())?;
            if self.current.as_ref().is_some_and(|key| *key != previous) {
                return Err(format!(
                    "nyckelbytet vid {} utgår från en annan nyckel",
                    rotation.position
                ));
            }
            match &mut self.changing {
                Some((at, keys)) if *at == size => keys.push(previous),
                changing => *changing = Some((size, vec![previous])),
            }
            let next = VerifierKey::parse(&rotation.next);
            self.current = Some(next.map_err(|error| error.to_string())?);
        }
        Ok(())
    }
}
