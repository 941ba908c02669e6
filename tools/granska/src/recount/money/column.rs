//! Columns: the value of lines in each column of an economic table.

use std::collections::BTreeSet;

use super::super::calendar::Period;
use super::super::redacted::Redacted;
use super::{Money, Sum};

/// A column of an economic table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Column {
    /// Utfall of the period.
    Outcome,
    /// Budget of the period.
    Budget,
    /// Utfall less budget.
    Variance,
    /// Utfall of the same months of the year before.
    Previous,
    /// Utfall less previous utfall.
    Change,
    /// Prognos of the year.
    Forecast,
    /// Budget of the year.
    BudgetYear,
    /// Prognos less budget of the year.
    ForecastVariance,
}

/// What of a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The line with every line below it.
    Whole,
    /// The line itself.
    Own,
}

/// When, and what of it is redacted.
#[derive(Clone, Copy)]
pub(in super::super) struct Asked<'a> {
    /// The period.
    pub(in super::super) period: Period,
    /// The redacted events.
    pub(in super::super) redacted: &'a Redacted,
}

impl Column {
    /// The columns against budget and the year before.
    pub(in super::super) const RESULT: [Self; 5] = [
        Self::Outcome,
        Self::Budget,
        Self::Variance,
        Self::Previous,
        Self::Change,
    ];

    /// The same with the forecast.
    pub(in super::super) const WITH_FORECAST: [Self; 8] = [
        Self::Outcome,
        Self::Budget,
        Self::Variance,
        Self::Previous,
        Self::Change,
        Self::Forecast,
        Self::BudgetYear,
        Self::ForecastVariance,
    ];

    /// Its key in a report.
    pub(in super::super) fn key(self) -> &'static str {
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

    /// The two columns whose difference it is.
    fn difference(self) -> Option<(Self, Self)> {
        match self {
            Self::Variance => Some((Self::Outcome, Self::Budget)),
            Self::Change => Some((Self::Outcome, Self::Previous)),
            Self::ForecastVariance => Some((Self::Forecast, Self::BudgetYear)),
            Self::Outcome | Self::Budget | Self::Previous | Self::Forecast | Self::BudgetYear => {
                None
            }
        }
    }
}

impl Money {
    /// The value of some lines together in a column. A difference exists only
    /// where both its sides have a value for the same lines.
    pub(super) fn value(
        &self,
        lines: &[&str],
        extent: Extent,
        column: Column,
        asked: Asked<'_>,
    ) -> Sum {
        let Some((from, less)) = column.difference() else {
            let each = lines.iter();
            return each
                .map(|line| match extent {
                    Extent::Own => self.own(line, column, asked),
                    Extent::Whole => self.whole(line, column, asked),
                })
                .collect();
        };
        let difference = self
            .value(lines, extent, from, asked)
            .less(self.value(lines, extent, less, asked));
        if extent == Extent::Own || self.same_lines(lines, (from, less), asked) {
            difference
        } else {
            difference.without_amount()
        }
    }

    /// The value of a line with every line below it, in öre.
    pub(in super::super) fn whole_ore(
        &self,
        line: &str,
        column: Column,
        asked: Asked<'_>,
    ) -> Option<i128> {
        self.value(&[line], Extent::Whole, column, asked).ore()
    }

    /// The value of a line itself, in öre.
    pub(in super::super) fn own_ore(
        &self,
        line: &str,
        column: Column,
        asked: Asked<'_>,
    ) -> Option<i128> {
        self.own(line, column, asked).ore()
    }

    /// How many values of single lines a line's value in a column is made of.
    pub(in super::super) fn parts_behind(
        &self,
        line: &str,
        column: Column,
        asked: Asked<'_>,
    ) -> usize {
        let columns = match column.difference() {
            Some((from, less)) => vec![from, less],
            None => vec![column],
        };
        let below = self.lines.tree(line);
        let values = columns
            .into_iter()
            .flat_map(|column| below.iter().map(move |line| (*line, column)));
        values
            .filter(|(line, column)| self.own(line, *column, asked).ore().is_some())
            .count()
    }

    /// Whether a line is the sum of its parts.
    pub(in super::super) fn is_complete(&self, line: &str) -> bool {
        self.lines.get(line).is_some_and(|line| line.complete)
    }

    /// Whether a line's parts are only a part of it.
    pub(in super::super) fn is_partial(&self, line: &str) -> bool {
        self.lines.get(line).is_some_and(|line| line.partial)
    }

    /// The lines directly under a line.
    pub(in super::super) fn children(&self, line: &str) -> impl Iterator<Item = &str> {
        self.lines.children(line)
    }

    fn own(&self, line: &str, column: Column, asked: Asked<'_>) -> Sum {
        let Asked { period, redacted } = asked;
        match column {
            Column::Outcome => self.booked(line, period, redacted),
            Column::Previous => self.booked(line, period.year_before(), redacted),
            Column::Budget => self.budgets.own(line, period, redacted),
            Column::BudgetYear => self.budgets.own(line, period.full_year(), redacted),
            Column::Forecast => self.forecast(line, period, redacted),
            Column::Variance | Column::Change | Column::ForecastVariance => Sum::default(),
        }
    }

    fn whole(&self, line: &str, column: Column, asked: Asked<'_>) -> Sum {
        let below = self.lines.tree(line).into_iter();
        below.map(|line| self.own(line, column, asked)).collect()
    }

    /// Whether two columns have values for the same of the lines that these
    /// speak of: a line whose parts are only examples speaks as a whole, any
    /// other for itself beside its parts.
    fn same_lines(&self, lines: &[&str], columns: (Column, Column), asked: Asked<'_>) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = lines.to_vec();
        while let Some(name) = waiting.pop() {
            let Some(line) = self.lines.get(name).filter(|_| seen.insert(name)) else {
                continue;
            };
            let has = |column| {
                if line.partial {
                    self.whole(name, column, asked).ore().is_some()
                } else {
                    self.own(name, column, asked).ore().is_some()
                }
            };
            if has(columns.0) != has(columns.1) {
                return false;
            }
            if !line.partial {
                waiting.extend(self.lines.children(name));
            }
        }
        true
    }
}
