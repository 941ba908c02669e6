//! `bench speed`: all of it, one after the other, beside a reference in the same run.
//!
//! For each number of events a ledger of a made-up region is built (and kept in its
//! folder, so that another run finds it there). Then: what durable appends take beside
//! a plain file, opening, replay beside the reading of the bytes, questions now and at
//! random moments, proofs, archives and the verifier, and what an event takes on disk
//! and in memory. A row with a bar says whether it holds.

mod appending;
mod archiving;
mod asking;
mod built;
mod opening;
mod proving;
mod replaying;
mod space;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bench::append::Failed;
use bench::measured::{Machine, Measured, Row, Unit, chart, json, table};

use built::Built;
pub(crate) use opening::{Killed, Opened, hold, open};

/// Mät allt, det ena efter det andra, mot en referens i samma körning
#[derive(clap::Args)]
pub(crate) struct Speed {
    /// Så många händelser i var sin liggare
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = clap::value_parser!(u64).range(1..),
        default_value = "10000,100000,1000000,10000000"
    )]
    events: Vec<u64>,
    /// Mappen som liggarna skapas i och finns kvar i, på den disk som mäts (5 GB)
    #[arg(long)]
    into: PathBuf,
    /// Fröet: samma frö ger samma liggare och frågor
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Färre och mindre: under två minuter
    #[arg(long)]
    quick: bool,
    /// Filen som alla värden skrivs till som JSON
    #[arg(long)]
    json: Option<PathBuf>,
    /// Filen som kraven ritas i som SVG
    #[arg(long)]
    chart: Option<PathBuf>,
}

/// How much is measured.
#[derive(Debug, Clone, Copy)]
struct Extent {
    seed: u64,
    quick: bool,
}

impl Extent {
    /// One number for a whole run, another for a quick one.
    fn of<T>(self, whole: T, quick: T) -> T {
        if self.quick { quick } else { whole }
    }
}

/// Measures, and tells it.
///
/// # Errors
/// What a measurement answers.
pub(crate) fn run(asked: &Speed) -> Result<(), Failed> {
    let extent = Extent {
        seed: asked.seed,
        quick: asked.quick,
    };
    // What is said of a larger one is held against the smaller.
    let sizes: BTreeSet<u64> = asked
        .events
        .iter()
        .copied()
        .filter(|events| !asked.quick || *events <= QUICK)
        .collect();
    make_folder(&asked.into)?;
    let mut rows = vec![noise()];
    let mut smaller = Vec::new();
    for events in sizes {
        eprintln!("{events} händelser");
        let built = Built::find(&asked.into, events, extent)?;
        let of_size = [
            appending::rows(&built, extent)?,
            opening::rows(&built, extent)?,
            replaying::rows(&built, extent)?,
            asking::rows(&built, &smaller, extent)?,
            proving::rows(&built, extent)?,
            archiving::rows(&built, extent)?,
            space::rows(&built)?,
        ];
        let of_size = of_size.concat();
        smaller.extend(of_size.iter().filter(|row| asking::is_asked(row)).cloned());
        rows.extend(of_size);
    }
    rows.sort_by_key(|row| GROUPS.iter().position(|group| *group == row.group));
    told(
        asked,
        &Measured {
            machine: Machine::here(&asked.into),
            rows,
        },
    )
}

/// How many events the largest ledger of a quick run has.
const QUICK: u64 = 100_000;

/// How much longer the machine's own computation may take from time to time, when it
/// does nothing else.
const QUIET: f64 = 1.25;

/// The groups of rows, in the order that they are told.
const GROUPS: [&str; 9] = [
    MACHINE,
    appending::GROUP,
    opening::GROUP,
    replaying::GROUP,
    asking::GROUP,
    proving::GROUP,
    archiving::GROUP,
    space::ON_DISK,
    space::IN_MEMORY,
];

const MACHINE: &str = "Maskinens brus";

/// The same computation over and over: its spread is the machine's own.
fn noise() -> Row {
    let bytes = vec![7_u8; 4 * 1024 * 1024];
    let values = (0..15).map(|_| {
        let (_, seconds) = timed(|| std::hint::black_box(ledger::canonical::sha256(&bytes)));
        seconds * 1e3
    });
    let what = "SHA-256 av 4 MiB, om och om igen";
    Row::new(MACHINE, what, Unit::Milliseconds, values.collect())
}

/// Makes the folder unless it is there; the one that it is to stand in must be.
fn make_folder(folder: &Path) -> Result<(), Failed> {
    match fs::create_dir(folder) {
        Err(error) if !folder.is_dir() => {
            let name = folder.display();
            Err(format!("{name} kan inte bli en mapp ({error}); ange en ny mapp, eller en som finns, med --into").into())
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

fn told(asked: &Speed, measured: &Measured) -> Result<(), Failed> {
    print!("{}", table(measured));
    let noise = measured.rows.iter().find(|row| row.group == MACHINE);
    if noise.is_some_and(|row| row.values.percentile(90) > QUIET * row.values.percentile(10)) {
        println!(
            "Maskinen gör annat samtidigt, se dess brus: det som är nära ett krav avgörs inte här."
        );
    }
    if let Some(file) = &asked.json {
        fs::write(file, format!("{:#}\n", json(measured)))?;
    }
    if let Some(file) = &asked.chart {
        fs::write(file, chart(measured).map_err(|error| error.to_string())?)?;
    }
    Ok(())
}

/// What something answers, and how many seconds it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = std::time::Instant::now();
    let answer = work();
    (answer, started.elapsed().as_secs_f64())
}

/// How many bytes the files of a folder hold, those below it too.
fn bytes_in(folder: &Path) -> Result<u64, Failed> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += if about.is_dir() {
            bytes_in(&entry.path())?
        } else {
            about.len()
        };
    }
    Ok(bytes)
}

/// A count as a number to divide with.
#[allow(clippy::cast_precision_loss, reason = "counts here are far below 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}
