//! Traces of objectives and assignments: the assessments between the two sizes,
//! each with the evidence it rests on.
//!
//! The value of an item is the assessment that the context's report shows of
//! it; before there is one for the report's period, the latest one within it, as
//! [`crate::assessments::Within`] chooses.
//! Every assessment is walked: to the outcomes it rests on, with how they moved
//! since the assessment before; from an outcome to its target and the decision
//! behind it. Rules, wordings and referrals back are told without effect.

use std::collections::BTreeSet;

use ledger::entry::Entry;
use ledger::event::indicator::CorrectedFact;
use ledger::event::{Event, Provenance};
use ledger::ids::{IndicatorId, ItemId};
use ledger::period::Period;

use super::steps::{Step, steps};
use super::{Asked, Cause, CauseKind, Effect, Periods, Sources, Told, TraceError};
use crate::assessments::{Assessment, ReportedStatus};
use crate::document::Cell;
use crate::indicators::IndicatorRow;
use crate::plan::ItemKind;
use crate::scope::Scope;
use crate::wording;

pub(super) fn explain(asked: &Asked<'_>, item: &ItemId) -> Result<Told, TraceError> {
    let model = asked.teller.model;
    let (from, to) = (asked.from, asked.to);
    let known = model
        .plan
        .item(item, to)
        .ok_or_else(|| TraceError::Unknown(item.to_string()))?;
    let mut earlier = shown(asked, item, from);
    let before = colour(earlier.as_ref());
    let mut sources = Sources {
        before: source(earlier.as_ref()),
        after: None,
    };
    let mut periods = Periods {
        before: earlier.as_ref().map(|earlier| earlier.period),
        after: None,
    };
    let mut causes = Vec::new();
    for assessment in model.assessments.between(item, from, to) {
        let now = shown(asked, item, assessment.source.position.0 + 1);
        let is_shown = now
            .as_ref()
            .is_some_and(|now| now.source == assessment.source);
        if !(is_shown || concerns(asked, &assessment)) {
            continue;
        }
        let effect = moved(colour(earlier.as_ref()), colour(now.as_ref()));
        if let Some(mut cause) = asked.teller.cause(assessment.source.position, effect) {
            cause.provenance_before = source(earlier.as_ref());
            cause.evidence = evidence(asked, &assessment, earlier.as_ref());
            causes.push(cause);
        }
        earlier = now;
    }
    let last = shown(asked, item, to);
    let after = colour(last.as_ref());
    sources.after = source(last.as_ref());
    periods.after = last.as_ref().map(|last| last.period);
    let statuses = statuses(asked, item);
    let (before, after) = match (statuses.first(), statuses.last()) {
        // An assignment that nobody has assessed is told by its status alone.
        (Some(first), Some(last)) if is_missing(&before) && is_missing(&after) => {
            let [was, is] = [from, to].map(|size| status_at(asked, item, size));
            periods = Periods {
                before: was.as_ref().map(|was| was.period),
                after: is.as_ref().map(|is| is.period),
            };
            sources = Sources {
                before: was.and_then(|was| was.grounds.provenance),
                after: is.and_then(|is| is.grounds.provenance),
            };
            (first.before.clone(), last.after.clone())
        }
        _ => (before, after),
    };
    causes.extend(statuses.into_iter().filter_map(|step| {
        let effect = moved(step.before, step.after);
        asked.teller.cause(step.position, effect)
    }));
    causes.extend(beside(asked, item));
    causes.sort_by_key(|cause| cause.position);
    Ok(Told {
        title: format!("{item} {}", known.title),
        change: moved(before.clone(), after.clone()),
        before,
        after,
        sources,
        periods,
        causes,
        groups: Vec::new(),
    })
}

/// The item's colour at the second size, or the status of one that nobody has assessed.
pub(super) fn value(asked: &Asked<'_>, item: &ItemId) -> Option<Cell> {
    let assessed = shown(asked, item, asked.to).map(|assessment| assessment.colour_cell());
    assessed.or_else(|| Some(status_at(asked, item, asked.to)?.status_cell()))
}

/// The item's assessment for the context's period, or else the latest within it.
fn shown(asked: &Asked<'_>, item: &ItemId, size: u64) -> Option<Assessment> {
    let model = asked.teller.model;
    let known = model.plan.item(item, size)?;
    let scope = scope(asked, size);
    let within = model.assessments.within(&scope, &model.organisation);
    within.assessment(&known)
}

fn scope(asked: &Asked<'_>, size: u64) -> Scope {
    let organisation = &asked.teller.model.organisation;
    organisation.scope(&asked.context.unit, asked.context.period, size)
}

/// Whether an assessment is one of the report's own units. What others have
/// assessed is told only when the report shows it.
fn concerns(asked: &Asked<'_>, assessment: &Assessment) -> bool {
    let context = asked.context;
    let (of, unit) = (assessment.period, &assessment.unit);
    let subtree = asked
        .teller
        .model
        .organisation
        .subtree_over(&context.unit, of, asked.to);
    context.period.covers(of) && (*unit == context.unit || subtree.contains(unit))
}

fn colour(assessment: Option<&Assessment>) -> Cell {
    assessment.map_or_else(
        || Cell::Missing("inte bedömt".into()),
        Assessment::colour_cell,
    )
}

fn is_missing(cell: &Cell) -> bool {
    matches!(cell, Cell::Missing(_))
}

fn source(assessment: Option<&Assessment>) -> Option<Provenance> {
    assessment?.grounds.provenance
}

/// The steps of an assignment's status, of the context's period or within it.
fn statuses(asked: &Asked<'_>, item: &ItemId) -> Vec<Step<Cell>> {
    let value = |size| {
        status_at(asked, item, size).map_or_else(
            || Cell::Missing("ingen status".into()),
            |reported| reported.status_cell(),
        )
    };
    steps(value, asked.from, asked.to, &BTreeSet::new())
}

fn status_at(asked: &Asked<'_>, item: &ItemId, size: u64) -> Option<ReportedStatus> {
    let model = asked.teller.model;
    let item = model.plan.item(item, size)?;
    if item.kind != ItemKind::Assignment {
        return None;
    }
    let scope = scope(asked, size);
    let within = model.assessments.within(&scope, &model.organisation);
    within.status(&item)
}

fn moved(before: Cell, after: Cell) -> Effect {
    if before == after {
        Effect::None
    } else {
        Effect::Moved { before, after }
    }
}

/// What an assessment rests on, each with how it moved since the one before.
fn evidence(
    asked: &Asked<'_>,
    assessment: &Assessment,
    earlier: Option<&Assessment>,
) -> Vec<Cause> {
    let entries = asked.teller.entries;
    assessment
        .evidence
        .iter()
        .filter_map(|event| entries.position_of(*event))
        .filter_map(|position| entries.entry(position))
        .map(|entry| rested_on(asked, &entry, assessment, earlier))
        .collect()
}

fn rested_on(
    asked: &Asked<'_>,
    entry: &Entry,
    assessment: &Assessment,
    earlier: Option<&Assessment>,
) -> Cause {
    let mut cause = asked.teller.cause_of(entry, Effect::None);
    if cause.kind == CauseKind::NewFact {
        cause.kind = CauseKind::Evidence;
    }
    let Some(indicator) = entry.event().and_then(indicator_of) else {
        return cause;
    };
    let now = row(
        asked,
        indicator,
        assessment.period,
        assessment.source.position.0 + 1,
    );
    // Before: as it was told by the assessment before, or at the first size.
    let then = match earlier {
        Some(earlier) => row(
            asked,
            indicator,
            earlier.period,
            earlier.source.position.0 + 1,
        ),
        None => row(asked, indicator, assessment.period, asked.from),
    };
    cause.provenance_before = then.as_ref().and_then(|row| row.grounds.provenance);
    cause.effect = moved(told(then.as_ref()), told(now.as_ref()));
    cause.evidence = now
        .and_then(|row| row.target)
        .and_then(|target| asked.teller.cause(target.source.position, Effect::None))
        .into_iter()
        .collect();
    cause
}

fn told(row: Option<&IndicatorRow>) -> Cell {
    row.map_or_else(
        || Cell::Missing("saknades".into()),
        |row| Cell::Text(wording::indicator(row)),
    )
}

fn indicator_of(event: &Event) -> Option<&IndicatorId> {
    match event {
        Event::IndicatorOutcomeReported(e) => Some(&e.indicator),
        Event::OutcomeMissing(e) => Some(&e.indicator),
        Event::OutcomeCorrected(e) => match &e.fact {
            CorrectedFact::Indicator { indicator, .. } => Some(indicator),
            CorrectedFact::Booking { .. }
            | CorrectedFact::KeyFigure(_)
            | CorrectedFact::Spending { .. } => None,
        },
        _ => None,
    }
}

fn row(
    asked: &Asked<'_>,
    indicator: &IndicatorId,
    period: Period,
    size: u64,
) -> Option<IndicatorRow> {
    let model = asked.teller.model;
    let scope = model.organisation.scope(&asked.context.unit, period, size);
    let owner = model
        .indicators
        .definition(indicator, size)
        .and_then(|defined| model.plan.item(&defined.value.item, size))
        .and_then(|item| item.owner);
    model
        .indicators
        .row(indicator, owner.as_ref(), &scope, &model.rules)
}

/// What happened beside the assessments: rules, wordings, referrals back and redactions.
fn beside(asked: &Asked<'_>, item: &ItemId) -> Vec<Cause> {
    let model = asked.teller.model;
    let (from, to) = (asked.from, asked.to);
    let within = |position: u64| (from..to).contains(&position);
    let rules = model.rules.between(from, to).iter().map(|(at, _)| *at);
    let wordings = model.plan.wordings(item, from, to);
    let wordings = wordings.iter().map(|(at, _)| *at);
    let referrals = model.decisions.referrals_of(item, to);
    let referrals = referrals
        .iter()
        .flat_map(|referral| referral.grounds.positions())
        .filter(|position| within(position.0));
    let mut causes: Vec<_> = rules
        .chain(wordings)
        .chain(referrals)
        .filter_map(|position| asked.teller.cause(position, Effect::None))
        .collect();
    let mut streams = vec![format!("item/{item}")];
    streams.extend(
        model
            .indicators
            .of_item(item, to)
            .iter()
            .map(|indicator| format!("indicator/{indicator}")),
    );
    causes.extend(asked.redactions(|stream| streams.iter().any(|read| read == stream)));
    causes
}
