//! Traces of indicators: outcome and fulfilment, by outcomes, corrections, targets, wishes and rules.

use std::collections::BTreeSet;

use ledger::event::Provenance;
use ledger::ids::{IndicatorId, Position};

use super::steps::steps;
use super::{Asked, Effect, Periods, Sources, Told, TraceError};
use crate::document::Cell;
use crate::indicators::IndicatorRow;
use crate::wording;

pub(super) fn explain(asked: &Asked<'_>, indicator: &IndicatorId) -> Result<Told, TraceError> {
    let model = asked.teller.model;
    let (from, to) = (asked.from, asked.to);
    let defined = model
        .indicators
        .definition(indicator, to)
        .ok_or_else(|| TraceError::Unknown(indicator.to_string()))?;
    let value = |size| state(asked, indicator, size);
    let candidates = candidates(asked, indicator);
    let mut causes: Vec<_> = steps(value, from, to, &candidates)
        .into_iter()
        .filter_map(|step| {
            let effect = Effect::Moved {
                before: step.before,
                after: step.after,
            };
            let mut cause = asked.teller.cause(step.position, effect)?;
            cause.provenance_before = source(asked, indicator, step.position.0);
            Some(cause)
        })
        .collect();
    let stream = format!("indicator/{indicator}");
    causes.extend(asked.redactions(|redacted| redacted == stream));
    causes.sort_by_key(|cause| cause.position);
    let (before, after) = (value(from), value(to));
    let change = if before == after {
        Effect::None
    } else {
        Effect::Moved {
            before: before.clone(),
            after: after.clone(),
        }
    };
    Ok(Told {
        title: format!("{indicator} {}", defined.value.title),
        before,
        after,
        sources: Sources {
            before: source(asked, indicator, from),
            after: source(asked, indicator, to),
        },
        periods: Periods::default(),
        change,
        causes,
        groups: Vec::new(),
    })
}

/// The indicator's outcome with its fulfilment at the second size.
pub(super) fn value(asked: &Asked<'_>, indicator: &IndicatorId) -> Option<Cell> {
    let row = row(asked, indicator, asked.to)?;
    Some(Cell::Text(wording::indicator(&row)))
}

/// The indicator's outcome with its fulfilment, in the context's report.
fn state(asked: &Asked<'_>, indicator: &IndicatorId, size: u64) -> Cell {
    row(asked, indicator, size).map_or_else(
        || Cell::Missing("saknades".into()),
        |row| Cell::Text(wording::indicator(&row)),
    )
}

fn source(asked: &Asked<'_>, indicator: &IndicatorId, size: u64) -> Option<Provenance> {
    row(asked, indicator, size)?.grounds.provenance
}

fn row(asked: &Asked<'_>, indicator: &IndicatorId, size: u64) -> Option<IndicatorRow> {
    let model = asked.teller.model;
    let scope = model
        .organisation
        .scope(&asked.context.unit, asked.context.period, size);
    let owner = model
        .indicators
        .definition(indicator, size)
        .and_then(|defined| model.plan.item(&defined.value.item, size))
        .and_then(|item| item.owner);
    model
        .indicators
        .row(indicator, owner.as_ref(), &scope, &model.rules)
}

/// The events that speak of the indicator: outcomes and targets of the period,
/// its year and the year before, and rules.
fn candidates(asked: &Asked<'_>, indicator: &IndicatorId) -> BTreeSet<Position> {
    let model = asked.teller.model;
    let (from, to) = (asked.from, asked.to);
    let period = asked.context.period;
    let scope = model.organisation.scope(&asked.context.unit, period, to);
    let mut found = BTreeSet::new();
    for period in [
        period,
        period.full_year(),
        period.previous_year(),
        period.previous_year().full_year(),
    ] {
        for unit in scope.subtree.iter().chain([&asked.context.unit]) {
            let outcomes = model
                .indicators
                .outcome_versions(indicator, unit, period, from, to);
            found.extend(outcomes.iter().map(|(position, _)| *position));
        }
        let targets = model
            .indicators
            .target_versions(indicator, period, from, to);
        found.extend(targets.iter().map(|(position, _)| *position));
    }
    found.extend(model.rules.between(from, to).iter().map(|(at, _)| *at));
    found
}
