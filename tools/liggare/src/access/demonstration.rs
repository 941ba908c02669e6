//! The demonstration's users: one per role, with passwords of their own.
//!
//! The logins are the same in every demonstration and bound to its board and
//! assembly; the passwords are random and shown once, by the `demo` that made
//! them. They are no part of the ledger, whose bytes are the same every time.

use std::io;
use std::path::Path;

use ledger::command::Command;
use ledger::entropy::Entropy;
use ledger::event::organisation::UnitKind;
use ledger::ids::{ActorId, InvalidId, UnitId};
use ledger::time::Date;

use super::account::{Account, Login};
use super::accounts_file::{self, AccountsError};
use super::grant::Grant;
use super::password::{HashError, PasswordHash};
use super::refused::Refused;
use super::role::Role;

/// The characters of a password, 32 of them: none can be taken for another.
const CHARACTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";

/// How many characters a password has: 100 bits.
const PASSWORD_CHARS: usize = 20;

/// Login, pseudonym in the demonstration's log, made-up name and role.
const USERS: [(&str, &str, &str, Role); 6] = [
    (
        "registrator",
        "p-ekonomi-1",
        "Demo Registrator",
        Role::Registrator,
    ),
    (
        "controller",
        "p-controller-1",
        "Demo Controller",
        Role::Controller,
    ),
    (
        "sekreterare",
        "p-kansli-1",
        "Demo Sekreterare",
        Role::DecisionSecretary,
    ),
    ("uppsikt", "p-uppsikt-1", "Demo Uppsikt", Role::Supervisor),
    ("revisor", "p-revisor-1", "Demo Revisor", Role::Auditor),
    (
        "administrator",
        "p-administrator-1",
        "Demo Administratör",
        Role::Administrator,
    ),
];

/// A user as `demo` shows it.
pub(crate) struct DemoUser {
    /// The login.
    pub(crate) login: Login,
    /// The password, which stands nowhere else.
    pub(crate) password: String,
    /// The role.
    pub(crate) role: Role,
    /// The unit it is held for; none for the whole region.
    pub(crate) unit: Option<UnitId>,
}

/// Why the users could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoUsersError {
    /// The accounts could not be written.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// A user cannot be kept.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A pseudonym is none.
    #[error(transparent)]
    Actor(#[from] InvalidId),
    /// The system gave no randomness.
    #[error("slumptal kunde inte hämtas")]
    Entropy(#[from] io::Error),
    /// A password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
}

/// Makes a user per role in a demonstration's folder: of the board, whose figures
/// the demonstration is about, and the secretary of the assembly, that decides.
///
/// # Errors
/// [`DemoUsersError`] when the system gives no randomness or the file cannot be written.
pub(crate) fn make<'a>(
    folder: &Path,
    commands: impl Iterator<Item = &'a Command> + Clone,
    from: Date,
    entropy: &mut dyn Entropy,
) -> Result<Vec<DemoUser>, DemoUsersError> {
    let board = unit_of_kind(commands.clone(), UnitKind::ExecutiveBoard);
    let assembly = unit_of_kind(commands, UnitKind::Assembly);
    let mut users = Vec::new();
    let mut accounts = Vec::new();
    for (login, actor, name, role) in USERS {
        let unit = match role {
            Role::Registrator | Role::Controller => board.clone(),
            Role::DecisionSecretary => assembly.clone(),
            Role::Supervisor | Role::Auditor | Role::Administrator => None,
        };
        let password = random_password(entropy)?;
        let login: Login = login.parse()?;
        accounts.push(Account {
            actor: ActorId::new(actor)?,
            login: login.clone(),
            name: name.to_owned(),
            password: Some(PasswordHash::of(&password, entropy)?),
            disabled: false,
            grants: vec![Grant {
                role,
                unit: unit.clone(),
                from,
                until: None,
            }],
        });
        users.push(DemoUser {
            login,
            password,
            role,
            unit,
        });
    }
    accounts_file::change(folder, |kept| {
        accounts
            .into_iter()
            .try_for_each(|account| kept.add(account))
    })?;
    Ok(users)
}

fn unit_of_kind<'a>(
    mut commands: impl Iterator<Item = &'a Command>,
    kind: UnitKind,
) -> Option<UnitId> {
    commands.find_map(|command| match command {
        Command::EstablishUnit(unit) if unit.kind == kind => Some(unit.unit.clone()),
        _ => None,
    })
}

fn random_password(entropy: &mut dyn Entropy) -> io::Result<String> {
    let mut bytes = [0; PASSWORD_CHARS];
    entropy.fill(&mut bytes)?;
    let characters = bytes.iter().map(|byte| CHARACTERS[usize::from(byte & 31)]);
    Ok(characters.map(char::from).collect())
}
