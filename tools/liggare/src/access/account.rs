//! Accounts: who may log in, and which person stands behind a pseudonym.

use std::fmt;
use std::str::FromStr;

use ledger::ids::ActorId;
use ledger::time::Date;
use serde::{Deserialize, Deserializer, Serialize};

use super::grant::Grant;
use super::password::PasswordHash;
use super::refused::Refused;

/// The longest login, in characters: it is typed by hand.
const MAX_LOGIN_CHARS: usize = 64;

/// The longest name of a person, in characters.
const MAX_NAME_CHARS: usize = 200;

/// The most grants of an account: more is a sign of a script gone wrong.
pub(super) const MAX_GRANTS: usize = 200;

/// What someone logs in as: small letters a to z, digits and `. - _`, beginning
/// with a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub(crate) struct Login(String);

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    /// The pseudonym that stands in the log. Never another account's, not even
    /// after this one is removed.
    pub(crate) actor: ActorId,
    /// What the person or system logs in as.
    pub(crate) login: Login,
    /// The person's or system's name. It stands here and nowhere else (I11).
    pub(crate) name: String,
    /// The hash of the password; none when only tokens are used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<PasswordHash>,
    /// Whether it is shut off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) disabled: bool,
    /// The roles it holds, has held and will hold.
    pub(crate) grants: Vec<Grant>,
}

impl Account {
    /// Whether the account can be kept.
    ///
    /// # Errors
    /// [`Refused`] when its name or a grant cannot.
    pub(crate) fn check(&self) -> Result<(), Refused> {
        check_name(&self.name)?;
        if self.grants.len() > MAX_GRANTS {
            return Err(Refused::TooMany("roller för ett konto", MAX_GRANTS));
        }
        self.grants.iter().try_for_each(Grant::check)
    }

    /// The grants that hold on a day; none of an account that is shut off.
    pub(crate) fn grants_on(&self, day: Date) -> impl Iterator<Item = &Grant> {
        let held = if self.disabled { &[] } else { &*self.grants };
        held.iter().filter(move |grant| grant.holds_on(day))
    }
}

impl Login {
    /// The login as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Login {
    type Err = Refused;
    fn from_str(text: &str) -> Result<Self, Refused> {
        let letter_or_digit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let starts = text.chars().next().is_some_and(letter_or_digit);
        let holds = text
            .chars()
            .all(|c| letter_or_digit(c) || ".-_".contains(c));
        if starts && holds && text.len() <= MAX_LOGIN_CHARS {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refused::Login)
        }
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Login {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Whether a text can be a person's or system's name.
///
/// # Errors
/// [`Refused::Name`] when it is empty, too long or holds control characters.
pub(super) fn check_name(name: &str) -> Result<(), Refused> {
    let count = name.chars().count();
    let is_name = (1..=MAX_NAME_CHARS).contains(&count)
        && !name.trim().is_empty()
        && !name.chars().any(char::is_control);
    is_name.then_some(()).ok_or(Refused::Name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_small_letters_and_digits() {
        for good in ["anna", "a.b-c_9", "7", &"a".repeat(64)] {
            assert!(good.parse::<Login>().is_ok(), "{good}");
        }
        for bad in ["", "Anna", "åsa", ".a", "a b", "a\n", &"a".repeat(65)] {
            assert!(bad.parse::<Login>().is_err(), "{bad}");
        }
    }
}
