//! What asks the ledger that is followed: where, with what, and what came of it.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::ended::Ended;
use crate::failure::{Failure, Family};
use crate::node::Hindrance;

/// The longest that one answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The most bytes of an answer: a page of the feed, with its last event whole.
const MAX_ANSWER: u64 = 64 * 1024 * 1024;

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

/// What came of one attempt.
pub(super) enum Attempt {
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

impl Asker {
    /// One that asks the ledger at an address.
    pub(super) fn new(url: &str, token: Token) -> Self {
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
        }
    }

    /// Asks once, and waits for the answer.
    pub(super) fn attempt(&self, path: &str) -> Attempt {
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

    /// The ledger answers, but not as it should.
    pub(super) fn unreadable(&self, path: &str, found: &str) -> Ended {
        let failure = Failure::new(
            Family::Refused,
            format!("liggarens svar kan inte läsas: {found}."),
            format!("{}/api/v1{path}", self.url),
            "Kontrollera adressen, och att servern har samma version.",
        );
        Ended::Hindered(Hindrance::UnexpectedAnswer, failure)
    }
}
