//! The command of the verifier: reads its arguments, examines, says the verdict.
//!
//! Exit codes: 0 when every check holds, 1 when one does not, 2 when the
//! command line is wrong, 4 when something cannot be read.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use granska::archive::{self, Unreadable};
use granska::arguments::{self, Asked, Examination, Format, HELP, Subject};
use granska::package;
use granska::verdict::Verdicts;

/// A check failed.
const FAILED: u8 = 1;

/// The command line is wrong.
const USAGE: u8 = 2;

/// Something cannot be read, or the verdict cannot be written.
const UNREADABLE: u8 = 4;

fn main() -> ExitCode {
    match arguments::read(std::env::args_os().skip(1)) {
        Ok(Asked::Help) => said(HELP, ExitCode::SUCCESS),
        Ok(Asked::Version) => said(
            concat!("granska ", env!("CARGO_PKG_VERSION"), "\n"),
            ExitCode::SUCCESS,
        ),
        Ok(Asked::Examination(examination)) => examine(&examination),
        Ok(Asked::Witness(arguments)) => witness(arguments),
        Err(what) => usage(&what),
    }
}

fn examine(examination: &Examination) -> ExitCode {
    let held = match examination.checkpoint.as_deref().map(arguments::held) {
        None => None,
        Some(Ok(Ok(held))) => Some(held),
        Some(Ok(Err(what))) => return usage(&what),
        Some(Err(error)) => return unreadable(&error),
    };
    let verdicts = match &examination.subject {
        Subject::Archive(folder) => archive::examine(&archive::Request {
            folder: folder.clone(),
            keys: examination.keys.clone(),
            checkpoint: held,
            asked: archive::Asked::default(),
        })
        .map(|(verdicts, _)| verdicts),
        Subject::Package(file, archive) => package::examine(&package::Request {
            file: file.clone(),
            keys: examination.keys.clone(),
            checkpoint: held,
            archive: archive.clone(),
        }),
    };
    let mut verdicts = match verdicts {
        Ok(verdicts) => verdicts,
        Err(error) => return unreadable(&error),
    };
    if let Subject::Archive(_) = examination.subject {
        state(&mut verdicts, examination.checkpoint.is_some());
    }
    if let (Subject::Archive(folder), Some(file), true) = (
        &examination.subject,
        &examination.save_checkpoint,
        verdicts.hold(),
    ) && let Err(what) = save(folder, file, examination.checkpoint.as_deref())
    {
        complain(&format!("granska: {what}\n"));
        return ExitCode::from(UNREADABLE);
    }
    say(&verdicts, examination.format)
}

/// What an archive's examination does not show, whatever it came to.
fn state(verdicts: &mut Verdicts, held: bool) {
    if !held {
        verdicts.state(
            "Att historien är densamma som andra har fått, och densamma som förra gången, visar \
             bara en kontrollpunkt som du själv har sparat (--checkpoint) eller ett vittne som du litar på (--key).",
        );
    }
    verdicts.state(
        "Att uppgifterna var sanna när de antecknades visar ingen granskning. Rapporternas \
         siffror är omräknade; löptexten är jämförd med det som publicerades.",
    );
}

/// Saves the last checkpoint of an archive that has been approved. A file that
/// stands there is replaced only when it is the one that was examined against.
fn save(folder: &Path, file: &Path, held: Option<&Path>) -> Result<(), String> {
    let place = file.display();
    if file.exists() && held != Some(file) {
        return Err(format!(
            "{place} finns redan; ange den också med --checkpoint, så att den prövas innan den ersätts"
        ));
    }
    std::fs::read_to_string(folder.join(archive::CHECKPOINTS))
        .and_then(|text| std::fs::write(file, arguments::last_note(&text)))
        .map_err(|error| {
            let why = archive::in_swedish(&error);
            format!("kontrollpunkten kunde inte sparas i {place}: {why}")
        })
}

fn say(verdicts: &Verdicts, format: Format) -> ExitCode {
    let text = match format {
        Format::Text => verdicts.to_string(),
        Format::Json => format!("{}\n", verdicts.json()),
    };
    let exit = if verdicts.hold() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    };
    said(&text, exit)
}

fn said(text: &str, exit: ExitCode) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => exit,
        Err(_) => ExitCode::from(UNREADABLE),
    }
}

fn usage(what: &str) -> ExitCode {
    complain(&format!(
        "granska: {what}\n  gör så: `granska --help` visar hur kommandot skrivs.\n"
    ));
    ExitCode::from(USAGE)
}

fn unreadable(error: &Unreadable) -> ExitCode {
    complain(&format!("granska: {error}: {}\n", error.why()));
    ExitCode::from(UNREADABLE)
}

/// Says something on standard error; when even that fails there is nobody to tell.
fn complain(text: &str) {
    let _nobody_to_tell = io::stderr().write_all(text.as_bytes());
}

#[cfg(feature = "witness")]
fn witness(arguments: Vec<std::ffi::OsString>) -> ExitCode {
    let now = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs())
    };
    match granska::witness::command::run(arguments, now, &mut io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&format!("granska: {failure}\n"));
            ExitCode::from(failure.code())
        }
    }
}

#[cfg(not(feature = "witness"))]
fn witness(_arguments: Vec<std::ffi::OsString>) -> ExitCode {
    usage("den här granskaren är byggd utan vittnet")
}
