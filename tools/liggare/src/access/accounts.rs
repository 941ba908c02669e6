//! The accounts of a ledger, with their tokens: plain data, and every change of it.
//!
//! Guarantees: a login and a pseudonym are one account's, and the pseudonym of
//! a removed account is never given to another. A grant that is taken back
//! stays with its last day, so that it can be said later who held which role.

use std::collections::BTreeSet;

use ledger::ids::{ActorId, UnitId};
use ledger::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

use super::account::{Account, Login, MAX_GRANTS, check_name};
use super::grant::Grant;
use super::password::{self, PasswordHash};
use super::refused::Refused;
use super::role::Role;
use super::token::{MAX_DAYS, Presented, Token, TokenId};

/// The most accounts: every employee who reports in the largest region.
const MAX_ACCOUNTS: usize = 20_000;

/// The most tokens, valid or not.
const MAX_TOKENS: usize = 20_000;

/// A day, in microseconds.
const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// Every account and token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accounts {
    /// Whether what is published can be read without a login.
    pub(crate) public: bool,
    #[serde(rename = "accounts")]
    all: Vec<Account>,
    tokens: Vec<Token>,
    /// The pseudonyms of removed accounts.
    removed_actors: Vec<ActorId>,
}

/// Why a caller is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotLetIn {
    /// There is no such token, or no such login with that password.
    #[error("uppgifterna hör inte till något konto")]
    Unknown,
    /// The token has expired.
    #[error("nyckeln har gått ut")]
    Expired,
    /// The token was taken back.
    #[error("nyckeln är återkallad")]
    Revoked,
    /// The account is shut off.
    #[error("kontot är avstängt")]
    Disabled,
}

impl NotLetIn {
    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unknown => "credentials_unknown",
            Self::Expired => "token_expired",
            Self::Revoked => "token_revoked",
            Self::Disabled => "account_disabled",
        }
    }
}

impl Accounts {
    /// Every account, by login.
    pub(crate) fn all(&self) -> &[Account] {
        &self.all
    }

    /// Every token, the oldest first.
    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The account of a login.
    pub(crate) fn account(&self, login: &Login) -> Option<&Account> {
        self.all.iter().find(|account| account.login == *login)
    }

    /// The account of a pseudonym: whose name to show, and to whom alone it may be shown.
    pub(crate) fn of_actor(&self, actor: &ActorId) -> Option<&Account> {
        self.all.iter().find(|account| account.actor == *actor)
    }

    /// The account that a token speaks for.
    ///
    /// # Errors
    /// [`NotLetIn`] with the reason. Only who has the secret learns that its
    /// token has expired.
    pub(crate) fn by_token(&self, text: &str, now: Timestamp) -> Result<&Account, NotLetIn> {
        let presented = Presented::parse(text).ok_or(NotLetIn::Unknown)?;
        let mut tokens = self.tokens.iter();
        let token = tokens
            .find(|token| token.is(&presented))
            .ok_or(NotLetIn::Unknown)?;
        if token.revoked.is_some() {
            return Err(NotLetIn::Revoked);
        }
        if !token.is_valid(now) {
            return Err(NotLetIn::Expired);
        }
        let account = self.account(&token.login).ok_or(NotLetIn::Unknown)?;
        if account.disabled {
            return Err(NotLetIn::Disabled);
        }
        Ok(account)
    }

    /// The account of a login with its password. It costs the same whatever is wrong.
    ///
    /// # Errors
    /// [`NotLetIn`]; only who has the password learns that the account is shut off.
    pub(crate) fn by_password(&self, login: &str, given: &str) -> Result<&Account, NotLetIn> {
        let mut accounts = self.all.iter();
        let account = accounts.find(|account| account.login.as_str() == login);
        let hash = account.and_then(|account| account.password.as_ref());
        match (password::verify(hash, given), account) {
            (true, Some(account)) if account.disabled => Err(NotLetIn::Disabled),
            (true, Some(account)) => Ok(account),
            _ => Err(NotLetIn::Unknown),
        }
    }

    /// Adds an account.
    ///
    /// # Errors
    /// [`Refused`] when its login or pseudonym is taken, or it cannot be kept.
    pub(crate) fn add(&mut self, account: Account) -> Result<(), Refused> {
        account.check()?;
        if self.account(&account.login).is_some() {
            return Err(Refused::LoginTaken(account.login));
        }
        if self.of_actor(&account.actor).is_some() || self.removed_actors.contains(&account.actor) {
            return Err(Refused::ActorTaken(account.actor));
        }
        if self.all.len() >= MAX_ACCOUNTS {
            return Err(Refused::TooMany("konton", MAX_ACCOUNTS));
        }
        self.all.push(account);
        self.in_order();
        Ok(())
    }

    /// Gives an account a role.
    ///
    /// # Errors
    /// [`Refused`] when there is no such account, it holds the role on those days
    /// already, or the role cannot be held so.
    pub(crate) fn grant(&mut self, login: &Login, grant: Grant) -> Result<(), Refused> {
        grant.check()?;
        if grant.until.is_some_and(|last| last < grant.from) {
            return Err(Refused::EndsBeforeItBegins);
        }
        let account = self.account_mut(login)?;
        let overlaps = |held: &Grant| {
            held.until
                .is_none_or(|last| grant.from <= last && held.from <= last)
                && grant.until.is_none_or(|last| held.from <= last)
        };
        let same = |held: &&Grant| (held.role, &held.unit) == (grant.role, &grant.unit);
        if account.grants.iter().filter(same).any(overlaps) {
            return Err(Refused::HeldAlready {
                login: login.clone(),
                role: grant.role,
                unit: grant.unit,
            });
        }
        if account.grants.len() >= MAX_GRANTS {
            return Err(Refused::TooMany("roller för ett konto", MAX_GRANTS));
        }
        account.grants.push(grant);
        Ok(())
    }

    /// Takes a role back after a last day. Grants that would begin later go away
    /// with it.
    ///
    /// # Errors
    /// [`Refused`] when there is no such account, or it holds no such role then
    /// or later.
    pub(crate) fn revoke(
        &mut self,
        login: &Login,
        role: Role,
        unit: Option<&UnitId>,
        last: Date,
    ) -> Result<(), Refused> {
        let account = self.account_mut(login)?;
        let mut found = false;
        for grant in &mut account.grants {
            let is_asked = grant.role == role && grant.unit.as_ref() == unit;
            if is_asked
                && grant
                    .until
                    .is_none_or(|until| last < until && grant.from <= until)
            {
                grant.until = Some(last);
                found = true;
            }
        }
        if found {
            return Ok(());
        }
        Err(Refused::NotHeld {
            login: login.clone(),
            role,
            unit: unit.cloned(),
        })
    }

    /// Gives an account another password, or none.
    ///
    /// # Errors
    /// [`Refused`] when there is no such account.
    pub(crate) fn set_password(
        &mut self,
        login: &Login,
        password: Option<PasswordHash>,
    ) -> Result<(), Refused> {
        self.account_mut(login)?.password = password;
        Ok(())
    }

    /// Shuts an account off, or lets it in again.
    ///
    /// # Errors
    /// [`Refused`] when there is no such account.
    pub(crate) fn set_disabled(&mut self, login: &Login, disabled: bool) -> Result<(), Refused> {
        self.account_mut(login)?.disabled = disabled;
        Ok(())
    }

    /// Gives an account another name, another login, or both. Its tokens follow.
    ///
    /// # Errors
    /// [`Refused`] when there is no such account, or the login is taken.
    pub(crate) fn rename(
        &mut self,
        login: &Login,
        name: Option<String>,
        new_login: Option<Login>,
    ) -> Result<(), Refused> {
        if let Some(name) = &name {
            check_name(name)?;
        }
        if let Some(new) = &new_login
            && new != login
            && self.account(new).is_some()
        {
            return Err(Refused::LoginTaken(new.clone()));
        }
        let account = self.account_mut(login)?;
        if let Some(name) = name {
            account.name = name;
        }
        if let Some(new) = new_login {
            account.login = new.clone();
            for token in self.tokens.iter_mut().filter(|token| token.login == *login) {
                token.login = new.clone();
            }
            self.in_order();
        }
        Ok(())
    }

    /// Removes an account with its name and its tokens. Its pseudonym stays in
    /// the log and is never given to another.
    ///
    /// # Errors
    /// [`Refused`] when there is no such account.
    pub(crate) fn remove(&mut self, login: &Login) -> Result<Account, Refused> {
        let mut accounts = self.all.iter();
        let at = accounts.position(|account| account.login == *login);
        let at = at.ok_or_else(|| Refused::NoAccount(login.clone()))?;
        let account = self.all.remove(at);
        self.tokens.retain(|token| token.login != *login);
        self.removed_actors.push(account.actor.clone());
        self.removed_actors.sort();
        Ok(account)
    }

    /// Adds a token of an account.
    ///
    /// # Errors
    /// [`Refused`] when there is no such account, its label is no name, or its
    /// life is over or too long.
    pub(crate) fn add_token(&mut self, token: Token) -> Result<(), Refused> {
        if self.account(&token.login).is_none() {
            return Err(Refused::NoAccount(token.login));
        }
        check_token(&token)?;
        if self.tokens.iter().any(|kept| kept.id == token.id) {
            return Err(Refused::TokenTaken(token.id.to_string()));
        }
        if self.tokens.len() >= MAX_TOKENS {
            return Err(Refused::TooMany("nycklar", MAX_TOKENS));
        }
        self.tokens.push(token);
        Ok(())
    }

    /// Takes a token back; one that was taken back keeps its first moment.
    ///
    /// # Errors
    /// [`Refused`] when there is no such token.
    pub(crate) fn revoke_token(&mut self, id: &str, now: Timestamp) -> Result<TokenId, Refused> {
        let mut tokens = self.tokens.iter_mut();
        let token = tokens
            .find(|token| token.id.to_string() == id)
            .ok_or_else(|| Refused::NoToken(id.to_owned()))?;
        token.revoked.get_or_insert(now);
        Ok(token.id.clone())
    }

    /// Whether accounts that were read can be these: what the changes above would refuse.
    ///
    /// # Errors
    /// [`Refused`] for the first that cannot.
    pub(crate) fn check(&self) -> Result<(), Refused> {
        let mut actors: BTreeSet<_> = self.removed_actors.iter().collect();
        let mut logins = BTreeSet::new();
        for account in &self.all {
            account.check()?;
            if !logins.insert(&account.login) {
                return Err(Refused::LoginTaken(account.login.clone()));
            }
            if !actors.insert(&account.actor) {
                return Err(Refused::ActorTaken(account.actor.clone()));
            }
        }
        let mut ids = BTreeSet::new();
        for token in &self.tokens {
            check_token(token)?;
            if !logins.contains(&token.login) {
                return Err(Refused::NoAccount(token.login.clone()));
            }
            if !ids.insert(&token.id) {
                return Err(Refused::TokenTaken(token.id.to_string()));
            }
        }
        Ok(())
    }

    fn account_mut(&mut self, login: &Login) -> Result<&mut Account, Refused> {
        let mut accounts = self.all.iter_mut();
        let found = accounts.find(|account| account.login == *login);
        found.ok_or_else(|| Refused::NoAccount(login.clone()))
    }

    fn in_order(&mut self) {
        self.all.sort_by(|a, b| a.login.cmp(&b.login));
    }
}

fn check_token(token: &Token) -> Result<(), Refused> {
    check_name(&token.label)?;
    let life = token.expires.0.saturating_sub(token.created.0);
    let is_short_enough = (1..=MAX_DAYS * DAY_MICROS).contains(&life);
    is_short_enough.then_some(()).ok_or(Refused::TokenLife)
}
