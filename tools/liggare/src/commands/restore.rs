//! `restore`: an archive becomes a ledger again, and so does a backup.

use std::path::Path;

use ledger::portable;
use ledger::proof::{SigningKey, key_file};
use serde_json::json;

use super::backup;
use crate::cli::Restore;
use crate::failure::{Exit, Failure, Family};
use crate::render::{Format, csv, json as answers, swedish, text};
use crate::session::bar;
use crate::world::World;

/// Restores a ledger of an archive.
///
/// # Errors
/// [`Failure`] when the archive is damaged or the folder is not empty; no ledger
/// is there then.
pub(crate) fn run(asked: &Restore, world: &mut World<'_>) -> Result<Exit, Failure> {
    if backup::is_backup(&asked.archive) {
        let key = asked.key.as_deref().map(key).transpose()?;
        return backup::restore(asked, key.as_ref(), world);
    }
    let events = portable::Manifest::read(&asked.archive)?.map_or(0, |archive| archive.events);
    let bar = world.progress.then(|| bar(events, "bygger liggaren"));
    let key = asked.key.as_deref().map(key).transpose()?;
    let restored = portable::restore(&asked.archive, &asked.into, key.as_ref(), &mut |events| {
        if let Some(bar) = &bar {
            bar.set_position(events);
        }
    });
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    let restored = restored?;
    let manifest = &restored.manifest;
    let folder = asked.into.display().to_string();
    let said = match world.format {
        Format::Text => {
            let mut said = String::new();
            let mut line = |words: String| text::push_lines(&mut said, &words, world.layout);
            line(format!(
                "Liggaren är återställd i {folder}: {}, varav {} gallrade.",
                swedish::events(manifest.events),
                swedish::size(restored.redacted)
            ));
            line(format!("Rot {}, densamma som arkivets.", manifest.root));
            if key.is_none() {
                line(format!(
                    "Liggaren kan läsas men inte skrivas i: lägg dess nyckel som {} i mappen, med läsrätt bara för ägaren.",
                    key_file::FILE
                ));
            }
            line(backup::without_accounts());
            if let Some(words) = backup::of_root(&asked.into) {
                line(words);
            }
            said
        }
        Format::Json => answers::answer(&json!({
            "kind": "restored",
            "folder": folder,
            "ledger": manifest.ledger.id,
            "origin": manifest.ledger.origin,
            "events": manifest.events,
            "redacted": restored.redacted,
            "root": manifest.root,
            "checkpoints": manifest.checkpoints,
        }))?,
        Format::Csv => csv::rows(
            ["folder", "ledger", "events", "redacted", "root"],
            [[
                folder,
                manifest.ledger.id.to_string(),
                manifest.events.to_string(),
                restored.redacted.to_string(),
                manifest.root.to_string(),
            ]],
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

/// The key in a file.
fn key(path: &Path) -> Result<SigningKey, Failure> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    key_file::read(folder, &name).map_err(|error| {
        Failure::new(
            Family::Io,
            error.to_string(),
            path.display().to_string(),
            "Ange filen signing-key ur liggarens mapp, eller en kopia av den.",
        )
    })
}
