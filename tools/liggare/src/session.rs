//! A session: a ledger opened for questions.
//!
//! The store is opened, the read model is taken as it was last kept and brought
//! up to date from the journal. Every question is answered at a log size; a
//! moment is turned into one here, once (I4).
//!
//! Guarantee: a kept model is used only when its fingerprint is this program's
//! and its cursor lies within the log; otherwise it is folded anew from the
//! first event, so that what is kept can never change an answer (I9).

use ledger::basis::Basis;
use ledger::entry::Entry;
use ledger::ids::{EventId, Position, ReportId};
use ledger::log::{Log, StoredModel};
use ledger::period::Period;
use ledger::time::Timestamp;
use projections::document::Document;
use projections::model::ReadModel;
use projections::report::{self, ReportRequest};
use projections::reporting::PublishedReport;
use projections::scope::Scope;
use projections::trace::EntrySource;

use crate::cli::moment::{self, Moment};
use crate::failure::{Failure, Family};
use crate::render::swedish;
use crate::world::World;

/// The store that a session works on.
pub(crate) type Store = ledger::log::memory::MemoryLog;

/// The name that the read model is kept under.
const MODEL: &str = "read-model";

/// How many events may be folded at every opening before the model is worth
/// keeping again: about the fold of a tenth of a second.
const FAR_BEHIND: u64 = 20_000;

/// How often progress is shown, in events.
const PROGRESS_STEP: u64 = 4_096;

/// A ledger opened for questions.
pub(crate) struct Session {
    /// The store.
    pub(crate) store: Store,
    /// Every view.
    pub(crate) model: ReadModel,
    /// How the opening went.
    pub(crate) opening: Opening,
}

/// How the opening of a session went.
pub(crate) struct Opening {
    /// How long it took, in microseconds.
    pub(crate) micros: i64,
    /// How many events the kept model already held.
    pub(crate) kept: u64,
    /// How many events were folded at the opening.
    pub(crate) folded: u64,
}

impl Session {
    /// How many events the log has.
    pub(crate) fn size(&self) -> u64 {
        self.store.size()
    }

    /// The log size that a moment stands for; the whole log when none is named.
    ///
    /// # Errors
    /// [`Failure`] when the log is shorter or the report is unknown.
    pub(crate) fn known(&self, moment: Option<&Moment>) -> Result<u64, Failure> {
        let at = |time: Timestamp| self.model.timeline.size_at(time);
        match moment {
            None => Ok(self.size()),
            Some(Moment::Day(day)) => Ok(at(moment::end_of_day(*day))),
            Some(Moment::Time(time)) => Ok(at(*time)),
            Some(Moment::Size(size)) if *size <= self.size() => Ok(*size),
            Some(Moment::Size(size)) => Err(Failure::usage(
                format!(
                    "liggaren har {} händelser, inte {}.",
                    swedish::size(self.size()),
                    swedish::size(*size)
                ),
                "`liggare status` visar hur många som finns.",
            )),
            Some(Moment::Report(report)) => Ok(self.published(report)?.basis.size),
        }
    }

    /// A published report.
    ///
    /// # Errors
    /// [`Failure`] when no report with that id is published.
    pub(crate) fn published(&self, report: &ReportId) -> Result<&PublishedReport, Failure> {
        let reporting = &self.model.reporting;
        reporting.report(report, self.size()).ok_or_else(|| {
            Failure::usage(
                format!("ingen publicerad rapport har id {report}."),
                "`liggare reports` visar vilka som finns.",
            )
        })
    }

    /// What an answer at a log size rests on.
    ///
    /// # Errors
    /// [`Failure`] when the store cannot be read.
    pub(crate) fn basis(&self, size: u64) -> Result<Basis, Failure> {
        Ok(Basis {
            size,
            root: self.store.root_at(size)?,
            rules_version: self.model.rules.at(size).version,
        })
    }

    /// A report at a log size.
    ///
    /// # Errors
    /// [`Failure`] when there is no such report.
    pub(crate) fn build(&self, request: &ReportRequest, size: u64) -> Result<Document, Failure> {
        report::build(&self.model, request, self.basis(size)?)
            .map_err(|error| Failure::new(Family::Refused, error.to_string(), "", ""))
    }

    /// A log size in words: when its last event was recorded, and the size.
    pub(crate) fn moment_in_words(&self, size: u64) -> String {
        let events = swedish::size(size);
        match self.model.timeline.known_at(size) {
            Some(moment) => format!("{}, {events} händelser", moment::shown(moment)),
            None => format!("{events} händelser"),
        }
    }

    /// The year in Sweden when the last of the first `size` events was recorded.
    pub(crate) fn year_of(&self, size: u64) -> Option<u16> {
        let day = moment::day_of(self.model.timeline.known_at(size)?)?;
        Some(day.year())
    }

    /// The assembly with everything under it in a year, when there is one.
    pub(crate) fn whole_region(&self, year: u16, size: u64) -> Option<Scope> {
        let period = Period::whole_year(year)?;
        let organisation = &self.model.organisation;
        let tree = organisation.tree(period.last_day(), size);
        let assembly = &tree.first()?.unit.unit;
        Some(organisation.scope(assembly, period, size))
    }
}

impl EntrySource for Session {
    fn entry(&self, position: Position) -> Option<Entry> {
        let mut read = self.store.read(position, position.0 + 1);
        read.next()?.ok().map(|record| record.entry)
    }

    fn position_of(&self, event: EventId) -> Option<Position> {
        self.store.position_of(event).ok().flatten()
    }
}
