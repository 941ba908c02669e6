//! `compare`: measures the ledger beside SQLite, UmaDB and PostgreSQL.
//!
//! `cargo run --release -- --into FOLDER`, in its folder.

use std::path::PathBuf;
use std::process::ExitCode;

use bench::append::{Failed, FileTarget, LedgerTarget};
use bench::measured::{Machine, Measured, chart, json, table};
use clap::Parser;
use compare::appending::{Amount, append, work};
use compare::replaying::{fill, replay};
use compare::store::{PostgreSql, Sqlite, Store, Umadb, folder_in};
use tempfile::TempDir;

/// How many events a quick run has at most.
const QUICK_EVENTS: u64 = 20_000;

#[derive(Parser)]
#[command(
    about = "Liggaren bredvid SQLite, UmaDB och PostgreSQL: samma händelser, samma varaktighet"
)]
struct Arguments {
    /// En mapp på en riktig disk; det som skapas där tas bort efteråt
    #[arg(long)]
    into: PathBuf,
    /// Ungefär så många händelser finns innan något skrivs, och spelas upp
    #[arg(long, default_value_t = 100_000)]
    events: u64,
    /// Under en minut: färre händelser och omgångar
    #[arg(long)]
    quick: bool,
    /// Fröet: samma frö ger samma händelser
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Skriv allt som mättes hit, som JSON
    #[arg(long)]
    json: Option<PathBuf>,
    /// Skriv ett diagram hit, som SVG
    #[arg(long)]
    chart: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = error.to_string();
            let mut cause = error.source();
            while let Some(source) = cause {
                text = format!("{text}: {source}");
                cause = source.source();
            }
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

fn run(asked: &Arguments) -> Result<(), Failed> {
    let (events, amount, rounds) = if asked.quick {
        (asked.events.min(QUICK_EVENTS), Amount::QUICK, 3)
    } else {
        (asked.events, Amount::FULL, 7)
    };
    let script = (asked.seed, events);
    std::fs::create_dir_all(&asked.into)?;
    let folder = folder_in(&asked.into)?;
    let (mut stores, missing) = stores(&folder)?;
    let ledger = LedgerTarget::create(&folder.path().join("liggare"), script)?;
    for store in &mut stores {
        fill(store.as_mut(), &ledger)?;
    }
    let settings: Vec<String> = stores.iter().map(|store| store.settings()).collect();
    let replayed = replay(&ledger, &mut stores, rounds)?;
    let work = work(script, amount)?;
    let file = FileTarget::create(&folder.path().join("fil"), &work)?;
    let mut rows = append(file, ledger, stores, (&work, amount))?;
    rows.extend(replayed);
    let machine = Machine::here(folder.path());
    tell(asked, &Measured { machine, rows }, settings, missing)
}

type Stores = Vec<Box<dyn Store>>;

/// The other stores, empty, and what is said of one that could not be had.
fn stores(folder: &TempDir) -> Result<(Stores, Option<String>), Failed> {
    let place = |name: &str| {
        let place = folder.path().join(name);
        std::fs::create_dir(&place).map(|()| place)
    };
    let mut stores: Stores = vec![
        Box::new(Sqlite::create(&place("sqlite")?)?),
        Box::new(Umadb::create(&place("umadb")?)?),
    ];
    let missing = match PostgreSql::create(&place("postgresql")?) {
        Ok(Some(store)) => {
            stores.push(Box::new(store));
            None
        }
        Ok(None) => Some("PostgreSQL utelämnas: initdb och postgres finns inte här".to_owned()),
        Err(error) => Some(format!("PostgreSQL utelämnas, den startade inte: {error}")),
    };
    Ok((stores, missing))
}

fn tell(
    asked: &Arguments,
    measured: &Measured,
    mut settings: Vec<String>,
    missing: Option<String>,
) -> Result<(), Failed> {
    settings.extend(missing);
    println!("\n{}\n{}", settings.join("\n"), table(measured));
    if let Some(path) = &asked.json {
        let mut all = json(measured);
        all["stores"] = settings.into();
        std::fs::write(path, serde_json::to_vec_pretty(&all)?)?;
    }
    if let Some(path) = &asked.chart {
        let drawn = chart(measured).map_err(|error| error.to_string())?;
        std::fs::write(path, drawn)?;
    }
    Ok(())
}
