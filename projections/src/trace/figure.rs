//! Traces of figures: economic ones by the versions of their cells, all others
//! by asking the report for the figure at the sizes where it can have changed.

use std::collections::BTreeSet;

use ledger::event::reporting::ReportKind;
use ledger::ids::{ActionId, Position};
use ledger::money::Ore;

use super::economic::EconomicFigure;
use super::steps::steps;
use super::{Asked, Effect, Told, TraceError, difference};
use crate::document::{Cell, FigureKey};

pub(super) fn explain(
    asked: &Asked<'_>,
    key: &FigureKey,
    limit: usize,
) -> Result<Told, TraceError> {
    let sizes = (asked.from, asked.to);
    match EconomicFigure::find(asked.teller.model, key, asked.context, sizes) {
        Some(figure) => Ok(economic(asked, &figure, limit)),
        None => shown(asked, key),
    }
}

fn economic(asked: &Asked<'_>, figure: &EconomicFigure<'_>, limit: usize) -> Told {
    let (mut causes, groups) = figure.causes(&asked.teller, (asked.from, asked.to), limit);
    causes.extend(asked.redactions(|stream| figure.reads(stream, asked.to)));
    causes.sort_by_key(|cause| cause.position);
    let value = |size| figure.value(size).unwrap_or(Ore::ZERO);
    Told {
        title: figure.title(asked.to),
        before: figure.cell(asked.from),
        after: figure.cell(asked.to),
        change: Effect::Amount(value(asked.to) - value(asked.from)),
        causes,
        groups,
    }
}
