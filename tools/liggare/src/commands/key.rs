//! `key`: the verifier keys of the ledger, for publication, and making the first
//! one of a ledger that has none.

use std::fmt::Write as _;

use ledger::log::follower::JournalReader;
use ledger::log::{Log, LogError};
use serde::Serialize;

use crate::cli::{Key, KeyAction};
use crate::commands::key_rotate;
use crate::failure::{Exit, Failure};
use crate::render::{Format, csv, json, swedish, text};
use crate::session::Store;
use crate::session::signing::{self, LogKey};
use crate::world::World;

/// What a demonstration's key is worth.
pub(crate) const DEMONSTRATION_KEY: &str = "Demonstrationens nyckel följer av ett känt frö: den visar hur det går till och skyddar ingenting.";

/// What to do with a verifier key.
pub(super) const PUBLISH: &str = "Offentliggör verifieringsnyckeln där liggarens ägare inte ensam råder, till exempel i protokollet: med den kan vem som helst pröva liggarens kontrollpunkter. Filen signing-key i mappen är hemlig; förvara en kopia skyddad.";

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    demonstration: bool,
    keys: Vec<AnsweredKey>,
}

#[derive(Serialize)]
struct AnsweredKey {
    verifier_key: String,
    rotated_at: Option<u64>,
}

/// Shows or makes the ledger's key.
///
/// # Errors
/// [`Failure`] when the ledger or its key cannot be read, or a key is there that
/// should not be.
pub(crate) fn run(asked: &Key, world: &mut World<'_>) -> Result<Exit, Failure> {
    if asked.action == Some(KeyAction::Rotate) {
        return key_rotate::run(asked, world);
    }
    let (keys, demonstration) = match (Store::open(&world.folder), asked.action) {
        // The keys are public and only read: a server need not be stopped for that.
        (Err(LogError::InUse { .. }), None) => {
            let journal = JournalReader::open(&world.folder)?;
            let keys = signing::keys_in_use(&world.folder, &journal)?;
            (keys, journal.file().demonstration)
        }
        (store, _) => of_store(&store?, asked, world)?,
    };
    world.mark(demonstration)?;
    let said = match world.format {
        Format::Text => in_words(&keys, demonstration, world),
        Format::Json => json::answer(&Answer {
            kind: "keys",
            demonstration,
            keys: keys
                .into_iter()
                .map(|key| AnsweredKey {
                    verifier_key: key.verifier,
                    rotated_at: key.since.map(|position| position.0),
                })
                .collect(),
        })?,
        Format::Csv => csv::rows(
            ["verifier_key", "rotated_at"],
            keys.into_iter().map(|key| {
                let since = key.since.map_or_else(String::new, |at| at.0.to_string());
                [key.verifier, since]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

/// The keys of a ledger that nobody else has open, after making one if asked to,
/// and whether it is a demonstration.
fn of_store(
    store: &Store,
    asked: &Key,
    world: &mut World<'_>,
) -> Result<(Vec<LogKey>, bool), Failure> {
    for note in store.notes() {
        world.note(&format!("liggare: {note}"));
    }
    if asked.action == Some(KeyAction::Create) {
        let mut entropy = (world.entropy)()
            .map_err(|error| Failure::io("slumptal kunde inte hämtas", "systemet", &error))?;
        signing::create(&world.folder, store, entropy.as_mut())?;
    }
    let keys = signing::log_keys(&world.folder, store, &store.origin_line())?;
    Ok((keys, store.file().demonstration))
}

fn in_words(keys: &[LogKey], demonstration: bool, world: &World<'_>) -> String {
    let mut said = String::new();
    for key in keys {
        let head = match key.since {
            None if keys.len() == 1 => "Verifieringsnyckel:".to_owned(),
            None => "Den första verifieringsnyckeln:".to_owned(),
            Some(position) => format!(
                "Efter bytet vid {position}, för kontrollpunkter av fler än {}:",
                swedish::events(position.0)
            ),
        };
        text::push_lines(&mut said, &head, world.layout);
        // Whole on its line, however long, so that it can be copied.
        let _ = write!(said, "  {}\n\n", key.verifier);
    }
    text::push_paragraph(&mut said, PUBLISH, world.layout);
    if demonstration {
        text::push_paragraph(&mut said, DEMONSTRATION_KEY, world.layout);
    }
    said
}
