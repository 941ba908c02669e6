//! `bench live`: many write and many follow a served ledger at the same time.
//!
//! `liggare serve` runs on a demonstration; a token of its controller writes, one
//! of its auditor follows. Every follower counts what it is told by the ids of
//! the messages: a position that was passed is skipped, one that comes again is
//! repeated, and both are to be none. `--pid` is the server's, whose memory is
//! told as time passes.
//!
//! Deliberately not here: starting the server, and judging the figures.

mod figures;
mod follower;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use clap::Args;

use crate::BenchError;
use figures::{Latencies, memory_kib};
use follower::Followed;

/// How often the server's memory is told.
const TOLD_EVERY: Duration = Duration::from_secs(5);

/// What is asked of `bench live`.
#[derive(Args)]
pub(crate) struct Live {
    /// Så många skriver samtidigt
    #[arg(long, default_value_t = 200)]
    writers: u64,
    /// Så många följer flödet samtidigt
    #[arg(long, default_value_t = 200)]
    readers: u64,
    /// Så länge skrivs det, i sekunder
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Serverns adress
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// En nyckel för den som skriver: en controller för enheten
    #[arg(long)]
    writer_token: String,
    /// En nyckel för den som följer: en revisor
    #[arg(long)]
    reader_token: String,
    /// Enheten som det skrivs om
    #[arg(long, default_value = "RS")]
    unit: String,
    /// Serverns process, vars minne visas
    #[arg(long)]
    pid: Option<u32>,
}

/// What all of them see.
pub(crate) struct Shared {
    api: String,
    /// Whether the writers are to stop.
    is_over: AtomicBool,
    /// Whether they have stopped: what is recorded now is all.
    is_written: AtomicBool,
    /// How many events are known to be recorded: the highest position that a
    /// receipt has named, and one.
    recorded: AtomicU64,
    /// How many events the followers have been told, together.
    told: AtomicU64,
    /// Reads the clock.
    now: fn() -> DateTime<Utc>,
}

/// Writes and follows, and tells the figures.
///
/// # Errors
/// [`BenchError::Live`] when the server does not answer as it should, or a
/// follower was told something else than every event once.
pub(crate) fn run(asked: &Live, now: fn() -> DateTime<Utc>) -> Result<(), BenchError> {
    let shared = Arc::new(Shared {
        api: format!("{}/api/v1", asked.url.trim_end_matches('/')),
        is_over: AtomicBool::new(false),
        is_written: AtomicBool::new(false),
        recorded: AtomicU64::new(0),
        told: AtomicU64::new(0),
        now,
    });
    let from = follower::size(&shared, &asked.reader_token)?;
    let started = Instant::now();
    let followers: Vec<_> = (0..asked.readers)
        .map(|_| {
            let (shared, token) = (Arc::clone(&shared), asked.reader_token.clone());
            thread::spawn(move || follower::follow(&shared, &token, from))
        })
        .collect();
    let writers: Vec<_> = (0..asked.writers)
        .map(|number| {
            let (shared, token) = (Arc::clone(&shared), asked.writer_token.clone());
            let unit = asked.unit.clone();
            thread::spawn(move || writer::write(&shared, &token, &unit, number))
        })
        .collect();
    println!("sekund  händelser  berättade  minne (MiB)");
    while started.elapsed() < Duration::from_secs(asked.seconds) {
        thread::sleep(TOLD_EVERY.min(Duration::from_secs(asked.seconds)));
        tell(&shared, started, from, asked.pid);
    }
    shared.is_over.store(true, Ordering::SeqCst);
    let mut answered = Latencies::default();
    for writer in writers {
        answered.add(joined(writer.join())??);
    }
    shared.is_written.store(true, Ordering::SeqCst);
    let wrote_for = started.elapsed().as_secs_f64();
    let events = shared.recorded.load(Ordering::SeqCst).saturating_sub(from);
    let mut all = Followed::default();
    for follower in followers {
        all.add(joined(follower.join())??);
    }
    tell(&shared, started, from, asked.pid);
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let per_second = |count: u64| count as f64 / wrote_for;
    println!(
        "\n{events} händelser av {} på {wrote_for:.1} s: {:.0}/s",
        asked.writers,
        per_second(events)
    );
    println!(
        "{} berättade för {}: {:.0}/s",
        all.told,
        asked.readers,
        per_second(all.told)
    );
    println!("svar på kommandon: {answered}");
    println!("från antecknad till berättad: {}", all.latencies);
    println!("överhoppade {}, upprepade {}", all.skipped, all.repeated);
    if all.skipped == 0 && all.repeated == 0 && all.told == events * asked.readers {
        Ok(())
    } else {
        Err(BenchError::Live(
            "alla fick inte veta allt exakt en gång".to_owned(),
        ))
    }
}

fn tell(shared: &Shared, started: Instant, from: u64, pid: Option<u32>) {
    let recorded = shared.recorded.load(Ordering::SeqCst).saturating_sub(from);
    let memory = pid
        .and_then(memory_kib)
        .map_or("-".to_owned(), |kib| (kib / 1024).to_string());
    println!(
        "{:>6}  {recorded:>9}  {:>9}  {memory:>11}",
        started.elapsed().as_secs(),
        shared.told.load(Ordering::SeqCst),
    );
}

fn joined<T>(joined: thread::Result<T>) -> Result<T, BenchError> {
    joined.map_err(|_| BenchError::Live("en tråd avbröts".to_owned()))
}

/// What went wrong with a request.
fn failed(error: &dyn std::fmt::Display) -> BenchError {
    BenchError::Live(error.to_string())
}

/// A body as JSON.
fn json_of(body: &mut ureq::Body) -> Result<serde_json::Value, BenchError> {
    let text = body.read_to_string().map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| failed(&error))
}
