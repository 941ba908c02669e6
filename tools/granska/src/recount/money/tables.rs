//! The economic tables of a report, counted from the books.

use std::collections::BTreeSet;

use super::super::cell::Cell;
use super::super::fact::Source;
use super::super::table::{Row, Table};
use super::budget::{Budgets, MadeBy, ReallocationMade};
use super::column::{Asked, Extent};
use super::{Column, Money, Sum, TableKind};

/// A row of an economic table before its columns are chosen.
#[derive(Debug, Clone)]
pub(in super::super) struct LineRow {
    /// Its key in the report.
    pub(in super::super) key: String,
    /// What it is called in a table of lines, where that is known.
    pub(in super::super) label: Option<String>,
    figures: [Sum; 8],
    /// Whether it is a sum of others, or stands under one as a "varav".
    counted_elsewhere: bool,
}

impl LineRow {
    /// The row with what it is called.
    pub(in super::super) fn labelled(self, label: impl Into<String>) -> Self {
        Self {
            label: Some(label.into()),
            ..self
        }
    }

    /// Its value in a column.
    pub(in super::super) fn value(&self, column: Column) -> Sum {
        let place = Column::WITH_FORECAST.iter().position(|of| *of == column);
        place
            .and_then(|place| self.figures.get(place).copied())
            .unwrap_or_default()
    }

    /// The weakest source of what it rests on.
    pub(in super::super) fn source(&self) -> Option<Source> {
        [
            Column::Outcome,
            Column::Budget,
            Column::Previous,
            Column::Forecast,
            Column::BudgetYear,
        ]
        .into_iter()
        .filter(|column| self.value(*column).ore().is_some())
        .filter_map(|column| self.value(column).source())
        .max()
    }

    /// The row of a report's table with these columns.
    pub(in super::super) fn shown(&self, key: &str, table: TableKind, columns: &[Column]) -> Row {
        let cells = columns
            .iter()
            .map(|column| (column.key(), shown(table, self.value(*column))));
        let row = Row::new(key).with_all(cells).resting_on(self.source());
        if self.figures.iter().any(|sum| sum.is_lost()) {
            row.touched_by_redaction()
        } else {
            row
        }
    }
}

/// What is to be shown next under a line.
enum Waiting<'a> {
    /// A line, and whether it stands under one as a "varav".
    Line { name: &'a str, part: bool },
    /// The row of a line whose parts are shown or wait already.
    Row { name: &'a str, part: bool },
    /// What a partial breakdown leaves of a line.
    Rest { name: &'a str },
}

/// What the row of what a partial breakdown leaves is called.
const REMAINDER: &str = "ej specificerat";

/// The types of events that make rows of frames.
const FRAMES: [&str; 5] = [
    "FrameDecided",
    "FrameAdjusted",
    "BudgetReallocated",
    "ReserveDisposed",
    "InvestmentObjectApproved",
];

/// An amount in the sign of its table: spending on investments is positive there.
pub(in super::super) fn shown(table: TableKind, sum: Sum) -> Cell {
    match table {
        TableKind::Investment => sum.turned(),
        TableKind::OperatingResult | TableKind::IncomeStatement | TableKind::BalanceRequirement => {
            sum.cell()
        }
    }
}

impl Money {
    fn row(&self, key: String, lines: &[&str], extent: Extent, asked: Asked<'_>) -> LineRow {
        LineRow {
            key,
            label: None,
            figures: Column::WITH_FORECAST.map(|column| self.value(lines, extent, column, asked)),
            counted_elsewhere: false,
        }
    }

    /// The rows of a unit's own table: every line under its topmost lines, and
    /// what a partial breakdown leaves.
    pub(in super::super) fn own_rows(
        &self,
        unit: &str,
        table: TableKind,
        asked: Asked<'_>,
    ) -> Vec<LineRow> {
        let mut rows = Vec::new();
        for top in self.lines.topmost(&[unit.into()], table) {
            let mut seen = BTreeSet::new();
            self.rows_under(top, asked, &mut seen, &mut rows);
        }
        rows
    }

    fn rows_under<'a>(
        &'a self,
        top: &'a str,
        asked: Asked<'_>,
        seen: &mut BTreeSet<&'a str>,
        rows: &mut Vec<LineRow>,
    ) {
        // What waits, the next one last: a chain of lines may be as long as the log.
        let mut waiting = vec![Waiting::Line {
            name: top,
            part: false,
        }];
        while let Some(next) = waiting.pop() {
            let (name, part) = match next {
                Waiting::Line { name, part } => (name, part),
                Waiting::Row { name, part } => {
                    rows.extend(self.line_row(name, part, asked));
                    continue;
                }
                Waiting::Rest { name } => {
                    let mut rest = self.row(format!("{name}:rest"), &[name], Extent::Own, asked);
                    rest.counted_elsewhere = true;
                    rows.push(rest.labelled(REMAINDER));
                    continue;
                }
            };
            let Some(line) = self.lines.get(name).filter(|_| seen.insert(name)) else {
                continue;
            };
            // Parts follow their line, and what is left of it follows them; other
            // lines stand around it in the order of the table.
            let (before, after): (Vec<&str>, Vec<&str>) =
                self.lines.children(name).partition(|child| {
                    let child = self.lines.get(child);
                    !line.partial && child.is_some_and(|child| child.order < line.order)
                });
            if line.partial {
                waiting.push(Waiting::Rest { name });
            }
            let below = |name| Waiting::Line {
                name,
                part: part || line.partial,
            };
            waiting.extend(after.into_iter().rev().map(below));
            waiting.push(Waiting::Row { name, part });
            waiting.extend(before.into_iter().rev().map(below));
        }
    }

    fn line_row(&self, name: &str, part: bool, asked: Asked<'_>) -> Option<LineRow> {
        let line = self.lines.get(name)?;
        let mut row = self.row(name.into(), &[name], Extent::Whole, asked);
        row.counted_elsewhere = part || line.complete;
        Some(row.labelled(&line.title))
    }

    /// The unit that answers for a line, and what the line is called.
    pub(in super::super) fn name_of(&self, line: &str) -> Option<(&str, &str)> {
        let line = self.lines.get(line)?;
        Some((&line.unit, &line.title))
    }

    /// The topmost lines of some units, and their sum as the last row.
    pub(in super::super) fn rolled_up(
        &self,
        units: &[String],
        table: TableKind,
        asked: Asked<'_>,
    ) -> Vec<LineRow> {
        let topmost = self.lines.topmost(units, table);
        let mut rows: Vec<LineRow> = topmost
            .iter()
            .map(|line| self.row((*line).into(), &[line], Extent::Whole, asked))
            .collect();
        if !topmost.is_empty() {
            rows.push(self.row("total".into(), &topmost, Extent::Whole, asked));
        }
        rows
    }

    /// The row that tells a unit's result: its last total, or the sum of its
    /// parts of others' totals.
    pub(in super::super) fn result(&self, unit: &str, asked: Asked<'_>) -> Option<LineRow> {
        let units = [unit.to_owned()];
        let topmost = self.lines.topmost(&units, TableKind::OperatingResult);
        let last = *topmost.last()?;
        let only_parts = topmost.iter().all(|line| {
            let line = self.lines.get(line);
            line.is_some_and(|line| line.parent.is_some())
        });
        let mut rows = self.rolled_up(&units, TableKind::OperatingResult, asked);
        if topmost.len() > 1 && only_parts {
            return rows.pop();
        }
        rows.into_iter().find(|row| row.key == last)
    }

    /// The balance requirement: the year's result, its adjustments, and their sum.
    pub(in super::super) fn balance_requirement(&self, unit: &str, asked: Asked<'_>) -> Table {
        let last = self
            .lines
            .topmost(&[unit.into()], TableKind::IncomeStatement)
            .pop();
        let result = last.map(|line| self.value(&[line], Extent::Whole, Column::Outcome, asked));
        let adjustments: Vec<LineRow> = self
            .own_rows(unit, TableKind::BalanceRequirement, asked)
            .into_iter()
            .filter(|row| row.value(Column::Outcome).ore().is_some())
            .collect();
        let Some(result) = result.filter(|sum| sum.ore().is_some() && !adjustments.is_empty())
        else {
            return Table::default();
        };
        let mut total = result;
        for row in adjustments.iter().filter(|row| !row.counted_elsewhere) {
            total.add(row.value(Column::Outcome));
        }
        let bare = |key: &str, sum: Sum| Row::new(key).with("outcome", sum.cell());
        let adjusted = adjustments
            .iter()
            .map(|row| row.shown(&row.key, TableKind::BalanceRequirement, &[Column::Outcome]));
        Table::of(
            [bare("result", result)]
                .into_iter()
                .chain(adjusted)
                .chain([bare("total", total)]),
        )
    }

    /// The lines in a unit's own tables.
    pub(in super::super) fn lines_of(&self, unit: &str, table: TableKind) -> BTreeSet<&str> {
        let topmost = self.lines.topmost(&[unit.into()], table).into_iter();
        topmost.flat_map(|line| self.lines.tree(line)).collect()
    }

    /// The objects under the lines of a unit's investment table.
    pub(in super::super) fn objects_table(&self, unit: &str, asked: Asked<'_>) -> Table {
        let lines = self.lines_of(unit, TableKind::Investment);
        self.objects.table(&lines, asked.period, asked.redacted)
    }

    /// Frames: what is decided, what changed it, what is used and left.
    pub(in super::super) fn frames(&self, unit: &str, asked: Asked<'_>) -> Table {
        let year = asked.period.year();
        let mut rows = Vec::new();
        let lines = [TableKind::OperatingResult, TableKind::Investment]
            .into_iter()
            .flat_map(|table| self.lines_of(unit, table));
        for line in lines {
            let Some(frame) = self.budgets.get(line, year) else {
                continue;
            };
            let used = self.booked(line, asked.period.year_to_date(), asked.redacted);
            let lost = Budgets::lost(line, year, asked.redacted);
            let of_frame = |ore: i128| {
                if lost {
                    Cell::Redacted
                } else {
                    Cell::amount(ore)
                }
            };
            let left = if used.is_lost() {
                Cell::Redacted
            } else {
                of_frame(frame.current() - used.ore().unwrap_or_default())
            };
            let title = self.lines.get(line).map(|line| line.title.clone());
            rows.push(
                Row::new(line)
                    .named(title.unwrap_or_default())
                    .with("decided", Cell::some(frame.decided(), of_frame))
                    .with("change", of_frame(frame.changed()))
                    .with("current", of_frame(frame.current()))
                    .with("used", used.cell())
                    .with("left", left)
                    .resting_on(frame.source.max(used.source())),
            );
            rows.extend(frame.changes.iter().map(|change| {
                Row::new(format!("{line}@{}", change.position))
                    .with("change", Cell::amount(change.ore))
            }));
        }
        Table::of(rows).lacking_rows(asked.redacted.any(&FRAMES))
    }

    /// What the frames of a line were reduced by in a year, each decision by itself.
    pub(in super::super) fn reductions(&self, line: &str, year: i32) -> impl Iterator<Item = i128> {
        let changes = self.budgets.get(line, year).into_iter();
        changes
            .flat_map(|frame| &frame.changes)
            .filter(|change| change.made_by == MadeBy::Reduction)
            .map(|change| change.ore)
    }

    /// The reallocations of a year that touch a unit's lines, by position.
    pub(in super::super) fn reallocations_of(
        &self,
        unit: &str,
        year: i32,
    ) -> Vec<(u64, &ReallocationMade)> {
        let made: BTreeSet<u64> = self
            .all_lines_of(unit)
            .into_iter()
            .filter_map(|line| self.budgets.get(line, year))
            .flat_map(|frame| &frame.changes)
            .filter(|change| change.made_by == MadeBy::Reallocation)
            .map(|change| change.position)
            .collect();
        let made = made.into_iter();
        made.filter_map(|position| Some((position, self.budgets.reallocation(position)?)))
            .collect()
    }

    /// The table of them.
    pub(in super::super) fn reallocations(&self, unit: &str, asked: Asked<'_>) -> Table {
        let year = asked.period.year();
        let mut rows = Vec::new();
        for (position, made) in self.reallocations_of(unit, year) {
            let ores = made.postings.iter().map(|posting| i128::from(posting.ore));
            let sum = ores.sum();
            rows.push(
                Row::new(position.to_string())
                    .with("amount", Cell::amount(sum))
                    .with("from_month", Cell::count(made.from_month)),
            );
            let postings = made.postings.iter().enumerate();
            rows.extend(postings.map(|(place, posting)| {
                Row::new(format!("{position}/{place}:{}", posting.line))
                    .with("amount", Cell::amount(i128::from(posting.ore)))
            }));
        }
        Table::of(rows).lacking_rows(asked.redacted.any(&FRAMES))
    }

    /// The planning reserves of a unit that have been put to use in a year.
    pub(in super::super) fn reserves(&self, unit: &str, asked: Asked<'_>) -> Table {
        let year = asked.period.year();
        let mut rows = Vec::new();
        for line in self.all_lines_of(unit) {
            let Some(frame) = self.budgets.get(line, year) else {
                continue;
            };
            let given: Vec<_> = frame
                .changes
                .iter()
                .filter(|change| change.made_by == MadeBy::GivenByReserve)
                .collect();
            if given.is_empty() {
                continue;
            }
            let lost = Budgets::lost(line, year, asked.redacted);
            let of_frame = |ore: i128| {
                if lost {
                    Cell::Redacted
                } else {
                    Cell::amount(ore)
                }
            };
            let disposed: i128 = given.iter().map(|change| change.ore).sum();
            rows.push(
                Row::new(line)
                    .with("decided", of_frame(frame.current() - disposed))
                    .with("disposed", of_frame(disposed))
                    .with("left", of_frame(frame.current())),
            );
            rows.extend(given.iter().map(|change| {
                Row::new(format!("{line}@{}", change.position))
                    .with("disposed", Cell::amount(change.ore))
            }));
        }
        Table::of(rows).lacking_rows(asked.redacted.any(&FRAMES))
    }

    fn all_lines_of(&self, unit: &str) -> BTreeSet<&str> {
        let tables = TableKind::ALL.into_iter();
        tables
            .flat_map(|table| self.lines_of(unit, table))
            .collect()
    }
}
