//! The embedded store: the journal with its index, in one folder.
//!
//! ```text
//! liggare.json           what the folder is
//! lock                   held by the process that writes
//! journal/               the events (`FORMAT.md`), the checkpoints, the marker
//! index/                 sled: derived, rebuilt when behind, damaged or missing
//! index/model.NAME       a read model, as derived as the rest
//! index.rebuild          says that the index is to be built anew at the next opening
//! index.skadat-N         an index that was set aside
//! index.provning         one that is built to compare with, while that takes
//! ```
//!
//! Guarantees: those of [`Log`]. An event is durable in the journal before the
//! index hears of it. Destroying a payload overwrites its bytes in the journal
//! durably, forgets the read models at once, and has the index's folder, where
//! sled keeps old values, removed when the store ends; `redaction.rs` says how far
//! that reaches.

mod folder;
mod follow;
mod log;
mod options;
mod redaction;
mod snapshot;
mod status;
mod verification;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::checkpoint::Checkpoint;
use super::checkpoints::Checkpoints;
use super::disk::{Disk, Folder, create_private};
use super::frame::HeadView;
use super::index::{Index, Mark, View};
use super::journal::{Journal, failed};
use super::lock::Lock;
use super::merkle::TILE;
use super::settings::{self, FolderFile, Settings};
use super::walk::{Segment, Walk};
use super::{Log, LogError, ReadLog};
use crate::basis::Hash;
use crate::ids::Position;
use crate::proof::origin_line;
use folder::INDEX;
pub use folder::overwrite;
pub(crate) use folder::{destroy, open_file, remove_indexes};
pub use options::Options;
pub use snapshot::{Snapshot, StoreReader};
pub use status::Status;
pub use verification::Verdicts;

/// The journal's folder in the ledger's.
pub(crate) const JOURNAL: &str = "journal";

/// The embedded store.
pub struct Store {
    file: FolderFile,
    journal: Journal,
    index: Index,
    /// What this store's own questions are answered from.
    seen: Snapshot,
    /// Where other readers get the same.
    readers: StoreReader,
    notes: Vec<String>,
    folder: Option<PathBuf>,
    checkpoint: Checkpoint,
    checkpoints: Checkpoints,
    /// What the index answered when it failed after events were durable.
    index_failure: Option<Arc<IndexFailure>>,
    /// Whether what is derived holds a payload that was destroyed.
    must_forget: bool,
    closed: bool,
    _lock: Option<Lock>,
}

/// Refuses a folder that has a ledger, or a journal that something is written in.
fn refuse_ledger(folder: &Path) -> Result<(), LogError> {
    if folder.join(settings::FILE).exists() || folder::holds_frames(&folder.join(JOURNAL)) {
        return Err(LogError::AlreadyALedger {
            folder: folder.display().to_string(),
        });
    }
    Ok(())
}

/// Why the index could not follow the journal.
enum IndexFailure {
    /// The system refused, as for want of space: the index is as good as before.
    OfSystem(std::io::ErrorKind),
    /// The index itself failed.
    OfIndex(String),
}

impl IndexFailure {
    fn of(error: &LogError) -> Self {
        match error {
            LogError::Io { source, .. } => Self::OfSystem(source.kind()),
            other => Self::OfIndex(other.to_string()),
        }
    }

    fn told(&self) -> LogError {
        match self {
            Self::OfSystem(kind) => LogError::Io {
                doing: "att skriva indexet",
                place: INDEX.to_owned(),
                source: (*kind).into(),
            },
            Self::OfIndex(found) => LogError::Index {
                doing: "att följa journalen",
                found: format!("{found}; öppna liggaren på nytt"),
            },
        }
    }
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
        let place = folder.display().to_string();
        if let Some(parent) = folder.parent() {
            std::fs::create_dir_all(parent).map_err(failed("att skapa", &place))?;
        }
        match create_private(folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(failed("att skapa", &place)(error));
            }
            _ => {}
        }
        // Before the lock, which is a file: a refusal changes nothing.
        refuse_ledger(folder)?;
        Self::create_locked(folder, settings, options, Lock::take(folder)?)
    }

    /// Makes a ledger in a folder whose lock is held, and keeps the lock.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub(crate) fn create_locked(
        folder: &Path,
        settings: &Settings,
        options: Options,
        lock: Lock,
    ) -> Result<Self, LogError> {
        // Another process may have made one before the lock was free.
        refuse_ledger(folder)?;
        let journal = folder.join(JOURNAL);
        let place = folder.display().to_string();
        std::fs::create_dir_all(&journal).map_err(failed("att skapa", &place))?;
        let file = FolderFile::new(settings);
        let disk = Arc::new(Folder::new(&journal));
        Journal::create(disk.as_ref(), file.ledger.into_bytes())?;
        folder::sync_parent(folder).map_err(failed("att säkra", &place))?;
        file.write(folder)?;
        Self::assemble(disk, file, options, Some(folder), Some(lock))
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
        let journal = folder.join(JOURNAL);
        // Before the lock, which is a file: an opening that finds damage changes nothing.
        if !journal.is_dir() {
            return Err(LogError::Damaged {
                position: Position(0),
                place: journal.display().to_string(),
                found: "journalens mapp saknas".to_owned(),
            });
        }
        let lock = Lock::take(folder)?;
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

    /// A reader of the store that goes on seeing what is appended, for other threads.
    pub fn reader(&self) -> StoreReader {
        self.readers.clone()
    }

    /// The name that the ledger signs under.
    pub fn origin_line(&self) -> String {
        origin_line(&self.file.origin, self.file.ledger)
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
        let noted = self.checkpoint().and_then(|()| self.journal.trim());
        // Even when nothing could be noted: what was destroyed must not remain (I11).
        self.forget_derived()?;
        noted
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
        let mut checkpoints = Checkpoints::find(disk.as_ref(), checkpoint.signed)?;
        let origin = origin_line(&file.origin, file.ledger);
        let known = known_size(&checkpoint, &checkpoints, &origin)?;
        let journal = Journal::open(disk, ledger, options.segment_bytes, &known, &mut notes)?;
        let mut roots = vec![(checkpoint.size, checkpoint.root)];
        roots.extend(
            checkpoints
                .kept()
                .last_head()
                .map(|head| (head.size, head.root)),
        );
        let index = follow::ready_index(folder, &journal, &roots, &mut notes)?;
        if let Some(root) = folder {
            folder::give_to_owner(root, &root.join(INDEX)).map_err(failed(
                "att ge indexet dess ägare",
                &root.display().to_string(),
            ))?;
        }
        checkpoints.mend(&mut notes)?;
        let seen = Snapshot {
            size: journal.size(),
            segments: journal.segments.as_slice().into(),
            index: index.view().clone(),
            redacted: index.redactions().keys().copied().collect(),
            lookup: Arc::default(),
            checkpoints: checkpoints.kept().clone(),
            index_failure: None,
        };
        let mut store = Self {
            readers: StoreReader::new(seen.clone()),
            seen,
            file,
            journal,
            index,
            notes,
            folder: folder.map(Path::to_owned),
            checkpoint,
            checkpoints,
            index_failure: None,
            must_forget: false,
            closed: false,
            _lock: lock,
        };
        store.finish_redactions()?;
        store.write_checkpoint()?;
        Ok(store)
    }

    /// Lets readers see what is durable now.
    fn look(&mut self) {
        self.seen.size = self.journal.size();
        if self.seen.segments.len() != self.journal.segments.len() {
            self.seen.segments = self.journal.segments.as_slice().into();
        }
        self.seen.index = self.index.view().clone();
        self.seen.checkpoints = self.checkpoints.kept().clone();
        self.seen.index_failure = self.index_failure.clone();
        self.readers.publish(self.seen.clone());
    }

    fn write_checkpoint(&mut self) -> Result<(), LogError> {
        let (size, signed) = (self.journal.size(), self.checkpoints.kept().bytes());
        if (size, signed) != (self.checkpoint.size, self.checkpoint.signed) {
            let checkpoint = Checkpoint {
                size,
                root: self.seen.root_at(size)?,
                signed,
                ..self.checkpoint
            };
            checkpoint.write(self.journal.disk.as_ref())?;
            self.checkpoint = checkpoint;
        }
        Ok(())
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

/// The most that the journal is known to have held (I3): what the checkpoint says,
/// or the last signed one, which is kept after the events that it counts.
fn known_size(
    checkpoint: &Checkpoint,
    checkpoints: &Checkpoints,
    origin: &str,
) -> Result<Checkpoint, LogError> {
    match checkpoints.kept().last_head() {
        Some(head) if head.origin != origin => Err(checkpoints
            .kept()
            .last_is_damage("kontrollpunkten hör till en annan liggare")),
        Some(head) if head.size > checkpoint.size => Ok(Checkpoint {
            size: head.size,
            root: head.root,
            ..*checkpoint
        }),
        Some(_) | None => Ok(*checkpoint),
    }
}

/// The hashes of a tile of the Merkle tree as far as the first `size` leaves go: the
/// leaves of level 0 stand in the journal, the hashes above them in the index.
///
/// # Errors
/// [`LogError`] when they cannot be read.
fn tile_of(
    segments: &[Segment],
    index: &View,
    size: u64,
    (level, number): (u8, u64),
) -> Result<Vec<Hash>, LogError> {
    if level > 0 {
        return index.tile(level, number);
    }
    let first = number.saturating_mul(TILE as u64);
    let end = first.saturating_add(TILE as u64).min(size);
    let mut leaves = Vec::with_capacity(TILE);
    let walk = walk_from(segments, size, index.mark_of_position(Position(first)));
    each_head(walk, first, end, |head| leaves.push(head.leaf))?;
    Ok(leaves)
}

/// The heads of the events from a position to before `end`; answers where the
/// last frame that was read ends.
fn each_head(
    mut walk: Walk<'_>,
    from: u64,
    end: u64,
    mut see: impl FnMut(&HeadView<'_>),
) -> Result<u64, LogError> {
    walk.find(from, end)?;
    while let Some((place, frame)) = walk.next(end)? {
        let seen = frame.each_head(|head, _| {
            if (from..end).contains(&head.position.0) {
                see(head);
            }
        });
        seen.map_err(|flaw| place.damaged(flaw))?;
    }
    Ok(walk.place().position)
}

/// A walk from a marked frame, or from the beginning when the mark is not the
/// journal's: the index only says where to begin (I3), so that what it says
/// wrongly is never told as damage of the journal.
fn walk_from(segments: &[Segment], size: u64, mark: Option<Mark>) -> Walk<'_> {
    if let Some(mark) = mark {
        let mut walk = Walk::new(segments, mark.place);
        match walk.peek(size) {
            Ok(Some((place, header))) if mark.is_of(place, &header) => return walk,
            // A file that cannot be read says so again to the one who walks.
            Err(LogError::Io { .. }) => return walk,
            Ok(_) | Err(_) => {}
        }
    }
    Walk::towards(segments, 0)
}
