//! Collection (insamling): what each unit has left to report for a period, until when,
//! and who is ready.
//!
//! Guarantees: a unit is asked for what it answers for itself: the items it owns with
//! their indicators, the control actions of its own plan, an outcome of the period's last
//! month and a forecast when its lines are summed nowhere else, and the texts of a report that it opens itself. What is said to be
//! missing, with a reason, is reported, and so is what a unit above has said of it. The period is the unit's own, or that of the
//! nearest unit above it that has opened one.
//!
//! Deliberately not here: what is right or enough; that is the checks' ([`crate::checks`]).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use ledger::event::budget::LineTable;
use ledger::event::followup::NarrativeSection;
use ledger::event::reporting::ReportKind;
use ledger::ids::{ControlId, IndicatorId, ItemId, UnitId};
use ledger::period::Period;
use ledger::time::Date;

use crate::control::FollowUp;
use crate::indicators::Outcome;
use crate::model::ReadModel;
use crate::narrative::section;
use crate::plan::Item;
use crate::reporting::{PeriodState, Recorded, SubmittedReport};
use crate::scope::Scope;

/// What a unit reports for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCollection {
    /// The unit.
    pub unit: UnitId,
    /// How deep it stands below the unit that was asked about, from 0.
    pub level: u8,
    /// The reports that are collected from it.
    pub rounds: Vec<Round>,
    /// How many things of each sort are asked of it.
    pub asked: BTreeMap<Sort, usize>,
    /// What is left of them.
    pub left: Vec<Due>,
}

/// The collection of a report from a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The report.
    pub kind: ReportKind,
    /// The unit that opened the period: the unit itself, or one above it.
    pub opened_for: UnitId,
    /// The last day to report, as long as the period is open.
    pub due: Option<Date>,
    /// Its closing, when it is closed.
    pub closed: Option<Recorded>,
    /// What the unit handed in, when it did.
    pub submitted: Option<SubmittedReport>,
}

/// Something left to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What is asked.
    pub duty: Duty,
    /// The number it is printed with.
    pub label: Option<String>,
    /// What it is about; empty when the duty says it all.
    pub title: String,
}

/// The sorts of what units are asked for, in the order they are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// What is booked.
    Booking,
    /// Forecasts.
    Forecast,
    /// Outcomes of indicators.
    Outcome,
    /// Assessments of objectives.
    Assessment,
    /// Statuses of assignments.
    Status,
    /// Follow-ups of control actions.
    FollowUp,
    /// Texts.
    Text,
}

/// What a unit is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Duty {
    /// An outcome of the period's last month on any of the unit's lines.
    Booking,
    /// An indicator's outcome, or why there is none.
    Outcome(IndicatorId),
    /// An objective's assessment.
    Assessment(ItemId),
    /// An assignment's status.
    Status(ItemId),
    /// A control action's follow-up.
    FollowUp(ControlId),
    /// A forecast of the unit's lines.
    Forecast,
    /// A text of the report.
    Text(NarrativeSection),
}

impl Sort {
    /// Every sort, in order.
    pub const ALL: [Self; 7] = [
        Self::Booking,
        Self::Forecast,
        Self::Outcome,
        Self::Assessment,
        Self::Status,
        Self::FollowUp,
        Self::Text,
    ];
}

impl Duty {
    /// Of which sort it is.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Booking => Sort::Booking,
            Self::Forecast => Sort::Forecast,
            Self::Outcome(_) => Sort::Outcome,
            Self::Assessment(_) => Sort::Assessment,
            Self::Status(_) => Sort::Status,
            Self::FollowUp(_) => Sort::FollowUp,
            Self::Text(_) => Sort::Text,
        }
    }
}

impl UnitCollection {
    /// How many things are asked of it.
    pub fn asked(&self) -> usize {
        self.asked.values().sum()
    }

    /// How many things of a sort are asked of it, and how many of them are left.
    pub fn of_sort(&self, sort: Sort) -> (usize, usize) {
        let left = self.left.iter().filter(|due| due.duty.sort() == sort);
        (self.asked.get(&sort).copied().unwrap_or(0), left.count())
    }
}

impl ReadModel {
    /// What the units of a scope report for its period, parents before children.
    /// `natural` is the report that is meant where nobody has opened the period.
    pub fn collection(&self, scope: &Scope, natural: ReportKind) -> Vec<UnitCollection> {
        let organisation = &self.organisation;
        let last_day = scope.period.last_day();
        let tree = organisation.tree_of(&scope.unit, last_day, scope.size);
        let mut units: Vec<(u8, UnitId)> = tree
            .into_iter()
            .map(|member| (member.level, member.unit.unit))
            .collect();
        let left_in_period = scope.subtree.iter();
        let left_in_period: Vec<_> = left_in_period
            .filter(|unit| !units.iter().any(|(_, listed)| listed == *unit))
            .map(|unit| (1, unit.clone()))
            .collect();
        units.extend(left_in_period);
        let items = self.plan.report_items(scope);
        units
            .into_iter()
            .map(|(level, unit)| {
                let own = organisation.scope(&unit, scope.period, scope.size);
                let rounds = self.rounds(&own);
                let mut asked = Asked {
                    model: self,
                    scope: &own,
                    counts: BTreeMap::new(),
                    left: Vec::new(),
                };
                let kinds: Vec<ReportKind> = match rounds.as_slice() {
                    [] => vec![natural],
                    rounds => rounds.iter().map(|round| round.kind).collect(),
                };
                let of_unit =
                    |item: &&Item| item.owner.as_ref() == Some(&unit) && item.applies_on(last_day);
                if kinds.iter().any(|kind| follows_up_the_plan(*kind)) {
                    for item in items.objectives().filter(of_unit) {
                        asked.objective(item);
                    }
                    for item in items.assignments.iter().filter(of_unit) {
                        asked.assignment(item);
                    }
                }
                let is_yearly = kinds.iter().any(|kind| is_yearly(*kind));
                asked.economy(is_yearly);
                if is_yearly {
                    asked.controls();
                }
                let writes = rounds.is_empty() && unit == scope.unit;
                let own_kinds: Vec<ReportKind> = rounds
                    .iter()
                    .filter(|round| round.opened_for == unit)
                    .map(|round| round.kind)
                    .chain(writes.then_some(natural))
                    .collect();
                asked.texts(&own_kinds);
                UnitCollection {
                    level,
                    asked: asked.counts,
                    left: asked.left,
                    rounds,
                    unit,
                }
            })
            .collect()
    }

    /// The reports that are collected from a unit for a period: those of its own
    /// periods, else those of the nearest unit above it that has any.
    fn rounds(&self, scope: &Scope) -> Vec<Round> {
        let above = std::iter::once(&scope.unit).chain(&scope.ancestors);
        let opened = above.map(|unit| {
            let rows = self.reporting.periods(unit, scope.size).into_iter();
            let of_period = rows.filter(|row| row.period == scope.period);
            of_period.collect::<Vec<_>>()
        });
        let nearest = opened.into_iter().find(|rows| !rows.is_empty());
        nearest
            .into_iter()
            .flatten()
            .filter(|row| row.unit == scope.unit || row.kind != ReportKind::AnnualReport)
            .map(|row| Round {
                submitted: self
                    .reporting
                    .submitted(row.kind, &scope.unit, scope.period, scope.size)
                    .cloned(),
                kind: row.kind,
                opened_for: row.unit,
                due: match &row.state {
                    PeriodState::Open { due, .. } => Some(*due),
                    PeriodState::Closed { .. } => None,
                },
                closed: match row.state {
                    PeriodState::Open { .. } => None,
                    PeriodState::Closed { closed } => Some(closed),
                },
            })
            .collect()
    }
}

/// Whether a report tells of objectives, indicators and assignments.
pub fn follows_up_the_plan(kind: ReportKind) -> bool {
    match kind {
        ReportKind::PeriodReport => false,
        ReportKind::InterimReport | ReportKind::OperationsReport | ReportKind::AnnualReport => true,
    }
}

/// Whether a report is of a whole year: then internal control is followed up, and there
/// is nothing more to forecast.
pub fn is_yearly(kind: ReportKind) -> bool {
    match kind {
        ReportKind::PeriodReport | ReportKind::InterimReport => false,
        ReportKind::OperationsReport | ReportKind::AnnualReport => true,
    }
}

/// What is asked of a unit, gathered.
struct Asked<'a> {
    model: &'a ReadModel,
    scope: &'a Scope,
    counts: BTreeMap<Sort, usize>,
    left: Vec<Due>,
}

impl Asked<'_> {
    fn ask(&mut self, is_done: bool, due: Due) {
        *self.counts.entry(due.duty.sort()).or_default() += 1;
        if !is_done {
            self.left.push(due);
        }
    }

    fn objective(&mut self, item: &Item) {
        let (model, scope) = (self.model, self.scope);
        for indicator in model.indicators.of_item(&item.item, scope.size) {
            let row = model
                .indicators
                .row(&indicator, item.owner.as_ref(), scope, &model.rules);
            let Some(row) = row else { continue };
            let due = Due {
                duty: Duty::Outcome(indicator),
                label: row.label,
                title: row.title,
            };
            self.ask(!matches!(row.outcome, Outcome::NotReported), due);
        }
        let mut above = scope.ancestors.iter();
        let is_assessed = model.assessments.shown(item, scope).is_some()
            || above.any(|unit| {
                let made = &model.assessments;
                made.latest(&item.item, unit, scope.period, scope.size)
                    .is_some()
            });
        self.ask(is_assessed, of_item(Duty::Assessment, item));
    }

    fn assignment(&mut self, item: &Item) {
        let (made, scope) = (&self.model.assessments, self.scope);
        let mut above = scope.ancestors.iter();
        let is_told = made.status(item, scope).is_some()
            || above.any(|unit| {
                let told = made.status_versions(&item.item, unit, scope.period, 0, scope.size);
                !told.is_empty()
            });
        self.ask(is_told, of_item(Duty::Status, item));
    }

    fn controls(&mut self) {
        let actions = self.model.control.actions(self.scope).into_iter();
        for action in actions.filter(|action| action.unit == self.scope.unit) {
            let due = Due {
                duty: Duty::FollowUp(action.control),
                label: None,
                title: action.title,
            };
            // What was told of a part of the year does not tell the year.
            let is_told = |told: FollowUp| told.period == self.scope.period;
            self.ask(action.follow_up.is_some_and(is_told), due);
        }
    }

    /// The outcome, and where the year is not over a forecast.
    fn economy(&mut self, is_yearly: bool) {
        let (economy, scope) = (&self.model.economy, self.scope);
        let lines = &economy.lines;
        let table = LineTable::OperatingResult;
        let totals = lines.roots(std::slice::from_ref(&scope.unit), table, scope.size);
        // A unit with a part of another's lines is not asked beside the one that sums them.
        if totals.iter().all(|line| line.parent.is_some()) {
            return;
        }
        let lines = lines.of_unit(&scope.unit, table, scope.size);
        let of_unit = |duty| Due {
            duty,
            label: None,
            title: String::new(),
        };
        let last = Period::from(scope.period.last());
        let is_booked = lines.iter().any(|line| {
            let booked = economy.cells.own(&line.line, last, scope.size);
            booked.is_some()
        });
        self.ask(is_booked, of_unit(Duty::Booking));
        if is_yearly {
            return;
        }
        let is_submitted = lines.iter().any(|line| {
            let forecasts = &economy.forecasts;
            forecasts.is_submitted(&line.line, scope.period, scope.size)
        });
        self.ask(is_submitted, of_unit(Duty::Forecast));
    }

    fn texts(&mut self, kinds: &[ReportKind]) {
        let mut parts: Vec<NarrativeSection> = Vec::new();
        for part in kinds.iter().flat_map(|kind| section::parts_of(*kind)) {
            if !parts.contains(part) {
                parts.push(*part);
            }
        }
        let (narrative, scope) = (&self.model.narrative, self.scope);
        for part in parts {
            let text = narrative.text(&scope.unit, scope.period, part, scope.size);
            let due = Due {
                duty: Duty::Text(part),
                label: None,
                title: section::title(part).to_owned(),
            };
            self.ask(text.is_some(), due);
        }
    }
}

fn of_item(duty: fn(ItemId) -> Duty, item: &Item) -> Due {
    Due {
        duty: duty(item.item.clone()),
        label: item.label.clone(),
        title: item.title.clone(),
    }
}
