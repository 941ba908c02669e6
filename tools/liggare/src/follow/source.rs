//! The ledger that is followed, over HTTP.
//!
//! What fails on the way is tried again, with pauses that grow to a limit; what
//! the server refuses is told as a [`Hindrance`], and asked again by whoever has
//! time to. A source that hangs keeps no follower that is told to end. Nothing that it
//! answers is believed here.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use ledger::basis::Hash;
use ledger::log::merkle::TILE;
use ledger::log::settings::{FolderFile, Settings};
use ledger::proof::SignedNote;
use ledger::replica::Refused;
use ledger::time::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::asker::{Asker, Attempt, Token};
use super::ended::Ended;
use super::pulse::{Pauses, Pulse};
use crate::failure::{Failure, Family};
use crate::node::{Hindrance, Lag};

/// How often it is looked whether the follower is to end, while it waits for an answer.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How many attempts one makes that follows once and ends: some seconds.
pub(crate) const ATTEMPTS_ONCE: u32 = 5;

/// How many events are asked for at a time.
const PAGE: u64 = 1000;

/// How many checkpoints are asked for at a time.
const CHECKPOINTS: u64 = 100;

/// The code by which a ledger says that it has signed no checkpoint.
const NOTHING_SIGNED: &str = "nothing_signed";

/// The ledger that is followed.
pub(crate) struct Source {
    pub(super) asker: Asker,
    pulse: Arc<Pulse>,
    lag: Arc<Lag>,
    /// How often one question is asked at most; without end when nothing is said.
    attempts: Option<u32>,
}

/// What the ledger says that it is.
#[derive(Deserialize)]
struct Status {
    origin: String,
    ledger: String,
    demonstration: bool,
    created_at: Timestamp,
}

/// A page of signed checkpoints.
#[derive(Deserialize)]
struct Page {
    checkpoints: Vec<Checkpoint>,
    next: Option<u64>,
}

/// A signed checkpoint.
#[derive(Deserialize)]
struct Checkpoint {
    note: String,
}

/// Signed checkpoints, and where those begin that follow.
pub(super) struct Checkpoints {
    pub(super) notes: Vec<SignedNote>,
    pub(super) next: Option<u64>,
}

impl Source {
    /// The ledger at an address.
    pub(crate) fn new(url: &str, token: Token, pulse: Arc<Pulse>, attempts: Option<u32>) -> Self {
        Self {
            asker: Asker::new(url, token),
            pulse,
            lag: Arc::default(),
            attempts,
        }
    }

    /// How far behind whoever asks it is, and what hinders that.
    pub(super) fn lag(&self) -> &Arc<Lag> {
        &self.lag
    }

    /// What the ledger says that it is.
    ///
    /// # Errors
    /// [`Ended`].
    pub(super) fn settings(&self) -> Result<Settings, Ended> {
        let status: Status = self.json("/status")?;
        let settings = Settings {
            origin: status.origin,
            demonstration: status.demonstration,
            created_at: status.created_at,
        };
        if FolderFile::new(&settings).ledger.to_string() == status.ledger {
            return Ok(settings);
        }
        Err(self.unreadable("/status", "id och uppgifter hör inte ihop"))
    }

    /// The last signed checkpoint; none when the ledger has none yet.
    ///
    /// # Errors
    /// [`Ended`].
    pub(super) fn checkpoint(&self) -> Result<Option<SignedNote>, Ended> {
        let path = "/log/checkpoint";
        match self.get(path, Some(NOTHING_SIGNED))? {
            Some(bytes) => match SignedNote::parse(&bytes) {
                Ok(note) => Ok(Some(note)),
                Err(error) => Err(altered_checkpoint(error.to_string())),
            },
            None => Ok(None),
        }
    }

    /// Signed checkpoints of at least a size, in order.
    ///
    /// # Errors
    /// [`Ended`].
    pub(super) fn checkpoints(&self, from: u64) -> Result<Checkpoints, Ended> {
        let page: Page = self.json(&format!("/checkpoints?from={from}&limit={CHECKPOINTS}"))?;
        let notes = page.checkpoints.iter();
        let notes = notes.map(|checkpoint| SignedNote::parse(checkpoint.note.as_bytes()));
        Ok(Checkpoints {
            notes: notes
                .collect::<Result<_, _>>()
                .map_err(|error| altered_checkpoint(error.to_string()))?,
            next: page.next,
        })
    }

    /// A page of the feed, a line for each event, from a position to before `end`.
    ///
    /// # Errors
    /// [`Ended`].
    pub(super) fn events(&self, from: u64, end: u64) -> Result<Vec<u8>, Ended> {
        let limit = end.saturating_sub(from).min(PAGE);
        self.wanted(&format!("/events?from={from}&limit={limit}"))
    }

    /// The first hashes of a tile.
    ///
    /// # Errors
    /// [`Ended`].
    pub(super) fn tile(&self, level: u8, number: u64, width: usize) -> Result<Vec<Hash>, Ended> {
        let partial = match width {
            TILE => String::new(),
            width => format!(".p/{width}"),
        };
        let path = format!("/log/tile/{level}/{}{partial}", tile_number(number));
        let bytes = self.wanted(&path)?;
        let (hashes, rest) = bytes.as_chunks::<32>();
        if hashes.len() != width || !rest.is_empty() {
            return Err(self.unreadable(&path, "brickan har inte så många hashar"));
        }
        Ok(hashes.iter().copied().map(Hash).collect())
    }

    fn json<T: DeserializeOwned>(&self, path: &str) -> Result<T, Ended> {
        let bytes = self.wanted(path)?;
        serde_json::from_slice(&bytes).map_err(|error| self.unreadable(path, &error.to_string()))
    }

    fn wanted(&self, path: &str) -> Result<Vec<u8>, Ended> {
        self.get(path, None)?
            .ok_or_else(|| self.unreadable(path, "det finns inte där"))
    }

    /// What stands at a path under the API; none when the ledger says with a code
    /// that nothing does. Others than the ledger say it too: a proxy, or a server
    /// at another address.
    fn get(&self, path: &str, nothing: Option<&str>) -> Result<Option<Vec<u8>>, Ended> {
        let mut pauses = Pauses::default();
        let mut attempts = 1;
        loop {
            if self.pulse.is_stopped() {
                return Err(Ended::Stopped);
            }
            let Some(attempt) = self.attempt_unless_stopped(path) else {
                return Err(Ended::Stopped);
            };
            let why = match attempt {
                Attempt::Answer(bytes) => {
                    self.lag.is_reached();
                    return Ok(Some(bytes));
                }
                Attempt::Missing(code) if nothing == Some(code.as_str()) => return Ok(None),
                Attempt::Missing(_) => return Err(self.unreadable(path, "det finns inte där")),
                Attempt::Ended(ended) => return Err(ended),
                Attempt::Again(why) => why,
            };
            if self.attempts == Some(attempts) {
                let failure = Failure::new(
                    Family::Io,
                    format!("liggaren svarar inte: {why}."),
                    self.asker.url.clone(),
                    "Kontrollera adressen och att `liggare serve` är igång.",
                );
                return Err(Ended::Hindered(Hindrance::Unreachable, failure));
            }
            tracing::warn!(why, path, "liggaren svarar inte; försöker igen");
            self.lag.is_hindered(Hindrance::Unreachable);
            if !self.pulse.pause_more(&mut pauses) {
                return Err(Ended::Stopped);
            }
            attempts += 1;
        }
    }

    /// One attempt; none when the follower is told to end before there is an answer.
    /// It is then left on its thread, which ends with the process: a source that hangs
    /// holds nobody up.
    fn attempt_unless_stopped(&self, path: &str) -> Option<Attempt> {
        let (answer, answered) = mpsc::channel();
        let asker = self.asker.clone();
        let path = path.to_owned();
        let asking = std::thread::Builder::new().spawn(move || {
            // Nobody waits for it any more when the follower has ended.
            let _ = answer.send(asker.attempt(&path));
        });
        if let Err(error) = asking {
            return Some(Attempt::Again(error.to_string()));
        }
        loop {
            match answered.recv_timeout(LOOK_EVERY) {
                Ok(attempt) => return Some(attempt),
                Err(RecvTimeoutError::Timeout) if !self.pulse.is_stopped() => {}
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => {
                    return Some(Attempt::Again("frågan avbröts".to_owned()));
                }
            }
        }
    }

    /// The ledger answers what can be read, but not as it should be.
    pub(super) fn unreadable(&self, path: &str, found: &str) -> Ended {
        self.asker.unreadable(path, found)
    }
}

fn altered_checkpoint(found: String) -> Ended {
    ledger::replica::ReplicaError::from(Refused::Checkpoint { size: 0, found }).into()
}

/// A tile's number as a path has it (C2SP tlog-tiles): three digits at a time.
fn tile_number(number: u64) -> String {
    let mut path = format!("{:03}", number % 1000);
    let mut rest = number / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_s_number_is_written_three_digits_at_a_time() {
        for (number, path) in [
            (0, "000"),
            (67, "067"),
            (1_067, "x001/067"),
            (1_234_067, "x001/x234/067"),
        ] {
            assert_eq!(tile_number(number), path);
        }
    }
}
