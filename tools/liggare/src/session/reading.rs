//! Reading: a log and the read model that is folded from it, seen together.
//!
//! Every question is answered at a log size; a moment is turned into one here,
//! once (I4). Guarantee: nothing beyond the model's own size is answered, however
//! far the log has come.

use ledger::basis::Basis;
use ledger::entry::Entry;
use ledger::ids::{EventId, Position, ReportId};
use ledger::log::{LogError, ReadLog};
use ledger::period::Period;
use ledger::time::Timestamp;
use projections::document::Document;
use projections::model::ReadModel;
use projections::report::{self, ReportRequest, RequestError};
use projections::reporting::PublishedReport;
use projections::scope::Scope;
use projections::trace::EntrySource;

use crate::cli::moment::{self, Moment};
use crate::failure::{Failure, Family};
use crate::render::swedish;

/// A log and its read model.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// The log, which holds at least what the model has seen.
    pub(crate) log: &'a dyn ReadLog,
    /// Every view.
    pub(crate) model: &'a ReadModel,
}

impl<'a> Reading<'a> {
    /// How many events can be asked about.
    pub(crate) fn size(&self) -> u64 {
        self.model.size()
    }

    /// The log size that a moment stands for; everything when none is named.
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
                    "liggaren har {}, inte {}.",
                    swedish::events(self.size()),
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
    pub(crate) fn published(&self, report: &ReportId) -> Result<&'a PublishedReport, Failure> {
        let reporting = &self.model.reporting;
        reporting.report(report, self.size()).ok_or_else(|| {
            Failure::usage(
                format!("ingen publicerad rapport har id {report}."),
                if moment::is_like_a_day(report.as_str()) {
                    "Skriv en dag som 2024-09-30, eller en publicerad rapports id; `liggare reports` visar vilka som finns."
                } else {
                    "`liggare reports` visar vilka som finns."
                },
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
            root: self.log.root_at(size)?,
            rules_version: self.model.rules.at(size).version,
        })
    }

    /// A report at a log size.
    ///
    /// # Errors
    /// [`Failure`] when there is no such report.
    pub(crate) fn build(&self, request: &ReportRequest, size: u64) -> Result<Document, Failure> {
        report::build(self.model, request, self.basis(size)?).map_err(Failure::from)
    }

    /// A log size in words: when its last event was recorded, and the size.
    pub(crate) fn moment_in_words(&self, size: u64) -> String {
        let events = swedish::events(size);
        match self.model.timeline.known_at(size) {
            Some(moment) => format!("{}, {events}", moment::shown(moment)),
            None => events,
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

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        Self::new(Family::Refused, error.to_string(), "", "")
    }
}

impl EntrySource for Reading<'_> {
    fn entry(&self, position: Position) -> Result<Option<Entry>, LogError> {
        let mut read = self.log.read(position, position.0.saturating_add(1));
        let record = read.next().transpose()?;
        Ok(record.map(|record| record.entry))
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        self.log.position_of(event)
    }
}
