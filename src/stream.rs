//! Streams: the subject that an event belongs to, and the subjects it touches.
//!
//! A stream is named `subject/id`. Every event belongs to one stream and has a
//! version in it, counted from 0. An event can touch more streams than its own:
//! a reallocation belongs to the first frame it posts on and touches them all,
//! so that "this frame is unchanged since position p" can be checked.

mod form;

use std::fmt;

use bincode::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize};

use crate::event::Event;
use crate::event::indicator::CorrectedFact;
use crate::ids::{ControlId, IndicatorId, InvalidId, ItemId, LineId, UnitId};
use crate::period::Period;
use crate::short_text::ShortText;
pub use form::{RestsOn, StreamForm};

/// The longest name of a stream, in bytes.
pub const MAX_STREAM_BYTES: usize = 256;

/// The name of a stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize)]
#[serde(transparent)]
pub struct StreamId(ShortText);

impl StreamId {
    /// The stream of a name as it is written in a command's expectations.
    ///
    /// # Errors
    /// [`InvalidId`] when the name is empty or longer than [`MAX_STREAM_BYTES`].
    pub fn new(name: impl Into<ShortText>) -> Result<Self, InvalidId> {
        let name = name.into();
        match name.len() {
            0 => Err(InvalidId::Empty),
            1..=MAX_STREAM_BYTES => Ok(Self(name)),
            _ => Err(InvalidId::TooLong),
        }
    }

    fn of(subject: &str, id: impl fmt::Display) -> Self {
        Self(ShortText::formatted(format_args!("{subject}/{id}")))
    }

    fn of_year(subject: &str, line: &LineId, year: u16) -> Self {
        Self(ShortText::formatted(format_args!(
            "{subject}/{line}/{year}"
        )))
    }

    /// The stream of a unit.
    pub fn unit(unit: &UnitId) -> Self {
        Self::of("unit", unit)
    }

    /// The stream of an objective, a strategy or an assignment.
    pub fn item(item: &ItemId) -> Self {
        Self::of("item", item)
    }

    /// The stream of an indicator.
    pub fn indicator(indicator: &IndicatorId) -> Self {
        Self::of("indicator", indicator)
    }

    /// The stream of a control action.
    pub fn control(control: &ControlId) -> Self {
        Self::of("control", control)
    }

    /// The stream of a unit's key figures.
    pub fn key_figures(unit: &UnitId) -> Self {
        Self::of("key-figures", unit)
    }

    /// The stream of a unit's texts and significant events.
    pub fn narrative(unit: &UnitId) -> Self {
        Self::of("narrative", unit)
    }

    /// The stream of a line's forecasts in a year.
    pub fn forecast(line: &LineId, year: u16) -> Self {
        Self::of_year("forecast", line, year)
    }

    /// The stream of a line's budget frame in a year.
    pub fn frame(line: &LineId, year: u16) -> Self {
        Self::of_year("frame", line, year)
    }

    /// The stream of a unit's reporting period.
    pub fn period(unit: &UnitId, period: Period) -> Self {
        Self(ShortText::formatted(format_args!("period/{unit}/{period}")))
    }

    /// The stream of what is booked on a line in a year.
    pub fn outcome(line: &LineId, year: u16) -> Self {
        Self::of_year("outcome", line, year)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for StreamId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl Event {
    /// The stream that the event belongs to.
    pub fn stream(&self) -> StreamId {
        use Event as E;
        match self {
            E::UnitEstablished(e) => StreamId::unit(&e.unit),
            E::UnitMoved(e) => StreamId::unit(&e.unit),
            E::UnitRenamed(e) => StreamId::unit(&e.unit),
            E::UnitDissolved(e) => StreamId::unit(&e.unit),
            E::MandateMoved(e) => StreamId::unit(&e.from_unit),
            E::PlanAdopted(e) => StreamId::of("plan", &e.plan),
            E::ObjectiveSet(e) => StreamId::item(&e.item),
            E::StrategySet(e) => StreamId::item(&e.item),
            E::AssignmentGiven(e) => StreamId::item(&e.item),
            E::ItemLinked(e) => StreamId::item(&e.item),
            E::ItemReworded(e) => StreamId::item(&e.item),
            E::ItemWithdrawn(e) => StreamId::item(&e.item),
            E::MatterReferredBack(e) => StreamId::of("decision", &e.decision),
            E::IndicatorDefined(e) => StreamId::indicator(&e.indicator),
            E::TargetSet(e) => StreamId::indicator(&e.indicator),
            E::IndicatorOutcomeReported(e) => StreamId::indicator(&e.indicator),
            E::OutcomeMissing(e) => StreamId::indicator(&e.indicator),
            E::WishOverridden(e) => StreamId::indicator(&e.indicator),
            E::DecisionTaken(e) => StreamId::of("decision", &e.decision),
            E::DecisionReported(e) => StreamId::of("decision", &e.decision),
            E::ReportLineDefined(e) => StreamId::of("line", &e.line),
            E::FrameDecided(e) => StreamId::frame(&e.line, e.year),
            E::FrameAdjusted(e) => StreamId::frame(&e.line, e.year),
            E::BudgetReallocated(e) => match e.postings.first() {
                Some(posting) => StreamId::frame(&posting.line, e.year),
                None => StreamId::of("frame", e.year),
            },
            E::ReserveDisposed(e) => StreamId::frame(&e.reserve, e.year),
            E::OutcomeBooked(e) => StreamId::outcome(&e.line, e.month.year()),
            E::ForecastSubmitted(e) => StreamId::forecast(&e.line, e.basis_period.year()),
            E::OutcomeRestated(e) => StreamId::outcome(&e.line, e.month.year()),
            E::OutcomeCorrected(e) => match &e.fact {
                CorrectedFact::Indicator { indicator, .. } => StreamId::indicator(indicator),
                CorrectedFact::Booking { line, month, .. } => StreamId::outcome(line, month.year()),
                CorrectedFact::KeyFigure(figure) => StreamId::key_figures(&figure.unit),
                CorrectedFact::Spending { object, .. } => StreamId::of("investment", object),
            },
            E::AssessmentMade(e) => StreamId::item(&e.item),
            E::AssignmentStatusReported(e) => StreamId::item(&e.item),
            E::NarrativeWritten(e) => StreamId::narrative(&e.unit),
            E::SignificantEventNoted(e) => StreamId::narrative(&e.unit),
            E::ActionPlanned(e) => StreamId::of("action", &e.action),
            E::ActionEffectReported(e) => StreamId::of("action", &e.action),
            E::RiskIdentified(e) => StreamId::of("risk", &e.risk),
            E::ControlActionPlanned(e) => StreamId::control(&e.control),
            E::ControlActionFollowedUp(e) => StreamId::control(&e.control),
            E::ControlAssessed(e) => StreamId::of("control-assessment", &e.unit),
            E::InvestmentObjectApproved(e) => StreamId::of("investment", &e.object),
            E::InvestmentSpent(e) => StreamId::of("investment", &e.object),
            E::KeyFigureReported(e) => StreamId::key_figures(&e.unit),
            E::PeriodOpened(e) => StreamId::period(&e.unit, e.period),
            E::PeriodClosed(e) => StreamId::period(&e.unit, e.period),
            E::ReportSubmitted(e) => StreamId::period(&e.unit, e.period),
            E::ReportPublished(e) => StreamId::of("report", &e.report),
            E::CheckWaived(e) => StreamId::period(&e.unit, e.period),
            E::FactClaimed(e) => StreamId::of("claims", &e.unit),
            E::RulesAdopted(_) => StreamId::of("rules", "region"),
            E::PayloadRedacted(e) => StreamId::of("redaction", e.event),
            E::SigningKeyRotated(_) => StreamId::of("proof", "keys"),
            E::WitnessPolicyAdopted(_) => StreamId::of("proof", "witnesses"),
            E::PublicationWitnessed(e) => StreamId::of("report", &e.report),
        }
    }

    /// Every stream that the event touches, its own first.
    pub fn touches(&self) -> Vec<StreamId> {
        let mut streams = vec![self.stream()];
        streams.extend(self.touches_beside());
        streams
    }

    /// The streams that the event touches beside its own.
    pub fn touches_beside(&self) -> Vec<StreamId> {
        match self {
            Event::BudgetReallocated(e) => {
                let others = e.postings.iter().skip(1);
                others.map(|p| StreamId::frame(&p.line, e.year)).collect()
            }
            Event::ReserveDisposed(e) => vec![StreamId::frame(&e.line, e.year)],
            Event::MandateMoved(e) => vec![StreamId::unit(&e.to_unit)],
            _ => Vec::new(),
        }
    }
}
