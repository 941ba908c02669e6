//! Support: the events that a report, or one figure of it, rests on.
//!
//! Which events those are is judged by whom and when they concern, in three
//! widening reaches. What is chosen is then tried: the report is built of
//! nothing else, and the next reach is taken when it is not the same report.
//!
//! Guarantee: what is built of the chosen events alone, each at its own
//! position, is the report byte for byte, or the figure with its value. The
//! choice is small, not the smallest: structure is taken with room to spare.
//! Deliberately not here: that no other event belongs to the report. Only a
//! replay of the whole log shows that.

use std::collections::BTreeSet;

use ledger::basis::Basis;
use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::indicator::CorrectedFact;
use ledger::ids::{DecisionId, EventId, LineId, Position, UnitId};
use ledger::log::LogError;
use ledger::period::Period;

use super::concern::{self, Concern};
use crate::document::{Document, FigureKey};
use crate::economy::column::Column;
use crate::model::ReadModel;
use crate::report::{self, ReportRequest};
use crate::trace::{self, Cause, EntrySource, Subject, TraceError};

#[cfg(test)]
mod tests;

/// Goes through the entries below the basis, in order, as often as it is asked.
pub type EachEntry<'a> = dyn Fn(&mut dyn FnMut(&Entry)) -> Result<(), LogError> + 'a;

/// How far events are taken to matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// For a figure: what had an effect on it, and the structure that it stands in.
    Effects,
    /// What concerns the report's units in its period or the same period of the year before.
    Near,
    /// What concerns the report's units at any time.
    Units,
    /// Everything that was known.
    All,
}

/// The events that something rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// Where they stand, in order.
    pub positions: BTreeSet<Position>,
    /// How far it took to find them.
    pub reach: Reach,
}

/// The events that a report rests on.
///
/// # Errors
/// [`LogError`] when an entry cannot be read.
pub fn of_report(
    model: &ReadModel,
    request: &ReportRequest,
    basis: Basis,
    each: &EachEntry<'_>,
) -> Result<Support, LogError> {
    let whole = report::build(model, request, basis).ok();
    let reaches = [Reach::Near, Reach::Units, Reach::All];
    let asked = Asked {
        model,
        request,
        basis,
        each,
    };
    asked.first_of(&reaches, &BTreeSet::new(), |built| built == whole)
}

/// The events that a figure of a report rests on.
///
/// # Errors
/// [`TraceError`] when there is no such figure, or an entry cannot be read.
pub fn of_figure(
    model: &ReadModel,
    source: &dyn EntrySource,
    request: &ReportRequest,
    basis: Basis,
    figure: &FigureKey,
    each: &EachEntry<'_>,
) -> Result<Support, TraceError> {
    let cell = |document: Option<Document>| document.and_then(|it| it.cell(figure).cloned());
    let Some(value) = cell(report::build(model, request, basis).ok()) else {
        return Err(TraceError::Unknown(figure.to_string()));
    };
    let context = trace::Context {
        kind: request.kind,
        unit: request.unit.clone(),
        period: request.period,
    };
    let mut effects = BTreeSet::new();
    for figure in terms_of(figure).into_iter().chain([figure.clone()]) {
        let subject = Subject::Figure(figure);
        match trace::explain_each(model, source, &subject, &context, 0, basis.size) {
            Ok(explained) => collect(&explained.causes, &mut effects),
            // A table need not have every column that a difference may be of.
            Err(TraceError::Unknown(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let asked = Asked {
        model,
        request,
        basis,
        each,
    };
    let reaches = [Reach::Effects, Reach::Near, Reach::Units, Reach::All];
    let same = |built| cell(built).as_ref() == Some(&value);
    Ok(asked.first_of(&reaches, &effects, same)?)
}

/// The figures that a difference is of. An event that gave one of them a value
/// has no effect on the difference while the other had none.
fn terms_of(figure: &FigureKey) -> Vec<FigureKey> {
    let terms = Column::of_key(&figure.column).map_or(&[][..], Column::terms);
    let beside = |(column, _): &(Column, bool)| FigureKey {
        column: column.key().to_owned(),
        ..figure.clone()
    };
    terms.iter().map(beside).collect()
}

fn collect(causes: &[Cause], positions: &mut BTreeSet<Position>) {
    for cause in causes {
        positions.insert(cause.position);
        collect(&cause.evidence, positions);
    }
}

/// What is asked for.
struct Asked<'a> {
    model: &'a ReadModel,
    request: &'a ReportRequest,
    basis: Basis,
    each: &'a EachEntry<'a>,
}

impl Asked<'_> {
    /// The first reach whose events alone give what is wanted; the last when none does.
    fn first_of(
        &self,
        reaches: &[Reach],
        effects: &BTreeSet<Position>,
        wanted: impl Fn(Option<Document>) -> bool,
    ) -> Result<Support, LogError> {
        let mut found = Support {
            positions: BTreeSet::new(),
            reach: Reach::All,
        };
        for reach in reaches {
            found = Support {
                positions: self.within(*reach, effects)?,
                reach: *reach,
            };
            let alone = self.folded(&found.positions)?;
            if wanted(report::build(&alone, self.request, self.basis).ok()) {
                break;
            }
        }
        Ok(found)
    }

    fn within(
        &self,
        reach: Reach,
        effects: &BTreeSet<Position>,
    ) -> Result<BTreeSet<Position>, LogError> {
        let choice = Choice::of(self.model, self.request, self.basis.size, reach);
        let mut positions = BTreeSet::new();
        let mut referred = Referred::default();
        (self.each)(&mut |entry| {
            if effects.contains(&entry.position) || choice.takes(entry) {
                positions.insert(entry.position);
                referred.note(entry);
            }
        })?;
        (self.each)(&mut |entry| {
            if referred.has(entry) {
                positions.insert(entry.position);
            }
        })?;
        Ok(positions)
    }

    fn folded(&self, positions: &BTreeSet<Position>) -> Result<ReadModel, LogError> {
        let mut model = ReadModel::default();
        (self.each)(&mut |entry| {
            if positions.contains(&entry.position) {
                model.apply(entry);
            }
        })?;
        Ok(model)
    }
}

/// What chosen events refer to: decisions, evidence, causes, and lines by name.
#[derive(Default)]
struct Referred {
    lines: BTreeSet<LineId>,
    decisions: BTreeSet<DecisionId>,
    events: BTreeSet<EventId>,
}

impl Referred {
    fn note(&mut self, entry: &Entry) {
        self.decisions.extend(entry.commit.decision.clone());
        self.events.extend(entry.causation_id);
        match entry.event() {
            Some(Event::AssessmentMade(made)) => self.events.extend(&made.evidence),
            Some(Event::BudgetReallocated(moved)) => {
                let lines = moved.postings.iter().map(|posting| posting.line.clone());
                self.lines.extend(lines);
            }
            Some(Event::ReserveDisposed(disposed)) => {
                self.lines
                    .extend([disposed.reserve.clone(), disposed.line.clone()]);
            }
            _ => {}
        }
    }

    fn has(&self, entry: &Entry) -> bool {
        let is_named = match entry.event() {
            Some(Event::DecisionTaken(taken)) => self.decisions.contains(&taken.decision),
            Some(Event::DecisionReported(reported)) => self.decisions.contains(&reported.decision),
            Some(Event::ReportLineDefined(defined)) => self.lines.contains(&defined.line),
            _ => false,
        };
        is_named || self.events.contains(&entry.event_id)
    }
}

/// What is chosen within a reach.
struct Choice<'a> {
    model: &'a ReadModel,
    size: u64,
    reach: Reach,
    /// The report's year: its forecasts and frames are the whole year's.
    period: Period,
    /// The report's units: those whose facts it tells.
    own: BTreeSet<UnitId>,
    /// These and the units above: those whose plans and rules hold for it.
    around: BTreeSet<UnitId>,
}

impl<'a> Choice<'a> {
    fn of(model: &'a ReadModel, request: &ReportRequest, size: u64, reach: Reach) -> Self {
        let organisation = &model.organisation;
        let mut own = BTreeSet::new();
        let mut around = BTreeSet::new();
        for period in [request.period, request.period.previous_year()] {
            for unit in model.bearers(request.kind, &request.unit, request.period, size) {
                let scope = organisation.scope(&unit, period, size);
                around.extend(scope.ancestors);
                own.extend(scope.subtree);
                own.insert(unit);
            }
        }
        around.extend(own.iter().cloned());
        Self {
            model,
            size,
            reach,
            period: request.period.full_year(),
            own,
            around,
        }
    }

    fn takes(&self, entry: &Entry) -> bool {
        // The last event says at what moment the basis was known.
        if self.reach == Reach::All || entry.position.0 + 1 == self.size {
            return true;
        }
        match entry.event() {
            // Nothing tells any more whom it concerned.
            None => true,
            Some(event) => self.takes_event(event),
        }
    }

    fn takes_event(&self, event: &Event) -> bool {
        use Event as E;
        let concern = concern::of(event, self.model, self.size);
        let whose = |concern: &Concern| {
            concern.units.is_empty() || !concern.units.is_disjoint(&self.around)
        };
        let ours = || concern.as_ref().is_some_and(whose);
        let when =
            |concern: &Concern| self.reach >= Reach::Units || concern.when.touches(self.period);
        let near = || ours() && concern.as_ref().is_some_and(when);
        let fact = |units: BTreeSet<UnitId>| {
            self.reach > Reach::Effects && near() && !units.is_disjoint(&self.own)
        };
        let of = |unit: &UnitId| fact([unit.clone()].into());
        let of_line = |line: &LineId| fact(self.units_of(line));
        match event {
            // Structure and rules, of which there is little.
            E::UnitEstablished(_)
            | E::UnitMoved(_)
            | E::UnitRenamed(_)
            | E::UnitDissolved(_)
            | E::MandateMoved(_)
            | E::RulesAdopted(_)
            | E::PayloadRedacted(_) => true,
            // A line may stand under another unit's root.
            E::ReportLineDefined(e) => {
                self.around.contains(&e.unit) || !self.units_of(&e.line).is_disjoint(&self.around)
            }
            E::PlanAdopted(_)
            | E::ObjectiveSet(_)
            | E::StrategySet(_)
            | E::AssignmentGiven(_)
            | E::IndicatorDefined(_)
            | E::ItemLinked(_)
            | E::ItemReworded(_)
            | E::ItemWithdrawn(_)
            | E::MatterReferredBack(_)
            | E::WishOverridden(_)
            | E::InvestmentObjectApproved(_) => near(),
            // An outcome lags, and a target may count from a year long past.
            E::TargetSet(_) => ours(),
            E::IndicatorOutcomeReported(_) | E::OutcomeMissing(_) => {
                self.reach > Reach::Effects && ours()
            }
            // What is told of units and their lines.
            E::DecisionTaken(_)
            | E::DecisionReported(_)
            | E::AssessmentMade(_)
            | E::AssignmentStatusReported(_) => self.reach > Reach::Effects && near(),
            E::FrameDecided(e) => of_line(&e.line),
            E::FrameAdjusted(e) => of_line(&e.line),
            E::BudgetReallocated(e) => fact(
                e.postings
                    .iter()
                    .flat_map(|p| self.units_of(&p.line))
                    .collect(),
            ),
            E::ReserveDisposed(e) => of_line(&e.line) || of_line(&e.reserve),
            E::OutcomeBooked(e) => of_line(&e.line),
            E::ForecastSubmitted(e) => of_line(&e.line),
            E::OutcomeRestated(e) => of_line(&e.line),
            E::OutcomeCorrected(e) => match &e.fact {
                CorrectedFact::Indicator { .. } => self.reach > Reach::Effects && ours(),
                CorrectedFact::Spending { .. } => self.reach > Reach::Effects && near(),
                CorrectedFact::Booking { line, .. } => of_line(line),
                CorrectedFact::KeyFigure(figure) => of(&figure.unit),
            },
            E::ActionEffectReported(_) | E::ControlActionFollowedUp(_) | E::InvestmentSpent(_) => {
                self.reach > Reach::Effects && near()
            }
            E::NarrativeWritten(e) => of(&e.unit),
            // A challenge that lies ahead has a day beyond the year.
            E::SignificantEventNoted(e) => {
                self.reach > Reach::Effects && self.own.contains(&e.unit)
            }
            E::ActionPlanned(e) => of(&e.unit),
            E::RiskIdentified(e) => of(&e.unit),
            E::ControlActionPlanned(e) => of(&e.unit),
            E::ControlAssessed(e) => of(&e.unit),
            E::KeyFigureReported(e) => of(&e.unit),
            E::FactClaimed(e) => of(&e.unit),
            // Reporting itself: periods, submissions, publications, waivers.
            E::PeriodOpened(e) => self.reports(&e.unit, e.period),
            E::PeriodClosed(e) => self.reports(&e.unit, e.period),
            E::ReportSubmitted(e) => self.reports(&e.unit, e.period),
            E::ReportPublished(e) => self.reports(&e.unit, e.period),
            E::CheckWaived(e) => self.reports(&e.unit, e.period),
            // Of the log itself: no report tells it.
            E::SigningKeyRotated(_) | E::WitnessPolicyAdopted(_) | E::PublicationWitnessed(_) => {
                false
            }
        }
    }

    fn reports(&self, unit: &UnitId, period: Period) -> bool {
        self.reach > Reach::Effects
            && self.around.contains(unit)
            && (self.reach >= Reach::Units || period.year() == self.period.year())
    }

    /// The units that answer for a line: its own, and its root's.
    fn units_of(&self, line: &LineId) -> BTreeSet<UnitId> {
        let lines = &self.model.economy.lines;
        let root = lines.root_of(line, self.size);
        let own = lines.definition(line, self.size);
        root.into_iter()
            .chain(own)
            .map(|line| line.unit.clone())
            .collect()
    }
}
