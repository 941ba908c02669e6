//! Traces: why a figure or an assessment is another than it was.
//!
//! The law: with `f(size)` for the subject's value, the effect of the event at
//! position p is `f(p + 1) − f(p)`, so the effects of all events between two
//! sizes sum exactly to the change. Events that the subject does not read have
//! no effect and are not listed.

use ledger::entry::Entry;
mod asked;
mod cause;
mod economic;
mod figure;
mod groups;
mod indicator;
mod item;
pub(crate) mod reading;
mod sentence;
mod steps;
mod subject;
#[cfg(test)]
mod tests;
mod touches;
mod turn;

use asked::{Asked, Documents, Told, document};
use ledger::event::reporting::ReportKind;
use ledger::event::{EventKind, Provenance};
use ledger::ids::{ActorId, DecisionId, EventId, IndicatorId, ItemId, Position, UnitId};
use ledger::log::LogError;
use ledger::money::Ore;
use ledger::period::Period;
use ledger::quantity::Quantity;
use ledger::time::Timestamp;
use reading::Reading;
use sentence::Words;
use serde::Serialize;

use crate::document::{Cell, FigureKey};
use crate::model::ReadModel;

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A figure of a report.
    Figure(FigureKey),
    /// An indicator.
    Indicator(IndicatorId),
    /// An objective or an assignment.
    Item(ItemId),
}

/// The report that the subject stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The report's kind.
    pub kind: ReportKind,
    /// Whose report it is.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
}

/// Gives the entries that causes are told from.
pub trait EntrySource {
    /// The entry at a position; none when the log does not reach it.
    ///
    /// # Errors
    /// [`LogError`] when the entry cannot be read.
    fn entry(&self, position: Position) -> Result<Option<Entry>, LogError>;

    /// Where an event stands; none when the log does not have it.
    ///
    /// # Errors
    /// [`LogError`] when that cannot be read.
    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError>;
}

/// What kind of cause an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// A fact that was not there before: a booking, an outcome, a status.
    NewFact,
    /// A correction.
    Correction,
    /// A restatement under a changed accounting policy.
    Restatement,
    /// A reallocation of budget or the use of a reserve.
    Reallocation,
    /// A decided or adjusted frame.
    FrameChange,
    /// A new forecast.
    Forecast,
    /// An overridden wish or a colour set against the rule.
    Override,
    /// A change of rules.
    RuleChange,
    /// A destroyed payload.
    Redaction,
    /// A change of the structure: lines, units, links.
    Structure,
    /// A plan: objectives, targets, actions.
    Plan,
    /// An assessment.
    Assessment,
    /// What an assessment rests on.
    Evidence,
    /// A decision.
    Decision,
}

/// What an event changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// An amount by so much.
    #[serde(rename = "amount_ore")]
    Amount(Ore),
    /// A number by so much.
    Number(Quantity),
    /// A count by so much.
    Count(i64),
    /// From one value to another.
    #[serde(untagged)]
    Moved {
        /// Before.
        before: Cell,
        /// After.
        after: Cell,
    },
    /// Nothing: it is listed for what it says.
    #[serde(untagged)]
    None,
}

/// Who or what stands behind a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DecisionRef {
    /// The decision.
    pub decision: DecisionId,
    /// What was decided, when the decision is recorded.
    pub title: Option<String>,
}

/// A cause of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Cause {
    /// What kind of cause.
    pub kind: CauseKind,
    /// Where the event stands.
    pub position: Position,
    /// The event.
    pub event_id: EventId,
    /// The event's kind.
    #[serde(rename = "type")]
    pub event_kind: EventKind,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who acted.
    pub actor: ActorId,
    /// The decision it rests on.
    pub decision: Option<DecisionRef>,
    /// Why.
    pub reason: Option<String>,
    /// Where its figures come from.
    pub provenance: Option<Provenance>,
    /// Where the value that it moved from comes from, when that is known.
    pub provenance_before: Option<Provenance>,
    /// What it changed.
    pub effect: Effect,
    /// What happened, in Swedish.
    pub text: String,
    /// What it rests on itself.
    #[cfg_attr(feature = "schema", schema(no_recursion))]
    pub evidence: Vec<Cause>,
}

/// Many causes of one kind, shown as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CauseGroup {
    /// What kind of cause.
    pub kind: CauseKind,
    /// What they are, in Swedish ("42 bokföringsposter för 2024-03").
    pub text: String,
    /// How many.
    pub count: usize,
    /// Where they stand.
    #[serde(flatten)]
    pub span: Span,
    /// The exact sum of their effects.
    pub effect: Effect,
    /// The weakest provenance among them.
    pub provenance: Option<Provenance>,
}

/// From one position to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Span {
    /// The first.
    #[serde(rename = "first_position")]
    pub first: Position,
    /// The last.
    #[serde(rename = "last_position")]
    pub last: Position,
}

/// Where a value before and after a change comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Sources {
    /// Before.
    #[serde(rename = "provenance_before")]
    pub before: Option<Provenance>,
    /// After.
    #[serde(rename = "provenance_after")]
    pub after: Option<Provenance>,
}

/// The periods that the assessments before and after a change are for, of an item: a
/// report's own, or one within it when it has none of its own. None without one, and of
/// other subjects, whose values say it themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Periods {
    /// Before.
    #[serde(rename = "period_before")]
    pub before: Option<Period>,
    /// After.
    #[serde(rename = "period_after")]
    pub after: Option<Period>,
}

/// The explanation of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// What was asked about.
    #[serde(serialize_with = "subject::as_text")]
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "operating_result:L1:outcome"))]
    pub subject: Subject,
    /// What it is called, in Swedish.
    pub title: String,
    /// From how many events.
    pub from: u64,
    /// To how many events.
    pub to: u64,
    /// Its value at the first size.
    pub before: Cell,
    /// Its value at the second size.
    pub after: Cell,
    /// The weakest provenance of what the value at each size rests on.
    #[serde(flatten)]
    pub sources: Sources,
    /// The periods that the values are for, of an item.
    #[serde(flatten)]
    pub periods: Periods,
    /// The change; the effects of all causes sum to it.
    pub change: Effect,
    /// The causes in order; when there are more than [`MAX_CAUSES`], only
    /// those that are no bookings, and the bookings stand in the groups.
    pub causes: Vec<Cause>,
    /// What is grouped.
    pub groups: Vec<CauseGroup>,
}

/// How many causes are told one by one before bookings are grouped: what a
/// person reads on a page.
pub const MAX_CAUSES: usize = 20;

/// Why something cannot be explained.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// An entry that the explanation rests on cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// There is no such figure, indicator or item.
    #[error("subject_unknown: {0} finns inte i den här rapporten vid någon av de två tidpunkterna")]
    Unknown(String),
    /// The sizes are not in order, or reach beyond what is known.
    #[error("basis_invalid: från {from} till {to} händelser; liggaren har {size}")]
    Range {
        /// From.
        from: u64,
        /// To.
        to: u64,
        /// What is known.
        size: u64,
    },
}

/// Explains why a subject is another at one size of the log than at another.
/// Bookings beyond [`MAX_CAUSES`] are grouped; [`explain_each`] tells every one.
///
/// # Errors
/// [`TraceError`] when the subject is unknown at both sizes, the sizes are not
/// in order, or an entry cannot be read.
pub fn explain(
    model: &ReadModel,
    entries: &dyn EntrySource,
    subject: &Subject,
    context: &Context,
    from: u64,
    to: u64,
) -> Result<Explanation, TraceError> {
    explain_within(model, entries, subject, context, (from, to), MAX_CAUSES)
}

/// What an entry says, in a sentence, as the causes of a change are told; with the
/// first `size` events known.
pub fn in_words(model: &ReadModel, entry: &Entry, size: u64) -> String {
    Words { model, size }.sentence(entry)
}

/// Explains a subject from the first of these sizes at which it had another value than
/// at `to`, else from the beginning.
///
/// # Errors
/// As [`explain`].
pub fn explain_from_another(
    model: &ReadModel,
    entries: &dyn EntrySource,
    subject: &Subject,
    context: &Context,
    sizes: impl IntoIterator<Item = u64>,
    to: u64,
) -> Result<Explanation, TraceError> {
    let reading = Reading::of(entries);
    let documents = Documents::default();
    let value = |size| {
        let asked = Asked::of(model, &reading, context, (size, size), &documents);
        match subject {
            Subject::Figure(key) => figure::value(&asked, key),
            Subject::Indicator(indicator) => indicator::value(&asked, indicator),
            Subject::Item(item) => item::value(&asked, item),
        }
    };
    let now = value(to);
    let is_another = |size: &u64| {
        let then = value(*size);
        then.as_ref().is_some_and(Cell::is_value) && then != now
    };
    let from = sizes.into_iter().find(is_another).unwrap_or(0);
    let asked = Asked::of(model, &reading, context, (from, to), &documents);
    let told = explained(&asked, subject, MAX_CAUSES)?;
    Ok(reading.checked(told)?)
}

/// The same with every cause told one by one, however many there are.
///
/// # Errors
/// As [`explain`].
pub fn explain_each(
    model: &ReadModel,
    entries: &dyn EntrySource,
    subject: &Subject,
    context: &Context,
    from: u64,
    to: u64,
) -> Result<Explanation, TraceError> {
    explain_within(model, entries, subject, context, (from, to), usize::MAX)
}

/// Whether the context's report says the subject, as known at a size: the figure,
/// or a row of the indicator, the objective or the assignment.
pub fn is_said(model: &ReadModel, subject: &Subject, context: &Context, size: u64) -> bool {
    let Some(document) = document(model, context, size) else {
        return false;
    };
    let has_row = |id: &str| document.tables().any(|table| table.row(id).is_some());
    match subject {
        Subject::Figure(key) => document.cell(key).is_some(),
        Subject::Indicator(indicator) => has_row(indicator.as_str()),
        Subject::Item(item) => has_row(item.as_str()),
    }
}

fn explain_within(
    model: &ReadModel,
    entries: &dyn EntrySource,
    subject: &Subject,
    context: &Context,
    sizes: (u64, u64),
    limit: usize,
) -> Result<Explanation, TraceError> {
    let (reading, documents) = (Reading::of(entries), Documents::default());
    let asked = Asked::of(model, &reading, context, sizes, &documents);
    let told = explained(&asked, subject, limit)?;
    Ok(reading.checked(told)?)
}

fn explained(
    asked: &Asked<'_>,
    subject: &Subject,
    limit: usize,
) -> Result<Explanation, TraceError> {
    let (from, to, size) = (asked.from, asked.to, asked.teller.model.size());
    if from > to || to > size {
        return Err(TraceError::Range { from, to, size });
    }
    let told = match subject {
        Subject::Figure(key) => figure::explain(asked, key, limit),
        Subject::Indicator(indicator) => indicator::explain(asked, indicator),
        Subject::Item(item) => item::explain(asked, item),
    }?;
    Ok(Explanation {
        subject: subject.clone(),
        title: told.title,
        from,
        to,
        before: told.before,
        after: told.after,
        sources: told.sources,
        periods: told.periods,
        change: told.change,
        causes: told.causes,
        groups: told.groups,
    })
}
