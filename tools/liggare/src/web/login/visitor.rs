//! The visitor: who looks, by the session's cookie.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ledger::ids::Position;

use super::Logins;
use super::cookie::Cookie;
use super::sessions::{Session, SessionKey};
use crate::server::Served;
use crate::server::caller::Caller;
use crate::server::problem::Problem;

/// Who looks.
#[derive(Debug, Clone)]
pub(in crate::web) struct Visitor {
    /// As which account, with what it may.
    pub(in crate::web) caller: Caller,
    /// The person's own name, when logged in. It is shown to that person alone (I11).
    pub(in crate::web) name: Option<String>,
    /// What the session's forms hold; empty without a session.
    pub(in crate::web) token: String,
    /// The session, and the first events of what was recorded with it.
    session: Option<SessionKey>,
    recorded: VecDeque<Position>,
}

impl Visitor {
    /// The visitor that a request's cookie names; anyone when it names no session.
    ///
    /// # Errors
    /// [`Problem`] when the accounts cannot be read.
    pub(super) fn of(headers: &HeaderMap, served: &Served) -> Result<Self, Problem> {
        let logins = &served.logins;
        let now = (served.node.now)();
        let accounts = served.accounts.current()?;
        let secret = Cookie::Session.of(headers, logins.is_secure);
        let session = secret.and_then(|secret| {
            let mut sessions = logins
                .sessions
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            sessions.used(secret, now)
        });
        let account = session.as_ref().and_then(|session| {
            let account = accounts.account(&session.login)?;
            let is_same = !account.disabled && account.password == session.password;
            is_same.then(|| Arc::new(account.clone()))
        });
        // A session whose account is shut off or changed is over, also if it is let in again.
        if let (Some(secret), Some(_), None) = (secret, &session, &account) {
            let mut sessions = logins
                .sessions
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            sessions.end(secret);
        }
        let session = session.filter(|_| account.is_some());
        let key = secret.filter(|_| session.is_some()).map(SessionKey::of);
        let (token, recorded) = session
            .map(
                |Session {
                     token, recorded, ..
                 }| (token, recorded),
            )
            .unwrap_or_default();
        Ok(Self {
            name: account.as_ref().map(|account| account.name.clone()),
            token,
            session: key,
            recorded,
            caller: Caller::known(account, accounts.public, now)?,
        })
    }

    /// Whether the session is the one that recorded an event.
    pub(in crate::web) fn has_recorded(&self, event: Position) -> bool {
        self.recorded.contains(&event)
    }

    /// Remembers that the session has recorded an event.
    pub(in crate::web) fn recorded(&self, event: Position, logins: &Logins) {
        let Some(key) = self.session else { return };
        let mut sessions = logins
            .sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        sessions.has_recorded(key, event);
    }

    /// Whether a form comes from one of the session's own pages.
    ///
    /// # Errors
    /// [`Problem`] 401 without a session, 403 when the form is not its own.
    pub(in crate::web) fn owns(&self, token: &str) -> Result<(), Problem> {
        self.caller.account()?;
        // Both are hexadecimal and of the same length when they are right.
        let pairs = self.token.bytes().zip(token.bytes());
        let differing = pairs.fold(0, |found, (a, b)| found | (a ^ b));
        if !self.token.is_empty() && self.token.len() == token.len() && differing == 0 {
            return Ok(());
        }
        Err(super::routes::foreign_form())
    }
}

impl FromRequestParts<Served> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Problem> {
        Self::of(&parts.headers, served)
    }
}
