//! Narrative: the texts of reports, significant events and future challenges.
//!
//! Guarantee: a text is the last known for exactly its unit, period and section.
//!
//! It deliberately cuts nothing out and judges no text; drafts are whatever was
//! known when the report was not yet published.

pub mod section;
mod text;

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::event::followup::{NarrativeSection, SignificantEventNoted, SignificantKind};
use ledger::event::remains::Remains;
use ledger::event::reporting::PayloadRedacted;
use ledger::ids::{ActorId, Position, UnitId};
use ledger::period::Period;
use ledger::time::{Date, Timestamp};

use crate::fact::{Fact, Grounds};
use crate::redacted::Redaction;
use crate::scope::Scope;
use crate::temporal::History;
pub use text::{NarrativeText, Noted};

/// How many years beyond its own a report's future challenges reach: the
/// budget's planning period is three years (KL 11:6), and the year after a
/// report's is its first.
pub const CHALLENGE_YEARS: u16 = 3;

/// Every text and noted event, with all their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Narrative {
    texts: BTreeMap<(UnitId, Period), BTreeMap<NarrativeSection, Texts>>,
    noted: BTreeMap<UnitId, BTreeMap<Date, NotedEvents>>,
}

/// The versions of a text.
type Texts = History<Fact<Authored<String>>>;

/// What was noted for a day: not versions, each is an event of its own.
type NotedEvents = History<Fact<Authored<SignificantEventNoted>>>;

/// What someone wrote, with who and when.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Authored<T> {
    /// What was written.
    pub written: T,
    /// Who wrote it: a pseudonym; not told of what is redacted.
    pub actor: Option<ActorId>,
    /// When it was recorded.
    pub recorded_at: Option<Timestamp>,
}

impl Narrative {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        match event {
            E::NarrativeWritten(e) => self
                .texts
                .entry((e.unit.clone(), e.period))
                .or_default()
                .entry(e.section)
                .or_default()
                .set(entry.position, authored(entry, e.text.clone())),
            E::SignificantEventNoted(e) => self
                .noted
                .entry(e.unit.clone())
                .or_default()
                .entry(e.date)
                .or_default()
                .set(entry.position, authored(entry, e.clone())),
            E::PayloadRedacted(e) => self.redact(e, &Redaction::of(entry, e)),
            E::UnitEstablished(_)
            | E::UnitMoved(_)
            | E::UnitRenamed(_)
            | E::UnitDissolved(_)
            | E::MandateMoved(_)
            | E::PlanAdopted(_)
            | E::ObjectiveSet(_)
            | E::StrategySet(_)
            | E::AssignmentGiven(_)
            | E::IndicatorDefined(_)
            | E::TargetSet(_)
            | E::ItemLinked(_)
            | E::ItemReworded(_)
            | E::ItemWithdrawn(_)
            | E::MatterReferredBack(_)
            | E::DecisionTaken(_)
            | E::DecisionReported(_)
            | E::ReportLineDefined(_)
            | E::FrameDecided(_)
            | E::FrameAdjusted(_)
            | E::BudgetReallocated(_)
            | E::ReserveDisposed(_)
            | E::OutcomeBooked(_)
            | E::ForecastSubmitted(_)
            | E::OutcomeRestated(_)
            | E::IndicatorOutcomeReported(_)
            | E::OutcomeMissing(_)
            | E::OutcomeCorrected(_)
            | E::WishOverridden(_)
            | E::AssessmentMade(_)
            | E::AssignmentStatusReported(_)
            | E::ActionPlanned(_)
            | E::ActionEffectReported(_)
            | E::RiskIdentified(_)
            | E::ControlActionPlanned(_)
            | E::ControlActionFollowedUp(_)
            | E::ControlAssessed(_)
            | E::InvestmentObjectApproved(_)
            | E::InvestmentSpent(_)
            | E::KeyFigureReported(_)
            | E::PeriodOpened(_)
            | E::PeriodClosed(_)
            | E::ReportSubmitted(_)
            | E::ReportPublished(_)
            | E::CheckWaived(_)
            | E::FactClaimed(_)
            | E::RulesAdopted(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_) => {}
        }
    }

    /// Says that a text or a noted event is gone.
    fn redact(&mut self, redacted: &PayloadRedacted, redaction: &Redaction) {
        let gone = redaction.title();
        match &redacted.remains {
            Remains::Narrative {
                unit,
                period,
                section,
            } => self
                .texts
                .entry((unit.clone(), *period))
                .or_default()
                .entry(*section)
                .or_default()
                .redact(redaction, nameless(gone + ".")),
            Remains::Noted { unit, kind, date } => {
                let noted = SignificantEventNoted {
                    unit: unit.clone(),
                    kind: *kind,
                    date: *date,
                    title: gone,
                    text: String::new(),
                };
                self.noted
                    .entry(unit.clone())
                    .or_default()
                    .entry(*date)
                    .or_default()
                    .redact(redaction, nameless(noted));
            }
            Remains::Mandate { .. }
            | Remains::Referral { .. }
            | Remains::Wording { .. }
            | Remains::MissingOutcome { .. }
            | Remains::Assessment { .. }
            | Remains::Status { .. }
            | Remains::ControlFollowUp { .. }
            | Remains::ControlAssessment { .. } => {}
        }
    }

    /// The latest text of a unit's report for exactly a period.
    pub fn text(
        &self,
        unit: &UnitId,
        period: Period,
        section: NarrativeSection,
        size: u64,
    ) -> Option<NarrativeText> {
        let sections = self.texts.get(&(unit.clone(), period))?;
        text(section, sections.get(&section)?, size)
    }

    /// The texts of the scope's report, in the order of the sections.
    pub fn texts(&self, scope: &Scope) -> Vec<NarrativeText> {
        self.texts
            .get(&(scope.unit.clone(), scope.period))
            .into_iter()
            .flatten()
            .filter_map(|(section, versions)| text(*section, versions, scope.size))
            .collect()
    }

    /// What happened to the scope's units in its period, by day, unit and position.
    pub fn significant_events(&self, scope: &Scope) -> Vec<Noted> {
        let last = scope.period.last_day();
        self.noted(scope, SignificantKind::SignificantEvent, last)
    }

    /// What the scope's units expect from the first day of its period to the
    /// end of the [`CHALLENGE_YEARS`] after it, by day, unit and position.
    pub fn future_challenges(&self, scope: &Scope) -> Vec<Noted> {
        let horizon = scope.period.year() + CHALLENGE_YEARS;
        let last = Period::whole_year(horizon)
            .unwrap_or(scope.period)
            .last_day();
        self.noted(scope, SignificantKind::FutureChallenge, last)
    }

    fn noted(&self, scope: &Scope, kind: SignificantKind, last: Date) -> Vec<Noted> {
        let days = scope.period.first_day()..=last;
        let mut noted: Vec<Noted> = scope
            .subtree
            .iter()
            .filter_map(|unit| self.noted.get(unit))
            .flat_map(|dates| dates.range(days.clone()))
            .flat_map(|(_, versions)| versions.between(0, scope.size))
            .filter(|(_, fact)| fact.value.written.kind == kind)
            .map(|(position, fact)| {
                let event = &fact.value.written;
                Noted {
                    unit: event.unit.clone(),
                    kind: event.kind,
                    date: event.date,
                    title: event.title.clone(),
                    text: event.text.clone(),
                    actor: fact.value.actor.clone(),
                    recorded_at: fact.value.recorded_at,
                    grounds: Grounds::on(*position, fact),
                }
            })
            .collect();
        // Stable: within a day and unit they stay in order of position.
        noted.sort_by(|a, b| (a.date, &a.unit).cmp(&(b.date, &b.unit)));
        noted
    }

    /// The texts that were written at positions from `from` to before `to`, for a trace.
    pub fn versions(
        &self,
        unit: &UnitId,
        period: Period,
        section: NarrativeSection,
        from: u64,
        to: u64,
    ) -> &[(Position, Fact<Authored<String>>)] {
        self.texts
            .get(&(unit.clone(), period))
            .and_then(|sections| sections.get(&section))
            .map_or(&[], |versions| versions.between(from, to))
    }
}

fn authored<T>(entry: &Entry, written: T) -> Fact<Authored<T>> {
    Fact::of(
        entry,
        Authored {
            written,
            actor: Some(entry.commit.actor.clone()),
            recorded_at: Some(entry.commit.recorded_at),
        },
    )
}

fn nameless<T>(written: T) -> Authored<T> {
    Authored {
        written,
        actor: None,
        recorded_at: None,
    }
}

fn text(section: NarrativeSection, versions: &Texts, size: u64) -> Option<NarrativeText> {
    let (position, fact) = versions.version_at(size)?;
    Some(NarrativeText {
        section,
        text: fact.value.written.clone(),
        actor: fact.value.actor.clone(),
        recorded_at: fact.value.recorded_at,
        grounds: Grounds::on(position, fact),
    })
}

#[cfg(test)]
mod tests;
