//! Opening: in a process of its own, as a program that is started does it.
//!
//! Ready to answer is the store with its index, the read model level with the log, and
//! the writer's state.

use std::path::Path;
use std::process::Command;

use bench::append::Failed;
use bench::measured::{Bar, Row, Series, Unit};
use ledger::entropy::SeededEntropy;
use ledger::ids::Position;
use ledger::ledger::Ledger;
use ledger::log::ReadLog;
use ledger::log::store::Store;
use projections::model::ReadModel;
use projections::service::{Projection, Service};
use serde::{Deserialize, Serialize};

use super::built::Built;
use super::{Extent, timed};

pub(super) const GROUP: &str = "Öppna till redo att svara";

/// How long an opening of a large ledger may take, in milliseconds.
const MOST: Bar = Bar::AtMost(2000.0);

/// Öppna en liggare och säg vad det tog
#[derive(clap::Args)]
pub(crate) struct Opened {
    /// Liggarens mapp
    ledger: std::path::PathBuf,
}

/// What an opening took.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Told {
    /// The store with its index, in milliseconds.
    store: f64,
    /// The read model.
    model: f64,
    /// The writer's state.
    writer: f64,
    /// The memory that is held then, in bytes.
    pub(super) resident: u64,
    /// How many events were folded into the read model.
    folded: u64,
}

impl Told {
    fn all(&self) -> f64 {
        self.store + self.model + self.writer
    }
}

/// Opens a ledger as a server does.
///
/// # Errors
/// [`Failed`] when it cannot be opened.
pub(crate) fn open(asked: &Opened) -> Result<Told, Failed> {
    let (store, store_took) = timed(|| Store::open(&asked.ledger));
    let store = store?;
    let (model, model_took) = timed(|| {
        let mut model = Service::<ReadModel>::open(&store);
        let folded = model.catch_up(&store, store.size())?;
        Ok::<_, Failed>((model, folded))
    });
    let (model, folded) = model?;
    let entropy = Box::new(SeededEntropy::new("bench"));
    let (ledger, writer_took) = timed(|| Ledger::open(store, entropy));
    let ledger = ledger?;
    let resident = resident()?;
    let told = Told {
        store: store_took * 1e3,
        model: model_took * 1e3,
        writer: writer_took * 1e3,
        resident,
        folded,
    };
    drop((model, ledger));
    Ok(told)
}

/// The rows.
pub(super) fn rows(built: &Built, extent: Extent) -> Result<Vec<Row>, Failed> {
    let kept = rounds(extent.of(5, 3), || opened(&built.folder))?;

    let copy = built.copy("utan-modell")?;
    let without = rounds(3, || {
        let mut store = Store::open(&copy)?;
        ledger::log::Log::forget_model(&mut store, ReadModel::NAME)?;
        store.close()?;
        opened(&copy)
    })?;
    std::fs::remove_dir_all(copy)?;

    let killed = rounds(3, || {
        let copy = built.copy("dodad")?;
        kill(&copy, built.events)?;
        let told = opened(&copy)?;
        std::fs::remove_dir_all(copy)?;
        Ok(told)
    })?;

    let after_kill = "efter kill, modellen en femtedel efter";
    Ok(vec![
        row(built, "med sparad läsmodell", &kept).with_bar(built.large(MOST)),
        row(built, "utan sparad läsmodell", &without),
        row(built, after_kill, &killed).with_bar(built.large(MOST)),
    ])
}

fn rounds(count: usize, open: impl Fn() -> Result<Told, Failed>) -> Result<Vec<Told>, Failed> {
    (0..count).map(|_| open()).collect()
}

fn row(built: &Built, what: &str, told: &[Told]) -> Row {
    let values: Series = told.iter().map(Told::all).collect();
    Row::new(GROUP, what, Unit::Milliseconds, values).of_events(built.events)
}

/// Opens a ledger in a process of its own.
pub(super) fn opened(folder: &Path) -> Result<Told, Failed> {
    let done = Command::new(std::env::current_exe()?)
        .arg("opened")
        .arg(folder)
        .output()?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into());
    }
    Ok(serde_json::from_slice(&done.stdout)?)
}

/// Leaves a ledger as a killed process does: the read model as it was kept a fifth of
/// the log before, and nothing closed.
fn kill(folder: &Path, events: u64) -> Result<(), Failed> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("killed")
        .arg(folder)
        .arg((events - events / 5).to_string())
        .stdout(std::process::Stdio::piped())
        .spawn()?;
    let mut word = [0; 1];
    let told = child.stdout.as_mut().ok_or("ingen utmatning")?;
    std::io::Read::read_exact(told, &mut word)?;
    child.kill()?;
    child.wait()?;
    Ok(())
}

/// Håll en liggare öppen tills processen dödas
#[derive(clap::Args)]
pub(crate) struct Killed {
    /// Liggarens mapp
    ledger: std::path::PathBuf,
    /// Så många händelser har den sparade läsmodellen sett
    seen: u64,
}

/// Keeps the read model as of a size and then holds the ledger until it is killed.
///
/// # Errors
/// [`Failed`] when it cannot be opened.
pub(crate) fn hold(asked: &Killed) -> Result<(), Failed> {
    use std::io::Write as _;

    let mut store = Store::open(&asked.ledger)?;
    ledger::log::Log::forget_model(&mut store, ReadModel::NAME)?;
    let mut model = Service::<ReadModel>::new();
    model.catch_up(&store, asked.seen)?;
    model.keep(&mut store)?;
    let last = store.read(Position(store.size() - 1), store.size()).next();
    last.transpose()?;
    let mut out = std::io::stdout();
    out.write_all(b".")?;
    out.flush()?;
    loop {
        std::thread::park();
    }
}

/// The memory that this process holds, in bytes.
fn resident() -> Result<u64, Failed> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kib.ok_or("VmRSS saknas")? * 1024)
}
