//! `bench`: makes a ledger of a whole region from a seed, and measures it.
//!
//! `cargo run --release -p bench -- generate --events 1000000 --into FOLDER`
//! plays five years of a made-up region into a new ledger, through the same
//! writer and rules as any other command. Questions are then put to it with
//! `liggare`, whose `status` tells time to open, size and memory.
//! `bench speed --into FOLDER` measures all that has a bar, see [`speed`].
//! `bench examine ARCHIVE --key KEY` measures the verifier, see [`examine`].
//! `bench pages --url URL …` fetches the pages, see [`pages`].
//! `bench live --url URL …` writes to a server and follows its feed, see [`live`].

mod examine;
mod live;
mod pages;
mod speed;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand};
use ledger::ledger::{Ledger, SubmitError};
use ledger::log::store::Store;
use ledger::log::{LogError, ReadLog};

use bench::append::{Failed, founded};
use bench::workload::{Script, ScriptError, Step};

/// How many commands are handed to the writer at once, as a busy server would.
const GROUP: usize = 64;

#[derive(Parser)]
#[command(about = "Mätningar på en påhittad region")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Skapa en liggare med en hel region över fem år
    Generate {
        /// Ungefär så många händelser
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
        events: u64,
        /// Mappen som liggaren skapas i
        #[arg(long)]
        into: PathBuf,
        /// Fröet: samma frö ger samma region
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Mät hur snabbt granska går igenom ett arkiv, och med hur mycket minne
    Examine {
        /// Arkivets mapp
        archive: PathBuf,
        /// Liggarens verifieringsnyckel
        #[arg(long)]
        key: String,
        /// Så många gånger
        #[arg(long, default_value_t = 3)]
        rounds: u32,
    },
    /// Mät hur lång tid sidorna tar, och hur många som kan visas samtidigt
    Pages(pages::Pages),
    /// Mät allt, det ena efter det andra, mot en referens i samma körning
    Speed(speed::Speed),
    /// Öppna en liggare och säg vad det tog
    #[command(hide = true)]
    Opened(speed::Opened),
    /// Håll en liggare öppen tills processen dödas
    #[command(hide = true)]
    Killed(speed::Killed),
    /// Skriv till en server och följ dess flöde, många samtidigt
    Live(live::Live),
}

#[derive(Debug, thiserror::Error)]
enum BenchError {
    #[error(transparent)]
    Script(#[from] ScriptError),
    #[error(transparent)]
    Store(#[from] LogError),
    #[error("kommandot {id} kunde inte registreras")]
    Submit {
        id: String,
        #[source]
        source: Box<SubmitError>,
    },
    #[error("granska kunde inte mätas; bygg den först: cargo build --release -p granska")]
    Verifier(#[source] std::io::Error),
    #[error("mätningen mot servern misslyckades: {0}")]
    Live(String),
    #[error("mätningen misslyckades")]
    Failed(#[from] Failed),
    #[error("sidorna kunde inte mätas: {0}")]
    Pages(String),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Generate { events, into, seed } => generate(events, &into, seed),
        Task::Examine {
            archive,
            key,
            rounds,
        } => examine::run(&archive, &key, rounds),
        Task::Pages(asked) => pages::run(&asked),
        Task::Speed(asked) => speed::run(&asked).map_err(BenchError::Failed),
        Task::Opened(asked) => speed::open(&asked)
            .map(|told| println!("{}", serde_json::json!(told)))
            .map_err(BenchError::Failed),
        Task::Killed(asked) => speed::hold(&asked).map_err(BenchError::Failed),
        Task::Live(asked) => live::run(&asked, chrono::Utc::now),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = error.to_string();
            let mut cause = std::error::Error::source(&error);
            while let Some(source) = cause {
                text = format!("{text}: {source}");
                cause = source.source();
            }
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

fn generate(events: u64, into: &std::path::Path, seed: u64) -> Result<(), BenchError> {
    let started = Instant::now();
    let mut ledger = founded(into, seed)?;
    Script::new(seed, events)?.play(|steps| record(&mut ledger, &steps))?;
    let size = ledger.log().size();
    ledger.close()?;
    let seconds = started.elapsed().as_secs_f64();
    println!("{size} händelser på {seconds:.1} s i {}", into.display());
    Ok(())
}

fn record(ledger: &mut Ledger<Store>, steps: &[Step]) -> Result<(), BenchError> {
    steps
        .chunks(GROUP)
        .try_for_each(|group| submit(ledger, group))
}

/// Hands a group of commands to the writer, with one write for all.
fn submit(ledger: &mut Ledger<Store>, group: &[Step]) -> Result<(), BenchError> {
    if let Some(last) = group.last() {
        let submissions: Vec<_> = group.iter().map(|step| step.submission.clone()).collect();
        for (submission, outcome) in submissions
            .iter()
            .zip(ledger.submit_group(&submissions, last.at))
        {
            outcome.map_err(|source| BenchError::Submit {
                id: submission.id.to_string(),
                source: Box::new(source),
            })?;
        }
    }
    Ok(())
}
