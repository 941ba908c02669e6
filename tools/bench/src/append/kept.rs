//! The ledger, and the plain file that it is held against.

use std::path::Path;

use ledger::command::Submission;
use ledger::entropy::SeededEntropy;
use ledger::ledger::Ledger;
use ledger::log::frame::FRAME_HEADER_BYTES;
use ledger::log::settings::Settings;
use ledger::log::store::Store;

use super::{Failed, Prepared, Target};
use crate::plain::PlainFile;
use crate::workload::Script;

/// The ledger: commands are decided, hashed, put in the tree and written.
pub struct LedgerTarget(Ledger<Store>);

impl LedgerTarget {
    /// A new ledger in a folder, with the script of a seed and size played.
    ///
    /// # Errors
    /// [`Failed`] when it cannot be made.
    pub fn create(folder: &Path, (seed, events): (u64, u64)) -> Result<Self, Failed> {
        let mut ledger = founded(folder, seed)?;
        Script::new(seed, events)?.play(|steps| {
            for step in steps {
                ledger.submit(&step.submission, step.at)?;
            }
            Ok::<_, Failed>(())
        })?;
        Ok(Self(ledger))
    }

    /// A ledger that there is.
    ///
    /// # Errors
    /// [`Failed`] when it cannot be opened.
    pub fn open(folder: &Path, seed: u64) -> Result<Self, Failed> {
        let entropy = Box::new(SeededEntropy::new(seed.to_le_bytes()));
        Ok(Self(Ledger::open(Store::open(folder)?, entropy)?))
    }

    /// The log that it has written.
    pub fn log(&self) -> &Store {
        self.0.log()
    }
}

impl Target for LedgerTarget {
    fn name(&self) -> &'static str {
        "liggaren"
    }

    fn append(&mut self, group: &[Prepared]) -> Result<(), Failed> {
        let now = group.last().ok_or("ingen grupp")?.step.at;
        // What a server hands over is its own as well.
        let submissions: Vec<Submission> =
            group.iter().map(|it| it.step.submission.clone()).collect();
        for outcome in self.0.submit_group(&submissions, now) {
            outcome?;
        }
        Ok(())
    }
}

/// A new ledger in a folder, as a script of a seed begins it.
///
/// # Errors
/// [`Failed`] when it cannot be made.
pub fn founded(folder: &Path, seed: u64) -> Result<Ledger<Store>, Failed> {
    let settings = Settings {
        origin: "generator".into(),
        demonstration: true,
        created_at: Script::founded()?,
    };
    let store = Store::create(folder, &settings)?;
    let entropy = Box::new(SeededEntropy::new(seed.to_le_bytes()));
    Ok(Ledger::open(store, entropy)?)
}

/// The plain file: the bytes of the ledger's frames, and nothing else.
pub struct FileTarget {
    file: PlainFile,
    buffer: Vec<u8>,
}

impl FileTarget {
    /// A file with room for the work so many times over.
    ///
    /// # Errors
    /// [`Failed`] when it cannot be made.
    pub fn create(path: &Path, work: &[Prepared]) -> Result<Self, Failed> {
        let bytes: usize = work.iter().map(|it| it.frame.len()).sum();
        Ok(Self {
            file: PlainFile::create(path, bytes as u64)?,
            buffer: Vec::new(),
        })
    }
}

impl Target for FileTarget {
    fn name(&self) -> &'static str {
        "ren fil"
    }

    fn append(&mut self, group: &[Prepared]) -> Result<(), Failed> {
        // A frame has one header however many commands share it.
        self.buffer.clear();
        for (number, prepared) in group.iter().enumerate() {
            let from = if number == 0 { 0 } else { FRAME_HEADER_BYTES };
            self.buffer.extend_from_slice(&prepared.frame[from..]);
        }
        Ok(self.file.write(&self.buffer)?)
    }
}
