//! Traces of economic figures: the versions of the cells tell every effect.
//!
//! Between two changes of the tree of lines, a figure is a sum of cells, so the
//! effect of an event is the difference that it made to its cell. A difference
//! of two columns has no value, and counts as zero, while its sides are not of
//! the same lines; the event that gives it a value has that value as its
//! effect, and the one that takes it away the opposite. Such an event, and one
//! that changes the tree, is asked for its effect directly.

use std::collections::BTreeSet;

use ledger::event::budget::LineTable;
use ledger::ids::{LineId, UnitId};
use ledger::money::Ore;
use ledger::period::Period;

use super::cause::Teller;
use super::groups::{self, Grouped};
use super::{Cause, CauseGroup, CauseKind, Context, Effect, Span};
use crate::document::{Cell, FigureKey};
use crate::economy::Economy;
use crate::economy::column::{Column, Scope};
use crate::economy::table::{self, TOTAL_ROW};
use crate::model::ReadModel;
use crate::report::period_in_words;
use crate::wording;

/// A figure of an economic table.
pub(super) struct EconomicFigure<'a> {
    pub(super) economy: &'a Economy,
    pub(super) table: LineTable,
    rows: Rows,
    pub(super) column: Column,
    pub(super) period: Period,
}

/// What a row sums.
enum Rows {
    /// A line, with or without its children.
    Line(LineId, Scope),
    /// The roots of several units.
    Roots(Vec<UnitId>),
}

impl<'a> EconomicFigure<'a> {
    /// The figure at an address, when it is one of an economic table at either
    /// size, and the units that it sums are the same at both.
    pub(super) fn find(
        model: &'a ReadModel,
        key: &FigureKey,
        context: &Context,
        (from, to): (u64, u64),
    ) -> Option<Self> {
        let table = table::table_of_key(&key.table)?;
        let column = Column::of_key(&key.column)?;
        let line = |id: &str| LineId::new(id).ok();
        let rows = if key.row == TOTAL_ROW {
            let units = |size| model.bearers(context.kind, &context.unit, context.period, size);
            let summed = units(to);
            if summed != units(from) {
                return None;
            }
            Rows::Roots(summed)
        } else {
            let id = table::line_of_row(&key.row);
            let is_remainder = id.len() < key.row.len();
            Rows::Line(
                line(id)?,
                if is_remainder {
                    Scope::Own
                } else {
                    Scope::Whole
                },
            )
        };
        let figure = Self {
            economy: &model.economy,
            table,
            rows,
            column,
            period: context.period,
        };
        (figure.exists(from) || figure.exists(to)).then_some(figure)
    }

    /// Its name, in Swedish.
    pub(super) fn title(&self, to: u64) -> String {
        let row = match &self.rows {
            Rows::Roots(_) => "Summa".to_string(),
            Rows::Line(line, scope) => {
                let title = self
                    .economy
                    .lines
                    .definition(line, to)
                    .map_or_else(|| line.to_string(), |line| line.title.clone());
                match scope {
                    Scope::Whole => title,
                    Scope::Own => format!("{title}, {}", table::REMAINDER_TITLE),
                }
            }
        };
        let period = period_in_words(self.period);
        format!("{row}, {}, {period}", wording::column(self.column))
    }

    /// Its value at a size, in the sign that its table shows; none when it is missing.
    pub(super) fn value(&self, size: u64) -> Option<Ore> {
        self.ledger_value(size)
            .map(|amount| table::shown(self.table, amount))
    }

    /// Its value at a size, as the report shows it.
    pub(super) fn cell(&self, size: u64) -> Cell {
        self.value(size).map_or(Cell::Empty, Cell::Amount)
    }

    /// The causes of its change, one by one or, beyond a limit, with bookings grouped.
    pub(super) fn causes(
        &self,
        teller: &Teller<'_>,
        (from, to): (u64, u64),
        limit: usize,
    ) -> (Vec<Cause>, Vec<CauseGroup>) {
        let many = |grouped: &Grouped| grouped.count() > limit;
        let Grouped { told, months } = self.grouped(from, to).filter(many).unwrap_or_else(|| {
            let touches = self.touches(from, to);
            if touches.len() > limit {
                Grouped::of(touches)
            } else {
                Grouped::one_by_one(touches)
            }
        });
        let shown = |amount| Effect::Amount(table::shown(self.table, amount));
        let causes = told
            .into_iter()
            .filter_map(|(position, amount)| teller.cause(position, shown(amount)));
        let groups = months.into_iter().map(|(month, bookings)| CauseGroup {
            kind: CauseKind::NewFact,
            text: groups::text(month, bookings.count),
            count: bookings.count,
            span: Span {
                first: bookings.first,
                last: bookings.last,
            },
            effect: shown(bookings.amount),
            provenance: bookings.provenance,
        });
        (causes.collect(), groups.collect())
    }

    /// The streams of the log that the figure reads.
    pub(super) fn reads(&self, stream: &str, to: u64) -> bool {
        let mut parts = stream.split('/');
        let subject = parts.next();
        matches!(subject, Some("outcome" | "frame" | "forecast" | "line"))
            && parts.next().is_some_and(|line| {
                self.ever_lines(to)
                    .iter()
                    .any(|known| known.as_str() == line)
            })
    }

    fn exists(&self, size: u64) -> bool {
        match &self.rows {
            Rows::Line(line, _) => self
                .economy
                .lines
                .definition(line, size)
                .is_some_and(|line| line.table == self.table),
            Rows::Roots(units) => !self.economy.lines.roots(units, self.table, size).is_empty(),
        }
    }

    pub(super) fn ledger_value(&self, size: u64) -> Option<Ore> {
        self.column_value(self.column, size)
    }

    fn column_value(&self, column: Column, size: u64) -> Option<Ore> {
        let value = match &self.rows {
            Rows::Line(line, scope) => {
                self.economy
                    .scoped_value(line, *scope, column, self.period, size)
            }
            Rows::Roots(units) => {
                let roots = self.economy.lines.roots(units, self.table, size);
                let lines: Vec<_> = roots.iter().map(|root| &root.line).collect();
                self.economy.sum(&lines, column, self.period, size)
            }
        };
        value.map(|tally| tally.amount)
    }

    /// The lines whose own cells the figure sums at a size.
    pub(super) fn lines(&self, size: u64) -> Vec<LineId> {
        let below = |root: &LineId| {
            self.economy
                .lines
                .subtree(root, size)
                .into_iter()
                .map(|(_, line)| line.line.clone())
                .collect::<Vec<_>>()
        };
        match &self.rows {
            Rows::Line(line, Scope::Own) => vec![line.clone()],
            Rows::Line(line, Scope::Whole) => below(line),
            Rows::Roots(units) => self
                .economy
                .lines
                .roots(units, self.table, size)
                .into_iter()
                .flat_map(|root| below(&root.line))
                .collect(),
        }
    }

    /// Every line that has ever stood, or may come to stand, in the figure.
    pub(super) fn ever_lines(&self, to: u64) -> BTreeSet<LineId> {
        let lines = &self.economy.lines;
        let mut waiting: Vec<LineId> = match &self.rows {
            Rows::Line(line, Scope::Own) => return [line.clone()].into(),
            Rows::Line(line, Scope::Whole) => vec![line.clone()],
            Rows::Roots(units) => units
                .iter()
                .flat_map(|unit| lines.ever_of_unit(unit, self.table, to))
                .collect(),
        };
        let mut found = BTreeSet::new();
        while let Some(line) = waiting.pop() {
            if found.insert(line.clone()) {
                waiting.extend(lines.ever_under(&line).cloned());
            }
        }
        found
    }
}
