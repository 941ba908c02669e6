//! `init`: an empty ledger.

use ledger::log::settings::Settings;

use crate::cli::Init;
use crate::failure::{Exit, Failure};
use crate::render::{Format, csv, json, text};
use crate::session::Store;
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
    let store = Store::create(&world.folder, &settings)?;
    let id = store.file().ledger.to_string();
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
            said.push_str(
                "\nPröva sedan:\n  liggare commands            hur varje kommando skrivs\n  liggare record FIL.ndjson   anteckna kommandon ur en fil\n",
            );
            said
        }
        Format::Json => json::answer(&serde_json::json!({
            "kind": "created", "folder": folder, "ledger": id, "origin": settings.origin,
        }))?,
        Format::Csv => csv::rows(
            ["folder", "ledger", "origin"],
            [[folder, id, settings.origin]],
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}
