//! Overtaken reports: what a published report would say otherwise if it were built now.

use ledger::basis::Basis;
use ledger::event::EventKind;
use ledger::ids::{ActorId, DecisionId, EventId, Position};
use ledger::log::LogError;
use ledger::time::Timestamp;
use serde::Serialize;

use super::concern;
use super::request;
use crate::diff::{self, Change, FigureChange};
use crate::document::Document;
use crate::model::ReadModel;
use crate::report::{self, NO_CHALLENGES, ReportRequest, RequestError};
use crate::reporting::PublishedReport;
use crate::temporal::{note, watched};
use crate::trace::EntrySource;
use crate::trace::reading::Reading;

/// Sections and tables that by nature are of the time of publication: what
/// was handed in, waited to be reported, or was foreseen then. That they change
/// later says nothing of the period itself.
const OF_ITS_TIME: [&str; 6] = [
    "submitted_reports",
    "sources",
    "basis",
    "checks",
    "open_decisions",
    "future_challenges",
];

/// A column of the same nature in a table of facts: when a decision was reported.
const COLUMN_OF_ITS_TIME: (&str, &str) = ("decisions", "reported");

/// What has overtaken a published report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Overtaken {
    /// What the report would say otherwise now: figures, rows, tables and texts.
    pub changes: Vec<Change>,
    /// The events after its basis that concern its period and unit, in order;
    /// empty when nothing is changed by them.
    pub events: Vec<LateEvent>,
}

/// Why it cannot be told what has overtaken a report.
#[derive(Debug, thiserror::Error)]
pub enum OvertakenError {
    /// The report cannot be built.
    #[error(transparent)]
    Report(#[from] RequestError),
    /// An entry after its basis cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// An event that was recorded after a report's basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LateEvent {
    /// Where it stands.
    pub position: Position,
    /// The event.
    pub event_id: EventId,
    /// What it is.
    pub kind: EventKind,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who acted: a pseudonym.
    pub actor: ActorId,
    /// The decision it rests on.
    pub decision: Option<DecisionId>,
    /// Why.
    pub reason: Option<String>,
}

impl Overtaken {
    /// Whether the report is overtaken.
    pub fn is_overtaken(&self) -> bool {
        !self.changes.is_empty()
    }

    /// The figures that would be others now.
    pub fn figures(&self) -> impl Iterator<Item = &FigureChange> {
        self.changes.iter().filter_map(|change| match change {
            Change::Figure(figure) => Some(figure),
            _ => None,
        })
    }
}

/// What a published report would say otherwise at another basis; nothing when
/// it is not overtaken. However long the log has grown, it costs the part of the report
/// that does not lie in what is of its time, and once more when anything that part was
/// read from has changed.
///
/// # Errors
/// [`RequestError`] when the report cannot be built at one of the two bases.
pub fn changes_since(
    model: &ReadModel,
    published: &PublishedReport,
    now: Basis,
) -> Result<Vec<Change>, RequestError> {
    let request = request(published);
    let (then, around) = watched(published.basis.size, || {
        lasting(model, &request, published.basis)
    });
    let then = then?;
    if around.hold_at(now.size) {
        // Read then, it is read now: whoever watches what is known now is told of it.
        note(now.size, around.latest, around.next);
        return Ok(Vec::new());
    }
    let later = lasting(model, &request, now)?;
    let mut changes = diff::diff(&then, &later).changes;
    changes.retain(concerns_the_period);
    Ok(changes)
}

/// A report without the sections that are of the time of publication alone.
fn lasting(
    model: &ReadModel,
    request: &ReportRequest,
    basis: Basis,
) -> Result<Document, RequestError> {
    report::can_build(model, request, basis)?;
    let sections = report::sections_of(request.kind).iter().copied();
    let wanted: Vec<&str> = sections
        .filter(|section| !OF_ITS_TIME.contains(section))
        .collect();
    report::build_part(model, request, basis, &wanted)
}

/// Tells what has overtaken a published report at a later basis, and by which
/// events: for those it reads every entry after the report's basis.
///
/// # Errors
/// [`OvertakenError`] when the report cannot be built at one of the two bases,
/// or an entry cannot be read.
pub fn overtaken(
    model: &ReadModel,
    published: &PublishedReport,
    now: Basis,
    entries: &dyn EntrySource,
) -> Result<Overtaken, OvertakenError> {
    let changes = changes_since(model, published, now)?;
    if changes.is_empty() {
        return Ok(Overtaken {
            changes,
            events: Vec::new(),
        });
    }
    let scope = model
        .organisation
        .scope(&published.unit, published.period, now.size);
    let reading = Reading::of(entries);
    let events = (published.basis.size..now.size)
        .filter_map(|position| reading.entry(Position(position)))
        .filter(|entry| {
            entry
                .event()
                .and_then(|event| concern::of(event, model, now.size))
                .is_some_and(|concern| {
                    concern.when.touches(published.period)
                        && (concern.units.is_empty() || !concern.units.is_disjoint(&scope.subtree))
                })
        })
        .map(|entry| LateEvent {
            position: entry.position,
            event_id: entry.event_id,
            kind: entry.kind(),
            recorded_at: entry.commit.recorded_at,
            actor: entry.commit.actor.clone(),
            decision: entry.commit.decision.clone(),
            reason: entry.commit.reason.clone(),
        })
        .collect();
    let events = reading.checked(events)?;
    Ok(Overtaken { changes, events })
}

/// Whether a difference says something else of the period, and not only of what by nature
/// was of the time: sources, checks, what waited to be reported or was foreseen, and form.
pub fn concerns_the_period(change: &Change) -> bool {
    match change {
        Change::Text(text) => {
            let said = |paragraphs: &[String]| -> Vec<String> {
                let paragraphs = paragraphs.iter().filter(|said| *said != NO_CHALLENGES);
                paragraphs.cloned().collect()
            };
            !OF_ITS_TIME.contains(&text.section.as_str()) && said(&text.before) != said(&text.after)
        }
        // Order and wording of titles carry no figure and no statement.
        Change::Form(_) => false,
        Change::Figure(figure)
            if (figure.figure.table.as_str(), figure.figure.column.as_str())
                == COLUMN_OF_ITS_TIME =>
        {
            false
        }
        Change::Figure(_)
        | Change::RowAdded(_)
        | Change::RowGone(_)
        | Change::TableAdded(_)
        | Change::TableGone(_) => change
            .table()
            .is_none_or(|table| !OF_ITS_TIME.contains(&table)),
    }
}
