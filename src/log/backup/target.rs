//! The journal that is being written: new, or an older copy that is topped up.
//!
//! Guarantees: nothing takes its name before every byte is written and synced,
//! so that what stands under the names is a whole journal at every moment. What
//! an older copy has already is compared byte for byte and stays; a difference is
//! told and nothing is changed. A payload that has been redacted since is
//! overwritten when its redaction stands in the copy, never before.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::failure::{BackupError, unwritten};
use super::outdated::Outdated;
use crate::ids::Position;
use crate::log::checkpoint::Checkpoint;
use crate::log::disk::{Disk, DiskFile};
use crate::log::frame::Frame;
use crate::log::journal::UNFINISHED;
use crate::log::segment::{self, SEGMENT_HEADER_BYTES, SegmentHeader};
use crate::log::walk::Place;
use crate::log::{checkpoint, checkpoints, recovery};
use crate::proof::SignedNote;

/// How much of an older file is read at a time, in bytes.
const STEP: usize = 256 * 1024;

/// The journal that is being written.
pub(super) struct Target<'a> {
    disk: &'a dyn Disk,
    ledger: [u8; 16],
    /// The files of the older copy.
    older: BTreeMap<u32, Older>,
    older_notes: Option<(Arc<dyn DiskFile>, u64)>,
    piece: Option<Piece>,
    /// The last file that was gone through.
    reached: Option<u32>,
    /// The files that are whole and have no name yet.
    written: Vec<u32>,
    notes: Option<(Arc<dyn DiskFile>, u64)>,
    /// Payloads of the older copy that have been redacted since.
    outdated: Outdated,
    /// How many events the older copy was found to have.
    pub(super) before: u64,
}

struct Older {
    file: Arc<dyn DiskFile>,
    bytes: u64,
}

/// The file that is being compared or written.
struct Piece {
    number: u32,
    /// None while all of it stands in the older copy.
    new: Option<Arc<dyn DiskFile>>,
    /// How far it has come.
    at: u64,
}

impl<'a> Target<'a> {
    /// Looks what the disk holds already; changes nothing.
    ///
    /// # Errors
    /// [`BackupError::Copy`] when the older copy is damaged, [`BackupError::Ahead`].
    pub(super) fn find(
        disk: &'a dyn Disk,
        ledger: [u8; 16],
        size: u64,
    ) -> Result<Self, BackupError> {
        let mut found = Self {
            disk,
            ledger,
            older: BTreeMap::new(),
            older_notes: None,
            piece: None,
            reached: None,
            written: Vec::new(),
            notes: None,
            outdated: Outdated::default(),
            before: 0,
        };
        let names = disk.names().map_err(unwritten("att läsa", "journal"))?;
        let is_of_copy =
            |name: &String| name == checkpoint::FILE || segment::number_of(name).is_some();
        if !names.iter().any(is_of_copy) {
            return Ok(found);
        }
        let known = Checkpoint::read(disk, ledger).map_err(BackupError::Copy)?;
        if known.size > size {
            return Err(BackupError::Ahead {
                copy: known.size,
                ledger: size,
            });
        }
        for segment in recovery::segments(disk, ledger).map_err(BackupError::Copy)? {
            let bytes = segment.file.size();
            let bytes =
                bytes.map_err(unwritten("att mäta", &segment::file_name(segment.number)))?;
            let file = segment.file;
            found.older.insert(segment.number, Older { file, bytes });
        }
        if names.iter().any(|name| name == checkpoints::FILE) {
            let measure = || {
                let file = disk.open(checkpoints::FILE)?;
                let bytes = file.size()?;
                Ok((file, bytes))
            };
            let notes = measure().map_err(unwritten("att läsa", checkpoints::FILE))?;
            found.older_notes = Some(notes);
        }
        Ok(found)
    }

    /// Takes the next frame as it is to stand, with the payloads that are
    /// destroyed in it.
    ///
    /// # Errors
    /// [`BackupError::Forks`], [`BackupError::Copy`], [`BackupError::Io`].
    pub(super) fn take(
        &mut self,
        at: Place,
        frame: &[u8],
        events: u64,
        destroyed: &[Range<usize>],
    ) -> Result<(), BackupError> {
        if self
            .piece
            .as_ref()
            .is_none_or(|piece| piece.number != at.segment)
        {
            self.end_piece()?;
            self.begin(at)?;
        }
        let is_new = self.piece.as_ref().is_some_and(|piece| piece.new.is_some());
        if !is_new && self.stands(at, frame, destroyed)? {
            self.before += events;
        } else {
            self.write(at, frame)?;
        }
        if let Some(piece) = &mut self.piece {
            piece.at = at.offset + frame.len() as u64;
        }
        Ok(())
    }

    /// Takes the next signed checkpoint.
    ///
    /// # Errors
    /// [`BackupError::Forks`] when the older copy has another there.
    pub(super) fn take_note(&mut self, note: &SignedNote) -> Result<(), BackupError> {
        let bytes = checkpoints::record(note);
        let name = unfinished(checkpoints::FILE);
        let (file, at) = if let Some((file, at)) = &self.notes {
            (Arc::clone(file), *at)
        } else {
            let file = self.disk.create(&name);
            (file.map_err(unwritten("att skapa", &name))?, 0)
        };
        let end = at + bytes.len() as u64;
        if let Some((older, length)) = &self.older_notes
            && at < *length
        {
            let stands = read(older.as_ref(), at, bytes.len())
                .map_err(unwritten("att läsa", checkpoints::FILE))?;
            if end > *length || stands != bytes {
                return Err(forks(checkpoints::FILE, at));
            }
        }
        file.write_at(&bytes, at)
            .map_err(unwritten("att skriva", &name))?;
        self.notes = Some((file, end));
        Ok(())
    }

    /// Gives everything its name, durably, notes the size and root, and then
    /// overwrites what has been redacted since; answers how many payloads.
    ///
    /// # Errors
    /// [`BackupError`]; what stands under the names is a whole journal all the same.
    pub(super) fn finish(mut self, checkpoint: &Checkpoint) -> Result<u64, BackupError> {
        if self.piece.is_none() && self.older.is_empty() {
            self.begin(Place {
                segment: 0,
                offset: SEGMENT_HEADER_BYTES,
                position: 0,
            })?;
            self.start_file(0, 0)?;
        }
        self.end_piece()?;
        self.check_no_more()?;
        let signed = self.notes.as_ref().map_or(0, |(_, bytes)| *bytes);
        if let Some((_, length)) = &self.older_notes
            && *length > signed
        {
            return Err(forks(checkpoints::FILE, signed));
        }
        let written = self.written.iter();
        let mut names: Vec<String> = written.map(|n| segment::file_name(*n)).collect();
        if let Some((file, _)) = &self.notes {
            file.sync()
                .map_err(unwritten("att säkra", checkpoints::FILE))?;
            names.push(checkpoints::FILE.to_owned());
        }
        // The signed ones last: each counts events that stand there by then.
        for name in &names {
            let renamed = self.disk.rename(&unfinished(name), name);
            renamed.map_err(unwritten("att namnge", name))?;
        }
        self.disk
            .sync_names()
            .map_err(unwritten("att säkra", "journal"))?;
        let checkpoint = Checkpoint {
            signed,
            ..*checkpoint
        };
        checkpoint.write(self.disk)?;
        let older = |number| self.older.get(&number).map(|older| Arc::clone(&older.file));
        self.outdated.overwrite(self.disk, older)
    }

    /// Removes what has not got its name, after a failure whose reason is worth
    /// more than that this failed too.
    pub(super) fn clear(disk: &dyn Disk) {
        for name in disk.names().unwrap_or_default() {
            if name.ends_with(UNFINISHED) {
                let _ = disk.remove(&name);
            }
        }
    }

    fn begin(&mut self, at: Place) -> Result<(), BackupError> {
        self.reached = Some(at.segment);
        self.piece = Some(Piece {
            number: at.segment,
            new: None,
            at: SEGMENT_HEADER_BYTES,
        });
        let header = self.header(at.segment, at.position).encode();
        let Some(older) = self.older.get(&at.segment) else {
            return Ok(());
        };
        let name = segment::file_name(at.segment);
        let stands = read(older.file.as_ref(), 0, header.len());
        let stands = stands.map_err(unwritten("att läsa", &name))?;
        if stands == header {
            Ok(())
        } else {
            Err(forks(&name, 0))
        }
    }

    /// Whether a frame stands in the older copy; what may differ is a payload that
    /// has been destroyed since.
    fn stands(
        &mut self,
        at: Place,
        frame: &[u8],
        destroyed: &[Range<usize>],
    ) -> Result<bool, BackupError> {
        let name = segment::file_name(at.segment);
        let Some(older) = self.older.get(&at.segment) else {
            return Ok(false);
        };
        if older.bytes <= at.offset {
            return Ok(false);
        }
        let stands = read(older.file.as_ref(), at.offset, frame.len());
        let mut stands = stands.map_err(unwritten("att läsa", &name))?;
        if stands == frame {
            return Ok(true);
        }
        // A copy that somebody has opened to write in is filled with zeros ahead.
        if stands.iter().all(|byte| *byte == 0) {
            return Ok(false);
        }
        let mut outdated = Vec::new();
        for payload in destroyed {
            let payload_stands = stands.get_mut(payload.clone()).unwrap_or_default();
            if payload_stands.iter().any(|byte| *byte != 0) {
                payload_stands.fill(0);
                let from = at.offset + payload.start as u64;
                outdated.push(from..from + payload.len() as u64);
            }
        }
        if stands == frame {
            self.outdated.extend(at.segment, outdated);
            return Ok(true);
        }
        // Whole and different is another history, anything else damage of the copy.
        match Frame::parse(&read(older.file.as_ref(), at.offset, frame.len()).unwrap_or_default()) {
            Ok(_) => Err(forks(&name, at.offset)),
            Err(flaw) => Err(BackupError::Copy(at.damaged(flaw))),
        }
    }

    fn write(&mut self, at: Place, frame: &[u8]) -> Result<(), BackupError> {
        let file = match self.piece.as_ref().and_then(|piece| piece.new.clone()) {
            Some(file) => file,
            None => self.start_file(at.position, at.offset)?,
        };
        let name = unfinished(&segment::file_name(at.segment));
        file.write_at(frame, at.offset)
            .map_err(unwritten("att skriva", &name))
    }

    /// A file under a name that no opening reads, with what the older copy has of
    /// it up to a byte.
    fn start_file(&mut self, position: u64, to: u64) -> Result<Arc<dyn DiskFile>, BackupError> {
        let number = self.piece.as_ref().map_or(0, |piece| piece.number);
        let name = unfinished(&segment::file_name(number));
        let older = self.older.get(&number);
        let header = self.header(number, position).encode();
        self.check_ends(number, to)?;
        let start = || {
            let file = self.disk.create(&name)?;
            match older {
                None => file.write_at(&header, 0)?,
                Some(older) => {
                    let mut at = 0;
                    while at < to {
                        let step = usize::try_from(to - at).map_or(STEP, |left| left.min(STEP));
                        let bytes = read(older.file.as_ref(), at, step)?;
                        if bytes.is_empty() {
                            return Err(std::io::ErrorKind::UnexpectedEof.into());
                        }
                        file.write_at(&bytes, at)?;
                        at += bytes.len() as u64;
                    }
                }
            }
            Ok(file)
        };
        let file = start().map_err(unwritten("att skriva", &name))?;
        if let Some(piece) = &mut self.piece {
            piece.new = Some(Arc::clone(&file));
        }
        Ok(file)
    }

    fn end_piece(&mut self) -> Result<(), BackupError> {
        let Some(piece) = self.piece.take() else {
            return Ok(());
        };
        let name = segment::file_name(piece.number);
        if let Some(file) = &piece.new {
            file.sync().map_err(unwritten("att säkra", &name))?;
            self.written.push(piece.number);
            return Ok(());
        }
        self.check_ends(piece.number, piece.at)
    }

    /// No file of the older copy goes on after the ledger's last event.
    fn check_no_more(&self) -> Result<(), BackupError> {
        self.older
            .keys()
            .filter(|number| self.reached.is_none_or(|reached| **number > reached))
            .try_for_each(|number| self.check_ends(*number, SEGMENT_HEADER_BYTES))
    }

    /// A file of the older copy has nothing but zeros from a byte on.
    fn check_ends(&self, number: u32, from: u64) -> Result<(), BackupError> {
        let Some(older) = self.older.get(&number) else {
            return Ok(());
        };
        let name = segment::file_name(number);
        let mut at = from;
        while at < older.bytes {
            let bytes =
                read(older.file.as_ref(), at, STEP).map_err(unwritten("att läsa", &name))?;
            if bytes.is_empty() {
                break;
            }
            if bytes.iter().any(|byte| *byte != 0) {
                return Err(forks(&name, at));
            }
            at += bytes.len() as u64;
        }
        Ok(())
    }

    fn header(&self, number: u32, first: u64) -> SegmentHeader {
        SegmentHeader {
            ledger: self.ledger,
            number,
            first_position: Position(first),
        }
    }
}

fn read(file: &dyn DiskFile, at: u64, length: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    let read = file.read_at(&mut bytes, at)?;
    bytes.truncate(read);
    Ok(bytes)
}

fn forks(name: &str, at: u64) -> BackupError {
    BackupError::Forks {
        place: format!("{name}, byte {at}"),
    }
}

fn unfinished(name: &str) -> String {
    format!("{name}{UNFINISHED}")
}
