//! What rests on a decision: the events that name it, by what they are about.
//!
//! Guarantee: an event is told only to whoever may read what it is about of every unit
//! that it concerns, or the whole log; the others are only counted.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::{Entry, Payload};
use ledger::event::indicator::CorrectedFact;
use ledger::event::{Event, Provenance};
use ledger::feed::Subject;
use ledger::ids::{DecisionId, Position};
use projections::answerable::units_of;
use projections::timeline::CommitMark;
use projections::trace::{self, EntrySource};

use crate::access::matrix::Capability;
use crate::cli::moment;
use crate::render::{swedish, words};
use crate::server::problem::Problem;
use crate::web::pages::reference::event_address;
use crate::web::sight::Sight;
use crate::web::times::path;

/// How many events are read: what a person goes through on a page.
const MOST_EVENTS: usize = 200;

/// What rests on a decision.
#[derive(Default)]
pub(super) struct Resting {
    pub(super) groups: Vec<Group>,
    /// What the marks say.
    pub(super) notes: Vec<String>,
    /// How many may not be read.
    pub(super) hidden: u64,
    /// How many more there are than are read.
    pub(super) more: u64,
}

/// What rests on it of one sort.
pub(super) struct Group {
    pub(super) heading: &'static str,
    pub(super) rows: Vec<Row>,
}

/// An event.
pub(super) struct Row {
    pub(super) at: String,
    pub(super) actor: String,
    pub(super) text: String,
    pub(super) mark: &'static str,
    pub(super) reason: Option<String>,
    /// The page of what it is about.
    pub(super) page: Option<String>,
    pub(super) position: u64,
    pub(super) event: Option<String>,
}

impl Resting {
    pub(super) fn hidden_in_words(&self) -> String {
        swedish::events(self.hidden)
    }

    pub(super) fn more_in_words(&self) -> String {
        swedish::events(self.more)
    }
}

/// What rests on a decision, as known.
///
/// # Errors
/// [`Problem`] when an event cannot be read.
pub(super) fn resting(decision: &DecisionId, sight: &Sight<'_>) -> Result<Resting, Problem> {
    let commits = sight.model().timeline.resting_on(decision, sight.size);
    let positions: Vec<(Position, CommitMark<'_>)> = commits
        .into_iter()
        .flat_map(|commit| {
            let first = commit.first_position.0;
            let end = first.saturating_add(u64::from(commit.count));
            (first..end.min(sight.size)).map(move |at| (Position(at), commit))
        })
        .collect();
    let reading = sight.reading();
    let mut groups: BTreeMap<(u8, &'static str), Vec<Row>> = BTreeMap::new();
    let mut sources: BTreeSet<Provenance> = BTreeSet::new();
    let mut resting = Resting {
        more: positions.len().saturating_sub(MOST_EVENTS) as u64,
        ..Resting::default()
    };
    for (position, commit) in positions.into_iter().take(MOST_EVENTS) {
        let Some(entry) = reading.entry(position)? else {
            continue;
        };
        let Some(about) = about(&entry).filter(|about| may_read(&entry, about.2, sight)) else {
            resting.hidden += 1;
            continue;
        };
        sources.extend(entry.provenance);
        let row = row(&entry, &commit, sight);
        groups.entry((about.0, about.1)).or_default().push(row);
    }
    resting.groups = groups
        .into_iter()
        .map(|((_, heading), rows)| Group { heading, rows })
        .collect();
    resting.notes = words::legend(sources);
    Ok(resting)
}

fn row(entry: &Entry, commit: &CommitMark<'_>, sight: &Sight<'_>) -> Row {
    Row {
        at: moment::shown(commit.recorded_at),
        actor: commit.actor.to_string(),
        text: trace::in_words(sight.model(), entry, sight.size),
        mark: words::mark(entry.provenance),
        reason: commit.reason.map(str::to_owned),
        page: page(entry, sight),
        position: entry.position.0,
        event: event_address(sight, entry.position),
    }
}

/// Whether the one who looks may be told what an event says.
fn may_read(entry: &Entry, capability: Capability, sight: &Sight<'_>) -> bool {
    if sight.may_of(Capability::EventLog, None).is_ok() {
        return true;
    }
    let subjects = Subject::of(entry);
    let mut units = subjects
        .iter()
        .flat_map(|subject| units_of(subject, sight.model()))
        .peekable();
    if units.peek().is_none() {
        return sight.may_of(capability, None).is_ok();
    }
    units.all(|unit| sight.may_of(capability, Some(&unit)).is_ok())
}

/// The page of what an event is about, when it has one of its own.
fn page(entry: &Entry, sight: &Sight<'_>) -> Option<String> {
    let page = match entry.event()? {
        Event::ObjectiveSet(e) => path("/poster", e.item.as_str()),
        Event::StrategySet(e) => path("/poster", e.item.as_str()),
        Event::AssignmentGiven(e) => path("/poster", e.item.as_str()),
        Event::ItemReworded(e) => path("/poster", e.item.as_str()),
        Event::AssessmentMade(e) => path("/poster", e.item.as_str()),
        Event::IndicatorDefined(e) => path("/indikatorer", e.indicator.as_str()),
        Event::TargetSet(e) => path("/indikatorer", e.indicator.as_str()),
        Event::FrameDecided(e) => path("/ramar", e.line.as_str()),
        Event::FrameAdjusted(e) => path("/ramar", e.line.as_str()),
        Event::ReserveDisposed(e) => path("/ramar", e.line.as_str()),
        Event::ReportPublished(e) => path("/rapporter/publicerad", e.report.as_str()),
        Event::BudgetReallocated(_) => "/ramar".to_owned(),
        Event::PlanAdopted(_) => "/plan".to_owned(),
        _ => return None,
    };
    Some(sight.link(&page))
}

/// What an event is about: in which order it stands, under what heading, and what one
/// must be allowed to read. What is redacted is about nothing that can be told.
fn about(entry: &Entry) -> Option<(u8, &'static str, Capability)> {
    use Event as E;
    let Payload::Present(event) = &entry.payload else {
        return None;
    };
    Some(match event {
        E::PlanAdopted(_)
        | E::ObjectiveSet(_)
        | E::StrategySet(_)
        | E::AssignmentGiven(_)
        | E::ItemLinked(_)
        | E::ItemReworded(_)
        | E::ItemWithdrawn(_)
        | E::MatterReferredBack(_) => (0, "Planer", Capability::Plan),
        E::IndicatorDefined(_)
        | E::TargetSet(_)
        | E::WishOverridden(_)
        | E::IndicatorOutcomeReported(_)
        | E::OutcomeMissing(_) => (1, "Indikatorer", Capability::Indicators),
        E::FrameDecided(_) | E::FrameAdjusted(_) => (2, "Ramar", Capability::Frames),
        E::BudgetReallocated(_) | E::ReserveDisposed(_) => {
            (3, "Omdisponeringar och reserver", Capability::Frames)
        }
        E::InvestmentObjectApproved(_) | E::InvestmentSpent(_) => {
            (4, "Investeringar", Capability::Investments)
        }
        E::ReportLineDefined(_)
        | E::OutcomeBooked(_)
        | E::ForecastSubmitted(_)
        | E::OutcomeRestated(_) => (5, "Ekonomi", Capability::Economy),
        E::OutcomeCorrected(e) => match &e.fact {
            CorrectedFact::Booking { .. } => (5, "Ekonomi", Capability::Economy),
            CorrectedFact::Spending { .. } => (4, "Investeringar", Capability::Investments),
            CorrectedFact::Indicator { .. } => (1, "Indikatorer", Capability::Indicators),
            CorrectedFact::KeyFigure(_) => (9, "Personal och volymer", Capability::Figures),
        },
        E::AssessmentMade(_) | E::AssignmentStatusReported(_) => {
            (6, "Bedömningar", Capability::Assessments)
        }
        E::ActionPlanned(_) | E::ActionEffectReported(_) => {
            (7, "Handlingsplan", Capability::Actions)
        }
        E::RiskIdentified(_)
        | E::ControlActionPlanned(_)
        | E::ControlActionFollowedUp(_)
        | E::ControlAssessed(_) => (8, "Intern kontroll", Capability::Control),
        E::KeyFigureReported(_) => (9, "Personal och volymer", Capability::Figures),
        E::NarrativeWritten(_) | E::SignificantEventNoted(_) => {
            (10, "Texter", Capability::Narrative)
        }
        E::PeriodOpened(_)
        | E::PeriodClosed(_)
        | E::ReportSubmitted(_)
        | E::ReportPublished(_)
        | E::CheckWaived(_)
        | E::FactClaimed(_) => (11, "Rapporter", Capability::Reports),
        E::UnitEstablished(_)
        | E::UnitMoved(_)
        | E::UnitRenamed(_)
        | E::UnitDissolved(_)
        | E::MandateMoved(_) => (12, "Organisation", Capability::Units),
        E::DecisionTaken(_) | E::DecisionReported(_) => (13, "Beslut", Capability::Decisions),
        E::RulesAdopted(_) => (14, "Regler", Capability::Rules),
        E::PayloadRedacted(_)
        | E::SigningKeyRotated(_)
        | E::WitnessPolicyAdopted(_)
        | E::PublicationWitnessed(_) => (15, "Liggaren själv", Capability::EventLog),
    })
}
