//! The accounts as `user list` shows them: never a hash.

use ledger::time::Date;
use serde::Serialize;

use crate::access::accounts::Accounts;
use crate::access::accounts_file;
use crate::access::grant::Grant;
use crate::failure::{Exit, Failure};
use crate::render::grid::Grid;
use crate::render::{Format, csv, json, text};
use crate::world::World;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    kind: &'static str,
    public: bool,
    accounts: Vec<AnsweredAccount<'a>>,
}

#[derive(Serialize)]
struct AnsweredAccount<'a> {
    login: &'a str,
    actor: &'a str,
    name: &'a str,
    disabled: bool,
    has_password: bool,
    tokens: usize,
    grants: Vec<AnsweredGrant<'a>>,
}

#[derive(Serialize)]
struct AnsweredGrant<'a> {
    #[serde(flatten)]
    grant: &'a Grant,
    holds_today: bool,
}

/// Shows the accounts.
///
/// # Errors
/// [`Failure`] when they cannot be read.
pub(super) fn run(world: &mut World<'_>) -> Result<Exit, Failure> {
    let today = super::today(world)?;
    let now = (world.now)();
    let (accounts, _) = accounts_file::load(&world.folder)?;
    let answered = accounts.all().iter().map(|account| AnsweredAccount {
        login: account.login.as_str(),
        actor: account.actor.as_str(),
        name: &account.name,
        disabled: account.disabled,
        has_password: account.password.is_some(),
        tokens: accounts
            .tokens()
            .iter()
            .filter(|token| token.login == account.login && token.is_valid(now))
            .count(),
        grants: account
            .grants
            .iter()
            .map(|grant| AnsweredGrant {
                grant,
                holds_today: grant.holds_on(today),
            })
            .collect(),
    });
    let said = match world.format {
        Format::Text => in_words(&accounts, today, world),
        Format::Json => json::answer(&Answer {
            kind: "accounts",
            public: accounts.public,
            accounts: answered.collect(),
        })?,
        Format::Csv => csv::rows(
            [
                "login",
                "actor",
                "name",
                "disabled",
                "has_password",
                "role",
                "unit",
                "from",
                "until",
            ],
            answered.flat_map(|account| {
                let none = [String::new(), String::new(), String::new(), String::new()];
                let mut held: Vec<_> = account
                    .grants
                    .iter()
                    .map(|held| columns(held.grant))
                    .collect();
                if held.is_empty() {
                    held.push(none);
                }
                held.into_iter().map(move |[role, unit, from, until]| {
                    [
                        account.login.to_owned(),
                        account.actor.to_owned(),
                        account.name.to_owned(),
                        account.disabled.to_string(),
                        account.has_password.to_string(),
                        role,
                        unit,
                        from,
                        until,
                    ]
                })
            }),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

/// A grant in a line.
pub(super) fn grant_in_words(grant: &Grant) -> String {
    let unit = match &grant.unit {
        Some(unit) => format!(" för {unit}"),
        None => " för hela regionen".to_owned(),
    };
    let until = match grant.until {
        Some(last) => format!(" till och med {last}"),
        None => String::new(),
    };
    format!("{}{unit} från {}{until}", grant.role, grant.from)
}

fn columns(grant: &Grant) -> [String; 4] {
    [
        grant.role.code().to_owned(),
        grant
            .unit
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        grant.from.to_string(),
        grant
            .until
            .map_or_else(String::new, |last| last.to_string()),
    ]
}

fn in_words(accounts: &Accounts, today: Date, world: &World<'_>) -> String {
    let mut said = String::new();
    let mut grid = Grid::with_columns(&["Konto", "Pseudonym", "Namn", "Roll", "Läge"]);
    for account in accounts.all() {
        let state = match (account.disabled, &account.password) {
            (true, _) => "avstängt",
            (false, Some(_)) => "öppet",
            (false, None) => "bara nycklar",
        };
        let mut person = [
            account.login.to_string(),
            account.actor.to_string(),
            account.name.clone(),
        ];
        let mut held = account.grants.iter().map(|grant| {
            let over = grant.until.is_some_and(|last| last < today);
            let over = if over { " (upphörd)" } else { "" };
            format!("{}{over}", grant_in_words(grant))
        });
        let first = held.next().unwrap_or_else(|| "ingen".to_owned());
        for (index, role) in std::iter::once(first).chain(held).enumerate() {
            let state = if index == 0 { state } else { "" };
            let [login, actor, name] = std::mem::take(&mut person);
            grid.push([login, actor, name, role, state.to_owned()]);
        }
    }
    if grid.rows.is_empty() {
        let none = "Det finns inga konton. `liggare user add --help` visar hur man lägger upp ett.";
        text::push_paragraph(&mut said, none, world.layout);
    } else {
        said.push_str(&grid.lay_out(world.layout.width, world.layout.colour));
        said.push('\n');
    }
    let public = if accounts.public {
        "Publicerade rapporter kan läsas utan inloggning."
    } else {
        "Utan inloggning kan ingenting läsas."
    };
    text::push_lines(&mut said, public, world.layout);
    said
}
