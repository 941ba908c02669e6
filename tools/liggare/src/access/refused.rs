//! What a change of the accounts is refused for, in Swedish.

use ledger::ids::{ActorId, UnitId};

use super::account::Login;
use super::password::{MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARS};
use super::role::Role;
use super::token::MAX_DAYS;

/// Why a change of the accounts was refused. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// The text is no login.
    #[error(
        "ett inloggningsnamn har 1 till 64 tecken: a till z, siffror och . - _, och börjar med en bokstav eller siffra"
    )]
    Login,
    /// The text is no name.
    #[error("ett namn har 1 till 200 tecken och inga styrtecken")]
    Name,
    /// The login is another account's.
    #[error("det finns redan ett konto {0}")]
    LoginTaken(Login),
    /// The pseudonym is or was another account's.
    #[error(
        "pseudonymen {0} är eller har varit ett annat kontos; den som står för en uppgift i liggaren får aldrig bli en annan"
    )]
    ActorTaken(ActorId),
    /// There is no such account.
    #[error("det finns inget konto {0}")]
    NoAccount(Login),
    /// There is no such token.
    #[error("det finns ingen nyckel {0}")]
    NoToken(String),
    /// The id is another token's.
    #[error("det finns redan en nyckel {0}")]
    TokenTaken(String),
    /// The account holds no such role now.
    #[error("kontot {login} har inte rollen {role}{} nu", for_unit(unit.as_ref()))]
    NotHeld {
        /// The account.
        login: Login,
        /// The role.
        role: Role,
        /// The unit it was to be held for.
        unit: Option<UnitId>,
    },
    /// The account holds the role already.
    #[error("kontot {login} har redan rollen {role}{} de dagarna", for_unit(unit.as_ref()))]
    HeldAlready {
        /// The account.
        login: Login,
        /// The role.
        role: Role,
        /// The unit it is held for.
        unit: Option<UnitId>,
    },
    /// A role of the region was to be held for a unit.
    #[error("rollen {0} gäller hela regionen och kan inte bindas till en enhet")]
    RoleOfTheRegion(Role),
    /// The last day is before the first.
    #[error("den sista dagen ligger före den första")]
    EndsBeforeItBegins,
    /// The password is too short or too long.
    #[error(
        "ett lösenord har minst {MIN_PASSWORD_CHARS} tecken och högst {MAX_PASSWORD_BYTES} byte"
    )]
    Password,
    /// The token's life is too long, or already over.
    #[error("en nyckel gäller från nu och högst {MAX_DAYS} dagar")]
    TokenLife,
    /// There are as many as there can be.
    #[error("det finns redan högst möjliga antal {0} ({1})")]
    TooMany(&'static str, usize),
}

fn for_unit(unit: Option<&UnitId>) -> String {
    unit.map_or_else(
        || " för hela regionen".to_owned(),
        |unit| format!(" för {unit}"),
    )
}
