//! The embedded store: the journal with its index, in one folder.
//!
//! ```text
//! liggare.json           what the folder is
//! lock                   held by the process that writes
//! journal/               the events (`FORMAT.md`), the checkpoint, the marker
//! index/                 sled: derived, rebuilt when behind, damaged or missing
//! index.rebuild          says that the index is to be built anew at the next opening
//! index.skadat-N         an index that was set aside
//! ```
//!
//! Guarantees: those of [`Log`]. An event is durable in the journal before the
//! index hears of it. Destroying a payload overwrites its bytes in the journal
//! durably, forgets the read models at once, and has the index's folder, where
//! sled keeps old values, removed at the next opening. What lies outside the
//! folder's own files is not reached: backups, exports, copies that a file
//! system or a drive keeps of overwritten blocks.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::checkpoint::Checkpoint;
use super::disk::{Disk, Folder};
use super::frame::EventHead;
use super::index::{Index, Line, Mark};
use super::journal::{Journal, SEGMENT_BYTES, failed};
use super::lock::Lock;
use super::records::RecordReading;
use super::segment;
use super::settings::{self, FolderFile, Settings};
use super::walk::{Place, Walk};
use super::{CommandRecord, Log, LogError, Records, StoredModel};
use crate::basis::Hash;
use crate::entry::Commit;
use crate::event::{Event, EventKind};
use crate::ids::{CommandId, EventId, Position};
use crate::stream::StreamId;
use crate::time::Timestamp;

/// The journal's folder in the ledger's.
pub(crate) const JOURNAL: &str = "journal";
const INDEX: &str = "index";
const REBUILD: &str = "index.rebuild";
const SET_ASIDE: &str = "index.skadat-";

/// How many events are taken into the index with one write when it catches up.
const CATCH_UP_EVENTS: u64 = 4096;

/// How a store is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The size that a file of the journal is closed at, in bytes.
    pub segment_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            segment_bytes: SEGMENT_BYTES,
        }
    }
}

/// What a store takes and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// How many events.
    pub events: u64,
    /// How many frames they stand in.
    pub frames: u64,
    /// How many files the journal has.
    pub segments: usize,
    /// How many bytes the journal takes.
    pub journal_bytes: u64,
    /// How many bytes the index and the read models take.
    pub index_bytes: u64,
    /// How many events have had their payloads destroyed.
    pub redacted: usize,
}

/// The embedded store.
pub struct Store {
    file: FolderFile,
    journal: Journal,
    index: Index,
    redacted: BTreeSet<EventId>,
    notes: Vec<String>,
    folder: Option<PathBuf>,
    checkpoint: Checkpoint,
    /// What the index answered when it failed after events were durable.
    index_failure: Option<String>,
    closed: bool,
    _lock: Option<Lock>,
}

impl Store {
    /// Makes a ledger in a folder, which may exist and hold other files.
    ///
    /// # Errors
    /// [`LogError::AlreadyALedger`], [`LogError::InUse`], [`LogError::Io`].
    pub fn create(folder: &Path, settings: &Settings) -> Result<Self, LogError> {
        Self::create_with(folder, settings, Options::default())
    }

    /// Makes a ledger, with a say in how it is kept.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_with(
        folder: &Path,
        settings: &Settings,
        options: Options,
    ) -> Result<Self, LogError> {
        let journal = folder.join(JOURNAL);
        let place = folder.display().to_string();
        std::fs::create_dir_all(folder).map_err(failed("att skapa", &place))?;
        if folder.join(settings::FILE).exists() || holds_frames(&journal) {
            return Err(LogError::AlreadyALedger { folder: place });
        }
        {
            let _lock = Lock::take(folder)?;
            std::fs::create_dir_all(&journal).map_err(failed("att skapa", &place))?;
            let file = FolderFile::new(settings);
            Journal::create(&Folder::new(&journal), file.ledger.into_bytes())?;
            sync_parent(folder).map_err(failed("att säkra", &place))?;
            file.write(folder)?;
        }
        Self::open_with(folder, options)
    }

    /// Opens the ledger of a folder; [`Log::notes`] says what was mended.
    ///
    /// # Errors
    /// [`LogError::NotALedger`], [`LogError::InUse`], [`LogError::NewerFormat`],
    /// [`LogError::Damaged`] with the position, [`LogError::Io`].
    pub fn open(folder: &Path) -> Result<Self, LogError> {
        Self::open_with(folder, Options::default())
    }

    /// Opens a ledger, with a say in how it is kept.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(folder: &Path, options: Options) -> Result<Self, LogError> {
        let file = FolderFile::read(folder)?;
        let lock = Lock::take(folder)?;
        let journal = folder.join(JOURNAL);
        if !journal.is_dir() {
            return Err(LogError::Damaged {
                position: Position(0),
                place: JOURNAL.to_owned(),
                found: "journalens mapp saknas".to_owned(),
            });
        }
        let disk = Arc::new(Folder::new(&journal));
        Self::assemble(disk, file, options, Some(folder), Some(lock))
    }

    /// Makes a ledger on a disk of its own making, without lock and folder, with
    /// an index that is thrown away: for simulations.
    ///
    /// # Errors
    /// [`LogError::Io`].
    pub fn create_on(
        disk: Arc<dyn Disk>,
        settings: &Settings,
        options: Options,
    ) -> Result<Self, LogError> {
        Journal::create(disk.as_ref(), FolderFile::new(settings).ledger.into_bytes())?;
        Self::open_on(disk, settings, options)
    }

    /// Opens what [`Store::create_on`] made.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_on(
        disk: Arc<dyn Disk>,
        settings: &Settings,
        options: Options,
    ) -> Result<Self, LogError> {
        Self::assemble(disk, FolderFile::new(settings), options, None, None)
    }

    /// What the ledger is.
    pub fn file(&self) -> &FolderFile {
        &self.file
    }

    /// What it takes and holds.
    ///
    /// # Errors
    /// [`LogError`] when the files cannot be measured.
    pub fn status(&self) -> Result<Status, LogError> {
        Ok(Status {
            events: self.journal.size(),
            frames: self.index.cursor().frames,
            segments: self.journal.segments.len(),
            journal_bytes: self.journal.bytes()?,
            index_bytes: self.index.bytes()?,
            redacted: self.redacted.len(),
        })
    }

    /// Ends the writing: a checkpoint, and no zeros ahead. Dropping a store does
    /// the same and keeps silent about failures.
    ///
    /// # Errors
    /// [`LogError`] when it could not be written; no event is lost by that.
    pub fn close(mut self) -> Result<(), LogError> {
        self.finish()
    }

    fn finish(&mut self) -> Result<(), LogError> {
        self.closed = true;
        if self.journal.is_poisoned() {
            return Err(LogError::Poisoned);
        }
        self.checkpoint()?;
        self.journal.trim()
    }

    fn assemble(
        disk: Arc<dyn Disk>,
        file: FolderFile,
        options: Options,
        folder: Option<&Path>,
        lock: Option<Lock>,
    ) -> Result<Self, LogError> {
        let ledger = file.ledger.into_bytes();
        let mut notes = Vec::new();
        let checkpoint = Checkpoint::read(disk.as_ref(), ledger)?;
        let journal = Journal::open(disk, ledger, options.segment_bytes, &checkpoint, &mut notes)?;
        let index = ready_index(folder, &journal, &checkpoint, &mut notes)?;
        let mut store = Self {
            redacted: index.redactions().keys().copied().collect(),
            file,
            journal,
            index,
            notes,
            folder: folder.map(Path::to_owned),
            checkpoint,
            index_failure: None,
            closed: false,
            _lock: lock,
        };
        store.finish_redactions()?;
        store.write_checkpoint()?;
        Ok(store)
    }

    /// Destroys what a crash left between a redaction and its destroying.
    fn finish_redactions(&mut self) -> Result<(), LogError> {
        let events: Vec<EventId> = self.redacted.iter().copied().collect();
        for event in events {
            let Some(position) = self.position_of(event)? else {
                continue;
            };
            if self.payload_remains(position)? {
                self.destroy(position)?;
                self.notes.push(format!(
                    "Innehållet i händelsen vid {position} var gallrat men inte förstört; det är förstört nu."
                ));
            }
        }
        Ok(())
    }

    fn payload_remains(&self, position: Position) -> Result<bool, LogError> {
        let mut walk = self.walk_to(position);
        while let Some((place, frame)) = walk.next(self.journal.size())? {
            if position.0 < frame.header.end() {
                let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
                let head = heads.iter().find(|head| head.position == position);
                return Ok(head.is_some_and(|head| frame.payload(head).iter().any(|b| *b != 0)));
            }
        }
        Ok(false)
    }

    fn destroy(&mut self, position: Position) -> Result<(), LogError> {
        if let Some(folder) = &self.folder {
            let mark = || {
                File::create(folder.join(REBUILD))?.sync_all()?;
                File::open(folder)?.sync_all()
            };
            mark().map_err(failed("att märka indexet", &folder.display().to_string()))?;
        }
        let near = self.walk_to(position).place();
        self.journal.destroy(position, near)?;
        self.index.forget_models()
    }

    fn walk_to(&self, position: Position) -> Walk<'_> {
        walk_from(&self.journal, self.index.mark_of_position(position))
    }

    fn write_checkpoint(&mut self) -> Result<(), LogError> {
        let size = self.journal.size();
        if size != self.checkpoint.size {
            let checkpoint = Checkpoint {
                size,
                root: self.index.root_at(size)?,
                ..self.checkpoint
            };
            checkpoint.write(self.journal.disk.as_ref())?;
            self.checkpoint = checkpoint;
        }
        Ok(())
    }

    fn check_index(&self) -> Result<(), LogError> {
        match &self.index_failure {
            None => Ok(()),
            Some(found) => Err(LogError::Index {
                doing: "att följa journalen",
                found: format!("{found}; öppna liggaren på nytt"),
            }),
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if !self.closed {
            // The next opening finds out for itself what this one could not note.
            let _ = self.finish();
        }
    }
}

impl Log for Store {
    fn size(&self) -> u64 {
        self.journal.size()
    }

    fn append(&mut self, group: &[Commit]) -> Result<(), LogError> {
        self.check_index()?;
        let (place, header) = self.journal.append(group)?;
        let records = group.iter().flat_map(|commit| &commit.records);
        self.index.take(
            place,
            &header,
            records.map(|record| Line {
                position: record.entry.position,
                stream: &record.entry.stream,
                stream_version: record.entry.stream_version,
                leaf: record.leaf,
                commit: &record.entry.commit,
                redacts: redacts(record.entry.event()),
            }),
        );
        for record in group.iter().flat_map(|commit| &commit.records) {
            self.redacted.extend(redacts(record.entry.event()));
        }
        if let Err(error) = self.index.settle() {
            // The group is durable and counts; only what follows must wait.
            self.index_failure = Some(error.to_string());
        }
        Ok(())
    }

    fn read(&self, from: Position, end: u64) -> Records<'_> {
        Box::new(RecordReading::new(
            self.walk_to(from),
            from.0,
            end.min(self.journal.size()),
            &self.redacted,
        ))
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommandRecord>, LogError> {
        self.check_index()?;
        self.index.command(id)
    }

    fn stream(&self, stream: &StreamId) -> Result<Vec<Position>, LogError> {
        self.check_index()?;
        self.index.stream(stream)
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        let size = self.journal.size();
        let Some(mark) = self.index.mark_of_event(event) else {
            return Ok(None);
        };
        let mut walk = walk_from(&self.journal, Some(mark));
        let mut last = mark.place;
        while let Some((place, frame)) = walk.next(size)? {
            if frame.header.first_event > event {
                break;
            }
            last = place;
        }
        let mut walk = Walk::new(&self.journal.segments, last);
        let Some((place, frame)) = walk.next(size)? else {
            return Ok(None);
        };
        let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
        Ok(heads
            .binary_search_by_key(&event, |head| head.event_id)
            .ok()
            .map(|at| heads[at].position))
    }

    fn size_at(&self, moment: Timestamp) -> Result<u64, LogError> {
        let size = self.journal.size();
        let mut walk = walk_from(&self.journal, self.index.mark_of_moment(moment));
        let mut recorded = walk.place().position;
        while let Some((place, frame)) = walk.next(size)? {
            if frame.header.recorded_at > moment {
                let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
                let before = heads.partition_point(|head| head.commit.recorded_at <= moment);
                return Ok(recorded + before as u64);
            }
            recorded = frame.header.end();
        }
        Ok(recorded)
    }

    fn root_at(&self, size: u64) -> Result<Hash, LogError> {
        self.check_index()?;
        if size > self.journal.size() {
            return Err(LogError::BeyondEnd {
                size: self.journal.size(),
                asked: size,
            });
        }
        self.index.root_at(size)
    }

    fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        self.index.model(name)
    }

    fn keep_model(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        self.index.keep_model(name, model)
    }

    fn redact(&mut self, position: Position) -> Result<(), LogError> {
        if position.0 >= self.journal.size() {
            return Err(LogError::BeyondEnd {
                size: self.journal.size(),
                asked: position.0.saturating_add(1),
            });
        }
        self.destroy(position)
    }

    fn checkpoint(&mut self) -> Result<(), LogError> {
        self.check_index()?;
        if self.journal.is_poisoned() {
            return Err(LogError::Poisoned);
        }
        self.write_checkpoint()?;
        self.index.flush()
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}

fn redacts(event: Option<&Event>) -> Option<EventId> {
    match event {
        Some(Event::PayloadRedacted(redaction)) => Some(redaction.event),
        _ => None,
    }
}

fn walk_from(journal: &Journal, mark: Option<Mark>) -> Walk<'_> {
    match mark {
        Some(mark) => Walk::new(&journal.segments, mark.place),
        None => Walk::towards(&journal.segments, 0),
    }
}

/// The index, level with the journal. One that is damaged, ahead, or another
/// journal's is set aside and built anew; the notes say so.
fn ready_index(
    folder: Option<&Path>,
    journal: &Journal,
    checkpoint: &Checkpoint,
    notes: &mut Vec<String>,
) -> Result<Index, LogError> {
    let place = folder.map(|folder| folder.join(INDEX));
    let mut is_new = place.is_none();
    if let (Some(folder), Some(place)) = (folder, &place) {
        if folder.join(REBUILD).exists() {
            forget(folder).map_err(failed("att ta bort indexet", &folder.display().to_string()))?;
            notes.push("Indexet är borttaget efter en gallring och byggs upp på nytt.".to_owned());
            is_new = true;
        } else if !place.exists() && journal.size() > 0 {
            is_new = true;
            notes.push("Indexet saknades och byggs upp på nytt ur journalen.".to_owned());
        }
    }
    let mut said = Vec::new();
    let tried = Index::open(place.as_deref(), journal.ledger)
        .and_then(|index| follow(index, journal, checkpoint, &mut said));
    if tried.is_ok() && !is_new {
        notes.append(&mut said);
    }
    let why = match tried {
        Ok(index) => return Ok(index),
        Err(LogError::Index { found, .. }) => found,
        Err(other) => return Err(other),
    };
    if let (Some(folder), Some(place)) = (folder, &place) {
        let aside = set_aside(folder, place).map_err(failed(
            "att ställa undan indexet",
            &place.display().to_string(),
        ))?;
        notes.push(format!(
            "Indexet kunde inte användas ({why}). Det är undanställt som {aside} och byggs upp på nytt ur journalen."
        ));
    }
    let index = Index::open(place.as_deref(), journal.ledger)?;
    follow(index, journal, checkpoint, &mut Vec::new()).map_err(|error| match error {
        LogError::Index { found, .. } if found == OTHER_ROOT => LogError::Damaged {
            position: Position(0),
            place: JOURNAL.to_owned(),
            found: format!(
                "de första {} händelserna har inte den rot som kontrollpunkten säger",
                checkpoint.size
            ),
        },
        other => other,
    })
}

const OTHER_ROOT: &str = "det har en annan rot än kontrollpunkten";

/// Brings the index level with the journal and checks that it is the journal's.
fn follow(
    mut index: Index,
    journal: &Journal,
    checkpoint: &Checkpoint,
    notes: &mut Vec<String>,
) -> Result<Index, LogError> {
    let other = |found: &str| LogError::Index {
        doing: "att följa journalen",
        found: found.to_owned(),
    };
    let cursor = index.cursor();
    if cursor.size > journal.size() {
        return Err(other("det är längre än journalen"));
    }
    let range = index.missing_leaves();
    let from = range.start.min(cursor.size.saturating_sub(1));
    let mut leaves = Vec::new();
    let mut last_leaf = None;
    each_head(journal, &index, from, cursor.size, |head| {
        last_leaf = Some(head.leaf);
        if range.contains(&head.position.0) {
            leaves.push(head.leaf);
        }
    })?;
    if last_leaf.is_some_and(|leaf| leaf != cursor.last_leaf) {
        return Err(other("det hör till en annan journal"));
    }
    index.restore_edge(&leaves)?;
    if cursor.size < journal.size() {
        notes.push(format!(
            "Indexet låg {} händelser efter journalen och har hämtat ikapp.",
            journal.size() - cursor.size
        ));
    }
    catch_up(&mut index, journal)?;
    if index.root_at(checkpoint.size)? != checkpoint.root {
        return Err(other(OTHER_ROOT));
    }
    Ok(index)
}

fn each_head(
    journal: &Journal,
    index: &Index,
    from: u64,
    end: u64,
    mut see: impl FnMut(&EventHead),
) -> Result<(), LogError> {
    let mut walk = walk_from(journal, index.mark_of_position(Position(from)));
    while let Some((place, frame)) = walk.next(end)? {
        if frame.header.end() <= from {
            continue;
        }
        let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
        heads
            .iter()
            .filter(|head| (from..end).contains(&head.position.0))
            .for_each(&mut see);
    }
    Ok(())
}

fn catch_up(index: &mut Index, journal: &Journal) -> Result<(), LogError> {
    let from = index.cursor().size;
    let mut settled = from;
    let mut walk = walk_from(journal, index.mark_of_position(Position(from)));
    let none = BTreeSet::new();
    while let Some((place, frame)) = walk.next(journal.size())? {
        if frame.header.end() <= from {
            continue;
        }
        let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
        let mut redactions = Vec::with_capacity(heads.len());
        for head in &heads {
            redactions.push(if head.kind == EventKind::PayloadRedacted {
                let place = Place {
                    position: head.position.0,
                    ..place
                };
                let record = frame.record(head.clone(), &none);
                redacts(record.map_err(|flaw| place.damaged(flaw))?.entry.event())
            } else {
                None
            });
        }
        let lines = heads.iter().zip(redactions).map(|(head, redacts)| Line {
            position: head.position,
            stream: &head.stream,
            stream_version: head.stream_version,
            leaf: head.leaf,
            commit: &head.commit,
            redacts,
        });
        index.take(place, &frame.header, lines);
        if index.cursor().size - settled >= CATCH_UP_EVENTS {
            index.settle()?;
            settled = index.cursor().size;
        }
    }
    if index.cursor().size > settled {
        index.settle()?;
    }
    Ok(())
}

/// Removes the index and every one that was set aside: they may hold what was destroyed.
fn forget(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name == INDEX || name.starts_with(SET_ASIDE) {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    std::fs::remove_file(folder.join(REBUILD))?;
    File::open(folder)?.sync_all()
}

fn set_aside(folder: &Path, index: &Path) -> std::io::Result<String> {
    let mut number = 1_u32;
    loop {
        let name = format!("{SET_ASIDE}{number}");
        let aside = folder.join(&name);
        if !aside.exists() {
            std::fs::rename(index, aside)?;
            return Ok(name);
        }
        number += 1;
    }
}

/// Whether a folder holds a journal that something has been written in.
fn holds_frames(journal: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(journal) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        segment::number_of(&name.to_string_lossy()).is_some()
            && entry
                .metadata()
                .is_ok_and(|metadata| metadata.len() > segment::SEGMENT_HEADER_BYTES)
    })
}

fn sync_parent(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()?;
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}
