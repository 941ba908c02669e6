//! The ledger that is followed, over HTTP.
//!
//! What fails on the way is tried again, with pauses that grow to a limit; what
//! the server refuses is told as a [`Hindrance`], and asked again by whoever has
//! time to. Nothing that it answers is believed here.

use std::path::PathBuf;
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

use super::ended::Ended;
use super::pulse::{Pauses, Pulse};
use crate::failure::{Failure, Family};
use crate::node::{Hindrance, Lag};

/// The longest that one answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is looked whether the follower is to end, while it waits for an answer.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How many attempts one makes that follows once and ends: some seconds.
pub(crate) const ATTEMPTS_ONCE: u32 = 5;

/// The most bytes of an answer: a page of the feed, with its last event whole.
const MAX_ANSWER: u64 = 64 * 1024 * 1024;

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

/// What asks it: where, and with what.
#[derive(Clone)]
pub(super) struct Asker {
    pub(super) url: String,
    pub(super) token: Token,
    agent: ureq::Agent,
}

/// What a follower shows to be let in.
#[derive(Debug, Clone)]
pub(crate) enum Token {
    /// Nothing.
    None,
    /// A token.
    Given(String),
    /// A file whose only line is the token. It is read for every question, so that
    /// a token can be renewed without stopping the follower.
    In(PathBuf),
}

impl Token {
    /// The token as it is now; none when its file cannot be read.
    pub(super) fn now(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Given(token) => Some(token.clone()),
            Self::In(file) => {
                let text = std::fs::read_to_string(file).ok()?;
                Some(text.trim().to_owned())
            }
        }
    }
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
    /// Nothing is there; with the code of the ledger's problem, when it says one.
    Missing(String),
    /// It failed on the way, or the server cannot answer now.
    Again(String),
    /// It gets no answer as it should be, and why.
    Ended(Ended),
}

/// What is read of a problem.
#[derive(Default, Deserialize)]
struct Problem {
    code: String,
}

impl Source {
    /// The ledger at an address.
    pub(crate) fn new(url: &str, token: Token, pulse: Arc<Pulse>, attempts: Option<u32>) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build();
        Self {
            asker: Asker {
                url: url.trim_end_matches('/').to_owned(),
                token,
                agent: agent.into(),
            },
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
        std::thread::spawn(move || {
            // Nobody waits for it any more when the follower has ended.
            let _ = answer.send(asker.attempt(&path));
        });
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

impl Asker {
    fn attempt(&self, path: &str) -> Attempt {
        let mut request = self.agent.get(format!("{}/api/v1{path}", self.url));
        if let Some(token) = self.token.now() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut answer = match request.call() {
            Ok(answer) => answer,
            Err(error @ (ureq::Error::BadUri(_) | ureq::Error::Http(_))) => {
                let failure = Failure::usage(
                    format!("{} är ingen adress: {error}.", self.url),
                    "Skriv som https://liggare.example eller http://127.0.0.1:8040.",
                );
                return Attempt::Ended(failure.into());
            }
            Err(error) => return Attempt::Again(error.to_string()),
        };
        let status = answer.status().as_u16();
        let is_page = answer.body().mime_type() == Some("text/html");
        let body = answer.body_mut().with_config().limit(MAX_ANSWER);
        let bytes = match body.read_to_vec() {
            Ok(bytes) => bytes,
            Err(error) => return Attempt::Again(error.to_string()),
        };
        match status {
            // Something on the way shows a page of its own.
            200 if is_page => Attempt::Ended(self.unreadable(path, "en webbsida")),
            200 => Attempt::Answer(bytes),
            404 => {
                let problem: Problem = serde_json::from_slice(&bytes).unwrap_or_default();
                Attempt::Missing(problem.code)
            }
            408 | 425 | 429 | 500..=599 => Attempt::Again(format!("HTTP {status}")),
            _ => Attempt::Ended(self.refusal(path, status, &bytes)),
        }
    }

    fn refusal(&self, path: &str, status: u16, bytes: &[u8]) -> Ended {
        let (hindrance, what, remedy) = match status {
            401 => (
                Hindrance::LoginRefused,
                "liggaren godtar inte inloggningen",
                "Ge en gällande nyckel med --token-file eller LIGGARE_TOKEN (`liggare token create` gör den).",
            ),
            403 => (
                Hindrance::NotPermitted,
                "kontot får inte läsa flödet",
                "Kontot behöver rollen revisor, som läser hela historien.",
            ),
            _ => (
                Hindrance::UnexpectedAnswer,
                "liggaren svarade inte som väntat",
                "Kontrollera adressen, och att servern har samma version.",
            ),
        };
        let said: String = String::from_utf8_lossy(bytes).chars().take(500).collect();
        let failure = Failure::new(
            Family::Refused,
            format!("{what}."),
            format!("{}/api/v1{path} (HTTP {status}): {said}", self.url),
            remedy,
        );
        Ended::Hindered(hindrance, failure)
    }

    fn unreadable(&self, path: &str, found: &str) -> Ended {
        let failure = Failure::new(
            Family::Refused,
            format!("liggarens svar kan inte läsas: {found}."),
            format!("{}/api/v1{path}", self.url),
            "Kontrollera adressen, och att servern har samma version.",
        );
        Ended::Hindered(Hindrance::UnexpectedAnswer, failure)
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
