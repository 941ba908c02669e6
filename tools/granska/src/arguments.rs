//! The command line: what the auditor asks for.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use lexopt::prelude::*;

use crate::archive::{Held, Unreadable};
use crate::note::{Checkpoint, VerifierKey};

/// What the program answers when it is asked how it is used.
pub const HELP: &str = "\
granska – den oberoende granskaren av en liggares arkiv och granskningspaket

  granska archive MAPP --key NYCKEL [--key …] [--checkpoint FIL]
                  [--save-checkpoint FIL] [--format text|json]
      Granskar ett helt arkiv: varje rad, ordning, träd, underskrifter,
      publiceringar, gallringar och rapporternas siffror. Med --save-checkpoint
      sparas arkivets senaste kontrollpunkt när allt håller, till nästa gång.

  granska package FIL --key NYCKEL [--checkpoint FIL] [--archive MAPP] [--format text|json]
      Granskar ett paket för en rapport eller en siffra. Med --archive prövas
      det också mot hela loggen.

  granska witness …
      Är vittne åt liggare; se granska witness --help.

NYCKEL är liggarens publika nyckel (namn+id+base64), som granskaren har fått på
annat sätt än genom arkivet. FIL efter --checkpoint är en kontrollpunkt som
granskaren har sparat sedan tidigare, eller ett äldre arkivs checkpoints.txt:
då gäller dess sista.

granska --version visar programmets version.

Slutkod: 0 när varje kontroll håller, 1 när någon inte gör det, 2 vid fel i
kommandoraden, 4 när något inte kan läsas.
";

/// How the verdict is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Swedish sentences.
    Text,
    /// JSON.
    Json,
}

/// What is asked for.
#[derive(Debug)]
pub enum Asked {
    /// How the program is used.
    Help,
    /// Which version the program is.
    Version,
    /// An archive's or a package's verdict.
    Examination(Examination),
    /// To be a witness; the arguments are its own.
    Witness(Vec<OsString>),
}

/// An examination.
#[derive(Debug)]
pub struct Examination {
    /// What is examined.
    pub subject: Subject,
    /// The keys that the auditor knows.
    pub keys: Vec<VerifierKey>,
    /// The checkpoint that the auditor holds.
    pub checkpoint: Option<PathBuf>,
    /// Where the archive's last checkpoint is to be saved when every check holds.
    pub save_checkpoint: Option<PathBuf>,
    /// How the verdict is written.
    pub format: Format,
}

/// What is examined.
#[derive(Debug)]
pub enum Subject {
    /// An archive's folder.
    Archive(PathBuf),
    /// A package's file, and perhaps the archive to try it against.
    Package(PathBuf, Option<PathBuf>),
}

/// Reads the arguments, the program's own name left out.
///
/// # Errors
/// What is wrong, in Swedish; show it with [`HELP`].
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, String> {
    let mut arguments = arguments.into_iter();
    let Some(command) = arguments.next() else {
        return Ok(Asked::Help);
    };
    match command.to_str() {
        Some("archive") => examination(true, arguments),
        Some("package") => examination(false, arguments),
        Some("witness") => Ok(Asked::Witness(arguments.collect())),
        Some("help" | "--help" | "-h") => Ok(Asked::Help),
        Some("--version" | "-V") => Ok(Asked::Version),
        _ => Err(format!("okänt kommando {}", command.display())),
    }
}

fn examination(archive: bool, arguments: impl Iterator<Item = OsString>) -> Result<Asked, String> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let (mut path, mut against, mut checkpoint, mut save_checkpoint) = (None, None, None, None);
    let (mut keys, mut format) = (Vec::new(), Format::Text);
    while let Some(argument) = parser.next().map_err(said)? {
        match argument {
            Long("key") => keys.push(key(&parser.value().map_err(said)?)?),
            Long("checkpoint") if checkpoint.is_none() => {
                checkpoint = Some(PathBuf::from(parser.value().map_err(said)?));
            }
            Long("save-checkpoint") if archive && save_checkpoint.is_none() => {
                save_checkpoint = Some(PathBuf::from(parser.value().map_err(said)?));
            }
            Long("archive") if !archive && against.is_none() => {
                against = Some(PathBuf::from(parser.value().map_err(said)?));
            }
            Long("format") => {
                format = match parser.value().map_err(said)?.to_str() {
                    Some("text") => Format::Text,
                    Some("json") => Format::Json,
                    _ => return Err("--format är text eller json".to_owned()),
                };
            }
            Long("help") | Short('h') => return Ok(Asked::Help),
            Value(value) if path.is_none() => path = Some(PathBuf::from(value)),
            other => return Err(said(other.unexpected())),
        }
    }
    if keys.is_empty() {
        return Err("ange liggarens nyckel med --key".to_owned());
    }
    let subject = match path {
        Some(path) if archive => Subject::Archive(path),
        Some(path) => Subject::Package(path, against),
        None if archive => return Err("ange arkivets mapp".to_owned()),
        None => return Err("ange paketets fil".to_owned()),
    };
    Ok(Asked::Examination(Examination {
        subject,
        keys,
        checkpoint,
        save_checkpoint,
        format,
    }))
}

/// The checkpoint that an auditor holds in a file: the last, where there are
/// several. Empty lines around it and a mail program's line ends do not matter.
///
/// # Errors
/// `Ok(Err(…))` when the file holds no checkpoint, in Swedish;
/// [`Unreadable`] when it cannot be read.
pub fn held(path: &Path) -> Result<Result<Held, String>, Unreadable> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path).map_err(Unreadable::at(&file))?;
    Ok(match Checkpoint::of_note(&last_note(&text)) {
        Ok((note, checkpoint)) => Ok(Held {
            file,
            note,
            checkpoint,
        }),
        Err(error) => Err(format!("{file}: {error}")),
    })
}

/// The last signed note of a text, with the line ends that a note has.
pub fn last_note(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_matches(['\n', ' ', '\t', '\u{feff}']);
    let signatures = text.rfind("\n\n\u{2014} ").unwrap_or(0);
    let body = text[..signatures].rfind("\n\n").map_or(0, |at| at + 2);
    format!("{}\n", &text[body..])
}

fn key(value: &std::ffi::OsStr) -> Result<VerifierKey, String> {
    let text = value.to_str().unwrap_or_default();
    VerifierKey::parse(text).map_err(|error| format!("--key {text}: {error}"))
}

fn said(error: lexopt::Error) -> String {
    match error {
        lexopt::Error::MissingValue { option } => {
            format!("{} saknar värde", option.unwrap_or_default())
        }
        lexopt::Error::UnexpectedOption(option) => format!("{option} hör inte till kommandot"),
        lexopt::Error::UnexpectedArgument(argument) => {
            format!("{} är en uppgift för mycket", argument.display())
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An auditor saved the end of `checkpoints.txt` as the manual said, with an
    /// empty line first, and was refused.
    #[test]
    fn a_saved_checkpoint_may_be_the_whole_file_or_carry_a_mail_programs_line_ends() {
        let last = "liggare/1\n2\nAA==\n\n\u{2014} liggare/1 AAAA\n\u{2014} vittne BBBB\n";
        let both = format!("liggare/1\n1\nAA==\n\n\u{2014} liggare/1 CCCC\n\n{last}");
        let rows = [
            last.to_owned(),
            both.clone(),
            format!("\n{last}\n\n"),
            both.replace('\n', "\r\n"),
            last.trim_end().to_owned(),
            format!("\u{feff}{last}"),
        ];
        for row in rows {
            assert_eq!(last_note(&row), last, "{row:?}");
        }
        assert_eq!(last_note(""), "\n");
    }
}
