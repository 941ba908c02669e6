//! `user`: the accounts of a ledger.
//!
//! It touches `accounts.json` only, so that it works while a server holds the
//! ledger; the server sees the change at its next request. Units are not
//! looked up: a role for a unit that does not exist lets no one do anything.

mod list;
mod password;

use std::path::Path;

use ledger::entropy::Entropy;
use ledger::ids::ActorId;
use ledger::log::settings::FolderFile;
use ledger::time::Date;

use crate::access::account::{Account, Login};
use crate::access::accounts_file::{self, AccountsError};
use crate::access::grant::Grant;
use crate::access::password::{HashError, PasswordHash};
use crate::access::refused::Refused;
use crate::access::role::Role;
use crate::cli::{Held, Switch, User, UserAction, UserAdd, UserPassword, UserRevoke, moment};
use crate::failure::{Exit, Failure, Family, with_causes};
use crate::render::{Format, csv, json, text};
use crate::world::World;

/// What a changed account is called in an answer.
#[derive(serde::Serialize)]
struct Changed<'a> {
    kind: &'static str,
    login: &'a Login,
    said: &'a str,
}

/// Shows or changes the accounts.
///
/// # Errors
/// [`Failure`] when the folder holds no ledger, the change is refused, or the
/// accounts cannot be read or written.
pub(crate) fn run(asked: &User, world: &mut World<'_>) -> Result<Exit, Failure> {
    let file = FolderFile::read(&world.folder)?;
    world.mark(file.demonstration)?;
    match &asked.action {
        UserAction::Add(asked) => add(asked, world),
        UserAction::List(_) => list::run(world),
        UserAction::Grant(asked) => {
            let grant = grant(asked.role, &asked.held, today(world)?)?;
            let said = format!(
                "{} har rollen {}.",
                asked.login,
                list::grant_in_words(&grant)
            );
            change(world, &asked.login, &said, |accounts| {
                accounts.grant(&asked.login, grant)
            })
        }
        UserAction::Revoke(asked) => revoke(asked, world),
        UserAction::Password(asked) => set_password(asked, world),
        UserAction::Disable(asked) => {
            let said = format!("{} är avstängt, med sina nycklar.", asked.login);
            change(world, &asked.login, &said, |accounts| {
                accounts.set_disabled(&asked.login, true)
            })
        }
        UserAction::Enable(asked) => {
            let said = format!("{} är öppet.", asked.login);
            change(world, &asked.login, &said, |accounts| {
                accounts.set_disabled(&asked.login, false)
            })
        }
        UserAction::Rename(asked) => {
            let login = asked.new_login.as_ref().unwrap_or(&asked.login);
            let said = format!("{login} har ändrats.");
            change(world, login, &said, |accounts| {
                accounts.rename(&asked.login, asked.name.clone(), asked.new_login.clone())
            })
        }
        UserAction::Remove(asked) => {
            let folder = world.folder.clone();
            let removed = accounts_file::change(&folder, |accounts| accounts.remove(&asked.login))?;
            let said = format!(
                "{} är borttaget. Pseudonymen {} står kvar i loggen och ges inte till någon annan.",
                asked.login, removed.actor
            );
            answer(world, &asked.login, &said)
        }
        UserAction::Public(asked) => {
            let folder = world.folder.clone();
            let public = asked.state == Switch::On;
            accounts_file::change(&folder, |accounts| {
                accounts.public = public;
                Ok(())
            })?;
            list::run(world)
        }
    }
}

/// The day in Sweden.
pub(super) fn today(world: &World<'_>) -> Result<Date, Failure> {
    moment::day_of((world.now)())
        .ok_or_else(|| Failure::usage("dagens datum kan inte läsas.", "Ställ datorns klocka."))
}

pub(super) fn entropy(world: &World<'_>) -> Result<Box<dyn Entropy>, Failure> {
    (world.entropy)().map_err(|error| no_entropy(&error))
}

pub(super) fn no_entropy(error: &std::io::Error) -> Failure {
    Failure::io("slumptal kunde inte hämtas", "systemet", error)
}

fn add(asked: &UserAdd, world: &mut World<'_>) -> Result<Exit, Failure> {
    let today = today(world)?;
    let held = &asked.held;
    let grants = match asked.role {
        Some(role) => vec![grant(role, held, today)?],
        None if held.unit.is_some() || held.region || held.from.is_some() => {
            return Err(Failure::usage(
                "en enhet eller en dag är angiven, men ingen roll.",
                "Ange rollen med --role.",
            ));
        }
        None => Vec::new(),
    };
    let mut entropy = entropy(world)?;
    let actor = match &asked.actor {
        Some(actor) => actor.clone(),
        None => random_actor(entropy.as_mut())?,
    };
    // Before the password is asked for, so that nobody thinks one out in vain.
    let mut tried = accounts_file::load(&world.folder)?.0;
    let account = Account {
        actor: actor.clone(),
        login: asked.login.clone(),
        name: asked.name.clone(),
        password: None,
        disabled: false,
        grants,
    };
    tried.add(account.clone()).map_err(AccountsError::from)?;
    let password = if asked.no_password {
        None
    } else {
        let given = password::ask(asked.password_stdin, world)?;
        Some(PasswordHash::of(&given, entropy.as_mut())?)
    };
    let said = format!(
        "Kontot {} finns nu, med pseudonymen {actor} i loggen.",
        asked.login
    );
    change(world, &asked.login, &said, |accounts| {
        accounts.add(Account {
            password,
            ..account
        })
    })
}

fn revoke(asked: &UserRevoke, world: &mut World<'_>) -> Result<Exit, Failure> {
    let last = match asked.until {
        Some(last) => last,
        None => today(world)?.previous(),
    };
    let said = format!(
        "{} har rollen {} till och med {last}.",
        asked.login, asked.role
    );
    change(world, &asked.login, &said, |accounts| {
        accounts.revoke(&asked.login, asked.role, asked.unit.as_ref(), last)
    })
}

fn set_password(asked: &UserPassword, world: &mut World<'_>) -> Result<Exit, Failure> {
    let login = &asked.login;
    if accounts_file::load(&world.folder)?
        .0
        .account(login)
        .is_none()
    {
        return Err(AccountsError::from(Refused::NoAccount(login.clone())).into());
    }
    let (password, said) = if asked.remove {
        (None, format!("{login} har inget lösenord."))
    } else {
        let given = password::ask(asked.password_stdin, world)?;
        let hash = PasswordHash::of(&given, entropy(world)?.as_mut())?;
        (Some(hash), format!("{login} har ett nytt lösenord."))
    };
    change(world, login, &said, |accounts| {
        accounts.set_password(login, password)
    })
}

/// The grant that is asked for. A role of a unit is not the region's by mistake.
fn grant(role: Role, held: &Held, today: Date) -> Result<Grant, Failure> {
    if role.is_of_a_unit() && held.unit.is_none() && !held.region {
        return Err(Failure::usage(
            format!("rollen {role} gäller en enhet, och ingen är angiven."),
            "Ange enheten med --unit, eller hela regionen med --region.",
        ));
    }
    let grant = Grant {
        role,
        unit: held.unit.clone(),
        from: held.from.unwrap_or(today),
        until: held.until,
    };
    if grant.until.is_some_and(|last| last < grant.from) {
        return Err(AccountsError::from(Refused::EndsBeforeItBegins).into());
    }
    Ok(grant)
}

/// A pseudonym that says nothing of who it is, not even when they came.
fn random_actor(entropy: &mut dyn Entropy) -> Result<ActorId, Failure> {
    let mut bytes = [0; 5];
    entropy
        .fill(&mut bytes)
        .map_err(|error| no_entropy(&error))?;
    let number = bytes
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    ActorId::new(format!("p-{number:010x}"))
        .map_err(|error| Failure::usage(error.to_string(), "Ange pseudonymen med --actor."))
}

fn change(
    world: &mut World<'_>,
    login: &Login,
    said: &str,
    change: impl FnOnce(&mut crate::access::accounts::Accounts) -> Result<(), Refused>,
) -> Result<Exit, Failure> {
    accounts_file::change(&world.folder, change)?;
    answer(world, login, said)
}

fn answer(world: &mut World<'_>, login: &Login, said: &str) -> Result<Exit, Failure> {
    let written = match world.format {
        Format::Text => {
            let mut lines = String::new();
            text::push_lines(&mut lines, said, world.layout);
            lines
        }
        Format::Json => json::answer(&Changed {
            kind: "account_changed",
            login,
            said,
        })?,
        Format::Csv => csv::rows(["login", "said"], [[login.to_string(), said.to_owned()]])?,
    };
    world.say(&written)?;
    Ok(Exit::Done)
}

impl From<AccountsError> for Failure {
    fn from(error: AccountsError) -> Self {
        let what = with_causes(&error);
        let ledger = |path: &Path, remedy: &str| {
            Self::new(Family::Ledger, &*what, path.display().to_string(), remedy)
        };
        match &error {
            AccountsError::Exposed { path, .. } => ledger(
                path,
                "Begränsa rättigheterna (chmod 600), och byt lösenord och nycklar om någon annan kan ha läst filen.",
            ),
            AccountsError::Newer { path, .. } => ledger(path, "Installera den nyare versionen."),
            AccountsError::Malformed { path, .. } => ledger(
                path,
                "Återställ filen från en säkerhetskopia. Tills den kan läsas släpps ingen in.",
            ),
            AccountsError::OtherOwner { folder, .. } => Self::new(
                Family::Io,
                what.clone(),
                folder.display().to_string(),
                "Kör kommandot som den användare som äger mappen (`runuser -u NAMN -- liggare …`), eller som root.",
            ),
            AccountsError::Refused(_) => Self::new(
                Family::Refused,
                format!("{what}."),
                "",
                "`liggare user list` visar kontona, `liggare token list` nycklarna.",
            ),
            AccountsError::Io { path, source, .. } => Self {
                what: what.clone(),
                ..Self::io("", path.display().to_string(), source)
            },
        }
    }
}

impl From<HashError> for Failure {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Refused(refused) => Self::new(
                Family::Refused,
                format!("{refused}."),
                "",
                "Välj ett annat lösenord.",
            ),
            HashError::Entropy(error) => no_entropy(&error),
            HashError::Hash(_) => Self::new(Family::Io, with_causes(&error), "", ""),
        }
    }
}
