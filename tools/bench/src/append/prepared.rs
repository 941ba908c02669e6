//! Commands with what they lead to, made before the clock is started.

use ledger::entropy::SeededEntropy;
use ledger::entry::{Commit, Record};
use ledger::ids::Position;
use ledger::ledger::Ledger;
use ledger::log::ReadLog;
use ledger::log::frame;
use ledger::log::memory::MemoryLog;

use super::Failed;
use crate::workload::{Script, ScriptError, Step};

/// A command, its events, and the bytes that the ledger's journal takes for them.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The command.
    pub step: Step,
    /// Its events with their proof, as the ledger decides them.
    pub records: Vec<Record>,
    /// Their frame, when they are written alone.
    pub frame: Vec<u8>,
}

/// Decides commands after the script of a seed and size.
///
/// # Errors
/// [`Failed`] when a command is refused.
pub fn prepare(
    (seed, events): (u64, u64),
    steps: impl IntoIterator<Item = Result<Step, ScriptError>>,
) -> Result<Vec<Prepared>, Failed> {
    let entropy = Box::new(SeededEntropy::new(seed.to_le_bytes()));
    let mut ledger = Ledger::open(MemoryLog::new(), entropy)?;
    Script::new(seed, events)?.play(|steps| {
        for step in steps {
            ledger.submit(&step.submission, step.at)?;
        }
        Ok::<_, Failed>(())
    })?;
    let steps = steps.into_iter();
    steps
        .map(|step| {
            let step = step?;
            let from = ledger.log().size();
            ledger.submit(&step.submission, step.at)?;
            let records: Vec<Record> = ledger
                .log()
                .read(Position(from), u64::MAX)
                .collect::<Result<_, _>>()?;
            let head = records.first().map(|record| record.entry.commit.clone());
            let commit = Commit {
                head: head.ok_or("kommandot ledde inte till något")?,
                records: records.clone(),
            };
            let mut frame = Vec::new();
            frame::encode(&[commit], &mut frame)?;
            Ok(Prepared {
                step,
                records,
                frame,
            })
        })
        .collect()
}
