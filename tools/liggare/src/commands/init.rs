//! `init`: an empty ledger, with the key that it will be signed with.

use std::fmt::Write as _;

use ledger::log::settings::Settings;

use super::key::PUBLISH;
use crate::cli::Init;
use crate::failure::{Exit, Failure};
use crate::render::{Format, csv, json, text};
use crate::session::{Store, signing};
use crate::world::World;

/// The name of a ledger whose maker names none.
const DEFAULT_ORIGIN: &str = "liggare";

/// Makes an empty ledger.
///
/// # Errors
/// [`Failure`] when the folder already holds one or cannot be written.
pub(crate) fn run(asked: &Init, world: &mut World<'_>) -> Result<Exit, Failure> {
    let settings = Settings {
        origin: asked
            .origin
            .clone()
            .unwrap_or_else(|| DEFAULT_ORIGIN.to_owned()),
        demonstration: false,
        created_at: (world.now)(),
    };
    let mut entropy = (world.entropy)()
        .map_err(|error| Failure::io("slumptal kunde inte hämtas", "systemet", &error))?;
    let store = Store::create(&world.folder, &settings)?;
    let id = store.file().ledger.to_string();
    let key = signing::create(&world.folder, &store, entropy.as_mut())?.to_string();
    store.close()?;
    let folder = world.folder.display().to_string();
    let said = match world.format {
        Format::Text => {
            let mut said = String::new();
            text::push_lines(
                &mut said,
                &format!("En tom liggare är skapad i {folder}."),
                world.layout,
            );
            let _ = write!(said, "\nVerifieringsnyckel:\n  {key}\n\n");
            text::push_paragraph(&mut said, PUBLISH, world.layout);
            said.push_str(
                "\nPröva sedan:\n  liggare commands            hur varje kommando skrivs\n  liggare record FIL.ndjson   anteckna kommandon ur en fil\n",
            );
            said
        }
        Format::Json => json::answer(&serde_json::json!({
            "kind": "created", "folder": folder, "ledger": id, "origin": settings.origin,
            "verifier_key": key,
        }))?,
        Format::Csv => csv::rows(
            ["folder", "ledger", "origin", "verifier_key"],
            [[folder, id, settings.origin, key]],
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}
