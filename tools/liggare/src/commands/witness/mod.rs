//! `witness`: the ledger's latest checkpoint is shown to a witness, and its
//! cosignature is kept with it.
//!
//! The protocol is C2SP tlog-witness; [`request`] writes what is asked, [`post`]
//! sends it. What comes back counts only when it verifies by a key of the
//! witness policy: a witness that the ledger has not named says nothing here.

mod post;
mod request;

use std::fs;
use std::path::Path;

use ledger::event::proof::WitnessPolicyAdopted;
use ledger::log::Log;
use ledger::proof::note::NoteSignature;
use ledger::proof::{SignedNote, TreeHead};
use serde::Serialize;

use crate::cli::{Way, Witness};
use crate::failure::{Exit, Failure, Family};
use crate::render::{Format, csv, json, swedish, text};
use crate::session::{Session, Writer};
use crate::world::World;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    demonstration: bool,
    size: u64,
    root: String,
    witnesses: Vec<String>,
    required: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<u64>,
}

/// Asks a witness, or writes or takes what is carried by hand.
///
/// # Errors
/// [`Failure`] when there is nothing to ask about, the witness refuses or cannot
/// be reached, or what it answers does not verify.
pub(crate) fn run(asked: &Witness, world: &mut World<'_>) -> Result<Exit, Failure> {
    let way = asked.way().ok_or_else(|| {
        Failure::usage(
            "inget sätt att fråga är valt.",
            "Ange --url, --write eller --take.",
        )
    })?;
    let session = Session::open(world)?;
    let demonstration = session.demonstration();
    let mut writer = session.into_writer(world)?;
    let old = match way {
        Way::Url(url) => cosign(&mut writer, url).map(|()| None)?,
        Way::Write(path, old) => Some(write(&mut writer, path, old)?),
        Way::Take(path) => take(&mut writer, path).map(|()| None)?,
    };
    let (note, head) = latest(&writer)?;
    let state = &writer.ledger.state().proof;
    let answer = Answer {
        kind: if old.is_some() {
            "witness_request"
        } else {
            "witnessed"
        },
        demonstration,
        size: head.size,
        root: head.root.to_string(),
        witnesses: state
            .cosigners(&note)
            .iter()
            .map(|key| key.name().to_owned())
            .collect(),
        required: state.policy().required,
        old,
    };
    writer.close(world)?;
    say(&answer, asked, world)
}

/// Signs what the ledger holds and has it cosigned by the witness at an address.
///
/// # Errors
/// As [`run`].
pub(crate) fn cosign(writer: &mut Writer, url: &str) -> Result<(), Failure> {
    named(writer)?;
    writer.ledger.checkpoint()?;
    let (note, head) = latest(writer)?;
    let mut old = request::known(writer, &head)?;
    for _ in 0..post::ATTEMPTS {
        let text = request::text(writer.ledger.log(), old, &note, &head)?;
        match post::send(url, &text)? {
            post::Answered::Cosigned(lines) => return keep(writer, &note, &lines, url),
            post::Answered::Knows(known) if known > head.size => {
                return Err(Failure::new(
                    Family::Refused,
                    format!(
                        "vittnet har bekräftat {}, men liggaren har bara {}.",
                        swedish::events(known),
                        swedish::events(head.size)
                    ),
                    url,
                    "Liggaren i mappen är äldre än den som vittnet har sett: återställ den senaste säkerhetskopian.",
                ));
            }
            post::Answered::Knows(known) => old = known,
        }
    }
    Err(Failure::new(
        Family::Io,
        "vittnet säger en ny storlek varje gång det tillfrågas.",
        url,
        "Försök igen, och fråga vittnets ägare om det fortsätter.",
    ))
}

/// Writes the request to a file; answers the size that its proof begins at.
fn write(writer: &mut Writer, path: &Path, old: Option<u64>) -> Result<u64, Failure> {
    named(writer)?;
    writer.ledger.checkpoint()?;
    let (note, head) = latest(writer)?;
    let old = match old {
        Some(old) if old > head.size => {
            return Err(Failure::usage(
                format!(
                    "--old är {old}, men liggaren har bara {}.",
                    swedish::events(head.size)
                ),
                "Ange storleken som vittnet senast bekräftade.",
            ));
        }
        Some(old) => old,
        None => request::known(writer, &head)?,
    };
    let text = request::text(writer.ledger.log(), old, &note, &head)?;
    fs::write(path, text).map_err(|error| {
        Failure::io(
            "begäran kunde inte skrivas",
            path.display().to_string(),
            &error,
        )
    })?;
    Ok(old)
}

/// Takes the witness's answer from a file: the lines of cosignature, or the
/// whole note with them.
fn take(writer: &mut Writer, path: &Path) -> Result<(), Failure> {
    named(writer)?;
    let place = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::io("svaret kunde inte läsas", place.clone(), &error))?;
    let (note, _) = latest(writer)?;
    let lines = text.rsplit("\n\n").next().unwrap_or_default();
    keep(writer, &note, lines, &place)
}

/// Refuses to ask when no policy names a witness: nobody's word would count.
fn named(writer: &Writer) -> Result<(), Failure> {
    let WitnessPolicyAdopted { witnesses, .. } = writer.ledger.state().proof.policy();
    if witnesses.is_empty() {
        return Err(Failure::new(
            Family::Refused,
            "liggaren har ingen vittnespolicy, så ingen bekräftelse kan prövas.",
            "",
            "Anta en med kommandot AdoptWitnessPolicy; `liggare commands AdoptWitnessPolicy` visar hur det skrivs.",
        ));
    }
    Ok(())
}

/// The last signed checkpoint, with what it says.
fn latest(writer: &Writer) -> Result<(SignedNote, TreeHead), Failure> {
    let note = writer.ledger.log().last_checkpoint().ok_or_else(|| {
        Failure::new(
            Family::Refused,
            "liggaren har ingen signerad kontrollpunkt.",
            "",
            "Anteckna något först; en kontrollpunkt signeras när det finns händelser.",
        )
    })?;
    let head = TreeHead::of(note)
        .map_err(|error| Failure::new(Family::Ledger, error.to_string(), "checkpoints", ""))?;
    Ok((note.clone(), head))
}

/// Keeps the checkpoint with those of the lines that are a named witness's valid
/// cosignature of it.
fn keep(writer: &mut Writer, note: &SignedNote, lines: &str, place: &str) -> Result<(), Failure> {
    let refuse = |what: String| {
        Failure::new(
            Family::Refused,
            what,
            place,
            "Kontrollera att vittnets nyckel är den som står i policyn, och att inget har antecknats sedan begäran gjordes; skicka annars en ny.",
        )
    };
    let lines = NoteSignature::parse_lines(lines)
        .map_err(|error| refuse(format!("vittnets svar går inte att läsa: {error}.")))?;
    let state = &writer.ledger.state().proof;
    let mut said_by = state.cosigners(note);
    let (mut gained, mut is_theirs) = (Vec::new(), false);
    for line in lines {
        let Ok(alone) = SignedNote::parse(format!("{}\n{line}", note.text()).as_bytes()) else {
            continue;
        };
        let by = state.cosigners(&alone).into_iter().next();
        is_theirs |= by.is_some();
        // Of several words of one witness the first is kept.
        if let Some(key) = by.filter(|key| !said_by.contains(key)) {
            said_by.push(key);
            gained.push(line);
        }
    }
    if !is_theirs {
        return Err(refuse(format!(
            "svaret är ingen giltig bekräftelse av kontrollpunkten från något av policyns {} vittnen.",
            state.policy().witnesses.len()
        )));
    }
    if !gained.is_empty() {
        writer.ledger.keep_checkpoint(&note.clone().with(gained))?;
    }
    Ok(())
}

fn say(answer: &Answer, asked: &Witness, world: &mut World<'_>) -> Result<Exit, Failure> {
    world.mark(answer.demonstration)?;
    let said = match world.format {
        Format::Text => {
            let mut said = String::new();
            text::push_lines(&mut said, &in_words(answer, asked), world.layout);
            said
        }
        Format::Json => json::answer(answer)?,
        Format::Csv => csv::rows(
            ["size", "root", "witnesses", "required"],
            [[
                answer.size.to_string(),
                answer.root.clone(),
                answer.witnesses.join(" "),
                answer.required.to_string(),
            ]],
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

fn in_words(answer: &Answer, asked: &Witness) -> String {
    let events = swedish::events(answer.size);
    if let (Some(old), Some(path)) = (answer.old, &asked.write) {
        return format!(
            "Begäran om bekräftelse av {events} är skriven till {}; beviset utgår från storleken {}. Lämna filen till vittnet, som kör `granska witness --request`, och ta emot svaret med `liggare witness --take`.",
            path.display(),
            swedish::size(old)
        );
    }
    format!(
        "Kontrollpunkten över {events} är bekräftad av {}. Policyn kräver {} vid publicering.",
        answer.witnesses.join(", "),
        answer.required
    )
}
