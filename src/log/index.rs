//! The index and the read models, in sled: the only file that names it.
//!
//! Everything here is derived from the journal (I3). Its loss costs seconds,
//! never an event, so nothing waits for it to be durable. Each of its writes is
//! one batch with its cursor: it is behind the journal or level with it, never
//! between two events. Whatever goes wrong in it is an answer of its own
//! ([`LogError::Index`]); the store then sets it aside and builds it anew.
//!
//! One tree for the index, because its cursor must move with every part of it,
//! and one tree for each read model. Keys of the index begin with a letter:
//! `c` a command, `f` a frame (every 64 KiB of journal), `r` a redaction, `s` a
//! run of a stream's events, `t` a tile of the Merkle tree, `m` the cursor.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::bytes::{Reader, Writer};
use super::frame::FrameHeader;
use super::merkle::{Edge, TILE, Tile};
use super::walk::Place;
use super::{CommandRecord, LogError, StoredModel};
use crate::basis::Hash;
use crate::entry::CommitHead;
use crate::ids::{CommandId, EventId, Position};
use crate::stream::StreamId;
use crate::time::Timestamp;

/// The version of the index's own format; another one is built anew.
const VERSION: u32 = 1;

/// How much journal there is between two frames that are marked, in bytes: so
/// little is read to find the frame of a position.
const MARK_EVERY: u64 = 64 * 1024;

/// The size of sled's files, in bytes. Values up to a seventeenth of a quarter
/// of it stay out of sled's separate files, which it never syncs.
const SLED_SEGMENT_BYTES: usize = 2 * 1024 * 1024;

/// sled's cache, in bytes; it takes some times more.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// The largest value, in bytes.
const CHUNK_BYTES: usize = 16 * 1024;

const INDEX_TREE: &str = "index";
const MODEL_TREE: &str = "model/";
const CURSOR: &[u8] = b"m";
const MODEL_HEAD: &[u8] = b"h";

/// An event as the index needs it.
pub(crate) struct Line<'a> {
    pub(crate) position: Position,
    pub(crate) stream: &'a StreamId,
    pub(crate) stream_version: u64,
    pub(crate) leaf: Hash,
    pub(crate) commit: &'a CommitHead,
    /// The event whose payload it destroys.
    pub(crate) redacts: Option<EventId>,
}

/// A frame that can be found without reading what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) place: Place,
    pub(crate) recorded_at: Timestamp,
    pub(crate) first_event: EventId,
}

/// How far the index has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// How many events it holds.
    pub(crate) size: u64,
    /// The last one's leaf; zeros when there is none.
    pub(crate) last_leaf: Hash,
    /// How many frames they stand in.
    pub(crate) frames: u64,
}

/// The index of a ledger.
pub(crate) struct Index {
    db: sled::Db,
    tree: sled::Tree,
    ledger: [u8; 16],
    cursor: Cursor,
    edge: Edge,
    marks: Vec<Mark>,
    redactions: BTreeMap<EventId, Position>,
    batch: sled::Batch,
    waiting: Vec<Tile>,
}

fn broken(doing: &'static str) -> impl Fn(sled::Error) -> LogError {
    move |error| LogError::Index {
        doing,
        found: error.to_string(),
    }
}

fn unreadable(doing: &'static str) -> LogError {
    LogError::Index {
        doing,
        found: "innehållet är inte som det skrevs".to_owned(),
    }
}

/// sled panics on some damage; that is an answer like another.
fn guarded<T>(
    doing: &'static str,
    work: impl FnOnce() -> Result<T, LogError>,
) -> Result<T, LogError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(LogError::Index {
            doing,
            found: "databasen avbröt".to_owned(),
        })
    })
}

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
                db,
                tree,
                ledger,
                cursor: Cursor {
                    size: 0,
                    last_leaf: Hash([0; 32]),
                    frames: 0,
                },
                edge: Edge::default(),
                marks: Vec::new(),
                redactions: BTreeMap::new(),
                batch: sled::Batch::default(),
                waiting: Vec::new(),
            };
            index.load()?;
            Ok(index)
        })
    }

    /// How far it has come.
    pub(crate) fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// How many leaves of the tree's edge the journal must give again.
    pub(crate) fn missing_leaves(&self) -> std::ops::Range<u64> {
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
                _ => self.tile(level, number)?,
            };
            if hashes.len() != *width {
                return Err(unreadable(DOING));
            }
            levels.push(hashes);
        }
        self.edge = Edge::new(self.cursor.size, levels);
        Ok(())
    }

    /// Takes in one frame of the journal; [`Index::settle`] writes it.
    pub(crate) fn take<'a>(
        &mut self,
        place: Place,
        header: &FrameHeader,
        lines: impl Iterator<Item = Line<'a>>,
    ) {
        self.mark(place, header);
        let mut run: Option<(&StreamId, u64, Position, u32)> = None;
        for line in lines {
            let head = line.commit;
            if line.position == head.first_position {
                self.put_run(run.take());
                self.put_command(head);
            }
            run = match run.take() {
                Some((stream, version, first, count))
                    if stream == line.stream
                        && version + u64::from(count) == line.stream_version
                        && first.0 + u64::from(count) == line.position.0 =>
                {
                    Some((stream, version, first, count + 1))
                }
                other => {
                    self.put_run(other);
                    Some((line.stream, line.stream_version, line.position, 1))
                }
            };
            if let Some(event) = line.redacts {
                self.redactions.insert(event, line.position);
                self.batch.insert(
                    keyed(b'r', event.0.as_bytes()),
                    &line.position.0.to_be_bytes(),
                );
            }
            self.edge.push(line.leaf, &mut self.waiting);
            self.cursor.size = line.position.0 + 1;
            self.cursor.last_leaf = line.leaf;
        }
        self.put_run(run);
        self.cursor.frames += 1;
    }

    /// Writes what was taken in, with the cursor, in one batch.
    ///
    /// # Errors
    /// [`LogError::Index`]; the index is then behind.
    pub(crate) fn settle(&mut self) -> Result<(), LogError> {
        const DOING: &str = "att skriva";
        let mut batch = std::mem::take(&mut self.batch);
        for tile in self.waiting.drain(..) {
            let mut bytes = Vec::with_capacity(tile.hashes.len() * 32);
            for hash in &tile.hashes {
                bytes.extend_from_slice(&hash.0);
            }
            batch.insert(tile_key(tile.level, tile.number), bytes);
        }
        let mut cursor = Writer::default();
        cursor.u32(VERSION);
        cursor.bytes(&self.ledger);
        cursor.u64(self.cursor.size);
        cursor.bytes(&self.cursor.last_leaf.0);
        cursor.u64(self.cursor.frames);
        batch.insert(CURSOR, cursor.into_bytes());
        guarded(DOING, || {
            self.tree.apply_batch(batch).map_err(broken(DOING))
        })
    }

    /// The last marked frame that stands at or before a position.
    pub(crate) fn mark_of_position(&self, position: Position) -> Option<Mark> {
        self.last_mark(|mark| mark.place.position <= position.0)
    }

    /// The last marked frame whose commits were all recorded at or before a moment.
    pub(crate) fn mark_of_moment(&self, moment: Timestamp) -> Option<Mark> {
        self.last_mark(|mark| mark.recorded_at <= moment)
    }

    /// The last marked frame that begins with an event's id or a lower one.
    pub(crate) fn mark_of_event(&self, event: EventId) -> Option<Mark> {
        self.last_mark(|mark| mark.first_event <= event)
    }

    fn last_mark(&self, holds: impl Fn(&Mark) -> bool) -> Option<Mark> {
        let after = self.marks.partition_point(holds);
        after.checked_sub(1).map(|at| self.marks[at])
    }

    /// The events whose payloads were destroyed, with their redactions.
    pub(crate) fn redactions(&self) -> &BTreeMap<EventId, Position> {
        &self.redactions
    }

    /// What a command led to.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn command(&self, id: &CommandId) -> Result<Option<CommandRecord>, LogError> {
        const DOING: &str = "att slå upp ett kommando";
        let Some(value) = self.get(DOING, keyed(b'c', id.as_str().as_bytes()))? else {
            return Ok(None);
        };
        let mut reader = Reader::new(&value);
        let mut read = || {
            Some(CommandRecord {
                hash: Hash(reader.array()?),
                first_position: Position(reader.u64()?),
                count: reader.u32()?,
            })
        };
        read().map(Some).ok_or_else(|| unreadable(DOING))
    }

    /// The positions of a stream's events.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn stream(&self, stream: &StreamId) -> Result<Vec<Position>, LogError> {
        const DOING: &str = "att slå upp en ström";
        guarded(DOING, || {
            let mut positions = Vec::new();
            for found in self.tree.scan_prefix(stream_key(stream)) {
                let (_, value) = found.map_err(broken(DOING))?;
                let mut reader = Reader::new(&value);
                let (Some(first), Some(count)) = (reader.u64(), reader.u32()) else {
                    return Err(unreadable(DOING));
                };
                positions.extend((first..first + u64::from(count)).map(Position));
            }
            Ok(positions)
        })
    }

    /// The Merkle root over the first `size` leaves, at most the cursor's.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn root_at(&self, size: u64) -> Result<Hash, LogError> {
        self.edge
            .root_at(size, |level, number| self.tile(level, number))
    }

    /// A read model.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError> {
        const DOING: &str = "att läsa en läsmodell";
        guarded(DOING, || {
            let tree = self.model_tree(name)?;
            let Some(head) = tree.get(MODEL_HEAD).map_err(broken(DOING))? else {
                return Ok(None);
            };
            let head = ModelHead::decode(&head).ok_or_else(|| unreadable(DOING))?;
            let mut bytes = Vec::new();
            for chunk in 0..head.chunks {
                let value = tree
                    .get(chunk_key(head.generation, chunk))
                    .map_err(broken(DOING))?;
                bytes.extend_from_slice(&value.ok_or_else(|| unreadable(DOING))?);
            }
            if crc32fast::hash(&bytes) != head.crc {
                return Err(unreadable(DOING));
            }
            Ok(Some(StoredModel {
                fingerprint: head.fingerprint,
                cursor: head.cursor,
                bytes,
            }))
        })
    }

    /// Keeps a read model and removes the one before it, in one batch.
    ///
    /// # Errors
    /// [`LogError::Index`]; the older one stays.
    pub(crate) fn keep_model(&self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        const DOING: &str = "att spara en läsmodell";
        guarded(DOING, || {
            let tree = self.model_tree(name)?;
            let before = tree.get(MODEL_HEAD).map_err(broken(DOING))?;
            let before = before.and_then(|head| ModelHead::decode(&head));
            let mut batch = sled::Batch::default();
            let mut chunks = 0;
            let generation = before
                .as_ref()
                .map_or(0, |head| head.generation.wrapping_add(1));
            for chunk in model.bytes.chunks(CHUNK_BYTES) {
                batch.insert(&chunk_key(generation, chunks)[..], chunk);
                chunks += 1;
            }
            if let Some(before) = before {
                for chunk in 0..before.chunks {
                    batch.remove(&chunk_key(before.generation, chunk)[..]);
                }
            }
            let head = ModelHead {
                generation,
                chunks,
                cursor: model.cursor,
                crc: crc32fast::hash(&model.bytes),
                fingerprint: model.fingerprint.clone(),
            };
            batch.insert(MODEL_HEAD, head.encode());
            tree.apply_batch(batch).map_err(broken(DOING))
        })
    }

    /// Forgets every read model: they may hold what was just destroyed.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn forget_models(&self) -> Result<(), LogError> {
        const DOING: &str = "att glömma läsmodeller";
        guarded(DOING, || {
            for name in self.db.tree_names() {
                if name.starts_with(MODEL_TREE.as_bytes()) {
                    self.db.drop_tree(name).map_err(broken(DOING))?;
                }
            }
            Ok(())
        })
    }

    /// Writes what sled holds back. Nothing depends on it.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn flush(&self) -> Result<(), LogError> {
        const DOING: &str = "att skriva ned";
        guarded(DOING, || self.db.flush().map(drop).map_err(broken(DOING)))
    }

    /// How many bytes it takes on disk.
    ///
    /// # Errors
    /// [`LogError::Index`].
    pub(crate) fn bytes(&self) -> Result<u64, LogError> {
        const DOING: &str = "att mäta";
        guarded(DOING, || self.db.size_on_disk().map_err(broken(DOING)))
    }

    fn load(&mut self) -> Result<(), LogError> {
        const DOING: &str = "att läsa in";
        let Some(value) = self.tree.get(CURSOR).map_err(broken(DOING))? else {
            return if self.tree.is_empty() {
                Ok(())
            } else {
                Err(unreadable(DOING))
            };
        };
        let mut reader = Reader::new(&value);
        if reader.u32() != Some(VERSION) || reader.array() != Some(self.ledger) {
            return Err(unreadable(DOING));
        }
        let (Some(size), Some(leaf), Some(frames)) = (reader.u64(), reader.array(), reader.u64())
        else {
            return Err(unreadable(DOING));
        };
        self.cursor = Cursor {
            size,
            last_leaf: Hash(leaf),
            frames,
        };
        for found in self.tree.scan_prefix(b"f") {
            let (key, value) = found.map_err(broken(DOING))?;
            self.marks
                .push(decode_mark(&key, &value).ok_or_else(|| unreadable(DOING))?);
        }
        for found in self.tree.scan_prefix(b"r") {
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

    fn mark(&mut self, place: Place, header: &FrameHeader) {
        let is_due = self.marks.last().is_none_or(|last| {
            last.place.segment != place.segment || place.offset - last.place.offset >= MARK_EVERY
        });
        if !is_due {
            return;
        }
        let mark = Mark {
            place,
            recorded_at: header.recorded_at,
            first_event: header.first_event,
        };
        let mut value = Writer::default();
        value.u32(place.segment);
        value.u64(place.offset);
        value.i64(mark.recorded_at.0);
        value.bytes(mark.first_event.0.as_bytes());
        self.batch.insert(
            keyed(b'f', &place.position.to_be_bytes()),
            value.into_bytes(),
        );
        self.marks.push(mark);
    }

    fn put_command(&mut self, head: &CommitHead) {
        let mut value = Writer::default();
        value.bytes(&head.command_hash.0);
        value.u64(head.first_position.0);
        value.u32(head.count);
        let key = keyed(b'c', head.command_id.as_str().as_bytes());
        self.batch.insert(key, value.into_bytes());
    }

    fn put_run(&mut self, run: Option<(&StreamId, u64, Position, u32)>) {
        if let Some((stream, version, first, count)) = run {
            let mut key = stream_key(stream);
            key.extend_from_slice(&version.to_be_bytes());
            let mut value = Writer::default();
            value.u64(first.0);
            value.u32(count);
            self.batch.insert(key, value.into_bytes());
        }
    }

    fn tile(&self, level: u8, number: u64) -> Result<Vec<Hash>, LogError> {
        const DOING: &str = "att läsa trädet";
        let value = self
            .get(DOING, tile_key(level, number))?
            .ok_or_else(|| unreadable(DOING))?;
        Ok(value
            .chunks_exact(32)
            .filter_map(|hash| hash.try_into().ok().map(Hash))
            .collect())
    }

    fn get(&self, doing: &'static str, key: Vec<u8>) -> Result<Option<sled::IVec>, LogError> {
        guarded(doing, || self.tree.get(key).map_err(broken(doing)))
    }

    fn model_tree(&self, name: &str) -> Result<sled::Tree, LogError> {
        self.db
            .open_tree(format!("{MODEL_TREE}{name}"))
            .map_err(broken("att öppna en läsmodell"))
    }
}

/// The head of a read model: which chunks are its.
struct ModelHead {
    generation: u64,
    chunks: u32,
    cursor: u64,
    crc: u32,
    fingerprint: String,
}

impl ModelHead {
    fn encode(&self) -> Vec<u8> {
        let mut value = Writer::default();
        value.u64(self.generation);
        value.u32(self.chunks);
        value.u64(self.cursor);
        value.u32(self.crc);
        value.long_text(Some(&self.fingerprint));
        value.into_bytes()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        Some(Self {
            generation: reader.u64()?,
            chunks: reader.u32()?,
            cursor: reader.u64()?,
            crc: reader.u32()?,
            fingerprint: reader.long_text()??.to_owned(),
        })
    }
}

fn keyed(letter: u8, rest: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(rest.len() + 1);
    key.push(letter);
    key.extend_from_slice(rest);
    key
}

/// The length stands first, so that no stream's keys are among another's.
fn stream_key(stream: &StreamId) -> Vec<u8> {
    let name = stream.as_str().as_bytes();
    let mut key = Vec::with_capacity(name.len() + 11);
    key.push(b's');
    key.extend_from_slice(&u16::try_from(name.len()).unwrap_or(u16::MAX).to_be_bytes());
    key.extend_from_slice(name);
    key
}

fn tile_key(level: u8, number: u64) -> Vec<u8> {
    let mut key = vec![b't', level];
    key.extend_from_slice(&number.to_be_bytes());
    key
}

fn chunk_key(generation: u64, chunk: u32) -> [u8; 13] {
    let mut key = [b'k'; 13];
    key[1..9].copy_from_slice(&generation.to_be_bytes());
    key[9..].copy_from_slice(&chunk.to_be_bytes());
    key
}

fn decode_mark(key: &[u8], value: &[u8]) -> Option<Mark> {
    let position = u64::from_be_bytes(key.get(1..)?.try_into().ok()?);
    let mut reader = Reader::new(value);
    Some(Mark {
        place: Place {
            segment: reader.u32()?,
            offset: reader.u64()?,
            position,
        },
        recorded_at: Timestamp(reader.i64()?),
        first_event: EventId(uuid::Uuid::from_bytes(reader.array()?)),
    })
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
