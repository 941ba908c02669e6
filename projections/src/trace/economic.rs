//! Traces of economic figures: the versions of the cells tell every effect.
//!
//! Between two changes of the tree of lines, a figure is a sum of cells, so the
//! effect of an event is the difference that it made to its cell. A difference
//! of two columns has no value, and counts as zero, until both sides have one;
//! the event that gives it its first value has that value as its effect. An
//! event that changes the tree is asked for its effect directly.

use std::collections::{BTreeMap, BTreeSet};

use ledger::event::Provenance;
use ledger::event::budget::LineTable;
use ledger::ids::{LineId, Position, UnitId};
use ledger::money::Ore;
use ledger::period::{Month, Period};

use super::cause::Teller;
use super::{Cause, CauseGroup, CauseKind, Context, Effect};
use crate::document::{Cell, FigureKey};
use crate::economy::Economy;
use crate::economy::cells::CellCause;
use crate::economy::column::{Column, Scope};
use crate::economy::spread;
use crate::economy::table::{self, TOTAL_ROW};
use crate::model::ReadModel;

/// A figure of an economic table.
pub(super) struct EconomicFigure<'a> {
    economy: &'a Economy,
    table: LineTable,
    rows: Rows,
    column: Column,
    period: Period,
}

/// What a row sums.
enum Rows {
    /// A line, with or without its children.
    Line(LineId, Scope),
    /// The roots of several units.
    Roots(Vec<UnitId>),
}

/// What an event did to a figure.
#[derive(Debug, Clone, Copy)]
struct Touch {
    amount: Ore,
    /// What it booked, for grouping; none for anything else.
    booked: Option<(Month, CellCause)>,
    provenance: Option<Provenance>,
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
        } else if let Some(id) = key.row.strip_suffix(table::REMAINDER_SUFFIX) {
            Rows::Line(line(id)?, Scope::Own)
        } else {
            Rows::Line(line(&key.row)?, Scope::Whole)
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
        format!("{row}, {}, {}", column_word(self.column), self.period)
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
        let touches = self.touches(from, to);
        let one_by_one = touches.len() <= limit;
        let mut causes = Vec::new();
        let mut groups: BTreeMap<(CauseKind, Month), CauseGroup> = BTreeMap::new();
        for (position, touch) in touches {
            let shown = table::shown(self.table, touch.amount);
            match touch.booked {
                Some((month, CellCause::Booked | CellCause::Spent)) if !one_by_one => {
                    let key = (CauseKind::NewFact, month);
                    join(
                        groups
                            .entry(key)
                            .or_insert_with(|| empty_group(key.0, position)),
                        position,
                        shown,
                        touch.provenance,
                    );
                }
                _ => causes.extend(teller.cause(position, Effect::Amount(shown))),
            }
        }
        let groups = groups
            .into_iter()
            .map(|((_, month), group)| CauseGroup {
                text: if group.count == 1 {
                    format!("1 bokföring för {month}")
                } else {
                    format!("{} bokföringar för {month}", group.count)
                },
                ..group
            })
            .collect();
        (causes, groups)
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
            Rows::Roots(units) => units
                .iter()
                .any(|unit| !self.economy.lines.roots(unit, self.table, size).is_empty()),
        }
    }

    fn ledger_value(&self, size: u64) -> Option<Ore> {
        self.column_value(self.column, size)
    }

    fn column_value(&self, column: Column, size: u64) -> Option<Ore> {
        let value = match &self.rows {
            Rows::Line(line, scope) => {
                self.economy
                    .scoped_value(line, *scope, column, self.period, size)
            }
            Rows::Roots(units) => {
                let roots: Vec<_> = units
                    .iter()
                    .flat_map(|unit| self.economy.lines.roots(unit, self.table, size))
                    .collect();
                let lines: Vec<_> = roots.iter().map(|root| &root.line).collect();
                self.economy.sum(&lines, column, self.period, size)
            }
        };
        value.map(|tally| tally.amount)
    }

    /// The lines whose own cells the figure sums at a size.
    fn lines(&self, size: u64) -> Vec<LineId> {
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
            Rows::Roots(units) => units
                .iter()
                .flat_map(|unit| self.economy.lines.roots(unit, self.table, size))
                .flat_map(|root| below(&root.line))
                .collect(),
        }
    }

    /// Every line that has ever stood, or may come to stand, in the figure.
    fn ever_lines(&self, to: u64) -> BTreeSet<LineId> {
        let lines = &self.economy.lines;
        let mut waiting: Vec<LineId> = match &self.rows {
            Rows::Line(line, Scope::Own) => return [line.clone()].into(),
            Rows::Line(line, Scope::Whole) => vec![line.clone()],
            Rows::Roots(units) => units
                .iter()
                .flat_map(|unit| lines.ever_roots(unit, self.table, to))
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

    /// What each event from one size to another did to the figure; events without effect are left out.
    fn touches(&self, from: u64, to: u64) -> BTreeMap<Position, Touch> {
        let structure: BTreeSet<u64> = self
            .ever_lines(to)
            .iter()
            .filter_map(|line| self.economy.lines.history(line))
            .flat_map(|history| history.between(from, to))
            .map(|(position, _)| position.0)
            .collect();
        let mut touches = BTreeMap::new();
        let mut start = from;
        for position in structure {
            self.touches_within(start, position, &mut touches);
            let effect = self.effect(position);
            touches.insert(Position(position), effect);
            start = position + 1;
        }
        self.touches_within(start, to, &mut touches);
        touches.retain(|_, touch| touch.amount != Ore::ZERO);
        touches
    }

    /// The same between two changes of the tree.
    fn touches_within(&self, from: u64, to: u64, touches: &mut BTreeMap<Position, Touch>) {
        if from >= to {
            return;
        }
        let lines = self.lines(from);
        let mut found: BTreeMap<Position, Touch> = BTreeMap::new();
        for (column, adds) in self.column.terms() {
            for line in &lines {
                self.deltas(line, *column, (from, to), &mut |position, touch| {
                    let amount = if *adds { touch.amount } else { -touch.amount };
                    let sum = found.entry(position).or_insert(Touch {
                        amount: Ore::ZERO,
                        ..touch
                    });
                    sum.amount = sum.amount + amount;
                });
            }
        }
        let first = self.first_valued(from, &found);
        for (position, mut touch) in found {
            match first {
                Some(first) if position.0 < first => touch.amount = Ore::ZERO,
                Some(first) if position.0 == first => {
                    touch.amount = self.effect(position.0).amount;
                }
                Some(_) | None => {}
            }
            touches.insert(position, touch);
        }
    }

    /// The event that gives the figure its first value: those before it have no
    /// effect. None when it has a value from the start.
    fn first_valued(&self, from: u64, found: &BTreeMap<Position, Touch>) -> Option<u64> {
        if self.ledger_value(from).is_some() {
            return None;
        }
        let positions: Vec<u64> = found.keys().map(|position| position.0).collect();
        let first = positions.partition_point(|size| self.ledger_value(size + 1).is_none());
        Some(positions.get(first).copied().unwrap_or(u64::MAX))
    }

    /// The effect of an event, asked at both its sides.
    fn effect(&self, position: u64) -> Touch {
        let at = |size| self.ledger_value(size).unwrap_or_default();
        Touch {
            amount: at(position + 1) - at(position),
            booked: None,
            provenance: None,
        }
    }

    fn deltas(
        &self,
        line: &LineId,
        column: Column,
        (from, to): (u64, u64),
        tell: &mut impl FnMut(Position, Touch),
    ) {
        match column {
            Column::Outcome => self.booked(line, self.period, (from, to), tell),
            Column::Previous => self.booked(line, self.period.previous_year(), (from, to), tell),
            Column::Budget => self.budgeted(line, self.period, (from, to), tell),
            Column::BudgetYear => self.budgeted(line, self.period.full_year(), (from, to), tell),
            Column::Forecast => {
                let forecasts = &self.economy.forecasts;
                let own = |size| {
                    forecasts
                        .own(line, self.period, size)
                        .map_or(Ore::ZERO, |tally| tally.amount)
                };
                for history in forecasts.histories(line, self.period) {
                    for (position, tally) in history.between(from, to) {
                        let amount = own(position.0 + 1) - own(position.0);
                        let touch = Touch {
                            amount,
                            booked: None,
                            provenance: tally.provenance,
                        };
                        tell(*position, touch);
                    }
                }
            }
            Column::Variance | Column::Change | Column::ForecastVariance => {}
        }
    }

    fn booked(
        &self,
        line: &LineId,
        period: Period,
        (from, to): (u64, u64),
        tell: &mut impl FnMut(Position, Touch),
    ) {
        for (month, _, cell) in self.economy.cells.histories(line, period) {
            let mut before = cell
                .at(from)
                .map_or(Ore::ZERO, |version| version.total.amount);
            for (position, version) in cell.between(from, to) {
                let after = version.total.amount;
                let touch = Touch {
                    amount: after - before,
                    booked: Some((month, version.cause)),
                    provenance: version.total.provenance,
                };
                tell(*position, touch);
                before = after;
            }
        }
    }

    fn budgeted(
        &self,
        line: &LineId,
        period: Period,
        (from, to): (u64, u64),
        tell: &mut impl FnMut(Position, Touch),
    ) {
        let Some(frame) = self.economy.budgets.frame(line, period.year()) else {
            return;
        };
        let mut before = frame
            .at(from)
            .map_or(Ore::ZERO, |change| spread::within(&change.after, period));
        for (position, change) in frame.between(from, to) {
            let after = spread::within(&change.after, period);
            let touch = Touch {
                amount: after - before,
                booked: None,
                provenance: change.provenance,
            };
            tell(*position, touch);
            before = after;
        }
    }
}

fn empty_group(kind: CauseKind, position: Position) -> CauseGroup {
    CauseGroup {
        kind,
        text: String::new(),
        count: 0,
        positions: (position, position),
        effect: Effect::Amount(Ore::ZERO),
        provenance: None,
    }
}

fn join(group: &mut CauseGroup, position: Position, amount: Ore, provenance: Option<Provenance>) {
    group.count += 1;
    group.positions.1 = position;
    group.provenance = group.provenance.max(provenance);
    if let Effect::Amount(sum) = &mut group.effect {
        *sum = *sum + amount;
    }
}

fn column_word(column: Column) -> &'static str {
    match column {
        Column::Outcome => "utfall",
        Column::Budget => "budget",
        Column::Variance => "avvikelse",
        Column::Previous => "utfall föregående år",
        Column::Change => "förändring",
        Column::Forecast => "prognos helår",
        Column::BudgetYear => "budget helår",
        Column::ForecastVariance => "prognosavvikelse",
    }
}
