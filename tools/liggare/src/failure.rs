//! Failures: why the command ends without having done what was asked.
//!
//! Every error of the layers below becomes one of these, and `main` prints it
//! once: what, where, and what to do, in Swedish. The exit code follows from
//! its family.

use std::error::Error;
use std::fmt::Write as _;
use std::io;

use ledger::log::LogError;
use ledger::log::backup::BackupError;
use ledger::portable::PortableError;
use ledger::refusal::coded;

/// What to do with a ledger whose journal is damaged.
pub(crate) const RESTORE: &str =
    "Återställ mappen från en säkerhetskopia; skriv inget i den skadade liggaren.";

/// How the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It was done.
    Done,
    /// Something was refused, differs or does not hold; the answer says what.
    Found,
}

/// Which exit code a failure has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// 1: refused.
    Refused,
    /// 2: the command line is wrong.
    Usage,
    /// 3: the ledger cannot be opened or is damaged.
    Ledger,
    /// 4: a file could not be read or written.
    Io,
}

/// Why the command ended without having done what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Its family.
    pub(crate) family: Family,
    /// What happened.
    pub(crate) what: String,
    /// Where.
    pub(crate) place: String,
    /// What to do.
    pub(crate) remedy: String,
    /// Whether the reader of the output has gone, which is no error.
    pub(crate) quiet: bool,
}

impl Exit {
    /// The exit code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Found => 1,
        }
    }
}

impl Failure {
    /// A failure of a family.
    pub(crate) fn new(
        family: Family,
        what: impl Into<String>,
        place: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            family,
            what: what.into(),
            place: place.into(),
            remedy: remedy.into(),
            quiet: false,
        }
    }

    /// The command line asks for something that is not there.
    pub(crate) fn usage(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Family::Usage, what, "", remedy)
    }

    /// Reading or writing a file failed.
    pub(crate) fn io(what: &str, place: impl Into<String>, source: &io::Error) -> Self {
        let remedy = match source.kind() {
            io::ErrorKind::NotFound => "Kontrollera sökvägen.",
            io::ErrorKind::PermissionDenied => "Kontrollera behörigheten.",
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => "Skapa utrymme på disken och försök igen.",
            io::ErrorKind::AddrInUse => {
                "En server kör redan där: stoppa den, eller ange en annan adress med --listen."
            }
            io::ErrorKind::AddrNotAvailable => "Ange en av datorns egna adresser med --listen.",
            _ => "",
        };
        Self::new(
            Family::Io,
            format!("{what}: {}", system_message(source)),
            place,
            remedy,
        )
    }

    /// Writing the answer failed.
    pub(crate) fn output(source: &io::Error) -> Self {
        Self {
            quiet: source.kind() == io::ErrorKind::BrokenPipe,
            ..Self::io("svaret kunde inte skrivas", "standard ut", source)
        }
    }

    /// The same failure where the answer matters: a reader that has gone does not
    /// know what became of what it asked.
    #[must_use]
    pub(crate) fn aloud(self, remedy: &str) -> Self {
        if !self.quiet {
            return self;
        }
        Self {
            quiet: false,
            remedy: remedy.to_owned(),
            ..self
        }
    }

    /// The exit code; a reader that has gone is no error.
    pub(crate) fn code(&self) -> u8 {
        match self.family {
            _ if self.quiet => 0,
            Family::Refused => 1,
            Family::Usage => 2,
            Family::Ledger => 3,
            Family::Io => 4,
        }
    }

    /// What is printed, empty when nothing is to be.
    pub(crate) fn message(&self) -> String {
        if self.quiet {
            return String::new();
        }
        let mut text = format!("liggare: {}\n", code_last(&self.what));
        if !self.place.is_empty() {
            let _ = writeln!(text, "  var:   {}", self.place);
        }
        if !self.remedy.is_empty() {
            let _ = writeln!(text, "  gör så: {}", self.remedy);
        }
        text
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        let what = with_causes(&error);
        // The command's own name stands in front of every error already.
        let what = what.strip_prefix("liggaren: ").unwrap_or(&what).to_owned();
        match &error {
            LogError::Io { place, source, .. } => Self {
                what,
                ..Self::io("", place.clone(), source)
            },
            LogError::Damaged { place, .. } => Self::new(
                Family::Ledger,
                what,
                place.clone(),
                format!("Inget efter denna position är att lita på. {RESTORE}"),
            ),
            LogError::NewerFormat { place, .. } => Self::new(
                Family::Ledger,
                what,
                place.clone(),
                "Installera den nyare versionen.",
            ),
            LogError::InUse { folder, .. } => Self::new(
                Family::Ledger,
                what,
                folder.clone(),
                "Är det servern: fråga den över HTTP (/api/v1/docs visar hur), eller stoppa den. `liggare log`, `key`, `user`, `token` och `backup` går att köra under tiden.",
            ),
            LogError::ReadOnly { folder } => Self::new(
                Family::Io,
                what,
                folder.clone(),
                "Kör som den användare som äger mappen, eller ge den till dig: `chown -R NAMN: MAPP`. Den som bara ska läsa kan kopiera den och ange kopian med --ledger.",
            ),
            LogError::NotALedger { folder } => Self::new(
                Family::Ledger,
                what,
                folder.clone(),
                "`liggare demo` bygger en demonstration att pröva med.",
            ),
            LogError::AlreadyALedger { folder } => Self::new(
                Family::Ledger,
                what,
                folder.clone(),
                "Ange en annan mapp med --ledger.",
            ),
            LogError::BeyondEnd { .. } => Self::new(
                Family::Usage,
                what,
                "",
                "`liggare status` visar hur många händelser som finns.",
            ),
            LogError::Poisoned
            | LogError::OutOfOrder { .. }
            | LogError::Checkpoint { .. }
            | LogError::TooLarge { .. }
            | LogError::Index { .. } => Self::new(Family::Ledger, what, "", ""),
        }
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        let what = with_causes(&error);
        match error {
            BackupError::Log(error) => error.into(),
            BackupError::Key(error) => error.into(),
            BackupError::Io { place, source, .. } => Self {
                what,
                ..Self::io("", place, &source)
            },
            BackupError::Copy(_) => Self::new(
                Family::Ledger,
                what,
                "",
                "Kopian är inte att lita på. Gör en ny i en annan mapp.",
            ),
            BackupError::Occupied { folder } => Self::new(
                Family::Refused,
                what,
                folder,
                "Ange en mapp som saknas eller är tom, eller --update för att fylla på en äldre kopia.",
            ),
            BackupError::Inside { folder } => Self::new(
                Family::Refused,
                what,
                folder,
                "Ange en mapp utanför liggarens, helst på en annan disk.",
            ),
            BackupError::OtherLedger { folder } => Self::new(
                Family::Refused,
                what,
                folder,
                "Ange en annan mapp, eller en annan liggare med --ledger.",
            ),
            BackupError::Ahead { .. } | BackupError::Forks { .. } => Self::new(
                Family::Refused,
                what,
                "",
                "Rör inte kopian: den har händelser som liggaren saknar. Har liggaren återställts ur en äldre kopia, eller har någon skrivit i kopian? Gör en ny kopia i en annan mapp.",
            ),
            BackupError::OtherKey { .. } => Self::new(
                Family::Refused,
                what,
                "",
                "Ange liggarens gällande nyckel med --key, eller utelämna --key och skriv inget i liggaren.",
            ),
        }
    }
}

impl From<PortableError> for Failure {
    fn from(error: PortableError) -> Self {
        let what = with_causes(&error);
        match error {
            PortableError::Log(error) => error.into(),
            PortableError::Io { place, source, .. } => Self {
                what,
                ..Self::io("", place, &source)
            },
            PortableError::Flawed { place, .. } => Self::new(
                Family::Ledger,
                what,
                place,
                "Hämta arkivet på nytt från den som gav det; rätta inget i det för hand.",
            ),
            PortableError::Differs { place, .. } => Self::new(
                Family::Ledger,
                what,
                place,
                "Ange en annan mapp, eller en annan liggare med --ledger.",
            ),
            PortableError::Occupied { folder, .. } => Self::new(
                Family::Refused,
                what,
                folder,
                "Ange en mapp som saknas eller är tom.",
            ),
            PortableError::NotAnArchive { folder } => Self::new(
                Family::Ledger,
                what,
                folder,
                "Ange mappen som `liggare export` skrev; archive.json ska stå i den.",
            ),
            PortableError::Newer { .. } => {
                Self::new(Family::Ledger, what, "", "Installera den nyare versionen.")
            }
            PortableError::Unsigned { .. } => Self::new(
                Family::Refused,
                what,
                "",
                "Exportera där liggarens nyckel finns (signing-key i dess mapp); då undertecknas de sista händelserna först.",
            ),
            PortableError::OtherKey { .. } => Self::new(
                Family::Refused,
                what,
                "",
                "Ange liggarens gällande nyckel med --key, eller utelämna --key och skriv inget i liggaren.",
            ),
            PortableError::OtherSize { .. } => Self::new(
                Family::Refused,
                what,
                "",
                "Utan --since fylls arkivet på från det antal händelser som det har.",
            ),
        }
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        Self::new(
            Family::Io,
            format!("svaret kunde inte skrivas som CSV: {error}"),
            "",
            "",
        )
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::new(
            Family::Io,
            format!("svaret kunde inte skrivas som JSON: {error}"),
            "",
            "",
        )
    }
}

/// An error with its causes, each once.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let worded = inner
            .downcast_ref::<io::Error>()
            .map_or_else(|| inner.to_string(), system_message);
        let _ = write!(text, ": {worded}");
        cause = inner.source();
    }
    text
}

/// A text that begins with its stable code with the code after what it says, where
/// people read it.
pub(crate) fn code_last(text: &str) -> String {
    match coded(text) {
        Some((code, said)) => match said.strip_suffix('.') {
            Some(said) => format!("{said} ({code})."),
            None => format!("{said} ({code})"),
        },
        None => text.to_owned(),
    }
}

/// What the system answered, in Swedish where it is a usual answer.
fn system_message(error: &io::Error) -> String {
    let worded = match error.kind() {
        io::ErrorKind::NotFound => "filen eller mappen finns inte",
        io::ErrorKind::PermissionDenied => "behörighet saknas",
        io::ErrorKind::StorageFull => "disken är full",
        io::ErrorKind::QuotaExceeded => "utrymmet är förbrukat",
        io::ErrorKind::FileTooLarge => "filen får inte bli större",
        io::ErrorKind::IsADirectory => "det är en mapp",
        io::ErrorKind::NotADirectory => "det är ingen mapp",
        io::ErrorKind::ReadOnlyFilesystem => "filsystemet är skrivskyddat",
        io::ErrorKind::AlreadyExists => "den finns redan",
        io::ErrorKind::AddrInUse => "den används redan av ett annat program",
        io::ErrorKind::AddrNotAvailable => "den finns inte på den här datorn",
        io::ErrorKind::ConnectionRefused => "ingen svarar där",
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => "förbindelsen bröts",
        io::ErrorKind::TimedOut => "svaret dröjde för länge",
        io::ErrorKind::UnexpectedEof => "innehållet tar slut för tidigt",
        _ => return error.to_string(),
    };
    worded.to_owned()
}
