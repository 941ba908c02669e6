//! The data files: semicolon-separated tables with Swedish headings.
//!
//! Guarantees: a heading that no column has, a missing cell or an unknown word
//! stops the reading with the file and the line; nothing is skipped or
//! defaulted. Lines that begin with `#` are remarks.

use std::borrow::Cow;
use std::path::PathBuf;

use ledger::event::Provenance;
use ledger::ids::{ActorId, CommandId};
use serde::de::DeserializeOwned;

use super::cell::Moment;
use super::error::DemoError;

/// Where the tables are read from.
pub(super) enum Source {
    /// The files that were compiled in.
    Embedded,
    /// A folder with files of the same names and headings.
    Folder(PathBuf),
}

/// A table: its file name and its embedded text.
#[derive(Clone, Copy)]
pub(super) struct Table {
    /// The name of the file.
    pub(super) file: &'static str,
    /// What it held when the program was compiled.
    pub(super) embedded: &'static str,
}

/// The tables by the names that the code knows them by.
macro_rules! tables {
    ($($name:ident $file:literal)+) => {
        $(
            pub(super) const $name: Table = Table {
                file: $file,
                embedded: include_str!(concat!("../../demo/", $file)),
            };
        )+
        /// Every table.
        #[cfg(test)]
        pub(super) const TABLES: &[Table] = &[$($name,)+];
    };
}

tables! {
    ORGANISATION "organisation.csv"
    DECISIONS "beslut.csv"
    DECISION_REPORTS "anmalningar.csv"
    PLAN "verksamhetsplan.csv"
    INDICATORS "indikatorer.csv"
    TARGETS "malvarden.csv"
    INDICATOR_OUTCOMES "indikatorutfall.csv"
    LINES "rader.csv"
    FRAMES "ramar.csv"
    FRAME_CHANGES "ramandringar.csv"
    OPERATING_RESULT "driftresultat.csv"
    FORECASTS "prognoser.csv"
    RESTATEMENTS "omrakningar.csv"
    CORRECTIONS "rattelser.csv"
    INVESTMENT_OBJECTS "investeringsobjekt.csv"
    INVESTMENT_SPENDING "investeringsutgifter.csv"
    ACTIONS "atgarder.csv"
    ACTION_EFFECTS "atgardseffekter.csv"
    RISKS "risker.csv"
    CONTROLS "kontrollatgarder.csv"
    CONTROL_FOLLOW_UPS "kontrolluppfoljning.csv"
    CONTROL_ASSESSMENTS "isk.csv"
    KEY_FIGURES "nyckeltal.csv"
    STATUSES "uppdragsstatus.csv"
    ASSESSMENTS "bedomningar.csv"
    NARRATIVE "texter.csv"
    SIGNIFICANT_EVENTS "handelser.csv"
    STATED_AMOUNTS "angivna_belopp.csv"
    STATED_FIGURES "angivna_nyckeltal.csv"
    STATED_COUNTS "angivna_antal.csv"
    STATED_EFFECTS "angivna_effekter.csv"
    REPORTING "rapportering.csv"
}

/// A row with the place it was read from.
#[derive(Clone)]
pub(super) struct Row<T> {
    file: &'static str,
    line: u64,
    /// What it says.
    pub(super) fact: T,
}

impl<T> Row<T> {
    /// The row is wrong.
    pub(super) fn wrong(&self, why: impl Into<String>) -> DemoError {
        DemoError::Wrong {
            file: self.file,
            line: self.line,
            why: why.into(),
        }
    }

    /// The value, or the row is wrong because it lacks it.
    pub(super) fn need<V>(&self, value: Option<V>, column: &str) -> Result<V, DemoError> {
        value.ok_or_else(|| self.wrong(format!("kolumnen {column} saknar värde")))
    }

    /// The command id, or the row is wrong because it cannot be one.
    pub(super) fn command_id(&self, text: impl Into<String>) -> Result<CommandId, DemoError> {
        CommandId::new(text.into()).map_err(|invalid| self.wrong(invalid.to_string()))
    }

    /// An id of any sort, or the row is wrong.
    pub(super) fn id<I>(&self, text: &str) -> Result<I, DemoError>
    where
        I: std::str::FromStr<Err: std::fmt::Display>,
    {
        text.parse()
            .map_err(|invalid: I::Err| self.wrong(invalid.to_string()))
    }
}

/// What every row says of itself: when it was recorded, by whom and where it
/// comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) at: Moment,
    pub(super) actor: ActorId,
    pub(super) provenance: Provenance,
}

/// A row with a [`Stamp`].
pub(super) trait Stamped {
    /// The stamp.
    fn stamp(&self) -> Stamp;
}

/// Declares the row of a table: its columns, and after them the stamp
/// (`registrerad`, `av`, `belägg`). An unknown heading is refused.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($column:literal $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $(#[serde(rename = $column)] pub(super) $field: $type,)+
            #[serde(rename = "registrerad")]
            recorded: $crate::demo::cell::Moment,
            #[serde(rename = "av")]
            actor: ledger::ids::ActorId,
            #[serde(rename = "belägg")]
            provenance: $crate::demo::cell::Word<ledger::event::Provenance>,
        }

        impl $crate::demo::table::Stamped for $name {
            fn stamp(&self) -> $crate::demo::table::Stamp {
                $crate::demo::table::Stamp {
                    at: self.recorded,
                    actor: self.actor.clone(),
                    provenance: self.provenance.0,
                }
            }
        }
    };
}
pub(super) use row;

/// Rows that one command records together: the same command id and the same stamp.
pub(super) struct Batch<T> {
    /// The command's id.
    pub(super) id: String,
    /// The rows, at least one.
    pub(super) rows: Vec<Row<T>>,
}

/// Puts neighbouring rows with the same command id together.
///
/// # Errors
/// [`DemoError::Wrong`] when rows of one command differ in their stamp.
pub(super) fn batches<T: Stamped>(
    rows: Vec<Row<T>>,
    id_of: impl Fn(&T) -> &str,
) -> Result<Vec<Batch<T>>, DemoError> {
    let mut batches: Vec<Batch<T>> = Vec::new();
    for row in rows {
        let id = id_of(&row.fact).to_owned();
        match batches.last_mut() {
            Some(batch) if batch.id == id => {
                let differs = batch
                    .rows
                    .first()
                    .is_some_and(|first| first.fact.stamp() != row.fact.stamp());
                if differs {
                    return Err(row.wrong(format!(
                        "raderna i kommandot {id} har olika registrerad, av eller belägg"
                    )));
                }
                batch.rows.push(row);
            }
            _ => batches.push(Batch {
                id,
                rows: vec![row],
            }),
        }
    }
    Ok(batches)
}

impl Source {
    /// The rows of a table in order.
    ///
    /// # Errors
    /// [`DemoError`] when the file cannot be read or a row not be understood.
    pub(super) fn rows<T: DeserializeOwned>(&self, table: Table) -> Result<Vec<Row<T>>, DemoError> {
        let text = self.text(table)?;
        let file = table.file;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let malformed = |line| move |source| DemoError::Malformed { file, line, source };
        let headers = reader.headers().map_err(malformed(1))?.clone();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|source| {
                let line = source.position().map_or(0, csv::Position::line);
                DemoError::Malformed { file, line, source }
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let fact = record
                .deserialize(Some(&headers))
                .map_err(malformed(line))?;
            rows.push(Row { file, line, fact });
        }
        Ok(rows)
    }

    fn text(&self, table: Table) -> Result<Cow<'static, str>, DemoError> {
        match self {
            Self::Embedded => Ok(Cow::Borrowed(table.embedded)),
            Self::Folder(folder) => {
                let path = folder.join(table.file);
                match std::fs::read_to_string(&path) {
                    Ok(text) => Ok(Cow::Owned(text)),
                    Err(source) => Err(DemoError::Unreadable { path, source }),
                }
            }
        }
    }
}
