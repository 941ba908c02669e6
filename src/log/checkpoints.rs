//! The signed checkpoints that are kept, in order of arrival, for ever.
//!
//! Each is appended to one file, after the events that it counts, with one write
//! and one sync; its CRC-32 stands on a line of its own after it (`FORMAT.md`).
//! A last one that is not whole, and that the checkpoint file does not count, is
//! cut at an opening. Any other byte that is not what was written is damage with
//! its place: near the end it stops the opening, further back the reading.
//! Deliberately not here: whether a signature holds. That takes the log's keys,
//! and whoever has them verifies what is read here.

mod kept;

use std::io;
use std::sync::Arc;

use super::LogError;
use super::disk::Disk;
use super::journal::failed;
use crate::basis::Hash;
use crate::proof::note::MAX_NOTE_BYTES;
use crate::proof::{SignedNote, TreeHead};
pub(crate) use kept::Kept;

/// The file's name.
pub(crate) const FILE: &str = "checkpoints";

/// What the line after a note begins with, with the note's last line end.
const CRC_LINE: &[u8] = b"\ncrc32 ";

/// How long that line is, with its line end and without the note's.
const CRC_LINE_BYTES: usize = CRC_LINE.len() - 1 + 9;

/// The longest that a note with its line can be.
const MAX_BYTES: usize = MAX_NOTE_BYTES + CRC_LINE_BYTES;

/// How much is read at first to find a note: several fit.
const FIRST_BYTES: usize = 4 * 1024;

/// How much of the file's end an opening judges: at least one whole note stands
/// there, whatever a crash has left after it.
const JUDGED_BYTES: u64 = 3 * MAX_BYTES as u64;

/// The kept checkpoints of a journal.
#[derive(Default)]
pub(crate) struct Checkpoints {
    kept: Kept,
    /// Where the file ends in what a crash has torn.
    torn: bool,
    /// A write has failed: what stands after `end` is not known, and is cut
    /// before the next one.
    unfinished: bool,
}

impl Checkpoints {
    /// Looks for the kept checkpoints, which are known to take so many bytes;
    /// changes nothing.
    ///
    /// # Errors
    /// [`LogError::Damaged`] for what no crash explains, [`LogError::Io`].
    pub(crate) fn find(disk: &dyn Disk, known: u64) -> Result<Self, LogError> {
        let file = match disk.open(FILE) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let none = Self::default();
                return if known == 0 {
                    Ok(none)
                } else {
                    Err(none.kept.damaged(0, "filen saknas"))
                };
            }
            Err(error) => return Err(failed("att öppna", FILE)(error)),
        };
        let bytes = file.size().map_err(failed("att mäta", FILE))?;
        let judged = bytes.saturating_sub(JUDGED_BYTES);
        let mut found = Self {
            kept: Kept {
                file: Some(file),
                ..Kept::default()
            },
            ..Self::default()
        };
        if judged > 0 {
            let seen = found.kept.bytes_from(judged, bytes)?;
            if let Some(after) = after_a_note(&seen) {
                found.judge(judged + after as u64, bytes)?;
            }
        }
        if found.kept.last.is_none() {
            found.judge(0, bytes)?;
        }
        if found.kept.end < known {
            let why = format!(
                "kontrollpunkterna tar {} byte, {known} väntades",
                found.kept.end
            );
            return Err(found.kept.damaged(found.kept.end, &why));
        }
        Ok(found)
    }

    /// Goes through the notes from a place where one begins.
    fn judge(&mut self, from: u64, bytes: u64) -> Result<(), LogError> {
        self.kept.end = from;
        while self.kept.end < bytes {
            match self.kept.note_at(self.kept.end, bytes)? {
                Ok((note, head, next)) => {
                    self.kept.last = Some(Arc::new((note, head, self.kept.end)));
                    self.kept.end = next;
                }
                Err(why) => {
                    let rest = self.kept.bytes_from(self.kept.end, bytes)?;
                    if !is_torn(&rest) {
                        return Err(self.kept.damaged(self.kept.end, why));
                    }
                    self.torn = true;
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// What is kept now, to read.
    pub(crate) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Cuts what a crash has torn, and makes the last whole one durable: it can
    /// be readable without being so, and it counts from now on.
    ///
    /// # Errors
    /// [`LogError::Io`].
    pub(crate) fn mend(&mut self, notes: &mut Vec<String>) -> Result<(), LogError> {
        let Some(file) = &self.kept.file else {
            return Ok(());
        };
        let again = || {
            if self.torn {
                file.truncate(self.kept.end)?;
            }
            if let Some(last) = &self.kept.last {
                let (note, _, at) = last.as_ref();
                file.write_at(&record(note), *at)?;
            }
            file.sync()
        };
        again().map_err(failed("att säkra", FILE))?;
        if self.torn {
            self.torn = false;
            notes.push(format!(
                "Den sist sparade signerade kontrollpunkten var ofullständig och är avklippt (journal/{FILE}, byte {}). Nästa signeras som vanligt.",
                self.kept.end
            ));
        }
        Ok(())
    }

    /// Appends a checkpoint durably.
    ///
    /// # Errors
    /// [`LogError::Io`]; it is then not kept, and can be tried again.
    pub(crate) fn append(
        &mut self,
        disk: &dyn Disk,
        note: &SignedNote,
        head: TreeHead,
    ) -> Result<(), LogError> {
        let cut = std::mem::replace(&mut self.unfinished, true);
        let bytes = record(note);
        let mut write = || {
            let file = match &self.kept.file {
                Some(file) => Arc::clone(file),
                None => disk.create(FILE)?,
            };
            if cut {
                file.truncate(self.kept.end)?;
            }
            file.write_at(&bytes, self.kept.end)?;
            file.sync()?;
            if self.kept.file.is_none() {
                disk.sync_names()?;
                self.kept.file = Some(file);
            }
            Ok(())
        };
        write().map_err(failed("att spara den signerade kontrollpunkten", FILE))?;
        self.kept.last = Some(Arc::new((note.clone(), head, self.kept.end)));
        self.kept.end += bytes.len() as u64;
        self.unfinished = false;
        Ok(())
    }
}

/// What a checkpoint that is to be kept must keep to, whatever log keeps it;
/// answers what it says.
///
/// # Errors
/// [`LogError::Checkpoint`] when it is none, says less than the last one, has
/// another root than the log or repeats a line; [`LogError::BeyondEnd`] when it
/// says more than the log holds.
pub(crate) fn check_next(
    note: &SignedNote,
    last: Option<&TreeHead>,
    size: u64,
    root_at: impl Fn(u64) -> Result<Hash, LogError>,
) -> Result<TreeHead, LogError> {
    let refuse = |why: &str| {
        Err(LogError::Checkpoint {
            why: why.to_owned(),
        })
    };
    let head = match TreeHead::of(note) {
        Ok(head) => head,
        Err(error) => return refuse(&error.to_string()),
    };
    if note.repeats_a_line() {
        return refuse("två signaturrader är lika");
    }
    if head.size > size {
        return Err(LogError::BeyondEnd {
            size,
            asked: head.size,
        });
    }
    if let Some(last) = last {
        if last.origin != head.origin {
            return refuse("den hör till en annan liggare");
        }
        if last.size > head.size {
            return refuse("den är äldre än den som sparades sist");
        }
    }
    if root_at(head.size)? != head.root {
        return refuse("den har en annan rot än liggaren");
    }
    Ok(head)
}

/// A note as it is kept.
pub(crate) fn record(note: &SignedNote) -> Vec<u8> {
    let text = note.to_string();
    let crc = crc32fast::hash(text.as_bytes());
    format!("{text}crc32 {crc:08x}\n").into_bytes()
}

/// The note that the bytes begin with, what it says and how long it is with its
/// line; none when no such line stands there.
fn first_record(bytes: &[u8]) -> Option<Result<(SignedNote, TreeHead, usize), &'static str>> {
    let end = after_a_note(bytes)?;
    let note = &bytes[..end - CRC_LINE_BYTES];
    let read = || {
        let read = SignedNote::parse(note).map_err(|_| "noten är inte som den skrevs")?;
        if record(&read) != bytes[..end] {
            return Err("kontrollsumman stämmer inte");
        }
        let head = TreeHead::of(&read).map_err(|_| "noten är ingen kontrollpunkt")?;
        Ok((read, head, end))
    };
    Some(read())
}

/// Where the first line with a checksum ends.
fn after_a_note(bytes: &[u8]) -> Option<usize> {
    let at = bytes
        .windows(CRC_LINE.len())
        .position(|window| window == CRC_LINE)?;
    let end = at + 1 + CRC_LINE_BYTES;
    (bytes.get(end - 1) == Some(&b'\n')).then_some(end)
}

/// Whether the rest of the file can be what a crash leaves of one note: no whole
/// one stands after it. There may be remains of two, when a write was tried again.
fn is_torn(rest: &[u8]) -> bool {
    let whole_after = (1..rest.len())
        .filter(|at| rest[..*at].ends_with(b"\n"))
        .any(|at| matches!(first_record(&rest[at..]), Some(Ok(_))));
    !whole_after && rest.len() <= 2 * MAX_BYTES
}
