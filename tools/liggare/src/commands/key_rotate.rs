//! `key rotate`: the ledger gets another key.
//!
//! The order makes it safe to be cut off anywhere: the new key is kept beside the
//! old one, then the rotation is recorded, then a checkpoint is signed by both,
//! and only then does the new key take the old one's place. Cut off before the
//! event, the kept key is used the next time; cut off after it, the next opening
//! for writing does the rest ([`signing::sign`]).

use std::fmt::Write as _;
use std::path::Path;

use ledger::command::{Command, RotateSigningKey, Submission};
use ledger::ids::CommandId;
use ledger::proof::key_file::{self, KeyFileError, NEXT_FILE};
use ledger::proof::{Algorithm, SigningKey, VerifierKey};
use serde::Serialize;

use crate::cli::Key;
use crate::commands::publish;
use crate::failure::{Exit, Failure};
use crate::render::{Format, csv, json, text};
use crate::session::{Session, signing};
use crate::world::World;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    demonstration: bool,
    previous: String,
    next: String,
    position: u64,
}

/// Rotates the key, or finishes a rotation that was cut off.
///
/// # Errors
/// [`Failure`] when the ledger cannot be written with its key, or the new one
/// cannot be kept. Repeating the command goes on where it ended.
pub(crate) fn run(asked: &Key, world: &mut World<'_>) -> Result<Exit, Failure> {
    let actor = asked.actor.clone().ok_or_else(|| {
        Failure::usage(
            "key rotate kräver --actor.",
            "Ange vem som byter: en pseudonym, aldrig ett namn.",
        )
    })?;
    let session = Session::open(world)?;
    let demonstration = session.demonstration();
    let mut keys: Vec<String> =
        signing::log_keys(&world.folder, &session.store, &session.store.origin_line())?
            .into_iter()
            .map(|key| key.verifier)
            .collect();
    let kept = kept_or_made(&world.folder, &session.store.origin_line(), world)?;
    let next = kept.to_string();
    let is_recorded = keys.last() == Some(&next);
    if is_recorded {
        keys.pop();
    }
    let previous = keys.pop().unwrap_or_default();
    // Opening for writing takes both keys, and finishes a rotation that is recorded.
    let mut writer = session.into_writer(world)?;
    if !is_recorded {
        let id = CommandId::new(format!("key-rotate/{}", kept.id()))
            .map_err(|error| Failure::usage(error.to_string(), ""))?;
        let submission = Submission {
            id,
            actor,
            decision: asked.decision.clone(),
            reason: asked.reason.clone(),
            correlation_id: None,
            provenance: None,
            expect: Vec::new(),
            command: Command::RotateSigningKey(RotateSigningKey {
                next: next.clone(),
                previous: Some(previous.clone()),
            }),
        };
        publish::submit(&mut writer.ledger, &submission, (world.now)())?;
        writer.ledger.checkpoint()?;
        key_file::promote(&world.folder)?;
    }
    let position = writer.ledger.state().proof.rotation();
    let answer = Answer {
        kind: "rotated",
        demonstration,
        previous,
        next,
        position: position.map_or(0, |(position, _)| position.0),
    };
    writer.close(world)?;
    say(&answer, world)
}

/// The key that follows: one that an interrupted rotation kept, or a new one.
fn kept_or_made(folder: &Path, origin: &str, world: &World<'_>) -> Result<VerifierKey, Failure> {
    match key_file::read(folder, NEXT_FILE) {
        Ok(key) => return Ok(key.verifier().clone()),
        Err(KeyFileError::Missing { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let unavailable = |error| Failure::io("slumptal kunde inte hämtas", "systemet", &error);
    let mut entropy = (world.entropy)().map_err(unavailable)?;
    let key =
        SigningKey::generate(origin, Algorithm::Ed25519, entropy.as_mut()).map_err(unavailable)?;
    key_file::write(folder, NEXT_FILE, &key)?;
    Ok(key.verifier().clone())
}

fn say(answer: &Answer, world: &mut World<'_>) -> Result<Exit, Failure> {
    world.mark(answer.demonstration)?;
    let said = match world.format {
        Format::Text => {
            let mut said = String::new();
            let head = format!(
                "Nyckeln är bytt (@{}). Den nya verifieringsnyckeln:",
                answer.position
            );
            text::push_lines(&mut said, &head, world.layout);
            // Whole on its line, however long, so that it can be copied.
            let _ = writeln!(said, "  {}\n", answer.next);
            text::push_paragraph(
                &mut said,
                "Kontrollpunkten efter bytet är signerad med båda nycklarna. Offentliggör den nya på samma sätt som den förra, och ge den till vittnena: `granska witness --state MAPP --log-key NYCKEL`.",
                world.layout,
            );
            said
        }
        Format::Json => json::answer(answer)?,
        Format::Csv => csv::rows(
            ["previous", "next", "position"],
            [[
                answer.previous.clone(),
                answer.next.clone(),
                answer.position.to_string(),
            ]],
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}
