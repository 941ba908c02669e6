//! Opening the index: sled's settings, what is loaded into memory, and the edge
//! of the Merkle tree, whose leaves the journal gives again.
//! Deliberately not here: what is done when it cannot be opened; that is the
//! store's.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, RwLock};

use super::commands::{self, Commands};
use super::failure::{OTHER_FORMAT, broken, guarded, unreadable};
use super::key::numbered;
use super::model::Models;
use super::waiting::Waiting;
use super::{CURSOR, Cursor, Index, Mark, VERSION, View};
use crate::basis::Hash;
use crate::ids::{EventId, Position};
use crate::log::LogError;
use crate::log::bytes::Reader;
use crate::log::merkle::{Edge, TILE};

/// The size of sled's files, in bytes. Values up to a seventeenth of a quarter
/// of it stay out of sled's separate files, which it never syncs.
const SLED_SEGMENT_BYTES: usize = 2 * 1024 * 1024;

/// sled's cache, in bytes; it takes some times more.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

const INDEX_TREE: &str = "index";

impl Index {
    /// Opens the index in a folder, or a throw-away one in memory.
    ///
    /// # Errors
    /// [`LogError::Index`] when it is not usable as it is.
    pub(crate) fn open(folder: Option<&Path>, ledger: [u8; 16]) -> Result<Self, LogError> {
        const DOING: &str = "att öppna";
        if let Some(folder) = folder {
            remove_half_snapshots(folder);
        }
        guarded(DOING, || {
            let config = sled::Config::new()
                .segment_size(SLED_SEGMENT_BYTES)
                .cache_capacity(CACHE_BYTES)
                .flush_every_ms(None)
                .use_compression(false);
            let config = match folder {
                Some(folder) => config.path(folder),
                None => config.temporary(true),
            };
            let db = config.open().map_err(broken(DOING))?;
            let tree = db.open_tree(INDEX_TREE).map_err(broken(DOING))?;
            let mut index = Self {
                view: View {
                    tree,
                    edge: Arc::default(),
                    marks: Arc::default(),
                    waiting: Waiting::default(),
                    commands: Commands::default(),
                    models: Models::of(folder),
                },
                db,
                ledger,
                cursor: Cursor {
                    size: 0,
                    last_leaf: Hash([0; 32]),
                    frames: 0,
                    commands: 0,
                },
                redactions: BTreeMap::new(),
            };
            index.load()?;
            Ok(index)
        })
    }

    /// How many leaves of the tree's edge the journal must give again.
    pub(crate) fn missing_leaves(&self) -> Range<u64> {
        let full = self.cursor.size / TILE as u64 * TILE as u64;
        full..self.cursor.size
    }

    /// Takes the edge's leaves back from the journal after an opening.
    ///
    /// # Errors
    /// [`LogError::Index`] when the upper tiles do not fit them.
    pub(crate) fn restore_edge(&mut self, leaves: &[Hash]) -> Result<(), LogError> {
        const DOING: &str = "att läsa trädet";
        let widths = Edge::widths(self.cursor.size);
        let mut levels = Vec::with_capacity(widths.len());
        let mut number = self.cursor.size;
        for (level, width) in (0_u8..).zip(&widths) {
            number /= TILE as u64;
            let hashes = match (level, width) {
                (0, _) => leaves.to_owned(),
                (_, 0) => Vec::new(),
                _ => self.view.tile(level, number)?,
            };
            if hashes.len() != *width {
                return Err(unreadable(DOING));
            }
            levels.push(hashes);
        }
        self.view.edge = Arc::new(Edge::new(self.cursor.size, levels));
        Ok(())
    }

    fn load(&mut self) -> Result<(), LogError> {
        const DOING: &str = "att läsa in";
        let Some(value) = self.view.tree.get(CURSOR).map_err(broken(DOING))? else {
            return if self.view.tree.is_empty() {
                Ok(())
            } else {
                Err(unreadable(DOING))
            };
        };
        let mut reader = Reader::new(&value);
        if reader.u32().is_some_and(|version| version != VERSION) {
            return Err(LogError::Index {
                doing: DOING,
                found: OTHER_FORMAT.to_owned(),
            });
        }
        if reader.array() != Some(self.ledger) {
            return Err(unreadable(DOING));
        }
        let (Some(size), Some(leaf), Some(frames), Some(commands)) =
            (reader.u64(), reader.array(), reader.u64(), reader.u64())
        else {
            return Err(unreadable(DOING));
        };
        self.cursor = Cursor {
            size,
            last_leaf: Hash(leaf),
            frames,
            commands,
        };
        let mut marks = Vec::new();
        for found in self.view.tree.scan_prefix(b"f") {
            let (key, value) = found.map_err(broken(DOING))?;
            marks.push(Mark::decode(&key, &value).ok_or_else(|| unreadable(DOING))?);
        }
        self.view.marks = Arc::new(RwLock::new(marks));
        let mut known = 0;
        for found in self.view.tree.scan_prefix(b"c") {
            let (key, value) = found.map_err(broken(DOING))?;
            let first = numbered(&key).map(|(_, first)| Position(first));
            let block = first.and_then(|first| commands::decoded(first, &value));
            let block = block.ok_or_else(|| unreadable(DOING))?;
            self.view.commands.add(&block);
            known += block.len() as u64;
        }
        if known != commands {
            return Err(unreadable(DOING));
        }
        for found in self.view.tree.scan_prefix(b"r") {
            let (key, value) = found.map_err(broken(DOING))?;
            let event = key.get(1..).and_then(|id| uuid::Uuid::from_slice(id).ok());
            let position = value.as_ref().try_into().ok().map(u64::from_be_bytes);
            let (Some(event), Some(position)) = (event, position) else {
                return Err(unreadable(DOING));
            };
            self.redactions.insert(EventId(event), Position(position));
        }
        Ok(())
    }
}

/// A snapshot that sled did not finish makes every opening of it fail.
fn remove_half_snapshots(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            // Left where it is, it makes the opening fail and the index is built anew.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
