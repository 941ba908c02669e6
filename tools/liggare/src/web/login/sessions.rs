//! Sessions: who is logged in with a browser.
//!
//! They live in memory: a server that is started again asks everyone to log in again.
//! What is kept is the SHA-256 of a session's secret, never the secret itself.

use std::collections::{HashMap, VecDeque};

use ledger::ids::Position;
use ledger::time::Timestamp;
use sha2::{Digest, Sha256};

use crate::access::account::Login;
use crate::access::password::PasswordHash;

/// How long a session lasts that nobody uses, in microseconds: two hours.
const IDLE_MICROS: i64 = 2 * HOUR_MICROS;

/// How long a session lasts however much it is used: a working day and then some.
const LIFE_MICROS: i64 = 12 * HOUR_MICROS;

/// How many of the events that a session has recorded are remembered: each has a page
/// that tells of it, and more are not gone back to.
const MAX_RECORDED: usize = 64;

/// An hour, in microseconds.
const HOUR_MICROS: i64 = 60 * 60 * 1_000_000;

/// The most sessions; the one that was used longest ago gives way.
const MAX_SESSIONS: usize = 20_000;

/// Everyone who is logged in.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    all: HashMap<SessionKey, Session>,
}

/// What a session is kept under: the SHA-256 of its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SessionKey([u8; 32]);

/// Someone who is logged in.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// As whom.
    pub(super) login: Login,
    /// The password then: with another one the session is over.
    pub(super) password: Option<PasswordHash>,
    /// What the session's forms hold.
    pub(super) token: String,
    /// The first events of what was recorded with it, the latest last.
    pub(super) recorded: VecDeque<Position>,
    begun: Timestamp,
    used: Timestamp,
}

impl Sessions {
    /// Begins a session under a secret.
    pub(super) fn begin(
        &mut self,
        secret: &str,
        (login, password): (Login, Option<PasswordHash>),
        token: String,
        now: Timestamp,
    ) {
        self.all.retain(|_, session| session.lasts(now));
        if self.all.len() >= MAX_SESSIONS {
            let oldest = self.all.iter().min_by_key(|(_, session)| session.used);
            if let Some(key) = oldest.map(|(key, _)| *key) {
                self.all.remove(&key);
            }
        }
        let session = Session {
            login,
            password,
            token,
            recorded: VecDeque::new(),
            begun: now,
            used: now,
        };
        self.all.insert(SessionKey::of(secret), session);
    }

    /// The session of a secret, used now; none when it is over.
    pub(super) fn used(&mut self, secret: &str, now: Timestamp) -> Option<Session> {
        let key = SessionKey::of(secret);
        let session = self.all.get_mut(&key)?;
        if !session.lasts(now) {
            self.all.remove(&key);
            return None;
        }
        session.used = session.used.max(now);
        Some(session.clone())
    }

    /// Remembers that a session has recorded an event.
    pub(super) fn has_recorded(&mut self, key: SessionKey, event: Position) {
        let Some(session) = self.all.get_mut(&key) else {
            return;
        };
        if session.recorded.len() >= MAX_RECORDED {
            session.recorded.pop_front();
        }
        session.recorded.push_back(event);
    }

    /// Ends the session of a secret.
    pub(super) fn end(&mut self, secret: &str) {
        self.all.remove(&SessionKey::of(secret));
    }
}

impl Session {
    fn lasts(&self, now: Timestamp) -> bool {
        let since = |then: Timestamp| now.0.saturating_sub(then.0);
        since(self.used) < IDLE_MICROS && since(self.begun) < LIFE_MICROS
    }
}

impl SessionKey {
    /// The key of a secret.
    pub(super) fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp(hours * HOUR_MICROS)
    }

    fn begun() -> Sessions {
        let mut sessions = Sessions::default();
        let login = "anna".parse().expect("a login");
        sessions.begin("hemlig", (login, None), "sida".to_owned(), at(0));
        sessions
    }

    #[test]
    fn a_session_lasts_while_it_is_used_and_never_beyond_its_life() {
        let mut sessions = begun();
        for hour in 1..12 {
            assert!(sessions.used("hemlig", at(hour)).is_some(), "{hour}");
        }
        assert!(sessions.used("hemlig", at(12)).is_none());
        let mut sessions = begun();
        assert!(sessions.used("hemlig", at(2)).is_none(), "left alone");
        assert!(sessions.used("hemlig", at(0)).is_none(), "ended for good");
    }

    #[test]
    fn a_session_remembers_what_was_recorded_with_it_and_the_latest_of_much() {
        let mut sessions = begun();
        let login = "bo".parse().expect("a login");
        sessions.begin("annan", (login, None), "sida2".to_owned(), at(0));
        for position in 1..=65 {
            sessions.has_recorded(SessionKey::of("hemlig"), Position(position));
        }
        sessions.has_recorded(SessionKey::of("ingen"), Position(9));
        let recorded = |sessions: &mut Sessions, secret| {
            let session = sessions.used(secret, at(1)).expect("a session");
            session.recorded
        };
        let own = recorded(&mut sessions, "hemlig");
        assert_eq!((own.len(), own.front()), (64, Some(&Position(2))));
        assert_eq!(recorded(&mut sessions, "annan").len(), 0, "another's");
    }

    #[test]
    fn a_session_ends_when_it_is_told_to_and_no_other_secret_opens_it() {
        let mut sessions = begun();
        assert!(sessions.used("hemlig2", at(1)).is_none());
        sessions.end("hemlig");
        assert!(sessions.used("hemlig", at(1)).is_none());
    }
}
