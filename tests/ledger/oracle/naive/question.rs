//! What the views are asked, and all that they answer to it.

use ledger::entry::Entry;
use ledger::event::budget::LineTable;
use ledger::event::figure::Measure;
use ledger::event::reporting::ReportKind;
use ledger::ids::{ItemId, UnitId};
use ledger::period::Period;
use ledger::time::Date;
use projections::actions::ActionPlan;
use projections::assessments::{Assessment, ReportColours, ReportedStatus};
use projections::checks::{self, CheckResult, Context};
use projections::claims::ClaimResult;
use projections::control::{ControlAction, ControlAssessment, Risk};
use projections::decisions::Decision;
use projections::economy::frames::{FrameRow, ReallocationRow, ReserveRow};
use projections::economy::table::LineTableView;
use projections::figures::FigureTable;
use projections::indicators::IndicatorRow;
use projections::investments::ObjectRow;
use projections::model::ReadModel;
use projections::narrative::{NarrativeText, Noted};
use projections::organisation::{TreeUnit, Unit};
use projections::plan::{Item, ReportItems};
use projections::reporting::{PeriodRow, PublishedReport};
use projections::scope::Scope;

/// Every economic table.
pub(crate) const TABLES: [LineTable; 4] = [
    LineTable::OperatingResult,
    LineTable::IncomeStatement,
    LineTable::Investment,
    LineTable::BalanceRequirement,
];

/// Every measure of key figures.
const MEASURES: [Measure; 7] = [
    Measure::FullTimeEquivalents,
    Measure::FullTimeEquivalentsNetOfLeave,
    Measure::PayrollCost,
    Measure::SickLeave,
    Measure::ListedPatients,
    Measure::Turnover,
    Measure::Volume,
];

/// Whose report is asked for, and for which period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) unit: UnitId,
    pub(crate) period: Period,
}

/// All that the views answer to a question, grounds and provenance included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answers {
    pub(crate) scope: Scope,
    pub(crate) trees: Vec<(Date, Vec<TreeUnit>)>,
    pub(crate) unit_on: Vec<(Date, Option<Unit>)>,
    pub(crate) ancestors_on: Vec<(Date, Vec<UnitId>)>,
    pub(crate) items: ReportItems,
    pub(crate) indicators: Vec<IndicatorRow>,
    pub(crate) assessments: Vec<(ItemId, Option<Assessment>)>,
    pub(crate) statuses: Vec<(ItemId, Option<ReportedStatus>)>,
    pub(crate) colours: ReportColours,
    pub(crate) figures: Vec<FigureTable>,
    pub(crate) tables: Vec<LineTableView>,
    pub(crate) roll_ups: Vec<LineTableView>,
    pub(crate) frames: Vec<FrameRow>,
    pub(crate) reallocations: Vec<ReallocationRow>,
    pub(crate) reserves: Vec<ReserveRow>,
    pub(crate) actions: ActionPlan,
    pub(crate) objects: Vec<ObjectRow>,
    pub(crate) periods: Vec<PeriodRow>,
    pub(crate) published: Vec<PublishedReport>,
    pub(crate) claims: Vec<ClaimResult>,
    pub(crate) checks: Vec<CheckResult>,
    pub(crate) risks: Vec<Risk>,
    pub(crate) controls: Vec<ControlAction>,
    pub(crate) control_assessment: Vec<ControlAssessment>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) unreported: Vec<Decision>,
    pub(crate) texts: Vec<NarrativeText>,
    pub(crate) significant: Vec<Noted>,
    pub(crate) challenges: Vec<Noted>,
}

fn every(items: &ReportItems) -> impl Iterator<Item = &Item> {
    items
        .objectives()
        .chain(&items.strategies)
        .chain(&items.assignments)
}

/// The model of a replay of the whole prefix.
pub(crate) fn replay(log: &[Entry]) -> ReadModel {
    let mut model = ReadModel::default();
    for entry in log {
        model.apply(entry);
    }
    model
}

impl Question {
    /// What the views answer when so many events are known.
    pub(crate) fn ask(&self, model: &ReadModel, size: u64) -> Answers {
        let Self { unit, period } = self;
        let (period, year) = (*period, self.period.year());
        let economy = &model.economy;
        let context = Context {
            model,
            size,
            kind: ReportKind::OperationsReport,
            unit,
            period,
        };
        let lines = economy.lines.of_unit(unit, LineTable::Investment, size);
        let scope = model.organisation.scope(unit, period, size);
        let units: Vec<_> = scope.subtree.iter().cloned().collect();
        let items = model.plan.report_items(&scope);
        let organisation = &model.organisation;
        Answers {
            trees: self
                .days()
                .map(|day| (day, organisation.tree_of(unit, day, size)))
                .collect(),
            unit_on: self
                .days()
                .map(|day| (day, organisation.unit(unit, day, size)))
                .collect(),
            ancestors_on: self
                .days()
                .map(|day| (day, organisation.ancestors(unit, day, size)))
                .collect(),
            indicators: model.indicators.rows(&items, &scope, &model.rules),
            assessments: every(&items)
                .map(|item| (item.item.clone(), model.assessments.shown(item, &scope)))
                .collect(),
            statuses: every(&items)
                .map(|item| (item.item.clone(), model.assessments.status(item, &scope)))
                .collect(),
            colours: model.assessments.counts(&items, &scope),
            figures: MEASURES
                .map(|measure| {
                    let before = period.previous_year();
                    model
                        .figures
                        .table(&scope.subtree, measure, period, before, size)
                })
                .into(),
            items,
            tables: TABLES
                .map(|table| economy.table(unit, table, period, size))
                .into(),
            roll_ups: TABLES
                .map(|table| economy.roll_up(&units, table, period, size))
                .into(),
            frames: TABLES
                .into_iter()
                .flat_map(|table| economy.frames(unit, table, period, size))
                .collect(),
            reallocations: economy.reallocations(unit, year, size),
            reserves: economy.reserves(unit, year, size),
            actions: model.actions.plan(&units, period, size),
            objects: model.investments.objects_under(
                lines.iter().map(|line| &line.line),
                period,
                size,
            ),
            periods: model.reporting.periods(unit, size),
            published: model.reporting.published(size).cloned().collect(),
            claims: checks::claims::compare_all(&context),
            checks: checks::run_all(&context),
            risks: model.control.risks(&scope),
            controls: model.control.actions(&scope),
            control_assessment: model.control.assessment(unit, year, size),
            decisions: model.decisions.of_year(&scope),
            unreported: model.decisions.unreported(Some(unit), size),
            texts: model.narrative.texts(&scope),
            significant: model.narrative.significant_events(&scope),
            challenges: model.narrative.future_challenges(&scope),
            scope,
        }
    }

    /// The first and last day of the period, and every month's 15th.
    fn days(&self) -> impl Iterator<Item = Date> {
        let within = self
            .period
            .months()
            .filter_map(|month| Date::new(month.year(), month.month(), 15));
        [self.period.first_day(), self.period.last_day()]
            .into_iter()
            .chain(within)
    }
}
