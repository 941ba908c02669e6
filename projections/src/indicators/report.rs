//! How a report comes to an indicator's row: which outcome, target, wish and
//! previous value apply in its scope.
//!
//! **Which unit's outcome.** The report's own unit; else the owner of the
//! objective; else the only unit of the subtree that has one; else the nearest
//! unit above. Several units below with each its own value have no common one:
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
use ledger::fulfilment::{Achieved, Yardstick, fulfilment};
use ledger::ids::{IndicatorId, Position, UnitId};
use ledger::period::Period;
use ledger::quantity::Quantity;

use super::{
    AppliedTarget, Correction, IndicatorCell, IndicatorRow, Indicators, Outcome, Previous,
    Reported, StatedOutcome, Wish,
};
use crate::fact::{Fact, Grounds, Source};
use crate::plan::ReportItems;
use crate::rules::{Rules, RulesInForce};
use crate::scope::Scope;

/// A fact where it stands.
type Standing<'a, T> = (Position, &'a Fact<T>);

impl Indicators {
    /// The rows of a report's objectives that apply on the period's last day,
    /// in the order of the objectives.
    pub fn rows(&self, items: &ReportItems, scope: &Scope, rules: &Rules) -> Vec<IndicatorRow> {
        let rules = rules.at(scope.size);
        let last_day = scope.period.last_day();
        items
            .objectives()
            .filter(|item| item.applies_on(last_day))
            .flat_map(|item| {
                let indicators = self.of_item(&item.item, scope.size);
                indicators
                    .into_iter()
                    .map(move |indicator| (item, indicator))
            })
            .filter_map(|(item, indicator)| {
                self.row_by(&indicator, item.owner.as_ref(), scope, &rules)
            })
            .collect()
    }

    /// An indicator in the scope's report; `None` when it is not defined.
    /// `owner` is the unit that answers for its objective.
    pub fn row(
        &self,
        indicator: &IndicatorId,
        owner: Option<&UnitId>,
        scope: &Scope,
        rules: &Rules,
    ) -> Option<IndicatorRow> {
        self.row_by(indicator, owner, scope, &rules.at(scope.size))
    }

    /// What each unit of the subtree has said of the outcome for exactly the scope's period.
    pub fn outcomes_by_unit(
        &self,
        indicator: &IndicatorId,
        scope: &Scope,
    ) -> Vec<(UnitId, Outcome)> {
        let Some(cell) = self.indicators.get(indicator) else {
            return Vec::new();
        };
        cell.outcomes
            .keys()
            .filter(|unit| scope.subtree.contains(*unit))
            .filter_map(|unit| {
                let stated = cell.stated(unit, scope.period, scope.size)?;
                let outcome = cell.outcome(unit, scope.period, stated, scope);
                Some((unit.clone(), outcome))
            })
            .collect()
    }

    fn row_by(
        &self,
        indicator: &IndicatorId,
        owner: Option<&UnitId>,
        scope: &Scope,
        rules: &RulesInForce,
    ) -> Option<IndicatorRow> {
        let cell = self.indicators.get(indicator)?;
        let (defined_at, definition) = cell.definition.version_at(scope.size)?;
        let defined = &definition.value;
        let mut grounds = Grounds::on(defined_at, definition);

        let target = cell.target(scope.period, scope.size);
        if let Some((_, (position, fact))) = target {
            grounds.add(position, fact);
        }
        let target = target.map(|(period, standing)| AppliedTarget {
            target: standing.1.value.clone(),
            period,
            source: source(standing),
        });
        let units = cell.units_in_turn(owner, scope);
        let found = cell.found(&units, target.as_ref(), scope);
        if let Some((_, _, (position, fact))) = found {
            grounds.add(position, fact);
        }
        let (unit, period) = found.map_or((&scope.unit, scope.period), |(unit, period, _)| {
            (unit, period)
        });
        let outcome = found.map_or(Outcome::NotReported, |(unit, period, standing)| {
            cell.outcome(unit, period, standing, scope)
        });
        let wish = cell.wish(unit, defined.desired, scope);
        if let Some((_, (position, fact))) = &wish {
            grounds.add(*position, fact);
        }
        let wish = wish.map(|(wish, _)| wish);
        let desired = wish.as_ref().map_or(defined.desired, |wish| wish.desired);
        let earlier = cell.earlier(unit, &units, period, scope.size);
        let previous = previous(target.as_ref(), earlier);
        if let (Some(Previous::Reported { .. }), Some((_, (position, fact)))) = (&previous, earlier)
        {
            grounds.add(position, fact);
        }
        let series = self.series(target.as_ref(), unit, period, scope.size);
        if let Some((position, fact)) = series {
            grounds.add(position, fact);
        }
        let series = series.and_then(|(_, fact)| number(&fact.value));

        let fulfilled = match &outcome {
            Outcome::Reported(reported) => fulfilment(
                Achieved::from(&reported.value),
                &Yardstick {
                    target: target.as_ref().map(|target| &target.target),
                    desired,
                    year: reported.period.year(),
                    previous: previous.as_ref().and_then(Previous::number),
                    series,
                },
                &rules.rules,
            ),
            Outcome::Missing { .. } | Outcome::NotReported => None,
        };
        Some(IndicatorRow {
            indicator: indicator.clone(),
            item: defined.item.clone(),
            label: defined.label.clone(),
            title: defined.title.clone(),
            unit_of_measure: defined.unit_of_measure.clone(),
            desired,
            wish,
            target,
            outcome,
            previous,
            series,
            fulfilment: fulfilled,
            rules_version: rules.version,
            grounds,
        })
    }

    /// The value, for the same period, of the series that the target compares
    /// with: the same unit's, else the only one that any unit has.
    fn series(
        &self,
        target: Option<&AppliedTarget>,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<Standing<'_, StatedOutcome>> {
        let Target::AtLeastSeries { indicator } = &target?.target else {
            return None;
        };
        let cell = self.indicators.get(indicator)?;
        let mut units = vec![unit];
        units.extend(only(
            cell.outcomes
                .keys()
                .filter(|other| cell.value(other, period, size).is_some()),
        ));
        units
            .into_iter()
            .find_map(|unit| cell.value(unit, period, size))
    }
}

impl IndicatorCell {
    /// The target for a period: its own, else that of the shortest period that
    /// holds it.
    fn target(&self, period: Period, size: u64) -> Option<(Period, Standing<'_, Target>)> {
        self.targets
            .iter()
            .filter(|(of, _)| of.covers(period))
            .filter_map(|(of, versions)| Some((*of, versions.version_at(size)?)))
            .min_by_key(|(of, _)| of.length())
    }

    /// The units whose outcome may stand in the report, the first that has one first.
    fn units_in_turn<'a>(&'a self, owner: Option<&'a UnitId>, scope: &'a Scope) -> Vec<&'a UnitId> {
        let below = only(self.outcomes.iter().filter_map(|(unit, periods)| {
            let known = periods
                .values()
                .any(|versions| versions.at(scope.size).is_some());
            (known && scope.subtree.contains(unit)).then_some(unit)
        }));
        let mut units: Vec<&UnitId> = vec![&scope.unit];
        units.extend(owner);
        units.extend(below);
        units.extend(&scope.ancestors);
        units
    }

    /// The outcome that stands in the report: the period's own, else one that lags.
    fn found<'a>(
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

    fn stated(
        &self,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<Standing<'_, StatedOutcome>> {
        self.outcomes.get(unit)?.get(&period)?.version_at(size)
    }

    fn value(
        &self,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<Standing<'_, StatedOutcome>> {
        self.stated(unit, period, size)
            .filter(|(_, fact)| is_value(&fact.value))
    }

    fn outcome(
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
    fn wish(
        &self,
        unit: &UnitId,
        defined: Desired,
        scope: &Scope,
    ) -> Option<(Wish, Standing<'_, super::StatedWish>)> {
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
    fn earlier(
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
fn previous(
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

fn source<T>((position, fact): Standing<'_, T>) -> Source {
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

fn number(stated: &StatedOutcome) -> Option<Quantity> {
    match value_of(stated)? {
        IndicatorValue::Number { value } => Some(*value),
        IndicatorValue::Judged { .. } => None,
    }
}

/// The only element; `None` when there is none or more than one.
fn only<'a>(units: impl Iterator<Item = &'a UnitId>) -> Option<&'a UnitId> {
    let mut units: BTreeSet<&UnitId> = units.collect();
    let first = units.pop_first()?;
    units.is_empty().then_some(first)
}
