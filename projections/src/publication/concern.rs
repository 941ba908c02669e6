//! What an event concerns: the period and unit of the fact it states (valid time).
//!
//! It decides which late events are told beside an overtaken report. Reporting
//! itself (periods, submissions, publications, waivers) concerns no report's figures.

use std::collections::BTreeSet;

use ledger::event::Event;
use ledger::event::indicator::CorrectedFact;
use ledger::ids::{InvestmentId, ItemId, LineId, UnitId};
use ledger::period::{Month, Period};
use ledger::time::Date;

use crate::claims::claimed_period;
use crate::model::ReadModel;

/// When and whom a fact concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Concern {
    /// When.
    pub(super) when: When,
    /// Whom: the units in whose reports it may stand; none when the fact is of no unit's own.
    pub(super) units: BTreeSet<UnitId>,
}

/// The time that a fact concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// A period.
    Period(Period),
    /// A year, wherever in it.
    Year(u16),
    /// From a day on.
    From(Date),
    /// Any time.
    Always,
}

impl When {
    /// Whether a report of the period says something of it: in the period, or
    /// in the same months of the year before, which it compares with.
    pub(super) fn touches(self, report: Period) -> bool {
        let previous = report.previous_year();
        match self {
            Self::Period(period) => period.overlaps(report) || period.overlaps(previous),
            Self::Year(year) => year == report.year() || year == previous.year(),
            Self::From(day) => day <= report.last_day(),
            Self::Always => true,
        }
    }
}

/// What an event concerns; none for reporting itself. Names are looked up as
/// known at `size`.
pub(super) fn of(event: &Event, model: &ReadModel, size: u64) -> Option<Concern> {
    use Event as E;
    let look = Lookup { model, size };
    let concern = match event {
        E::UnitEstablished(e) => of_unit(When::From(e.valid_from), &e.unit),
        E::UnitMoved(e) => of_unit(When::From(e.valid_from), &e.unit),
        E::UnitRenamed(e) => of_unit(When::From(e.valid_from), &e.unit),
        E::UnitDissolved(e) => of_unit(When::From(e.valid_to), &e.unit),
        E::MandateMoved(e) => of_unit(When::From(e.valid_from), &e.to_unit),
        E::PlanAdopted(e) => of_unit(When::Year(e.year), &e.unit),
        E::StrategySet(e) => look.item(&e.item),
        E::ObjectiveSet(e) => look.item(&e.item),
        E::AssignmentGiven(e) => look.item(&e.item),
        E::IndicatorDefined(e) => look.item(&e.item),
        E::TargetSet(e) => of_all(When::Period(e.period)),
        E::ItemLinked(e) => look.item(&e.item),
        E::ItemReworded(e) => look.item(&e.item),
        E::ItemWithdrawn(e) => look.item(&e.item),
        E::DecisionTaken(e) => of_unit(When::Year(e.date.year()), &e.unit),
        E::DecisionReported(e) => of_unit(When::Always, &e.committee),
        E::ReportLineDefined(e) => of_unit(When::Always, &e.unit),
        E::FrameDecided(e) => look.line(When::Year(e.year), &e.line),
        E::FrameAdjusted(e) => look.line(When::Year(e.year), &e.line),
        E::BudgetReallocated(e) => of_all(When::Year(e.year)),
        E::ReserveDisposed(e) => look.line(When::Year(e.year), &e.line),
        E::OutcomeBooked(e) => look.line(month(e.month), &e.line),
        E::ForecastSubmitted(e) => look.line(When::Year(e.basis_period.year()), &e.line),
        E::OutcomeRestated(e) => look.line(month(e.month), &e.line),
        E::IndicatorOutcomeReported(e) => of_unit(When::Period(e.period), &e.unit),
        E::OutcomeMissing(e) => of_unit(When::Period(e.period), &e.unit),
        E::OutcomeCorrected(e) => match &e.fact {
            CorrectedFact::Indicator { unit, period, .. } => of_unit(When::Period(*period), unit),
            CorrectedFact::Booking {
                line, month: of, ..
            } => look.line(month(*of), line),
            CorrectedFact::KeyFigure(figure) => of_unit(When::Period(figure.period), &figure.unit),
            CorrectedFact::Spending {
                object, month: of, ..
            } => look.object(month(*of), object),
        },
        E::WishOverridden(e) => of_unit(When::Always, &e.unit),
        E::AssessmentMade(e) => of_unit(When::Period(e.period), &e.unit),
        E::AssignmentStatusReported(e) => of_unit(When::Period(e.period), &e.unit),
        E::NarrativeWritten(e) => of_unit(When::Period(e.period), &e.unit),
        E::SignificantEventNoted(e) => of_unit(When::From(e.date), &e.unit),
        E::ActionPlanned(e) => of_unit(When::Always, &e.unit),
        E::ActionEffectReported(e) => Concern {
            when: When::Period(e.period),
            units: model
                .actions
                .action(&e.action, size)
                .map(|planned| planned.action.unit.clone())
                .into_iter()
                .collect(),
        },
        E::RiskIdentified(e) => of_unit(When::Year(e.year), &e.unit),
        E::ControlActionPlanned(e) => of_unit(When::Year(e.year), &e.unit),
        E::ControlActionFollowedUp(e) => Concern {
            when: When::Period(e.period),
            units: model
                .control
                .action(&e.control, e.period, size)
                .map(|action| action.unit)
                .into_iter()
                .collect(),
        },
        E::ControlAssessed(e) => of_unit(When::Year(e.year), &e.unit),
        E::InvestmentObjectApproved(e) => of_unit(When::Always, &e.unit),
        E::InvestmentSpent(e) => look.object(month(e.month), &e.object),
        E::KeyFigureReported(e) => of_unit(When::Period(e.period), &e.unit),
        E::FactClaimed(e) => of_unit(When::Period(claimed_period(&e.claim)), &e.unit),
        E::MatterReferredBack(_) | E::RulesAdopted(_) | E::PayloadRedacted(_) => {
            of_all(When::Always)
        }
        E::SigningKeyRotated(_)
        | E::WitnessPolicyAdopted(_)
        | E::PublicationWitnessed(_)
        | E::PeriodOpened(_)
        | E::PeriodClosed(_)
        | E::ReportSubmitted(_)
        | E::ReportPublished(_)
        | E::CheckWaived(_) => return None,
    };
    Some(concern)
}

fn of_unit(when: When, unit: &UnitId) -> Concern {
    Concern {
        when,
        units: [unit.clone()].into(),
    }
}

fn of_all(when: When) -> Concern {
    Concern {
        when,
        units: BTreeSet::new(),
    }
}

fn month(month: Month) -> When {
    let (year, month) = (month.year(), month.month());
    Period::months_of(year, month, month).map_or(When::Year(year), When::Period)
}

/// Where units stand behind lines, items and objects.
struct Lookup<'a> {
    model: &'a ReadModel,
    size: u64,
}

impl Lookup<'_> {
    /// The units in whose reports a line stands: the one that answers for its
    /// root, and the one that answers for the line itself.
    fn line(&self, when: When, line: &LineId) -> Concern {
        let lines = &self.model.economy.lines;
        let root = lines.root_of(line, self.size);
        let own = lines.definition(line, self.size);
        Concern {
            when,
            units: root
                .into_iter()
                .chain(own)
                .map(|line| line.unit.clone())
                .collect(),
        }
    }

    fn item(&self, item: &ItemId) -> Concern {
        let item = self.model.plan.item(item, self.size);
        Concern {
            when: item
                .as_ref()
                .and_then(|item| item.year)
                .map_or(When::Always, When::Year),
            units: item
                .and_then(|item| item.owner.or(item.plan_unit))
                .into_iter()
                .collect(),
        }
    }

    fn object(&self, when: When, object: &InvestmentId) -> Concern {
        match self.model.investments.object(object, self.size) {
            Some(approval) => self.line(when, &approval.object.line),
            None => of_all(when),
        }
    }
}
