//! The caller: who asks, and whether they may.
//!
//! Guarantee: a request whose token cannot be read as one, or is not known, is
//! answered 401 and never taken for one without a login.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use ledger::command::{EventRef, Submission};
use ledger::ids::UnitId;
use ledger::ledger::locate;
use ledger::time::{Date, Timestamp};

use super::Served;
use super::problem::Problem;
use super::requests;
use crate::access::account::Account;
use crate::access::matrix::Capability;
use crate::access::permit::{Ground, may_read, may_see, permit};
use crate::cli::moment;
use crate::node::Question;

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    account: Option<Arc<Account>>,
    /// Whether what is published may be read without a login.
    public: bool,
    /// The day in Sweden.
    today: Date,
}

impl Caller {
    /// The account.
    ///
    /// # Errors
    /// [`Problem`] 401 when nobody is logged in.
    pub(crate) fn account(&self) -> Result<&Account, Problem> {
        self.account.as_deref().ok_or_else(not_logged_in)
    }

    /// The day in Sweden when the caller asked.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// Whether it is anyone, without a login.
    pub(crate) fn is_anyone(&self) -> bool {
        self.account.is_none()
    }

    /// Whether the caller may see something of a unit, or of the region when none is named.
    ///
    /// # Errors
    /// [`Problem`] 401 without a login, 403 with too little.
    pub(crate) fn may(
        &self,
        capability: Capability,
        unit: Option<&UnitId>,
        question: &Question<'_>,
    ) -> Result<(), Problem> {
        if self.account.is_none() && self.public && capability.may_be_public() {
            return Ok(());
        }
        let account = self.account()?;
        may_read(account, capability, unit, question.model, self.today).map_err(Problem::from)
    }

    /// Whether the caller may see something that is of no unit, by the account
    /// alone: also when no question is answered.
    ///
    /// # Errors
    /// As [`Caller::may`].
    pub(crate) fn may_see(&self, capability: Capability) -> Result<(), Problem> {
        may_see(self.account()?, capability, self.today).map_err(Problem::from)
    }

    /// Whether the caller may give a command.
    ///
    /// # Errors
    /// As [`Caller::may`].
    pub(crate) fn may_submit(
        &self,
        submission: &Submission,
        question: &Question<'_>,
    ) -> Result<(), Problem> {
        let log = &question.snapshot;
        let ground = Ground {
            model: question.model,
            today: self.today,
            locate: &|reference: &EventRef| locate(log, reference).ok().flatten(),
        };
        permit(self.account()?, submission, ground).map_err(Problem::from)
    }
}

impl Caller {
    /// The caller that a request's headers name, as the accounts are now.
    ///
    /// # Errors
    /// [`Problem`] 401 when what they name lets nobody in.
    pub(crate) fn of(headers: &HeaderMap, served: &Served) -> Result<Self, Problem> {
        let accounts = served.accounts.current()?;
        let now = (served.node.now)();
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        let account = match (given.next(), given.next()) {
            (None, _) => None,
            (Some(_), Some(_)) => return Err(not_a_token()),
            (Some(value), None) => {
                let text = value.to_str().map_err(|_| not_a_token())?;
                let (scheme, token) = text.split_once(' ').ok_or_else(not_a_token)?;
                if !scheme.eq_ignore_ascii_case("bearer") {
                    return Err(not_a_token());
                }
                Some(Arc::new(accounts.by_token(token.trim(), now)?.clone()))
            }
        };
        Self::known(account, accounts.public, now)
    }

    /// The caller that is known already, by whatever let it in.
    ///
    /// # Errors
    /// [`Problem`] 500 when the clock is out of range.
    pub(crate) fn known(
        account: Option<Arc<Account>>,
        public: bool,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        if let Some(account) = &account {
            requests::asked_by(account.actor.as_str());
        }
        Ok(Self {
            account,
            public,
            today: moment::day_of(now).ok_or_else(Problem::internal)?,
        })
    }
}

impl FromRequestParts<Served> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Problem> {
        Self::of(&parts.headers, served)
    }
}

/// A caller with an account: it stands before what is sent, so that nothing of a
/// body is read from one without.
pub(crate) struct LoggedIn(pub(crate) Caller);

impl FromRequestParts<Served> for LoggedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, served).await?;
        caller.account()?;
        Ok(Self(caller))
    }
}

fn not_logged_in() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "login_required",
        "Det krävs inloggning.",
        "Frågan har ingen nyckel.",
    )
    .remedied("Skicka en nyckel i huvudet Authorization: Bearer; `liggare token create` gör en.")
}

fn not_a_token() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "credentials_unknown",
        "Inloggningen godtas inte.",
        "Huvudet Authorization ska vara ett: Bearer och en nyckel.",
    )
}
