//! What an account may not do, and which role would do.

use std::fmt::Write as _;

use ledger::ids::UnitId;

use super::role::Role;

/// An account may not do what it asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub(crate) struct Denied {
    /// What was asked for, in words.
    pub(crate) asked: String,
    /// The roles that would do; any one of them.
    pub(crate) roles: &'static [Role],
    /// For what the role would have to be held.
    pub(crate) needed_for: Place,
    /// Whether the account is shut off, whatever roles it holds.
    pub(crate) is_disabled: bool,
}

/// For what a role has to be held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// A unit, or one above it.
    Unit(UnitId),
    /// The whole region.
    Region,
    /// The whole region, because what is named cannot be looked up: it might be anyone's.
    Unknown(String),
    /// The whole region, because someone else recorded what is to be corrected.
    OthersFact,
}

impl Denied {
    /// The stable code.
    pub(crate) const CODE: &'static str = "not_permitted";

    /// What is wrong, in Swedish.
    pub(crate) fn message(&self) -> String {
        if self.is_disabled {
            return "Kontot är avstängt.".to_owned();
        }
        let asked = &self.asked;
        match &self.needed_for {
            Place::Unit(unit) => format!("Kontot får inte {asked} för {unit}."),
            Place::Region => format!("Kontot får inte {asked} för hela regionen."),
            Place::Unknown(what) => format!(
                "Kontot får inte {asked}: {what} finns inte, så det går inte att säga vems det är."
            ),
            Place::OthersFact => {
                format!("Kontot får inte {asked}: någon annan har antecknat uppgiften.")
            }
        }
    }

    /// What to do, in Swedish: which role would do.
    pub(crate) fn remedy(&self) -> String {
        if self.is_disabled {
            return "Be administratören öppna kontot.".to_owned();
        }
        if self.roles.is_empty() {
            return "Ingen roll får göra detta här.".to_owned();
        }
        let mut remedy = "Det krävs rollen ".to_owned();
        for (index, role) in self.roles.iter().enumerate() {
            let between = match index {
                0 => "",
                _ if index + 1 == self.roles.len() => " eller ",
                _ => ", ",
            };
            let _ = write!(remedy, "{between}{role}");
        }
        let is_of_a_unit = self.roles.iter().any(|role| role.is_of_a_unit());
        match &self.needed_for {
            Place::Unit(unit) if is_of_a_unit => {
                let _ = write!(remedy, " för {unit} eller en enhet ovanför");
            }
            Place::Region | Place::Unknown(_) if is_of_a_unit => {
                remedy.push_str(" för hela regionen");
            }
            Place::Unit(_) | Place::Region | Place::Unknown(_) | Place::OthersFact => {}
        }
        remedy.push('.');
        if let Place::Unknown(_) = &self.needed_for {
            remedy.push_str(" Kontrollera först att id:t är rätt.");
        }
        remedy
    }
}
