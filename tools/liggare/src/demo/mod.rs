//! The demonstration year: Region Örebro län 2024 as commands in recorded order.
//!
//! The facts lie in readable tables in `tools/liggare/demo` with a README that
//! says which public document states what. Each module here turns the tables of
//! one subject into commands; this one puts them in order of time.
//!
//! Guarantees: the same tables give the same script, byte for byte; its steps
//! rise in time; every command says whether its figures are stated, inferred or
//! generated. Amounts are exact: the generated months sum to the published year.
//!
//! It records nothing itself, and it builds no report: publishing a report
//! needs the read side, so it is a step for the caller ([`Step::Publish`]).

mod actions;
mod cell;
mod claims;
mod control;
mod decisions;
mod economy;
mod error;
mod figures;
mod followup;
mod frames;
mod indicators;
mod investments;
mod organisation;
mod plan;
mod reporting;
mod script;
mod spread;
mod table;
#[cfg(test)]
mod tests;
mod words;

use std::path::Path;

use ledger::command::Submission;
use ledger::event::reporting::ReportKind;
use ledger::ids::{ActorId, DecisionId, ReportId, UnitId};
use ledger::period::Period;
use ledger::time::Timestamp;

pub(crate) use error::DemoError;
use script::Script;
use table::Source;

/// A step of the demonstration.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every step is the large one, and there are hundreds"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A command is recorded.
    Record {
        /// When.
        at: Timestamp,
        /// The command.
        submission: Submission,
    },
    /// A report is built from what is known and published.
    Publish {
        /// When.
        at: Timestamp,
        /// The report.
        publication: Publication,
    },
}

/// A report that is to be built and published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Publication {
    /// The report's id.
    pub(crate) report: ReportId,
    /// Its kind.
    pub(crate) kind: ReportKind,
    /// Whose report it is.
    pub(crate) unit: UnitId,
    /// The period.
    pub(crate) period: Period,
    /// The decision to publish it.
    pub(crate) decision: Option<DecisionId>,
    /// Who publishes it.
    pub(crate) actor: ActorId,
}

impl Step {
    /// When the step is taken.
    pub(crate) fn at(&self) -> Timestamp {
        match self {
            Self::Record { at, .. } | Self::Publish { at, .. } => *at,
        }
    }
}

/// The demonstration, from the tables that were compiled in.
///
/// # Errors
/// [`DemoError`] when a table cannot be understood; it names the file and line.
pub(crate) fn script() -> Result<Vec<Step>, DemoError> {
    steps_of(&Source::Embedded)
}

/// The demonstration, from a folder with tables of the same names and headings.
///
/// # Errors
/// [`DemoError`] when a file is missing or a row cannot be understood; it names
/// the file and the line to mend.
pub(crate) fn script_from(folder: &Path) -> Result<Vec<Step>, DemoError> {
    steps_of(&Source::Folder(folder.to_owned()))
}

/// Subjects in the order in which they depend on each other: steps of the same
/// moment keep it.
fn steps_of(source: &Source) -> Result<Vec<Step>, DemoError> {
    let mut script = Script::default();
    organisation::add(source, &mut script)?;
    decisions::add(source, &mut script)?;
    plan::add(source, &mut script)?;
    indicators::add(source, &mut script)?;
    frames::add(source, &mut script)?;
    economy::add(source, &mut script)?;
    investments::add(source, &mut script)?;
    actions::add(source, &mut script)?;
    control::add(source, &mut script)?;
    figures::add(source, &mut script)?;
    followup::add(source, &mut script)?;
    claims::add(source, &mut script)?;
    reporting::add(source, &mut script)?;
    Ok(script.in_order_of_time())
}
