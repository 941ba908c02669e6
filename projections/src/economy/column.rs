//! Columns of an economic table, and the value of a line in each.

use ledger::event::budget::Breakdown;
use ledger::event::reporting::LineColumn;
use ledger::ids::LineId;
use ledger::period::Period;
use serde::Serialize;

use super::Economy;
use super::tally::{self, Tally};

/// A column of an economic table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = EconomyColumn))]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Utfall of the period.
    Outcome,
    /// Budget of the period.
    Budget,
    /// Avvikelse: outcome less budget.
    Variance,
    /// Utfall of the same months of the year before.
    Previous,
    /// Förändring: outcome less previous outcome.
    Change,
    /// Prognos of the whole year.
    Forecast,
    /// Budget of the whole year.
    BudgetYear,
    /// Prognos less the budget of the whole year.
    ForecastVariance,
}

impl Column {
    /// Every column, in the order of a table.
    pub const ALL: [Self; 8] = [
        Self::Outcome,
        Self::Budget,
        Self::Variance,
        Self::Previous,
        Self::Change,
        Self::Forecast,
        Self::BudgetYear,
        Self::ForecastVariance,
    ];

    /// The columns that are sums of what is booked, decided or forecast.
    pub const SINGLE: [Self; 5] = [
        Self::Outcome,
        Self::Budget,
        Self::Previous,
        Self::Forecast,
        Self::BudgetYear,
    ];

    /// The stable key in a figure's address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Budget => "budget",
            Self::Variance => "variance",
            Self::Previous => "previous",
            Self::Change => "change",
            Self::Forecast => "forecast",
            Self::BudgetYear => "budget_year",
            Self::ForecastVariance => "forecast_variance",
        }
    }

    /// The column with a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// What a column is made of: single columns, each with its sign.
    pub fn terms(self) -> &'static [(Self, bool)] {
        match self {
            Self::Outcome => &[(Self::Outcome, true)],
            Self::Budget => &[(Self::Budget, true)],
            Self::Variance => &[(Self::Outcome, true), (Self::Budget, false)],
            Self::Previous => &[(Self::Previous, true)],
            Self::Change => &[(Self::Outcome, true), (Self::Previous, false)],
            Self::Forecast => &[(Self::Forecast, true)],
            Self::BudgetYear => &[(Self::BudgetYear, true)],
            Self::ForecastVariance => &[(Self::Forecast, true), (Self::BudgetYear, false)],
        }
    }

    /// The period whose bookings a single column sums, asked for a period; none of one
    /// that sums no bookings.
    pub fn booked_in(self, period: Period) -> Option<Period> {
        match self {
            Self::Outcome => Some(period),
            Self::Previous => Some(period.previous_year()),
            Self::Budget
            | Self::Variance
            | Self::Change
            | Self::Forecast
            | Self::BudgetYear
            | Self::ForecastVariance => None,
        }
    }
}

impl From<LineColumn> for Column {
    fn from(claimed: LineColumn) -> Self {
        match claimed {
            LineColumn::Outcome => Self::Outcome,
            LineColumn::Budget => Self::Budget,
            LineColumn::PreviousOutcome => Self::Previous,
            LineColumn::Forecast => Self::Forecast,
            LineColumn::Variance => Self::Variance,
            LineColumn::Change => Self::Change,
        }
    }
}

/// Whether a value is that of a line with its children or of the line itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The line with all lines below it.
    Whole,
    /// The line itself: the remainder ("ej specificerat") of a partial breakdown.
    Own,
}

impl Economy {
    /// The value of a line, with its children, in a column.
    pub fn value(&self, line: &LineId, column: Column, period: Period, size: u64) -> Option<Tally> {
        self.scoped_value(line, Scope::Whole, column, period, size)
    }

    /// The value of a line in a column, with or without its children.
    pub fn scoped_value(
        &self,
        line: &LineId,
        scope: Scope,
        column: Column,
        period: Period,
        size: u64,
    ) -> Option<Tally> {
        match scope {
            Scope::Own => joined(column, |column| self.own(line, column, period, size)),
            Scope::Whole => self.sum(&[line], column, period, size),
        }
    }

    /// The sum of several lines, with their children, in a column: of what
    /// there is. A difference is that of the sums, so that the row of a sum
    /// agrees with itself, and exists only where both sum the same lines: one
    /// that has a value on one side alone takes the difference away.
    pub fn sum(
        &self,
        lines: &[&LineId],
        column: Column,
        period: Period,
        size: u64,
    ) -> Option<Tally> {
        let value = joined(column, |column| {
            tally::total(
                lines
                    .iter()
                    .map(|line| self.whole(line, column, period, size)),
            )
        })?;
        match column.terms() {
            [(minuend, _), (subtrahend, _)] => self
                .comparable(lines, (*minuend, *subtrahend), period, size)
                .then_some(value),
            _ => Some(value),
        }
    }

    /// Whether a line's own part is a remainder to be shown.
    pub fn has_remainder(&self, line: &LineId, size: u64) -> bool {
        self.lines
            .definition(line, size)
            .is_some_and(|line| line.breakdown == Breakdown::Partial)
    }

    /// Whether a line itself, its children apart, has a value in a single column.
    pub fn has(&self, line: &LineId, column: Column, period: Period, size: u64) -> bool {
        self.own(line, column, period, size).is_some()
    }

    fn whole(&self, line: &LineId, column: Column, period: Period, size: u64) -> Option<Tally> {
        tally::total(
            self.lines
                .subtree(line, size)
                .into_iter()
                .map(|(_, below)| self.own(&below.line, column, period, size)),
        )
    }

    fn own(&self, line: &LineId, column: Column, period: Period, size: u64) -> Option<Tally> {
        match column {
            Column::Outcome => self.cells.own(line, period, size),
            Column::Previous => self.cells.own(line, period.previous_year(), size),
            Column::Budget => self.budgets.own(line, period, size),
            Column::BudgetYear => self.budgets.own(line, period.full_year(), size),
            Column::Forecast => self.forecasts.own(line, period, size),
            Column::Variance | Column::Change | Column::ForecastVariance => None,
        }
    }
}

/// The value of a column that is single, or the difference of the two that it is made of.
fn joined(column: Column, single: impl Fn(Column) -> Option<Tally>) -> Option<Tally> {
    match column.terms() {
        [(minuend, _), (subtrahend, _)] => tally::difference(single(*minuend), single(*subtrahend)),
        _ => single(column),
    }
}
