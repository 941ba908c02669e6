//! The ledgers that are measured: built once, found again by the next run.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use bench::append::{Failed, founded};
use bench::measured::Bar;
use bench::workload::Script;
use ledger::entropy::SeededEntropy;
use ledger::ledger::{Ledger, Signer};
use ledger::log::ReadLog;
use ledger::log::store::Store;
use ledger::proof::{Algorithm, SigningKey};
use projections::model::ReadModel;
use projections::service::Service;
use rustix::fs::{Advice, fadvise};

use super::Extent;
use crate::record;

/// The seed of the key: it signs nothing but measurements.
const KEY_SEED: [u8; 32] = *b"bench: measures, protects naught";

/// A ledger of more events than this is large.
const LARGE: u64 = 500_000;

/// A ledger of about so many events, closed.
pub(super) struct Built {
    pub(super) folder: PathBuf,
    /// How many events were asked for, and the seed: its script.
    pub(super) script: (u64, u64),
    /// How many events it has.
    pub(super) events: u64,
    /// The last year that is played in it.
    pub(super) last_year: u16,
}

impl Built {
    /// The ledger of a size in a folder, built unless it is there.
    ///
    /// # Errors
    /// [`Failed`] when it cannot be built or opened.
    pub(super) fn find(into: &Path, asked: u64, extent: Extent) -> Result<Self, Failed> {
        let folder = into.join(format!("liggare-{asked}-{}", extent.seed));
        let script = Script::new(extent.seed, asked)?;
        let last_year = script.last_year();
        if !folder.exists() {
            build(&folder, extent.seed, script)?;
        }
        let mut store = Store::open(&folder)?;
        let events = store.size();
        let mut model = Service::<ReadModel>::open(&store);
        if model.cursor() < events {
            model.catch_up(&store, events)?;
            model.keep(&mut store)?;
        }
        // Whoever closes a ledger keeps its state, when much has come since.
        let ledger = Ledger::open(store, Box::new(SeededEntropy::new("bench")))?;
        ledger.close()?.close()?;
        Ok(Self {
            folder,
            script: (extent.seed, asked),
            events,
            last_year,
        })
    }

    /// A bar that is put on large ledgers only.
    pub(super) fn large(&self, bar: Bar) -> Option<Bar> {
        (self.events > LARGE).then_some(bar)
    }

    /// A copy of the ledger in a folder of its own, to be written in; nothing stands
    /// there from before.
    ///
    /// # Errors
    /// [`Failed`] when it cannot be copied.
    pub(super) fn copy(&self, name: &str) -> Result<PathBuf, Failed> {
        let folder = self.beside(name)?;
        copy(&self.folder, &folder)?;
        Ok(folder)
    }

    /// The name of a folder beside the ledger's, where nothing stands.
    ///
    /// # Errors
    /// [`Failed`] when what stood there cannot be removed.
    pub(super) fn beside(&self, name: &str) -> Result<PathBuf, Failed> {
        let folder = self.folder.with_extension(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        Ok(folder)
    }

    /// The files of the journal, in order.
    ///
    /// # Errors
    /// [`Failed`] when the folder cannot be read.
    pub(super) fn segments(&self) -> Result<Vec<PathBuf>, Failed> {
        let mut files: Vec<PathBuf> = fs::read_dir(self.folder.join("journal"))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.retain(|file| file.extension().is_some_and(|kind| kind == "seg"));
        files.sort();
        Ok(files)
    }

    /// Has the system forget what it has read of the ledger's files.
    ///
    /// # Errors
    /// [`Failed`] when a file cannot be opened.
    pub(super) fn forget(&self) -> Result<(), Failed> {
        for file in self.segments()? {
            let file = File::open(file)?;
            file.sync_all()?;
            fadvise(&file, 0, None, Advice::DontNeed)?;
        }
        Ok(())
    }
}

/// The key of a ledger that is measured.
///
/// # Errors
/// [`Failed`] when the ledger's name is none for a key.
pub(super) fn key(store: &Store) -> Result<SigningKey, Failed> {
    let key = SigningKey::from_seed(&store.origin_line(), Algorithm::Ed25519, &KEY_SEED)?;
    Ok(key)
}

fn build(folder: &Path, seed: u64, script: Script) -> Result<(), Failed> {
    // It has its name only when it is whole.
    let unfinished = folder.with_extension("byggs");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    let ledger = founded(&unfinished, seed)?;
    let signer = Signer::new(key(ledger.log())?);
    let mut ledger = ledger.signed_by(signer)?;
    script.play(|steps| record(&mut ledger, &steps))?;
    ledger.close()?.close()?;
    fs::rename(unfinished, folder)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), Failed> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
