//! A faulty disk in memory.
//!
//! It keeps what is durable apart from what can be read. Written bytes become
//! durable by a sync; a power cut keeps any of the sectors written since, in any
//! combination, and the first so-and-so many of the changed names. A sync that
//! fails forgets what it should have made durable, though it can still be read,
//! as Linux does. Power can be cut at the n-th change from now on; after it every
//! change fails until [`FaultyDisk::restart`]. Space can be limited.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use ledger::log::disk::{Disk, DiskFile};

use super::chance::Chance;

const SECTOR: usize = 512;

#[derive(Debug)]
enum Change {
    Write(u64, Vec<u8>),
    Truncate(u64),
}

#[derive(Debug, Clone)]
enum NameChange {
    Set(String, usize),
    Remove(String),
}

#[derive(Debug, Default)]
struct Content {
    readable: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Debug)]
struct Inner {
    chance: Chance,
    files: Vec<Content>,
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    unsynced_names: Vec<NameChange>,
    changes_left: Option<u64>,
    syncs_fail_once_in: Option<u64>,
    space: Option<u64>,
    changes: Changes,
}

/// How often files have been written and synced; names count as a file.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Changes {
    pub(crate) writes: u64,
    pub(crate) syncs: u64,
}

/// The disk.
#[derive(Debug, Clone)]
pub(crate) struct FaultyDisk(Arc<Mutex<Inner>>);

struct Handle {
    disk: FaultyDisk,
    file: usize,
}

impl FaultyDisk {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            chance: Chance::new(seed),
            files: Vec::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            unsynced_names: Vec::new(),
            changes_left: None,
            syncs_fail_once_in: None,
            space: None,
            changes: Changes::default(),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// Power is cut at the n-th change from now.
    pub(crate) fn cut_power_after(&self, changes: u64) {
        self.lock().changes_left = Some(changes);
    }

    /// Syncs fail now and then, or no more.
    pub(crate) fn fail_syncs(&self, once_in: Option<u64>) {
        self.lock().syncs_fail_once_in = once_in;
    }

    /// All files together may take so many bytes, or as many as they like.
    pub(crate) fn limit_space(&self, bytes: Option<u64>) {
        self.lock().space = bytes;
    }

    /// How often it has been written and synced.
    pub(crate) fn changes(&self) -> Changes {
        self.lock().changes
    }

    /// How many bytes the files take.
    pub(crate) fn used(&self) -> u64 {
        self.lock().used()
    }

    /// Power is cut and comes back: what was not synced may be lost in part.
    pub(crate) fn restart(&self) {
        let mut inner = self.lock();
        let inner = &mut *inner;
        inner.changes_left = None;
        let kept = inner.chance.below(inner.unsynced_names.len() as u64 + 1);
        let names = std::mem::take(&mut inner.unsynced_names);
        for change in names.into_iter().take(usize::try_from(kept).unwrap()) {
            apply_name(&mut inner.durable_names, change);
        }
        inner.names = inner.durable_names.clone();
        for file in &mut inner.files {
            for change in std::mem::take(&mut file.unsynced) {
                apply_in_part(&mut file.durable, change, &mut inner.chance);
            }
            file.readable.clone_from(&file.durable);
        }
    }

    /// The process ends and power stays: what can be read stays readable.
    pub(crate) fn end_process(&self) {
        self.lock().changes_left = None;
    }

    /// A file's bytes as they can be read.
    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        let inner = self.lock();
        inner.files[inner.names[name]].readable.clone()
    }

    /// Puts other bytes in a file's place, durably.
    pub(crate) fn replace(&self, name: &str, bytes: &[u8]) {
        let mut inner = self.lock();
        let file = inner.names[name];
        bytes.clone_into(&mut inner.files[file].readable);
        bytes.clone_into(&mut inner.files[file].durable);
        inner.files[file].unsynced.clear();
    }

    /// The files' names, in order.
    pub(crate) fn file_names(&self) -> Vec<String> {
        self.lock().names.keys().cloned().collect()
    }

    /// A file is gone, durably.
    pub(crate) fn forget(&self, name: &str) {
        let mut inner = self.lock();
        inner.names.remove(name);
        inner.durable_names.remove(name);
    }

    /// Another disk with the same bytes, whole and durable.
    pub(crate) fn copy(&self) -> Self {
        let inner = self.lock();
        let copy = Self::new(0);
        {
            let mut other = copy.lock();
            other.names = inner.names.clone();
            other.durable_names = inner.names.clone();
            other.files = inner
                .files
                .iter()
                .map(|file| Content {
                    readable: file.readable.clone(),
                    durable: file.readable.clone(),
                    unsynced: Vec::new(),
                })
                .collect();
        }
        copy
    }
}

impl Inner {
    fn used(&self) -> u64 {
        self.names
            .values()
            .map(|file| self.files[*file].readable.len() as u64)
            .sum()
    }

    /// Counts a change; when it is the one that power is cut at, it fails.
    fn change(&mut self) -> io::Result<()> {
        match &mut self.changes_left {
            None => Ok(()),
            Some(0) => Err(io::Error::other("power is cut")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
        }
    }

    fn write(&mut self, file: usize, at: u64, bytes: &[u8]) {
        write_over(&mut self.files[file].readable, at, bytes);
        self.files[file]
            .unsynced
            .push(Change::Write(at, bytes.to_owned()));
    }

    fn name(&mut self, change: NameChange) {
        apply_name(&mut self.names, change.clone());
        self.unsynced_names.push(change);
    }
}

fn apply_name(names: &mut BTreeMap<String, usize>, change: NameChange) {
    match change {
        NameChange::Set(name, file) => {
            // A renamed file has one name.
            names.retain(|_, other| *other != file);
            names.insert(name, file);
        }
        NameChange::Remove(name) => {
            names.remove(&name);
        }
    }
}

fn write_over(content: &mut Vec<u8>, at: u64, bytes: &[u8]) {
    let at = usize::try_from(at).unwrap();
    if content.len() < at + bytes.len() {
        content.resize(at + bytes.len(), 0);
    }
    content[at..at + bytes.len()].copy_from_slice(bytes);
}

fn apply_whole(content: &mut Vec<u8>, change: Change) {
    match change {
        Change::Write(at, bytes) => write_over(content, at, &bytes),
        Change::Truncate(size) => content.resize(usize::try_from(size).unwrap(), 0),
    }
}

fn apply_in_part(content: &mut Vec<u8>, change: Change, luck: &mut Chance) {
    match (change, luck.below(4)) {
        (_, 0) => {}
        (change, 1) => apply_whole(content, change),
        (Change::Truncate(size), _) => content.resize(usize::try_from(size).unwrap(), 0),
        (Change::Write(at, bytes), how) => {
            let prefix = luck.below(bytes.len() as u64 + 1);
            let mut from = 0;
            while from < bytes.len() {
                let place = usize::try_from(at).unwrap() + from;
                let to = (from + SECTOR - place % SECTOR).min(bytes.len());
                let keep = if how == 2 {
                    (to as u64) < prefix
                } else {
                    luck.once_in(2)
                };
                if keep {
                    write_over(content, place as u64, &bytes[from..to]);
                }
                from = to;
            }
        }
    }
}

impl Disk for FaultyDisk {
    fn names(&self) -> io::Result<Vec<String>> {
        let inner = self.lock();
        Ok(inner.names.keys().cloned().collect())
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let inner = self.lock();
        let file = *inner.names.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Arc::new(Handle {
            disk: self.clone(),
            file,
        }))
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let mut inner = self.lock();
        inner.change()?;
        let file = inner.files.len();
        inner.files.push(Content::default());
        inner.name(NameChange::Set(name.to_owned(), file));
        Ok(Arc::new(Handle {
            disk: self.clone(),
            file,
        }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut inner = self.lock();
        inner.change()?;
        let file = *inner.names.get(from).ok_or(io::ErrorKind::NotFound)?;
        inner.name(NameChange::Set(to.to_owned(), file));
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut inner = self.lock();
        inner.change()?;
        inner.name(NameChange::Remove(name.to_owned()));
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut inner = self.lock();
        inner.change()?;
        inner.changes.syncs += 1;
        inner.unsynced_names.clear();
        inner.durable_names = inner.names.clone();
        Ok(())
    }
}

impl DiskFile for Handle {
    fn size(&self) -> io::Result<u64> {
        let inner = self.disk.lock();
        Ok(inner.files[self.file].readable.len() as u64)
    }

    fn read_at(&self, bytes: &mut [u8], at: u64) -> io::Result<usize> {
        let inner = self.disk.lock();
        let content = &inner.files[self.file].readable;
        let from = usize::try_from(at).unwrap().min(content.len());
        let count = bytes.len().min(content.len() - from);
        bytes[..count].copy_from_slice(&content[from..from + count]);
        Ok(count)
    }

    fn write_at(&self, bytes: &[u8], at: u64) -> io::Result<()> {
        let mut inner = self.disk.lock();
        inner.changes.writes += 1;
        if let Err(cut) = inner.change() {
            // The write that power is cut in may still reach the disk in part,
            // but only once: later ones find the disk gone.
            if inner.changes_left == Some(0) && inner.chance.once_in(2) {
                inner.write(self.file, at, bytes);
            }
            return Err(cut);
        }
        let grows =
            (at + bytes.len() as u64).saturating_sub(inner.files[self.file].readable.len() as u64);
        let left = inner.space.map(|space| space.saturating_sub(inner.used()));
        if let Some(left) = left.filter(|left| grows > *left) {
            let fits = bytes.len() - usize::try_from(grows - left).unwrap();
            inner.write(self.file, at, &bytes[..fits]);
            return Err(io::ErrorKind::StorageFull.into());
        }
        inner.write(self.file, at, bytes);
        Ok(())
    }

    fn truncate(&self, size: u64) -> io::Result<()> {
        let mut inner = self.disk.lock();
        inner.change()?;
        let file = &mut inner.files[self.file];
        file.readable.resize(usize::try_from(size).unwrap(), 0);
        file.unsynced.push(Change::Truncate(size));
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let mut inner = self.disk.lock();
        inner.change()?;
        inner.changes.syncs += 1;
        let fails = match inner.syncs_fail_once_in {
            Some(once_in) => inner.chance.once_in(once_in),
            None => false,
        };
        let inner = &mut *inner;
        let file = &mut inner.files[self.file];
        for change in std::mem::take(&mut file.unsynced) {
            if fails {
                apply_in_part(&mut file.durable, change, &mut inner.chance);
            } else {
                apply_whole(&mut file.durable, change);
            }
        }
        if fails {
            return Err(io::Error::other("sync failed"));
        }
        Ok(())
    }
}
