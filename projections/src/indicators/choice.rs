//! Which outcome, target, wish and previous value apply in a report's scope.
//!
//! **Which unit's outcome.** The report's own unit; else the owner of the
//! objective; else the only unit of the subtree that has one for the period
//! (when none has, the only one that has any); else the nearest unit above. Several units below with each its own value have no common one:
//! see [`Indicators::outcomes_by_unit`].
//!
//! **Which period's.** The one asked for. When nothing is said of it, an
//! outcome may lag: the latest of an earlier period that was first stated after
//! the target was set, so that figures which the plan already knew do not pass
//! for its result.
//!
//! **Which previous value.** The one that the target states; else the outcome
//! of the same months a year earlier; else of that whole year.

use std::collections::BTreeSet;

use ledger::event::indicator::IndicatorValue;
use ledger::event::plan::{Desired, Target};
use ledger::ids::{Position, UnitId};
use ledger::period::Period;
use ledger::quantity::Quantity;

use super::{
    AppliedTarget, Correction, IndicatorCell, Outcome, Previous, Reported, StatedOutcome,
    StatedWish, Wish,
};
use crate::fact::{Fact, Source};
use crate::scope::Scope;

/// A fact where it stands.
pub(super) type Standing<'a, T> = (Position, &'a Fact<T>);

impl IndicatorCell {
    /// The target for a period: its own, else that of the shortest period that
    /// holds it.
    pub(super) fn target(
        &self,
        period: Period,
        size: u64,
    ) -> Option<(Period, Standing<'_, Target>)> {
        self.targets
            .iter()
            .filter(|(of, _)| of.covers(period))
            .filter_map(|(of, versions)| Some((*of, versions.version_at(size)?)))
            .min_by_key(|(of, _)| of.length())
    }

    /// The units whose outcome may stand in the report, the first that has one first.
    pub(super) fn units_in_turn<'a>(
        &'a self,
        owner: Option<&'a UnitId>,
        scope: &'a Scope,
    ) -> Vec<&'a UnitId> {
        let below: Vec<_> = self
            .outcomes
            .iter()
            .filter(|(unit, _)| scope.subtree.contains(*unit))
            .collect();
        let of_period = below
            .iter()
            .filter(|(unit, _)| self.stated(unit, scope.period, scope.size).is_some());
        let of_any = below.iter().filter(|(_, periods)| {
            periods
                .values()
                .any(|versions| versions.at(scope.size).is_some())
        });
        let below = match of_period.clone().count() {
            0 => only(of_any.map(|(unit, _)| *unit)),
            _ => only(of_period.map(|(unit, _)| *unit)),
        };
        let mut units: Vec<&UnitId> = vec![&scope.unit];
        units.extend(owner);
        units.extend(below);
        units.extend(&scope.ancestors);
        units
    }

    /// The outcome that stands in the report: the period's own, else one that lags.
    pub(super) fn found<'a>(
        &'a self,
        units: &[&'a UnitId],
        target: Option<&AppliedTarget>,
        scope: &Scope,
    ) -> Option<(&'a UnitId, Period, Standing<'a, StatedOutcome>)> {
        let own = units.iter().find_map(|unit| {
            let standing = self.stated(unit, scope.period, scope.size)?;
            Some((*unit, scope.period, standing))
        });
        own.or_else(|| {
            let first_target = self.targets.get(&target?.period)?.versions().first()?.0;
            units.iter().find_map(|unit| {
                let (period, standing) = self.lagging(unit, first_target, scope)?;
                Some((*unit, period, standing))
            })
        })
    }

    /// The latest value of a period before the one asked for, first stated after a position.
    fn lagging(
        &self,
        unit: &UnitId,
        after: Position,
        scope: &Scope,
    ) -> Option<(Period, Standing<'_, StatedOutcome>)> {
        let last_day = scope.period.last_day();
        self.outcomes
            .get(unit)?
            .iter()
            .filter(|(period, versions)| {
                let first = versions.versions().first();
                **period != scope.period
                    && period.last_day() <= last_day
                    && first.is_some_and(|(position, _)| *position > after)
            })
            .filter_map(|(period, versions)| {
                let standing = versions.version_at(scope.size)?;
                is_value(&standing.1.value).then_some((*period, standing))
            })
            .max_by_key(|(period, _)| (period.last_day(), period.length()))
    }

    pub(super) fn stated(
        &self,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<Standing<'_, StatedOutcome>> {
        self.outcomes.get(unit)?.get(&period)?.version_at(size)
    }

    pub(super) fn value(
        &self,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<Standing<'_, StatedOutcome>> {
        self.stated(unit, period, size)
            .filter(|(_, fact)| is_value(&fact.value))
    }

    pub(super) fn outcome(
        &self,
        unit: &UnitId,
        period: Period,
        standing: Standing<'_, StatedOutcome>,
        scope: &Scope,
    ) -> Outcome {
        match &standing.1.value {
            StatedOutcome::Missing { reason } => Outcome::Missing {
                reason: reason.clone(),
                unit: unit.clone(),
                source: source(standing),
            },
            StatedOutcome::Value {
                value,
                corrects,
                reason,
            } => Outcome::Reported(Reported {
                value: value.clone(),
                unit: unit.clone(),
                period,
                lags: period != scope.period,
                correction: corrects.map(|corrects| Correction {
                    corrects,
                    was: self
                        .stated(unit, period, standing.0.0)
                        .and_then(|(_, before)| value_of(&before.value).cloned()),
                    reason: reason.clone(),
                    position: standing.0,
                }),
                source: source(standing),
            }),
        }
    }

    /// The wish of the outcome's unit or the nearest above it that has one.
    pub(super) fn wish(
        &self,
        unit: &UnitId,
        defined: Desired,
        scope: &Scope,
    ) -> Option<(Wish, Standing<'_, StatedWish>)> {
        scope.upwards(unit).into_iter().find_map(|unit| {
            let standing = self.wishes.get(unit)?.version_at(scope.size)?;
            let wish = Wish {
                unit: unit.clone(),
                desired: standing.1.value.desired,
                defined,
                reason: standing.1.value.reason.clone(),
                source: source(standing),
            };
            Some((wish, standing))
        })
    }

    /// The value of the same months a year before the period, else of that whole year.
    pub(super) fn earlier(
        &self,
        unit: &UnitId,
        units: &[&UnitId],
        period: Period,
        size: u64,
    ) -> Option<(Period, Standing<'_, StatedOutcome>)> {
        let before = period.previous_year();
        if before == period {
            return None;
        }
        std::iter::once(&unit).chain(units).find_map(|unit| {
            [before, before.full_year()].into_iter().find_map(|period| {
                let standing = self.value(unit, period, size)?;
                Some((period, standing))
            })
        })
    }
}

impl Previous {
    /// The value as a number, when it is one.
    pub fn number(&self) -> Option<Quantity> {
        match self {
            Self::Reported {
                value: IndicatorValue::Number { value },
                ..
            }
            | Self::StatedByTarget { value } => Some(*value),
            Self::Reported {
                value: IndicatorValue::Judged { .. },
                ..
            } => None,
        }
    }
}

/// The value to compare with. What the target states goes first, as in [`Yardstick::previous`].
pub(super) fn previous(
    target: Option<&AppliedTarget>,
    earlier: Option<(Period, Standing<'_, StatedOutcome>)>,
) -> Option<Previous> {
    if let Some(Target::BetterThanPrevious {
        previous: Some(value),
    }) = target.map(|target| &target.target)
    {
        return Some(Previous::StatedByTarget { value: *value });
    }
    let (period, standing) = earlier?;
    Some(Previous::Reported {
        value: value_of(&standing.1.value)?.clone(),
        period,
        source: source(standing),
    })
}

pub(super) fn source<T>((position, fact): Standing<'_, T>) -> Source {
    Source {
        position,
        event: fact.event,
    }
}

fn value_of(stated: &StatedOutcome) -> Option<&IndicatorValue> {
    match stated {
        StatedOutcome::Value { value, .. } => Some(value),
        StatedOutcome::Missing { .. } => None,
    }
}

fn is_value(stated: &StatedOutcome) -> bool {
    value_of(stated).is_some()
}

pub(super) fn number(stated: &StatedOutcome) -> Option<Quantity> {
    match value_of(stated)? {
        IndicatorValue::Number { value } => Some(*value),
        IndicatorValue::Judged { .. } => None,
    }
}

/// The only element; `None` when there is none or more than one.
pub(super) fn only<'a>(units: impl Iterator<Item = &'a UnitId>) -> Option<&'a UnitId> {
    let mut units: BTreeSet<&UnitId> = units.collect();
    let first = units.pop_first()?;
    units.is_empty().then_some(first)
}
