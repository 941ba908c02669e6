//! The ledger that is followed, over HTTP.
//!
//! What fails on the way is tried again, with pauses that grow to a limit; what
//! the server refuses is not. Nothing that it answers is believed here.

use std::sync::Arc;
use std::time::Duration;

use ledger::basis::Hash;
use ledger::log::merkle::TILE;
use ledger::log::settings::{FolderFile, Settings};
use ledger::proof::SignedNote;
use ledger::replica::Refused;
use ledger::time::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::ended::Ended;
use super::pulse::Pulse;
use crate::failure::{Failure, Family};

/// The longest that one answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause after the first failure; it is doubled with every one that follows.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How many attempts one makes that follows once and ends: some seconds.
pub(crate) const ATTEMPTS_ONCE: u32 = 5;

/// The most bytes of an answer: a page of the feed, with its last event whole.
const MAX_ANSWER: u64 = 64 * 1024 * 1024;

/// How many events are asked for at a time.
const PAGE: u64 = 1000;

/// How many checkpoints are asked for at a time.
const CHECKPOINTS: u64 = 100;

/// The ledger that is followed.
pub(crate) struct Source {
    pub(super) url: String,
    pub(super) token: Option<String>,
    agent: ureq::Agent,
    pulse: Arc<Pulse>,
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

/// What came of one attempt.
enum Attempt {
    Answer(Vec<u8>),
    Missing,
    /// It failed on the way, or the server cannot answer now.
    Again(String),
    Refused(Failure),
}

impl Source {
    /// The ledger at an address.
    pub(crate) fn new(
        url: &str,
        token: Option<String>,
        pulse: Arc<Pulse>,
        attempts: Option<u32>,
    ) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build();
        Self {
            url: url.trim_end_matches('/').to_owned(),
            token,
            agent: agent.into(),
            pulse,
            attempts,
        }
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
        match self.get(path)? {
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

    /// The first hashes of a tile of leaves.
    ///
    /// # Errors
    /// [`Ended`].
    pub(super) fn leaves(&self, number: u64, width: usize) -> Result<Vec<Hash>, Ended> {
        let partial = match width {
            TILE => String::new(),
            width => format!(".p/{width}"),
        };
        let path = format!("/log/tile/0/{}{partial}", tile_number(number));
        let bytes = self.wanted(&path)?;
        let (hashes, rest) = bytes.as_chunks::<32>();
        if hashes.len() != width || !rest.is_empty() {
            return Err(self.unreadable(&path, "plattan har inte så många hashar"));
        }
        Ok(hashes.iter().copied().map(Hash).collect())
    }

    fn json<T: DeserializeOwned>(&self, path: &str) -> Result<T, Ended> {
        let bytes = self.wanted(path)?;
        serde_json::from_slice(&bytes).map_err(|error| self.unreadable(path, &error.to_string()))
    }

    fn wanted(&self, path: &str) -> Result<Vec<u8>, Ended> {
        self.get(path)?
            .ok_or_else(|| self.unreadable(path, "det finns inte där"))
    }

    /// What stands at a path under the API; none when nothing does.
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Ended> {
        let mut pause = FIRST_PAUSE;
        let mut attempts = 1;
        loop {
            if self.pulse.is_stopped() {
                return Err(Ended::Stopped);
            }
            let why = match self.attempt(path) {
                Attempt::Answer(bytes) => return Ok(Some(bytes)),
                Attempt::Missing => return Ok(None),
                Attempt::Refused(failure) => return Err(failure.into()),
                Attempt::Again(why) => why,
            };
            if self.attempts == Some(attempts) {
                return Err(Failure::new(
                    Family::Io,
                    format!("liggaren svarar inte: {why}."),
                    self.url.clone(),
                    "Kontrollera adressen och att `liggare serve` är igång.",
                )
                .into());
            }
            tracing::warn!(why, path, "liggaren svarar inte; försöker igen");
            if !self.pulse.pause(pause) {
                return Err(Ended::Stopped);
            }
            attempts += 1;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn attempt(&self, path: &str) -> Attempt {
        let mut request = self.agent.get(format!("{}/api/v1{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut answer = match request.call() {
            Ok(answer) => answer,
            Err(error @ (ureq::Error::BadUri(_) | ureq::Error::Http(_))) => {
                return Attempt::Refused(Failure::usage(
                    format!("{} är ingen adress: {error}.", self.url),
                    "Skriv som https://liggare.example eller http://127.0.0.1:8040.",
                ));
            }
            Err(error) => return Attempt::Again(error.to_string()),
        };
        let status = answer.status().as_u16();
        let body = answer.body_mut().with_config().limit(MAX_ANSWER);
        let bytes = match body.read_to_vec() {
            Ok(bytes) => bytes,
            Err(error) => return Attempt::Again(error.to_string()),
        };
        match status {
            200 => Attempt::Answer(bytes),
            404 => Attempt::Missing,
            408 | 425 | 429 | 500..=599 => Attempt::Again(format!("HTTP {status}")),
            _ => Attempt::Refused(self.refusal(path, status, &bytes)),
        }
    }

    fn refusal(&self, path: &str, status: u16, bytes: &[u8]) -> Failure {
        let (what, remedy) = match status {
            401 => (
                "liggaren godtar inte inloggningen",
                "Ge en gällande nyckel med --token-file eller LIGGARE_TOKEN (`liggare token create` gör den).",
            ),
            403 => (
                "kontot får inte läsa flödet",
                "Kontot behöver rollen auditor, som läser hela historien.",
            ),
            _ => (
                "liggaren svarade inte som väntat",
                "Kontrollera adressen, och att servern har samma version.",
            ),
        };
        let said: String = String::from_utf8_lossy(bytes).chars().take(500).collect();
        Failure::new(
            Family::Refused,
            format!("{what}."),
            format!("{}/api/v1{path} (HTTP {status}): {said}", self.url),
            remedy,
        )
    }

    fn unreadable(&self, path: &str, found: &str) -> Ended {
        Failure::new(
            Family::Refused,
            format!("liggarens svar kan inte läsas: {found}."),
            format!("{}/api/v1{path}", self.url),
            "Kontrollera adressen, och att servern har samma version.",
        )
        .into()
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
