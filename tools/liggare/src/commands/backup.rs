//! `backup`: a copy of the ledger while it is used; and `restore` of such a copy.
//!
//! Both are the same copying ([`ledger::log::backup`]), which takes no lock of
//! what it copies and never changes it. The answer says what the copy lacks: how
//! many events no signed checkpoint covers, the key, and what older copies may
//! still hold of what has been redacted. `BACKUP.md` says how to use it.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use ledger::log::backup::{self, ACCOUNTS, Backup, BackupError, Wish};
use ledger::log::settings;
use ledger::portable::MANIFEST;
use ledger::proof::{SigningKey, key_file};
use serde::Serialize;

use crate::cli;
use crate::failure::{Exit, Failure};
use crate::render::{Format, csv, json, swedish, text};
use crate::session::bar;
use crate::world::World;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    folder: String,
    ledger: String,
    events: u64,
    /// How many of them an older copy had already.
    events_before: u64,
    root: String,
    /// How many of them the last signed checkpoint covers.
    signed: u64,
    redacted: u64,
    /// Payloads destroyed in an older copy.
    destroyed: u64,
    key: bool,
    accounts: bool,
}

/// Backs the ledger up.
///
/// # Errors
/// [`Failure`] when the ledger is damaged, or the folder is not one to write in;
/// no copy is there then, and an older one is as whole as before.
pub(crate) fn run(asked: &cli::Backup, world: &mut World<'_>) -> Result<Exit, Failure> {
    let wish = Wish {
        update: asked.update,
        with_key: asked.with_key,
        with_accounts: asked.with_accounts,
        key: None,
    };
    let from = world.folder.clone();
    let made = copy(&from, &asked.into, &wish, "kopierar", world)?;
    let answer = answer("backed_up", &asked.into, &made);
    let said = in_words(&answer, world);
    say(&answer, said, world)
}

/// Whether a folder is a ledger's, as a backup is, and no archive.
pub(super) fn is_backup(folder: &Path) -> bool {
    folder.join(settings::FILE).is_file() && !folder.join(MANIFEST).exists()
}

/// Restores a ledger of a backup. What goes with the backup goes with the ledger.
///
/// # Errors
/// As [`run`].
pub(super) fn restore(
    asked: &cli::Restore,
    key: Option<&SigningKey>,
    world: &mut World<'_>,
) -> Result<Exit, Failure> {
    let wish = Wish {
        update: false,
        with_key: key.is_none() && asked.archive.join(key_file::FILE).exists(),
        with_accounts: true,
        key,
    };
    let made = copy(&asked.archive, &asked.into, &wish, "återställer", world)?;
    let answer = answer("restored", &asked.into, &made);
    let said = restored_in_words(&answer, world);
    say(&answer, said, world)
}

fn copy(
    from: &Path,
    into: &Path,
    wish: &Wish<'_>,
    doing: &'static str,
    world: &World<'_>,
) -> Result<Backup, BackupError> {
    let bar = world.progress.then(|| bar(0, doing));
    let made = backup::back_up(from, into, wish, &mut |events, of| {
        if let Some(bar) = &bar {
            bar.set_length(of);
            bar.set_position(events);
        }
    });
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    made
}

fn answer(kind: &'static str, folder: &Path, made: &Backup) -> Answer {
    let copied = &made.copied;
    Answer {
        kind,
        folder: folder.display().to_string(),
        ledger: made.ledger.to_string(),
        events: copied.size,
        events_before: copied.before,
        root: copied.root.to_string(),
        signed: copied.signed,
        redacted: copied.redacted,
        destroyed: copied.destroyed,
        key: made.has_key,
        accounts: made.has_accounts,
    }
}

fn say(answer: &Answer, in_words: String, world: &mut World<'_>) -> Result<Exit, Failure> {
    let said = match world.format {
        Format::Text => in_words,
        Format::Json => json::answer(answer)?,
        Format::Csv => csv::rows(
            [
                "folder",
                "ledger",
                "events",
                "events_before",
                "root",
                "signed",
                "redacted",
                "destroyed",
            ],
            [[
                answer.folder.clone(),
                answer.ledger.clone(),
                answer.events.to_string(),
                answer.events_before.to_string(),
                answer.root.clone(),
                answer.signed.to_string(),
                answer.redacted.to_string(),
                answer.destroyed.to_string(),
            ]],
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

fn in_words(answer: &Answer, world: &World<'_>) -> String {
    let mut said = String::new();
    let mut line = |words: String| text::push_lines(&mut said, &words, world.layout);
    line(match answer.events_before {
        0 => format!(
            "Liggaren är kopierad till {}: {}.",
            answer.folder,
            swedish::events(answer.events)
        ),
        before => format!(
            "Kopian i {} har fyllts på med {} och har nu {}.",
            answer.folder,
            swedish::events(answer.events - before),
            swedish::size(answer.events)
        ),
    });
    line(format!("Rot {}.", answer.root));
    line(of_signatures(answer));
    if answer.destroyed > 0 {
        line(format!(
            "Gallrat sedan kopian gjordes, och nu förstört i den: {}.",
            swedish::events(answer.destroyed)
        ));
    }
    if answer.redacted > 0 {
        line(format!(
            "Gallrat innehåll finns inte i kopian ({}). Äldre kopior, som gjordes före gallringen, har det kvar: fyll på dem med --update, eller förstör dem.",
            swedish::events(answer.redacted)
        ));
    }
    line(if answer.key {
        format!(
            "Den hemliga nyckeln ({}) ligger i kopian: förvara den som nyckeln själv.",
            key_file::FILE
        )
    } else {
        format!(
            "Den hemliga nyckeln är inte med. En liggare som återställs ur kopian kan läsas; för att skriva i den behövs filen {} ur liggarens mapp, så förvara en kopia av den skyddad på en annan plats.",
            key_file::FILE
        )
    });
    if answer.accounts {
        line(format!(
            "Kontona ({ACCOUNTS}) ligger i kopian: där står namn."
        ));
    }
    said
}

fn restored_in_words(answer: &Answer, world: &World<'_>) -> String {
    let mut said = String::new();
    let mut line = |words: String| text::push_lines(&mut said, &words, world.layout);
    line(format!(
        "Liggaren är återställd i {}: {}, varav {} gallrade.",
        answer.folder,
        swedish::events(answer.events),
        swedish::size(answer.redacted)
    ));
    line(format!("Rot {}, densamma som kopians.", answer.root));
    line(of_signatures(answer));
    if !answer.key {
        line(format!(
            "Liggaren kan läsas men inte skrivas i: lägg dess nyckel som {} i mappen, med läsrätt bara för ägaren.",
            key_file::FILE
        ));
    }
    line(if answer.accounts {
        "Kontona är de som fanns när kopian gjordes: det som har stängts av eller återkallats sedan dess släpps in igen. Jämför `liggare user list` och `liggare token list` med vad som ska gälla innan servern startas.".to_owned()
    } else {
        without_accounts()
    });
    if let Some(words) = of_root(Path::new(&answer.folder)) {
        line(words);
    }
    line(format!(
        "Pröva den: liggare verify --ledger {}",
        answer.folder
    ));
    said
}

/// What to do for the accounts of a restored ledger.
pub(super) fn without_accounts() -> String {
    format!(
        "Inga konton följde med, så ingen kan logga in: lägg tillbaka {ACCOUNTS} i mappen med rättigheterna 600, eller gör konton och nycklar på nytt med `liggare user add` och `liggare token create`."
    )
}

/// What to do when a restored folder became root's, as no server should run.
pub(super) fn of_root(folder: &Path) -> Option<String> {
    let owner = std::fs::metadata(folder).ok()?.uid();
    (owner == 0).then(|| {
        let folder = folder.display();
        format!(
            "Mappen ägs av root. Ge den till den användare som servern körs som: chown -R NAMN: {folder}"
        )
    })
}

/// What the last signed checkpoint says of the copy.
fn of_signatures(answer: &Answer) -> String {
    match (answer.signed, answer.events - answer.signed) {
        (_, 0) => "Den sista undertecknade kontrollpunkten gäller alla händelser.".to_owned(),
        (0, _) => "Ingen undertecknad kontrollpunkt gäller händelserna.".to_owned(),
        (signed, left) => format!(
            "Den sista undertecknade kontrollpunkten gäller {}; {} efter den är ännu inte undertecknade.",
            swedish::events(signed),
            swedish::size(left)
        ),
    }
}
