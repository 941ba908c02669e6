//! What is given: every setting's value, and where it comes from.
//!
//! Guarantee: a flag is stronger than the environment, which is stronger than the
//! file, which is stronger than what holds when nobody says anything. A key that
//! is not known is refused with its line, and so is a value of the wrong form.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use toml::{Spanned, Value};

use super::setting::{Kind, Setting};
use crate::failure::{Failure, Family};

/// The file in a ledger's folder that is read when no other is named.
pub(crate) const FILE: &str = "liggare.toml";

/// The largest file of settings, in bytes: it holds a line for each and comments.
const MAX_FILE_BYTES: u64 = 64 * 1024;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Nobody has said anything.
    Default,
    /// A line of the file.
    File(PathBuf, usize),
    /// The environment.
    Environment,
    /// The command line.
    Flag,
}

/// The text of every setting, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given(BTreeMap<Setting, (String, Source)>);

impl Given {
    /// What holds of a file's text, the environment and the flags together.
    ///
    /// # Errors
    /// [`Failure`] when the file cannot be read as settings.
    pub(crate) fn of(
        file: Option<(&Path, &str)>,
        environment: impl Fn(&str) -> Option<String>,
        flags: &BTreeMap<Setting, String>,
    ) -> Result<Self, Failure> {
        let mut given: BTreeMap<_, _> = Setting::ALL
            .iter()
            .map(|setting| (*setting, (setting.default().to_owned(), Source::Default)))
            .collect();
        if let Some((path, text)) = file {
            given.extend(read(path, text)?);
        }
        for setting in Setting::ALL {
            if let Some(text) = environment(&setting.variable()) {
                given.insert(*setting, (text, Source::Environment));
            }
            if let Some(text) = flags.get(setting) {
                given.insert(*setting, (text.clone(), Source::Flag));
            }
        }
        Ok(Self(given))
    }

    /// The value of a setting; none when it is empty.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be read as what it is to be.
    pub(crate) fn value<T: FromStr>(&self, setting: Setting) -> Result<Option<T>, Failure> {
        let Some((text, source)) = self.0.get(&setting).filter(|(text, _)| !text.is_empty()) else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| {
            Failure::new(
                Family::Usage,
                format!("{text:?} är inget värde för {}.", setting.key()),
                source.place(setting),
                format!("Ange {}.", setting.form()),
            )
        })
    }

    /// The file that a setting names; a relative name in the file of settings is
    /// meant from that file, wherever the server is started.
    pub(crate) fn path(&self, setting: Setting) -> Option<PathBuf> {
        let (text, source) = self.0.get(&setting).filter(|(text, _)| !text.is_empty())?;
        let from = match source {
            Source::File(path, _) => path.parent(),
            Source::Default | Source::Environment | Source::Flag => None,
        };
        Some(from.map_or_else(|| PathBuf::from(text), |from| from.join(text)))
    }

    /// Where a setting's value comes from, as a place in a failure.
    pub(crate) fn place(&self, setting: Setting) -> String {
        self.0
            .get(&setting)
            .map(|(_, source)| source.place(setting))
            .unwrap_or_default()
    }

    /// Every setting with its value and where it comes from.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Setting, &str, &Source)> {
        self.0
            .iter()
            .map(|(setting, (text, source))| (*setting, text.as_str(), source))
    }
}

impl fmt::Display for Given {
    /// A file that says the same, with where each value came from beside it. What
    /// has no value is left out by a comment. JSON text is also TOML text.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (setting, text, source) in self.all() {
            let mut line = String::new();
            if text.is_empty() {
                line.push_str("# ");
            }
            write!(line, "{} = ", setting.key())?;
            match setting.kind() {
                Kind::Text => write!(line, "{}", serde_json::Value::from(text))?,
                Kind::Number | Kind::Switch => line.push_str(text),
            }
            writeln!(out, "{line:<40} # {source}")?;
        }
        Ok(())
    }
}

impl Source {
    /// Where a value of the setting stands.
    fn place(&self, setting: Setting) -> String {
        match self {
            Self::Default => format!("förvalet för {}", setting.key()),
            Self::File(path, line) => format!("{}, rad {line}", path.display()),
            Self::Environment => format!("miljövariabeln {}", setting.variable()),
            Self::Flag => format!("flaggan --{}", setting.flag()),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => out.write_str("förval"),
            Self::File(path, line) => write!(out, "{}, rad {line}", path.display()),
            Self::Environment => out.write_str("miljön"),
            Self::Flag => out.write_str("flagga"),
        }
    }
}

/// The text of the file that is named, or of the one in the ledger's folder when
/// there is one.
///
/// # Errors
/// [`Failure`] when a file that is there cannot be read, or is larger than settings are.
pub(crate) fn file(
    named: Option<&Path>,
    folder: &Path,
) -> Result<Option<(PathBuf, String)>, Failure> {
    let path = named.map_or_else(|| folder.join(FILE), Path::to_path_buf);
    let failed = |error: &io::Error| {
        Failure::io(
            "inställningarna kunde inte läsas",
            path.display().to_string(),
            error,
        )
    };
    match fs::metadata(&path) {
        Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => {
            return Ok(None);
        }
        Err(error) => return Err(failed(&error)),
        Ok(found) if found.len() > MAX_FILE_BYTES => {
            return Err(Failure::new(
                Family::Usage,
                format!("filen är större än {MAX_FILE_BYTES} byte."),
                path.display().to_string(),
                "Ange liggarens inställningar med --config.",
            ));
        }
        Ok(_) => {}
    }
    let text = fs::read_to_string(&path).map_err(|error| failed(&error))?;
    Ok(Some((path, text)))
}

/// The settings of a file.
fn read(path: &Path, text: &str) -> Result<BTreeMap<Setting, (String, Source)>, Failure> {
    let line_of = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    let wrong = |what: String, at: usize, remedy: &str| {
        let place = format!("{}, rad {}", path.display(), line_of(at));
        Failure::new(Family::Usage, what, place, remedy)
    };
    let table: BTreeMap<Spanned<String>, Spanned<Value>> =
        toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let what = format!("filen är inte TOML: {}.", error.message());
            wrong(what, at, "Skriv en inställning per rad: namn = värde.")
        })?;
    let mut settings = BTreeMap::new();
    for (key, value) in table {
        let at = key.span().start;
        let Some(setting) = Setting::named(key.get_ref()) else {
            return Err(wrong(
                format!("inställningen {:?} finns inte.", key.get_ref()),
                at,
                "`liggare serve --print-config` visar dem som finns.",
            ));
        };
        let text = match (setting.kind(), value.get_ref()) {
            (Kind::Text, Value::String(text)) => text.clone(),
            (Kind::Number, Value::Integer(number)) => number.to_string(),
            (Kind::Switch, Value::Boolean(on)) => on.to_string(),
            (kind, _) => {
                let form = match kind {
                    Kind::Text => "text inom citationstecken",
                    Kind::Number => "ett heltal",
                    Kind::Switch => "true eller false",
                };
                return Err(wrong(
                    format!("{} ska vara {form}.", setting.key()),
                    at,
                    &format!("Ange {}.", setting.form()),
                ));
            }
        };
        let source = Source::File(path.to_path_buf(), line_of(at));
        settings.insert(setting, (text, source));
    }
    Ok(settings)
}
