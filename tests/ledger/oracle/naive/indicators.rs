//! Indicators: outcome, target, previous value, fulfilment and what is missing.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::indicator::{CorrectedFact, Fulfilment, IndicatorValue};
use ledger::event::plan::{Desired, Target};
use ledger::ids::{IndicatorId, Position, UnitId};
use ledger::period::Period;
use ledger::quantity::Quantity;
use ledger::rules::RuleSet;

use super::fulfilment::{self, Measured};
use super::{events, last, organisation};

/// What is known of an indicator's outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Known {
    Value(IndicatorValue),
    Missing(String),
}

/// What was last said of the outcome for exactly this unit and period.
pub(crate) fn said(
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

/// The target for a period: that of the shortest period that holds it, its own first.
pub(crate) fn target(
    log: &[Entry],
    indicator: &IndicatorId,
    period: Period,
) -> Option<(Period, Target)> {
    let holds = |of: Period| period.months().all(|month| of.contains(month));
    let set: BTreeMap<Period, Target> = events(log)
        .filter_map(|(_, event)| match event {
            Event::TargetSet(e) if e.indicator == *indicator && holds(e.period) => {
                Some((e.period, e.target.clone()))
            }
            _ => None,
        })
        .collect();
    set.into_iter().min_by_key(|(of, _)| of.length())
}

/// The direction wished by the unit whose outcome stands in a unit's report: its
/// own wish, or that of the nearest unit above it on the period's last day, or
/// the definition's. Of a unit outside the report's own, only its own wish counts.
pub(crate) fn desired(
    log: &[Entry],
    indicator: &IndicatorId,
    whose: &UnitId,
    unit: &UnitId,
    period: Period,
) -> Option<Desired> {
    let within = organisation::subtree_in(log, unit, period).contains(whose) || whose == unit;
    let above = if within {
        organisation::ancestors(log, whose, period.last_day())
    } else {
        Vec::new()
    };
    std::iter::once(whose)
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

/// The rules last adopted, or those that a new ledger starts with.
pub(crate) fn rules(log: &[Entry]) -> RuleSet {
    last(log, |(_, event)| match event {
        Event::RulesAdopted(e) => Some(e.rules.clone()),
        _ => None,
    })
    .unwrap_or_else(RuleSet::first)
}

/// An indicator as a unit's report shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) desired: Desired,
    pub(crate) target: Option<(Period, Target)>,
    /// What is known, whose it is and of which period.
    pub(crate) outcome: Option<(UnitId, Period, Known)>,
    /// The number it is compared with.
    pub(crate) previous: Option<Quantity>,
    pub(crate) series: Option<Quantity>,
    pub(crate) status: Option<Fulfilment>,
}

/// The row of an indicator whose objective `owner` answers for.
pub(crate) fn row(
    log: &[Entry],
    indicator: &IndicatorId,
    owner: Option<&UnitId>,
    unit: &UnitId,
    period: Period,
) -> Option<Row> {
    let target = target(log, indicator, period);
    let outcome = outcome(log, indicator, owner, unit, period, target.as_ref());
    let (whose, of) = outcome
        .as_ref()
        .map_or((unit, period), |(whose, of, _)| (whose, *of));
    let desired = desired(log, indicator, whose, unit, period)?;
    let mut turn = vec![whose.clone()];
    turn.extend(in_turn(log, indicator, owner, unit, period));
    let earlier = turn.iter().find_map(|who| {
        [of.previous_year(), of.previous_year().full_year()]
            .into_iter()
            .find_map(|before| match said(log, indicator, who, before)? {
                Known::Value(value) => Some(value),
                Known::Missing(_) => None,
            })
    });
    let previous = match &target {
        Some((
            _,
            Target::BetterThanPrevious {
                previous: Some(stated),
            },
        )) => Some(*stated),
        _ => match earlier {
            Some(IndicatorValue::Number { value }) => Some(value),
            _ => None,
        },
    };
    let series = match &target {
        Some((_, Target::AtLeastSeries { indicator })) => {
            let value = |who: &UnitId| match said(log, indicator, who, of)? {
                Known::Value(value) => Some(value),
                Known::Missing(_) => None,
            };
            let all: Vec<_> = said_of(log, indicator)
                .into_iter()
                .filter(|(_, when)| *when == of)
                .filter_map(|(who, _)| value(&who))
                .collect();
            match value(whose).or_else(|| only(all)) {
                Some(IndicatorValue::Number { value }) => Some(value),
                _ => None,
            }
        }
        _ => None,
    };
    let status = match &outcome {
        Some((_, _, Known::Value(IndicatorValue::Judged { fulfilment, .. }))) => Some(*fulfilment),
        Some((_, of, Known::Value(IndicatorValue::Number { value }))) => {
            target.as_ref().and_then(|(_, target)| {
                let measured = Measured {
                    value: *value,
                    target,
                    desired,
                    year: of.year(),
                    previous,
                    series,
                };
                fulfilment::of(&measured, &rules(log))
            })
        }
        _ => None,
    };
    Some(Row {
        desired,
        target,
        outcome,
        previous,
        series,
        status,
    })
}

/// Whose outcome, and of which period, stands in a unit's report: of the units
/// in turn, the first of whom something is said for the period; when nothing
/// is, the first with a value of an earlier period, the latest, that was first
/// spoken of after the target was set.
fn outcome(
    log: &[Entry],
    indicator: &IndicatorId,
    owner: Option<&UnitId>,
    unit: &UnitId,
    period: Period,
    target: Option<&(Period, Target)>,
) -> Option<(UnitId, Period, Known)> {
    let turn = in_turn(log, indicator, owner, unit, period);
    let own = turn.iter().find_map(|who| {
        let known = said(log, indicator, who, period)?;
        Some((who.clone(), period, known))
    });
    own.or_else(|| {
        let since = first_target(log, indicator, target?.0)?;
        turn.iter().find_map(|who| {
            said_of(log, indicator)
                .into_iter()
                .filter(|(other, when)| {
                    other == who
                        && *when != period
                        && when.last_day() <= period.last_day()
                        && first_said(log, indicator, who, *when) > Some(since)
                })
                .filter_map(|(_, when)| match said(log, indicator, who, when)? {
                    Known::Missing(_) => None,
                    known @ Known::Value(_) => Some((who.clone(), when, known)),
                })
                .max_by_key(|(_, when, _)| (when.last_day(), when.length()))
        })
    })
}

/// The units whose outcome may stand in a unit's report, in turn: the unit
/// itself; the owner of the objective; the only unit below of whom something is
/// said for the period (when nothing is of any, for whatever period); the units
/// above, the nearest first.
fn in_turn(
    log: &[Entry],
    indicator: &IndicatorId,
    owner: Option<&UnitId>,
    unit: &UnitId,
    period: Period,
) -> Vec<UnitId> {
    let subtree = organisation::subtree_in(log, unit, period);
    let below = |wanted: &dyn Fn(Period) -> bool| -> BTreeSet<UnitId> {
        said_of(log, indicator)
            .into_iter()
            .filter(|(who, when)| subtree.contains(who) && wanted(*when))
            .map(|(who, _)| who)
            .collect()
    };
    let mut candidates = below(&|when| when == period);
    if candidates.is_empty() {
        candidates = below(&|_| true);
    }
    let mut turn = vec![unit.clone()];
    turn.extend(owner.cloned());
    turn.extend(only(candidates));
    turn.extend(organisation::ancestors(log, unit, period.last_day()));
    turn
}

/// The only one; `None` when there is none or more than one.
fn only<T>(several: impl IntoIterator<Item = T>) -> Option<T> {
    let mut several = several.into_iter();
    several.next().filter(|_| several.next().is_none())
}

fn first_target(log: &[Entry], indicator: &IndicatorId, period: Period) -> Option<Position> {
    events(log).find_map(|(position, event)| match event {
        Event::TargetSet(e) if e.indicator == *indicator && e.period == period => Some(position),
        _ => None,
    })
}

fn first_said(
    log: &[Entry],
    indicator: &IndicatorId,
    unit: &UnitId,
    period: Period,
) -> Option<Position> {
    log.iter()
        .find(|entry| {
            let alone = std::slice::from_ref(*entry);
            said(alone, indicator, unit, period).is_some()
        })
        .map(|entry| entry.position)
}

/// Every unit and period that something was said of.
pub(crate) fn said_of(log: &[Entry], indicator: &IndicatorId) -> BTreeSet<(UnitId, Period)> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::IndicatorOutcomeReported(e) if e.indicator == *indicator => {
                Some((e.unit.clone(), e.period))
            }
            Event::OutcomeMissing(e) if e.indicator == *indicator => {
                Some((e.unit.clone(), e.period))
            }
            Event::OutcomeCorrected(e) => match &e.fact {
                CorrectedFact::Indicator {
                    indicator: i,
                    unit,
                    period,
                    ..
                } if i == indicator => Some((unit.clone(), *period)),
                _ => None,
            },
            _ => None,
        })
        .collect()
}
