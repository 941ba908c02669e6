//! `token`: the tokens that programs use accounts with.
//!
//! As `user`, it touches `accounts.json` only. A token's secret is shown once,
//! when it is made, and is kept nowhere.

use ledger::log::settings::FolderFile;
use ledger::time::Timestamp;
use serde::Serialize;

use crate::access::account::Login;
use crate::access::accounts_file;
use crate::access::token::{Presented, Token};
use crate::cli::{self, TokenAction, TokenCreate, moment};
use crate::commands::user::{entropy, no_entropy, today};
use crate::failure::{Exit, Failure};
use crate::render::grid::Grid;
use crate::render::{Format, csv, json, text};
use crate::world::World;

/// How long a token lives when nothing else is said, in days.
const USUAL_DAYS: usize = 365;

/// What to do with a new token.
const KEEP_IT: &str = "Nyckeln visas bara nu. Förvara den som ett lösenord; program skickar den i huvudet Authorization: Bearer.";

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    tokens: Vec<AnsweredToken>,
}

#[derive(Serialize)]
struct AnsweredToken {
    id: String,
    login: String,
    label: String,
    created: Timestamp,
    expires: Timestamp,
    revoked: Option<Timestamp>,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl AnsweredToken {
    fn of(token: &Token, now: Timestamp) -> Self {
        Self {
            id: token.id.to_string(),
            login: token.login.to_string(),
            label: token.label.clone(),
            created: token.created,
            expires: token.expires,
            revoked: token.revoked,
            valid: token.is_valid(now),
            token: None,
        }
    }

    fn state(&self) -> String {
        match self.revoked {
            Some(at) => format!("återkallad {}", moment::shown(at)),
            None if self.valid => format!("gäller till {}", moment::shown(self.expires)),
            None => format!("gick ut {}", moment::shown(self.expires)),
        }
    }
}

/// Shows or changes the tokens.
///
/// # Errors
/// [`Failure`] when the folder holds no ledger, the change is refused, or the
/// accounts cannot be read or written.
pub(crate) fn run(asked: &cli::Token, world: &mut World<'_>) -> Result<Exit, Failure> {
    let file = FolderFile::read(&world.folder)?;
    world.mark(file.demonstration)?;
    let now = (world.now)();
    match &asked.action {
        TokenAction::Create(asked) => create(asked, now, world),
        TokenAction::List(asked) => list(asked.login.as_ref(), now, world),
        TokenAction::Revoke(asked) => {
            let folder = world.folder.clone();
            accounts_file::change(&folder, |accounts| accounts.revoke_token(&asked.id, now))?;
            let (accounts, _) = accounts_file::load(&folder)?;
            let tokens = accounts.tokens().iter();
            let revoked = tokens.filter(|token| token.id.to_string() == asked.id);
            let revoked = revoked.map(|token| AnsweredToken::of(token, now)).collect();
            say("tokens", revoked, world)
        }
    }
}

fn create(asked: &TokenCreate, now: Timestamp, world: &mut World<'_>) -> Result<Exit, Failure> {
    let last = match asked.until {
        Some(last) => last,
        None => (0..USUAL_DAYS).fold(today(world)?, |day, _| day.next()),
    };
    let presented =
        Presented::generate(entropy(world)?.as_mut()).map_err(|error| no_entropy(&error))?;
    let token = Token {
        id: presented.id().clone(),
        secret_sha256: presented.hash(),
        login: asked.login.clone(),
        label: asked.label.clone(),
        created: now,
        expires: Timestamp(moment::end_of_day(last).0.saturating_add(1)),
        revoked: None,
    };
    let answered = AnsweredToken {
        token: Some(presented.text()),
        ..AnsweredToken::of(&token, now)
    };
    accounts_file::change(&world.folder, |accounts| accounts.add_token(token))?;
    say("token_created", vec![answered], world)
}

fn list(login: Option<&Login>, now: Timestamp, world: &mut World<'_>) -> Result<Exit, Failure> {
    let (accounts, _) = accounts_file::load(&world.folder)?;
    let tokens = accounts.tokens().iter();
    let asked = tokens.filter(|token| login.is_none_or(|login| token.login == *login));
    let answered = asked.map(|token| AnsweredToken::of(token, now)).collect();
    say("tokens", answered, world)
}

fn say(
    kind: &'static str,
    tokens: Vec<AnsweredToken>,
    world: &mut World<'_>,
) -> Result<Exit, Failure> {
    let said = match world.format {
        Format::Text => in_words(&tokens, world),
        Format::Json => json::answer(&Answer { kind, tokens })?,
        Format::Csv => csv::rows(
            [
                "id", "login", "label", "created", "expires", "revoked", "valid", "token",
            ],
            tokens.into_iter().map(|token| {
                let revoked = token.revoked.map_or_else(String::new, |at| at.to_string());
                [
                    token.id,
                    token.login,
                    token.label,
                    token.created.to_string(),
                    token.expires.to_string(),
                    revoked,
                    token.valid.to_string(),
                    token.token.unwrap_or_default(),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

fn in_words(tokens: &[AnsweredToken], world: &World<'_>) -> String {
    let mut said = String::new();
    if tokens.is_empty() {
        text::push_lines(&mut said, "Det finns inga nycklar.", world.layout);
        return said;
    }
    let mut grid = Grid::with_columns(&["Nyckel", "Konto", "Till vad", "Läge"]);
    for token in tokens {
        grid.push([
            token.id.clone(),
            token.login.clone(),
            token.label.clone(),
            token.state(),
        ]);
    }
    said.push_str(&grid.lay_out(world.layout.width, world.layout.colour));
    for shown in tokens.iter().filter_map(|token| token.token.as_ref()) {
        // Whole on its line, so that it can be copied.
        said.push_str("\n  ");
        said.push_str(shown);
        said.push_str("\n\n");
        text::push_paragraph(&mut said, KEEP_IT, world.layout);
    }
    said
}
