//! How fast the verifier goes through an archive, and with how much memory.
//!
//! The verifier shares no code with the ledger, so it is measured from outside,
//! as its users run it: the program beside this one is started on the archive,
//! its time is the whole process's, and its memory is what the system counted
//! at most. Each round is told, so that the machine's noise is seen.
//!
//! Deliberately not here: making the archive (`liggare export`).

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::BenchError;

/// How often the memory of the running verifier is asked for.
const ASKED_EVERY: Duration = Duration::from_millis(5);

/// What one examination cost.
pub(crate) struct Examined {
    /// The whole process's time.
    pub(crate) seconds: f64,
    /// The most memory that it held, in bytes.
    pub(crate) peak: u64,
    /// Whether the verdict was that all is well.
    pub(crate) approved: bool,
}

/// Examines an archive some times over and prints what it cost.
pub(crate) fn run(archive: &Path, key: &str, rounds: u32) -> Result<(), BenchError> {
    let events = events(archive)?;
    println!("{events} händelser i {}", archive.display());
    for round in 1..=rounds {
        let told = examine(archive, key)?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a count of events, shown rounded"
        )]
        let rate = events as f64 / told.seconds;
        println!(
            "omgång {round}: {:.2} s, {rate:.0} händelser/s, högst {} MB, {}",
            told.seconds,
            told.peak / 1_000_000,
            if told.approved {
                "godkänt"
            } else {
                "inte godkänt"
            }
        );
    }
    Ok(())
}

/// Examines an archive with the program beside this one.
///
/// # Errors
/// [`BenchError::Verifier`] when there is no such program.
pub(crate) fn examine(archive: &Path, key: &str) -> Result<Examined, BenchError> {
    let program = std::env::current_exe()
        .map_err(BenchError::Verifier)?
        .with_file_name("granska");
    let started = Instant::now();
    let child = Command::new(&program)
        .arg("archive")
        .arg(archive)
        .args(["--key", key])
        .stdout(Stdio::null())
        .spawn()
        .map_err(BenchError::Verifier)?;
    let (status, peak) = watched(child).map_err(BenchError::Verifier)?;
    Ok(Examined {
        seconds: started.elapsed().as_secs_f64(),
        peak: peak * 1024,
        approved: status.success(),
    })
}

/// Waits for a process; its exit and the most memory that it held, in KiB.
fn watched(mut child: Child) -> io::Result<(ExitStatus, u64)> {
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let told = fs::read_to_string(&status_file).unwrap_or_default();
        let high = told
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        peak = peak.max(high.unwrap_or(0));
        if let Some(status) = child.try_wait()? {
            return Ok((status, peak));
        }
        thread::sleep(ASKED_EVERY);
    }
}

/// How many events an archive says that it has.
fn events(archive: &Path) -> Result<u64, BenchError> {
    let text = fs::read(archive.join("archive.json")).map_err(BenchError::Verifier)?;
    let manifest: serde_json::Value =
        serde_json::from_slice(&text).map_err(|error| BenchError::Verifier(error.into()))?;
    manifest["events"]
        .as_u64()
        .ok_or_else(|| BenchError::Verifier(io::ErrorKind::InvalidData.into()))
}
