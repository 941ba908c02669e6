//! Indicators: outcome, target, previous value, fulfilment and what is missing.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::indicator::{CorrectedFact, Fulfilment, IndicatorValue};
use ledger::event::plan::{Desired, Target};
use ledger::ids::{IndicatorId, UnitId};
use ledger::period::Period;
use ledger::quantity::Quantity;
use ledger::rules::RuleSet;

use super::fulfilment::{self, Measured};
use super::{events, last, organisation};

/// What is known of an indicator's outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Known {
    Value(IndicatorValue),
    Missing(String),
}

/// What was last said of the outcome for exactly this unit and period.
pub(super) fn said(
    log: &[Entry],
    indicator: &IndicatorId,
    unit: &UnitId,
    period: Period,
) -> Option<Known> {
    last(log, |(_, event)| match event {
        Event::IndicatorOutcomeReported(e)
            if e.indicator == *indicator && e.unit == *unit && e.period == period =>
        {
            Some(Known::Value(e.outcome.clone()))
        }
        Event::OutcomeMissing(e)
            if e.indicator == *indicator && e.unit == *unit && e.period == period =>
        {
            Some(Known::Missing(e.missing_reason.clone()))
        }
        Event::OutcomeCorrected(e) => match &e.fact {
            CorrectedFact::Indicator {
                indicator: i,
                unit: u,
                period: p,
                outcome,
            } if i == indicator && u == unit && *p == period => Some(Known::Value(outcome.clone())),
            _ => None,
        },
        _ => None,
    })
}

/// The number that was last said, when it was a number.
pub(super) fn number(
    log: &[Entry],
    indicator: &IndicatorId,
    unit: &UnitId,
    period: Period,
) -> Option<Quantity> {
    match said(log, indicator, unit, period)? {
        Known::Value(IndicatorValue::Number { value }) => Some(value),
        _ => None,
    }
}

/// The target set for exactly this period.
pub(super) fn target(log: &[Entry], indicator: &IndicatorId, period: Period) -> Option<Target> {
    last(log, |(_, event)| match event {
        Event::TargetSet(e) if e.indicator == *indicator && e.period == period => {
            Some(e.target.clone())
        }
        _ => None,
    })
}

/// The direction that a unit wishes: its own wish, or that of the nearest unit
/// above it on the period's last day, or the definition's.
pub(super) fn desired(
    log: &[Entry],
    indicator: &IndicatorId,
    unit: &UnitId,
    period: Period,
) -> Option<Desired> {
    let above = organisation::ancestors(log, unit, period.last_day());
    std::iter::once(unit)
        .chain(&above)
        .find_map(|who| {
            last(log, |(_, event)| match event {
                Event::WishOverridden(e) if e.indicator == *indicator && e.unit == *who => {
                    Some(e.desired)
                }
                _ => None,
            })
        })
        .or_else(|| {
            last(log, |(_, event)| match event {
                Event::IndicatorDefined(e) if e.indicator == *indicator => Some(e.desired),
                _ => None,
            })
        })
}

/// The rules last adopted.
pub(super) fn rules(log: &[Entry]) -> Option<RuleSet> {
    last(log, |(_, event)| match event {
        Event::RulesAdopted(e) => Some(e.rules.clone()),
        _ => None,
    })
}

/// How far the target of a period is met by the outcome of the same period.
pub(super) fn status(
    log: &[Entry],
    indicator: &IndicatorId,
    unit: &UnitId,
    period: Period,
) -> Option<Fulfilment> {
    let value = match said(log, indicator, unit, period)? {
        Known::Missing(_) => return None,
        Known::Value(IndicatorValue::Judged { fulfilment, .. }) => return Some(fulfilment),
        Known::Value(IndicatorValue::Number { value }) => value,
    };
    let target = target(log, indicator, period)?;
    let series = match &target {
        Target::AtLeastSeries { indicator } => number(log, indicator, unit, period),
        _ => None,
    };
    let measured = Measured {
        value,
        target: &target,
        desired: desired(log, indicator, unit, period)?,
        year: period.year(),
        previous: number(log, indicator, unit, period.previous_year()),
        series,
    };
    fulfilment::of(&measured, &rules(log).unwrap_or_else(RuleSet::first))
}

/// Every unit and period that something was said of.
pub(super) fn said_of(log: &[Entry], indicator: &IndicatorId) -> Vec<(UnitId, Period)> {
    let mut keys: Vec<_> = events(log)
        .filter_map(|(_, event)| match event {
            Event::IndicatorOutcomeReported(e) if e.indicator == *indicator => {
                Some((e.unit.clone(), e.period))
            }
            Event::OutcomeMissing(e) if e.indicator == *indicator => {
                Some((e.unit.clone(), e.period))
            }
            _ => None,
        })
        .collect();
    keys.sort();
    keys.dedup();
    keys
}
