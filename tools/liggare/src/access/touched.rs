//! Which units a command touches: those whose ledger it would change.
//!
//! What a row or a command names stands for itself; what it names by an id
//! (a line, an item, an action …) is looked up in the read model at its size.
//! The two sides of a reallocation are both touched. What cannot be looked up
//! touches the whole region, so that nobody gets at another's by a command
//! that runs ahead of the model (I12).

use std::collections::BTreeSet;

use ledger::command::Command;
use ledger::event::indicator::CorrectedFact;
use ledger::event::reporting::Claim;
use ledger::ids::{
    ActionId, ControlId, DecisionId, IndicatorId, InvestmentId, ItemId, LineId, PlanId, UnitId,
};
use ledger::period::Period;
use projections::model::ReadModel;

use super::denied::Place;

/// The year that a control action is asked for: who has it is the same in all.
const ANY_YEAR: u16 = 2000;

/// What a command touches.
pub(super) struct Touched<'a> {
    model: &'a ReadModel,
    places: BTreeSet<Place>,
}

/// What a command touches, at the size of the model.
pub(super) fn touched(command: &Command, model: &ReadModel) -> BTreeSet<Place> {
    let mut touched = Touched {
        model,
        places: BTreeSet::new(),
    };
    touched.command(command);
    if touched.places.is_empty() {
        // A command without rows, which the decider refuses, touches who knows what.
        touched.places.insert(Place::Region);
    }
    touched.places
}

impl Touched<'_> {
    fn command(&mut self, command: &Command) {
        match command {
            Command::EstablishUnit(_)
            | Command::MoveUnit(_)
            | Command::RenameUnit(_)
            | Command::DissolveUnit(_)
            | Command::AdoptRules(_)
            | Command::RedactPayload(_)
            | Command::RotateSigningKey(_)
            | Command::AdoptWitnessPolicy(_) => self.region(),
            Command::MoveMandate(c) => {
                self.unit(&c.from_unit);
                self.unit(&c.to_unit);
            }
            Command::TakeDecision(c) => {
                self.unit(&c.unit);
                if let Some(delegation) = &c.delegation {
                    self.unit(&delegation.committee);
                }
            }
            Command::ReportDecision(c) => {
                self.decision(&c.decision);
                self.unit(&c.committee);
            }
            Command::ReferBackMatter(c) => {
                self.decision(&c.decision);
                if let Some(item) = &c.item {
                    self.item(item);
                }
            }
            Command::AdoptPlan(c) => self.unit(&c.unit),
            Command::SetObjective(c) => {
                self.plan(&c.plan);
                self.unit(&c.owner);
            }
            Command::SetStrategy(c) => self.plan(&c.plan),
            Command::GiveAssignment(c) => {
                self.plan(&c.plan);
                self.unit(&c.owner);
            }
            Command::DefineIndicator(c) => self.item(&c.item),
            Command::SetTarget(c) => self.indicator(&c.indicator),
            // The first item says what it contributes to; the second says nothing.
            Command::LinkItems(c) => self.item(&c.item),
            Command::RewordItem(c) => self.item(&c.item),
            Command::WithdrawItem(c) => self.item(&c.item),
            Command::DefineReportLines(c) => {
                for line in &c.rows {
                    self.unit(&line.unit);
                    // A parent that the command defines itself is among its rows.
                    let own = |parent: &LineId| c.rows.iter().any(|row| row.line == *parent);
                    if let Some(parent) = line.parent.as_ref().filter(|parent| !own(parent)) {
                        self.line(parent);
                    }
                }
            }
            Command::DecideFrames(c) => c.rows.iter().for_each(|row| self.line(&row.line)),
            Command::AdjustFrame(c) => self.line(&c.line),
            Command::ReallocateBudget(c) => c.postings.iter().for_each(|p| self.line(&p.line)),
            Command::DisposeReserve(c) => {
                self.line(&c.reserve);
                self.line(&c.line);
            }
            Command::ApproveInvestmentObject(c) => {
                self.unit(&c.unit);
                self.line(&c.line);
            }
            Command::BookOutcomes(c) => c.rows.iter().for_each(|row| self.unit(&row.unit)),
            Command::SpendInvestment(c) => c.rows.iter().for_each(|row| self.object(&row.object)),
            Command::SubmitForecast(c) => c.rows.iter().for_each(|row| self.unit(&row.unit)),
            Command::RestateOutcome(c) => self.unit(&c.unit),
            Command::CorrectOutcome(c) => self.fact(&c.fact),
            Command::ReportKeyFigures(c) => c.rows.iter().for_each(|row| self.unit(&row.unit)),
            Command::ReportIndicatorOutcomes(c) => {
                c.rows.iter().for_each(|row| self.unit(&row.unit));
            }
            Command::ReportMissingOutcome(c) => self.unit(&c.unit),
            Command::OverrideWish(c) => self.unit(&c.unit),
            Command::MakeAssessment(c) => self.unit(&c.unit),
            Command::ReportAssignmentStatus(c) => self.unit(&c.unit),
            Command::WriteNarrative(c) => self.unit(&c.unit),
            Command::NoteSignificantEvent(c) => self.unit(&c.unit),
            Command::PlanAction(c) => self.unit(&c.unit),
            Command::ReportActionEffect(c) => self.action(&c.action),
            Command::IdentifyRisk(c) => self.unit(&c.unit),
            // A risk that is common to the region is met in each unit's own plan.
            Command::PlanControlAction(c) => self.unit(&c.unit),
            Command::FollowUpControlAction(c) => self.control(&c.control),
            Command::AssessControl(c) => self.unit(&c.unit),
            Command::OpenPeriod(c) => self.unit(&c.unit),
            Command::ClosePeriod(c) => self.unit(&c.unit),
            Command::SubmitReport(c) => self.unit(&c.unit),
            Command::PublishReport(c) => self.unit(&c.unit),
            Command::WaiveCheck(c) => self.unit(&c.unit),
            Command::ClaimFacts(c) => c.rows.iter().for_each(|row| {
                self.unit(&row.unit);
                self.claim(&row.claim);
            }),
        }
    }

    /// A claim that its parts do not bear out hinders the report of whom it is about.
    fn claim(&mut self, claim: &Claim) {
        match claim {
            Claim::LineAmount { line, .. } => self.line(line),
            Claim::KeyFigureTotal { figure, .. } | Claim::KeyFigureChange { figure, .. } => {
                self.unit(&figure.unit);
            }
            Claim::ColourCount { unit, .. } | Claim::ActionTotal { unit, .. } => self.unit(unit),
        }
    }

    /// What was wrong is the same unit's: the decider refuses any other.
    fn fact(&mut self, fact: &CorrectedFact) {
        match fact {
            CorrectedFact::Indicator { unit, .. } | CorrectedFact::Booking { unit, .. } => {
                self.unit(unit);
            }
            CorrectedFact::KeyFigure(figure) => self.unit(&figure.unit),
            CorrectedFact::Spending { object, .. } => self.object(object),
        }
    }

    fn region(&mut self) {
        self.places.insert(Place::Region);
    }

    fn unit(&mut self, unit: &UnitId) {
        self.places.insert(Place::Unit(unit.clone()));
    }

    fn found(&mut self, unit: Option<UnitId>, what: impl FnOnce() -> String) {
        let place = unit.map_or_else(|| Place::Unknown(what()), Place::Unit);
        self.places.insert(place);
    }

    fn plan(&mut self, plan: &PlanId) {
        let found = self.model.plan.plan(plan, self.model.size());
        self.found(found.map(|plan| plan.unit), || format!("planen {plan}"));
    }

    /// The unit whose plan the item stands in: its wording is that unit's to change,
    /// whoever carries it out.
    fn item(&mut self, item: &ItemId) {
        let found = self.model.plan.item(item, self.model.size());
        let unit = found.and_then(|item| item.plan_unit);
        self.found(unit, || format!("posten {item}"));
    }

    fn indicator(&mut self, indicator: &IndicatorId) {
        let model = self.model;
        match model.indicators.definition(indicator, model.size()) {
            Some(defined) => self.item(&defined.value.item),
            None => self.found(None, || format!("indikatorn {indicator}")),
        }
    }

    fn decision(&mut self, decision: &DecisionId) {
        let found = self.model.decisions.decision(decision, self.model.size());
        self.found(found.map(|decision| decision.unit), || {
            format!("beslutet {decision}")
        });
    }

    fn line(&mut self, line: &LineId) {
        let (lines, size) = (&self.model.economy.lines, self.model.size());
        let unit = lines.definition(line, size).map(|line| line.unit.clone());
        self.found(unit, || format!("raden {line}"));
    }

    fn object(&mut self, object: &InvestmentId) {
        let found = self.model.investments.object(object, self.model.size());
        let unit = found.map(|approval| approval.object.unit.clone());
        self.found(unit, || format!("investeringsobjektet {object}"));
    }

    fn action(&mut self, action: &ActionId) {
        let found = self.model.actions.action(action, self.model.size());
        let unit = found.map(|planned| planned.action.unit.clone());
        self.found(unit, || format!("åtgärden {action}"));
    }

    fn control(&mut self, control: &ControlId) {
        let (view, size) = (&self.model.control, self.model.size());
        let found = Period::whole_year(ANY_YEAR).and_then(|year| view.action(control, year, size));
        self.found(found.map(|action| action.unit), || {
            format!("kontrollåtgärden {control}")
        });
    }
}
