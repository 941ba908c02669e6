//! Reporting: periods opened and closed, reports handed in and published, checks waived.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::basis::Basis;
use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::reporting::{CheckName, ReportKind, ReportPublished, SectionHash};
use ledger::ids::{ActorId, DecisionId, EventId, Position, ReportId, UnitId};
use ledger::period::Period;
use ledger::time::{Date, Timestamp};
use serde::Serialize;

use crate::redacted::Redaction;
use crate::temporal::{self, History};

/// Where, when and by whom something of reporting was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Recorded {
    /// Where it stands.
    pub position: Position,
    /// The event.
    pub event_id: EventId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who acted.
    pub actor: ActorId,
    /// The decision it rests on.
    pub decision: Option<DecisionId>,
    /// Why.
    pub reason: Option<String>,
}

impl Recorded {
    fn of(entry: &Entry) -> Self {
        Self {
            position: entry.position,
            event_id: entry.event_id,
            recorded_at: entry.commit.recorded_at,
            actor: entry.commit.actor.clone(),
            decision: entry.commit.decision.clone(),
            reason: entry.commit.reason.clone(),
        }
    }
}

/// What a reporting period of a unit is, for one kind of report.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PeriodState {
    /// Open until a day.
    Open {
        /// The last day to report.
        due: Date,
        /// Its opening.
        opened: Recorded,
    },
    /// Closed: only corrections and restatements concern it.
    Closed {
        /// Its closing.
        closed: Recorded,
    },
}

/// A report that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SubmittedReport {
    /// The unit it was handed to.
    pub to: UnitId,
    /// Its handing in.
    pub recorded: Recorded,
}

/// A published report.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PublishedReport {
    /// The report.
    pub report: ReportId,
    /// Its kind.
    #[serde(rename = "report_kind")]
    pub kind: ReportKind,
    /// Whose report it is.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// What it rests on.
    pub basis: Basis,
    /// SHA-256 of its canonical view, in lower-case hexadecimal.
    pub view_sha256: String,
    /// The hash of each section.
    pub sections: Vec<SectionHash>,
    /// The checks that failed and were waived.
    pub waived: Vec<CheckName>,
    /// Its publication.
    pub recorded: Recorded,
}

/// A waiver of a check.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Waiver {
    /// The check.
    pub check: CheckName,
    /// Who, when, why and by which decision.
    pub recorded: Recorded,
}

/// One report: its kind, whose it is, and the period.
type ReportKey = (ReportKind, UnitId, Period);

/// Reporting over time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Reporting {
    periods: BTreeMap<UnitId, BTreeMap<(Period, ReportKind), History<PeriodState>>>,
    submitted: BTreeMap<ReportKey, History<SubmittedReport>>,
    published: BTreeMap<ReportId, PublishedReport>,
    published_order: Vec<(Position, ReportId)>,
    waivers: BTreeMap<ReportKey, BTreeMap<CheckName, History<Waiver>>>,
    redactions: Vec<Redaction>,
}

/// A reporting period as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PeriodRow {
    /// The unit.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// The report that it is collected for.
    #[serde(rename = "report_kind")]
    pub kind: ReportKind,
    /// Open or closed.
    pub state: PeriodState,
}

impl Reporting {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        use Event as E;
        let Some(event) = entry.event() else { return };
        match event {
            E::PeriodOpened(e) => self.set_period(
                entry,
                &e.unit,
                (e.period, e.report),
                PeriodState::Open {
                    due: e.due,
                    opened: Recorded::of(entry),
                },
            ),
            E::PeriodClosed(e) => self.set_period(
                entry,
                &e.unit,
                (e.period, e.report),
                PeriodState::Closed {
                    closed: Recorded::of(entry),
                },
            ),
            E::ReportSubmitted(e) => self
                .submitted
                .entry((e.kind, e.unit.clone(), e.period))
                .or_default()
                .set(
                    entry.position,
                    SubmittedReport {
                        to: e.to.clone(),
                        recorded: Recorded::of(entry),
                    },
                ),
            E::ReportPublished(e) => self.publish(entry, e),
            E::CheckWaived(e) => self
                .waivers
                .entry((e.kind, e.unit.clone(), e.period))
                .or_default()
                .entry(e.check)
                .or_default()
                .set(
                    entry.position,
                    Waiver {
                        check: e.check,
                        recorded: Recorded::of(entry),
                    },
                ),
            E::PayloadRedacted(e) => self.redactions.push(Redaction::of(entry, e)),
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
            | E::NarrativeWritten(_)
            | E::SignificantEventNoted(_)
            | E::ActionPlanned(_)
            | E::ActionEffectReported(_)
            | E::RiskIdentified(_)
            | E::ControlActionPlanned(_)
            | E::ControlActionFollowedUp(_)
            | E::ControlAssessed(_)
            | E::InvestmentObjectApproved(_)
            | E::InvestmentSpent(_)
            | E::KeyFigureReported(_)
            | E::FactClaimed(_)
            | E::RulesAdopted(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_) => {}
        }
    }

    fn publish(&mut self, entry: &Entry, e: &ReportPublished) {
        self.published_order
            .push((entry.position, e.report.clone()));
        self.published
            .entry(e.report.clone())
            .or_insert_with(|| PublishedReport {
                report: e.report.clone(),
                kind: e.kind,
                unit: e.unit.clone(),
                period: e.period,
                basis: e.basis,
                view_sha256: e.view_sha256.clone(),
                sections: e.sections.clone(),
                waived: e.waived.clone(),
                recorded: Recorded::of(entry),
            });
    }

    fn set_period(
        &mut self,
        entry: &Entry,
        unit: &UnitId,
        key: (Period, ReportKind),
        state: PeriodState,
    ) {
        self.periods
            .entry(unit.clone())
            .or_default()
            .entry(key)
            .or_default()
            .set(entry.position, state);
    }

    /// The reporting periods of a unit, in order.
    pub fn periods(&self, unit: &UnitId, size: u64) -> Vec<PeriodRow> {
        self.periods
            .get(unit)
            .into_iter()
            .flatten()
            .filter_map(|((period, kind), history)| {
                Some(PeriodRow {
                    unit: unit.clone(),
                    period: *period,
                    kind: *kind,
                    state: history.at(size)?.clone(),
                })
            })
            .collect()
    }

    /// What a reporting period is.
    pub fn period(
        &self,
        kind: ReportKind,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<&PeriodState> {
        self.periods.get(unit)?.get(&(period, kind))?.at(size)
    }

    /// The last handing in of a report.
    pub fn submitted(
        &self,
        kind: ReportKind,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<&SubmittedReport> {
        self.submitted.get(&(kind, unit.clone(), period))?.at(size)
    }

    /// Every published report, in order of publication.
    pub fn published(&self, size: u64) -> impl Iterator<Item = &PublishedReport> {
        let known = self
            .published_order
            .partition_point(|(position, _)| position.0 < size);
        let at = |place: Option<usize>| Some(self.published_order.get(place?)?.0);
        temporal::note(size, at(known.checked_sub(1)), at(Some(known)));
        self.published_order
            .iter()
            .take(known)
            .filter_map(|(position, report)| {
                self.published
                    .get(report)
                    .filter(|published| published.recorded.position == *position)
            })
    }

    /// A published report.
    pub fn report(&self, report: &ReportId, size: u64) -> Option<&PublishedReport> {
        self.published
            .get(report)
            .filter(|published| published.recorded.position.0 < size)
    }

    /// The report of a kind, unit and period that was published last.
    pub fn latest_published(
        &self,
        kind: ReportKind,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<&PublishedReport> {
        self.published(size)
            .filter(|report| report.kind == kind && report.unit == *unit && report.period == period)
            .last()
    }

    /// The waiver of a check for a report, when it was waived.
    pub fn waiver(
        &self,
        check: CheckName,
        kind: ReportKind,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<&Waiver> {
        self.waivers
            .get(&(kind, unit.clone(), period))?
            .get(&check)?
            .at(size)
    }

    /// The redactions recorded at positions from `from` to before `to`.
    pub fn redactions(&self, from: u64, to: u64) -> &[Redaction] {
        let place = |size| {
            self.redactions
                .partition_point(|redaction| redaction.by.0 < size)
        };
        self.redactions.get(place(from)..place(to)).unwrap_or(&[])
    }

    /// The redaction of an event, whenever it came.
    pub fn redaction_of(&self, event: EventId) -> Option<&Redaction> {
        self.redactions
            .iter()
            .find(|redaction| redaction.event == event)
    }

    /// Every waiver of a report's checks.
    pub fn waivers(
        &self,
        kind: ReportKind,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Vec<&Waiver> {
        self.waivers
            .get(&(kind, unit.clone(), period))
            .into_iter()
            .flat_map(|checks| checks.values())
            .filter_map(|history| history.at(size))
            .collect()
    }
}
