//! Traces of figures: economic ones by the versions of their cells, all others
//! by asking the report for the figure at the sizes where it can have changed.

use std::collections::BTreeSet;
use std::rc::Rc;

use ledger::event::Provenance;
use ledger::event::reporting::ReportKind;
use ledger::ids::{ActionId, InvestmentId, ItemId, Position};
use ledger::money::Ore;
use ledger::quantity::Quantity;

use super::asked;
use super::economic::EconomicFigure;
use super::steps::steps;
use super::turn;
use super::{Asked, Effect, Periods, Sources, Told, TraceError};
use crate::diff::BASIS_TABLE;
use crate::document::{Cell, Document, FigureKey};
use crate::economy::table::TOTAL_ROW;

pub(super) fn explain(
    asked: &Asked<'_>,
    key: &FigureKey,
    limit: usize,
) -> Result<Told, TraceError> {
    // What was known is asked for, not recorded: every event there is is its cause.
    if key.table == BASIS_TABLE {
        return Err(TraceError::Unknown(key.to_string()));
    }
    let sizes = (asked.from, asked.to);
    match EconomicFigure::find(asked.teller.model, key, asked.context, sizes) {
        // Only the annual report sums its units, and so has a row of their sum.
        Some(_) if key.row == TOTAL_ROW && asked.context.kind != ReportKind::AnnualReport => {
            Err(TraceError::Unknown(key.to_string()))
        }
        Some(figure) => Ok(economic(asked, key, &figure, limit)),
        None => shown(asked, key),
    }
}

/// The figure's cell at the second size.
pub(super) fn value(asked: &Asked<'_>, key: &FigureKey) -> Option<Cell> {
    let sizes = (asked.from, asked.to);
    match EconomicFigure::find(asked.teller.model, key, asked.context, sizes) {
        Some(figure) => Some(figure.cell(asked.to)),
        None => cell(asked, key, asked.to),
    }
}

fn economic(asked: &Asked<'_>, key: &FigureKey, figure: &EconomicFigure<'_>, limit: usize) -> Told {
    let (mut causes, groups) = turn::causes(asked, key, figure, limit);
    causes.extend(asked.redactions(|stream| figure.reads(stream, asked.to)));
    causes.sort_by_key(|cause| cause.position);
    let (before, after) = (figure.value(asked.from), figure.value(asked.to));
    let change = after.unwrap_or_default() - before.unwrap_or_default();
    let part = |size| asked::part_with(asked.teller.model, asked.context, size, figure.table);
    Told {
        title: figure.title(asked.to),
        before: Cell::some(before, Cell::Amount),
        after: Cell::some(after, Cell::Amount),
        sources: Sources {
            before: part(asked.from).and_then(|part| source(&part, key)),
            after: part(asked.to).and_then(|part| source(&part, key)),
        },
        periods: Periods::default(),
        change: Effect::Amount(change),
        causes,
        groups,
    }
}

/// Any other figure: the report is built at the sizes where the figure can have changed.
fn shown(asked: &Asked<'_>, key: &FigureKey) -> Result<Told, TraceError> {
    let (from, to) = (asked.from, asked.to);
    let value = |size| cell(asked, key, size);
    if value(from).is_none() && value(to).is_none() {
        return Err(TraceError::Unknown(key.to_string()));
    }
    // A row that is not there yet is an empty cell: nothing belongs in it.
    let value = |size| value(size).unwrap_or(Cell::Empty);
    let (before, after) = (value(from), value(to));
    let causes = steps(value, from, to, &candidates(asked, key))
        .into_iter()
        .filter_map(|step| {
            let effect = effect(&before, &after, &step.before, &step.after);
            let mut cause = asked.teller.cause(step.position, effect)?;
            let was_there = step.before.is_value();
            if was_there != step.after.is_value() {
                let turned = turn::shown(asked, key, was_there, step.position);
                cause.text.extend(turned);
            }
            Some(cause)
        })
        .collect();
    Ok(Told {
        title: title(asked, key),
        change: effect(&before, &after, &before, &after),
        before,
        after,
        sources: sources(asked, key),
        periods: Periods::default(),
        causes,
        groups: Vec::new(),
    })
}

/// The cell of the context's report at a size; none when there is no such report or cell.
fn cell(asked: &Asked<'_>, key: &FigureKey, size: u64) -> Option<Cell> {
    document(asked, size)?.cell(key).cloned()
}

/// Where the figure's row comes from at the two sizes.
fn sources(asked: &Asked<'_>, key: &FigureKey) -> Sources {
    let source = |size| source(&*document(asked, size)?, key);
    Sources {
        before: source(asked.from),
        after: source(asked.to),
    }
}

fn source(document: &Document, key: &FigureKey) -> Option<Provenance> {
    document.table(&key.table)?.row(&key.row)?.provenance
}

/// The context's report at a size, built once.
fn document(asked: &Asked<'_>, size: u64) -> Option<Rc<Document>> {
    let known = asked.documents.borrow().get(&size).cloned();
    known.unwrap_or_else(|| {
        let document = super::document(asked.teller.model, asked.context, size).map(Rc::new);
        let mut documents = asked.documents.borrow_mut();
        documents.insert(size, document.clone());
        document
    })
}

/// A step's effect: a difference when the figure is a number at both ends,
/// where anything that is none counts as zero on the way; else from value to value.
fn effect(first: &Cell, last: &Cell, before: &Cell, after: &Cell) -> Effect {
    if before == after {
        return Effect::None;
    }
    let amount = |cell: &Cell| match cell {
        Cell::Amount(amount) => *amount,
        _ => Ore::ZERO,
    };
    let number = |cell: &Cell| match cell {
        Cell::Number(number) | Cell::Percent(number) => *number,
        _ => Quantity::whole(0),
    };
    let count = |cell: &Cell| match cell {
        Cell::Count(count) => *count,
        _ => 0,
    };
    match (first, last) {
        (Cell::Amount(_), Cell::Amount(_) | Cell::Empty) | (Cell::Empty, Cell::Amount(_)) => {
            Effect::Amount(amount(after) - amount(before))
        }
        (Cell::Number(_) | Cell::Percent(_), Cell::Number(_) | Cell::Percent(_) | Cell::Empty)
        | (Cell::Empty, Cell::Number(_) | Cell::Percent(_)) => {
            Effect::Number(number(after).minus(number(before)))
        }
        (Cell::Count(_), Cell::Count(_) | Cell::Empty) | (Cell::Empty, Cell::Count(_)) => {
            Effect::Count(count(after).saturating_sub(count(before)))
        }
        _ => Effect::Moved {
            before: before.clone(),
            after: after.clone(),
        },
    }
}

/// What the figure is called: its table, row and column.
fn title(asked: &Asked<'_>, key: &FigureKey) -> String {
    let named = || {
        let document = document(asked, asked.to).or_else(|| document(asked, asked.from))?;
        let table = document.table(&key.table)?;
        let column = table
            .columns
            .iter()
            .find(|column| column.key == key.column)?;
        let row = match table.row(&key.row)?.cells.first()? {
            Cell::Text(text) => text.clone(),
            _ => key.row.clone(),
        };
        Some(format!("{}: {row}, {}", table.title, column.title))
    };
    named().unwrap_or_else(|| key.to_string())
}

/// The events that are known to speak of the figure; the steps find any others.
fn candidates(asked: &Asked<'_>, key: &FigureKey) -> BTreeSet<Position> {
    let model = asked.teller.model;
    let (from, to) = (asked.from, asked.to);
    let mut found: BTreeSet<Position> = model
        .rules
        .between(from, to)
        .iter()
        .map(|(at, _)| *at)
        .collect();
    if let Ok(action) = ActionId::new(key.row.as_str()) {
        found.extend(model.actions.positions(&action, asked.context.period));
    }
    if let Ok(item) = ItemId::new(key.row.as_str()) {
        let assessed = model.assessments.between(&item, from, to);
        found.extend(assessed.iter().map(|assessment| assessment.source.position));
    }
    if let Ok(object) = InvestmentId::new(key.row.as_str()) {
        found.extend(model.investments.approvals(&object));
        let histories = model.investments.histories(&object, asked.context.period);
        let spent = histories.flat_map(|history| history.between(from, to));
        found.extend(spent.map(|(at, _)| *at));
    }
    found
}
