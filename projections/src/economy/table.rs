//! Economic tables: the rows of a unit's report, and the roll-up of several units.

use ledger::event::Provenance;
use ledger::event::budget::{Breakdown, LineTable, ReportLineDefined};
use ledger::ids::{LineId, UnitId};
use ledger::money::Ore;
use ledger::period::Period;
use serde::Serialize;

use super::Economy;
use super::column::{Column, Scope};
use super::coverage::Gap;
use super::tally::Tally;
use crate::document::RowRole;

/// The row that sums the roots of several units.
pub const TOTAL_ROW: &str = "total";

/// What the remainder of a partial breakdown is called.
pub const REMAINDER_TITLE: &str = "ej specificerat";

/// The stable key of a table in a report.
pub fn table_key(table: LineTable) -> &'static str {
    match table {
        LineTable::OperatingResult => "operating_result",
        LineTable::IncomeStatement => "income_statement",
        LineTable::Investment => "investments",
        LineTable::BalanceRequirement => "balance_requirement",
    }
}

/// The table with a key.
pub fn table_of_key(key: &str) -> Option<LineTable> {
    [
        LineTable::OperatingResult,
        LineTable::IncomeStatement,
        LineTable::Investment,
        LineTable::BalanceRequirement,
    ]
    .into_iter()
    .find(|table| table_key(*table) == key)
}

/// What the key of a remainder's row ends with, after the line's id.
const REMAINDER_SUFFIX: &str = ":rest";

/// The key of the row that shows the remainder of a line's partial breakdown.
pub fn remainder_key(line: &LineId) -> String {
    format!("{line}{REMAINDER_SUFFIX}")
}

/// The id of the line that a row's key names: all of it, but for what tells a
/// remainder. An id may itself hold colons.
pub fn line_of_row(key: &str) -> &str {
    key.strip_suffix(REMAINDER_SUFFIX).unwrap_or(key)
}

/// An amount in the sign that its table shows: spending on investments is
/// positive there, everything else stands in the ledger's sign.
pub fn shown(table: LineTable, amount: Ore) -> Ore {
    match table {
        LineTable::Investment => -amount,
        LineTable::OperatingResult | LineTable::IncomeStatement | LineTable::BalanceRequirement => {
            amount
        }
    }
}

/// The figures of a row. A value that nothing was booked, decided or forecast for is none, never zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = LineFigures))]
pub struct Figures {
    /// Utfall of the period.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub outcome: Option<Ore>,
    /// Budget of the period.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub budget: Option<Ore>,
    /// Outcome less budget.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub variance: Option<Ore>,
    /// Outcome of the same months of the year before.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub previous: Option<Ore>,
    /// Outcome less previous outcome.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub change: Option<Ore>,
    /// Prognos of the whole year.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub forecast: Option<Ore>,
    /// Budget of the whole year.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub budget_year: Option<Ore>,
    /// Forecast less the budget of the whole year.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub forecast_variance: Option<Ore>,
}

impl Figures {
    /// The figure of a column.
    pub fn get(&self, column: Column) -> Option<Ore> {
        match column {
            Column::Outcome => self.outcome,
            Column::Budget => self.budget,
            Column::Variance => self.variance,
            Column::Previous => self.previous,
            Column::Change => self.change,
            Column::Forecast => self.forecast,
            Column::BudgetYear => self.budget_year,
            Column::ForecastVariance => self.forecast_variance,
        }
    }
}

/// A row of an economic table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LineRow {
    /// The row's stable key: the line's id, [`remainder_key`] or [`TOTAL_ROW`].
    pub key: String,
    /// The line; none for the sum of several units.
    pub line: Option<LineId>,
    /// Its title.
    pub title: String,
    /// The unit that answers for it; none for the sum of several units.
    pub unit: Option<UnitId>,
    /// How deep it is indented: once per "varav".
    pub level: u8,
    /// What it is to the table.
    pub role: RowRole,
    /// The figures.
    pub figures: Figures,
    /// The weakest provenance of what they rest on.
    pub provenance: Option<Provenance>,
}

/// A table of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LineTableView {
    /// Which table.
    pub table: LineTable,
    /// The rows in the order of the table.
    pub rows: Vec<LineRow>,
    /// What the sums of the table lack.
    pub gaps: Vec<Gap>,
}

impl Economy {
    /// A table of a unit's report: every line under the topmost lines that the
    /// unit answers for, each remainder after the parts it remains from. No rows
    /// when the unit has no such table.
    pub fn table(
        &self,
        unit: &UnitId,
        table: LineTable,
        period: Period,
        size: u64,
    ) -> LineTableView {
        let roots = self.lines.roots(std::slice::from_ref(unit), table, size);
        let lines: Vec<_> = roots.iter().map(|root| &root.line).collect();
        let rows = lines
            .iter()
            .flat_map(|root| self.rows_under(root, period, size))
            .collect();
        let gaps = self.gaps(&lines, period, size);
        LineTableView { table, rows, gaps }
    }

    /// The rows of a line: itself and all that it is made of.
    pub fn tree_of(&self, line: &LineId, period: Period, size: u64) -> Option<LineTableView> {
        let table = self.lines.definition(line, size)?.table;
        let rows = self.rows_under(line, period, size);
        let gaps = self.gaps(&[line], period, size);
        Some(LineTableView { table, rows, gaps })
    }

    /// The roll-up of several units: the topmost lines of each, and their sum.
    pub fn roll_up(
        &self,
        units: &[UnitId],
        table: LineTable,
        period: Period,
        size: u64,
    ) -> LineTableView {
        let roots = self.lines.roots(units, table, size);
        let lines: Vec<_> = roots.iter().map(|root| &root.line).collect();
        let mut rows: Vec<_> = roots
            .iter()
            .map(|root| self.row(root, 0, RowRole::Item, period, size))
            .collect();
        if !roots.is_empty() {
            let (figures, provenance) = figures(|column| self.sum(&lines, column, period, size));
            rows.push(LineRow {
                key: TOTAL_ROW.into(),
                line: None,
                title: "Summa".into(),
                unit: None,
                level: 0,
                role: RowRole::Total,
                figures,
                provenance,
            });
        }
        let gaps = self.gaps(&lines, period, size);
        LineTableView { table, rows, gaps }
    }

    /// The result of a unit: the last of its topmost lines, or their sum when they are
    /// parts of totals that units above have.
    pub fn result(&self, unit: &UnitId, period: Period, size: u64) -> Option<LineRow> {
        let unit = std::slice::from_ref(unit);
        let roots = self.lines.roots(unit, LineTable::OperatingResult, size);
        let last = roots.last()?.line.clone();
        let table = self.roll_up(unit, LineTable::OperatingResult, period, size);
        let mut rows = table.rows;
        if roots.len() > 1 && roots.iter().all(|root| root.parent.is_some()) {
            return rows.pop();
        }
        rows.into_iter()
            .find(|row| row.line.as_ref() == Some(&last))
    }

    /// The rows of a tree: totals where their order puts them, parts under
    /// what they are part of, and the remainder last among them.
    fn rows_under(&self, root: &LineId, period: Period, size: u64) -> Vec<LineRow> {
        let mut lines = Vec::new();
        self.collect(root, 0, RowRole::Item, size, &mut lines);
        lines
            .into_iter()
            .map(|shown| match shown.role {
                RowRole::Remainder => self.remainder(shown.line, shown.level, period, size),
                role => self.row(shown.line, shown.level, role, period, size),
            })
            .collect()
    }

    /// Lists a line with what is below it. The parts of a partial breakdown
    /// follow their line; those of a complete one stand around the total in the
    /// order of the table.
    fn collect<'a>(
        &'a self,
        line: &LineId,
        level: u8,
        role: RowRole,
        size: u64,
        rows: &mut Vec<Shown<'a>>,
    ) {
        let Some(line) = self.lines.definition(line, size) else {
            return;
        };
        if rows.iter().any(|row| row.line.line == line.line) {
            return;
        }
        let shown = Shown { line, level, role };
        let children = self.lines.children(&line.line, size);
        match line.breakdown {
            Breakdown::Partial => {
                rows.push(shown);
                for child in children {
                    self.collect(
                        &child.line,
                        level.saturating_add(1),
                        RowRole::Part,
                        size,
                        rows,
                    );
                }
                rows.push(Shown {
                    line,
                    level: level.saturating_add(1),
                    role: RowRole::Remainder,
                });
            }
            Breakdown::Complete | Breakdown::None => {
                let role = match (line.breakdown, role) {
                    (Breakdown::Complete, _) => RowRole::Total,
                    (_, role) => role,
                };
                let (before, after): (Vec<_>, Vec<_>) = children
                    .into_iter()
                    .partition(|child| child.order < line.order);
                for child in before {
                    self.collect(&child.line, level, RowRole::Item, size, rows);
                }
                rows.push(Shown { line, level, role });
                for child in after {
                    self.collect(&child.line, level, RowRole::Item, size, rows);
                }
            }
        }
    }

    fn row(
        &self,
        line: &ReportLineDefined,
        level: u8,
        role: RowRole,
        period: Period,
        size: u64,
    ) -> LineRow {
        let (figures, provenance) = figures(|column| self.value(&line.line, column, period, size));
        LineRow {
            key: line.line.to_string(),
            line: Some(line.line.clone()),
            title: line.title.clone(),
            unit: Some(line.unit.clone()),
            level,
            role,
            figures,
            provenance,
        }
    }

    fn remainder(&self, line: &ReportLineDefined, level: u8, period: Period, size: u64) -> LineRow {
        let (figures, provenance) =
            figures(|column| self.scoped_value(&line.line, Scope::Own, column, period, size));
        LineRow {
            key: remainder_key(&line.line),
            line: Some(line.line.clone()),
            title: REMAINDER_TITLE.into(),
            unit: Some(line.unit.clone()),
            level,
            role: RowRole::Remainder,
            figures,
            provenance,
        }
    }
}

/// A line in its place in a table.
struct Shown<'a> {
    line: &'a ReportLineDefined,
    level: u8,
    role: RowRole,
}

/// The figures of a row and the weakest provenance among them.
fn figures(value: impl Fn(Column) -> Option<Tally>) -> (Figures, Option<Provenance>) {
    let [
        outcome,
        budget,
        variance,
        previous,
        change,
        forecast,
        budget_year,
        forecast_variance,
    ] = Column::ALL.map(value);
    let amount = |tally: Option<Tally>| tally.map(|tally| tally.amount);
    let provenance = [outcome, budget, previous, forecast, budget_year]
        .into_iter()
        .flatten()
        .map(|tally| tally.provenance)
        .max()
        .flatten();
    let figures = Figures {
        outcome: amount(outcome),
        budget: amount(budget),
        variance: amount(variance),
        previous: amount(previous),
        change: amount(change),
        forecast: amount(forecast),
        budget_year: amount(budget_year),
        forecast_variance: amount(forecast_variance),
    };
    (figures, provenance)
}
