//! The portable form: what leaves as files comes back as the same ledger, and
//! nothing else is taken for it.
//!
//! Method: small ledgers with all that an archive can hold (commits of several
//! events, a redaction, checkpoints) are exported, restored, exported again and
//! compared byte for byte; then their archives are damaged.

mod archive;
mod damage;
mod destroyed;
pub(crate) mod histories;
mod keys;
mod page;
mod signature;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ledger::entry::Record;
use ledger::ids::Position;
use ledger::log::Log;
use ledger::log::store::Store;
use ledger::portable::{self, Attachment, Export, Exported, PortableError, Restored};
use tempfile::TempDir;

use crate::commits::{Maker, settings};
use crate::proof::{ledger_key, signed};

/// A ledger and its archive, in a folder that goes away with them.
pub(super) struct Scene {
    pub(super) around: TempDir,
    pub(super) store: Store,
    pub(super) maker: Maker,
}

impl Scene {
    /// An empty ledger.
    pub(super) fn empty() -> Self {
        let around = TempDir::new().unwrap();
        let store = Store::create(&around.path().join("liggare"), &settings()).unwrap();
        Self {
            around,
            store,
            maker: Maker::default(),
        }
    }

    /// A ledger of eight events, one of them redacted, with three checkpoints.
    pub(super) fn small() -> Self {
        let mut scene = Self::empty();
        scene.record(3);
        scene.sign();
        scene.record(1);
        scene.record(2);
        scene.sign();
        scene.redact(2);
        scene.record(1);
        scene.sign();
        scene
    }

    pub(super) fn record(&mut self, events: u32) {
        let commit = self.maker.commit(events);
        self.store.append(&[commit]).unwrap();
    }

    pub(super) fn redact(&mut self, position: u64) {
        let commit = self.maker.redaction(position);
        self.store.append(&[commit]).unwrap();
        self.store.redact(Position(position)).unwrap();
    }

    pub(super) fn sign(&mut self) {
        let note = signed(&self.store);
        self.store.keep_checkpoint(&note).unwrap();
    }

    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.around.path().join(name)
    }

    pub(super) fn export(&self, name: &str) -> Result<Exported, PortableError> {
        export_since(&self.store, &self.at(name), None)
    }

    pub(super) fn restore(&self, from: &str, into: &str) -> Result<Restored, PortableError> {
        portable::restore(&self.at(from), &self.at(into), None, &mut |_| {})
    }
}

/// Exports a store with two reports.
pub(super) fn export_since(
    store: &Store,
    folder: &Path,
    since: Option<u64>,
) -> Result<Exported, PortableError> {
    let key = ledger_key();
    let followed = keys::next_key();
    let last = store.last_checkpoint();
    // The current key is the one of the last checkpoint, the newer of two.
    let current = last.filter(|note| note.verify(followed.verifier()).is_ok());
    let source = Export {
        log: store,
        ledger: store.file(),
        verifier_key: Some(key.verifier()),
        signing_key: Some(if current.is_some() { &followed } else { &key }),
        since,
    };
    let report = |name: &str| {
        Ok(Attachment {
            name: format!("{name}.json"),
            bytes: b"{\"kind\":\"operations_report\"}\n".to_vec(),
        })
    };
    portable::export(
        &source,
        folder,
        [report("VB-2024"), report("DR-2024")],
        &mut |_| {},
    )
}

/// Every file below a folder with its bytes.
pub(super) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            for (below, bytes) in files(&path) {
                found.insert(format!("{name}/{below}"), bytes);
            }
        } else {
            found.insert(name, std::fs::read(&path).unwrap());
        }
    }
    found
}

pub(super) fn records(log: &dyn Log) -> Vec<Record> {
    log.read(Position(0), u64::MAX)
        .collect::<Result<_, _>>()
        .unwrap()
}
