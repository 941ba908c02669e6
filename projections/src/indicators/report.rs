//! How a report comes to an indicator's row, and how far its target is met.
//!
//! Which outcome, target, wish and previous value apply is [`super::choice`]'s;
//! here they are put together with the rules in force.

use ledger::event::followup::Colour;
use ledger::event::plan::Target;
use ledger::fulfilment::{Achieved, Yardstick, fulfilment};
use ledger::ids::{IndicatorId, ItemId, UnitId};
use ledger::period::Period;

use super::choice::{Standing, number, only, previous, source};
use super::{AppliedTarget, IndicatorRow, Indicators, Outcome, Previous, StatedOutcome};
use crate::fact::Grounds;
use crate::plan::ReportItems;
use crate::rules::{Rules, RulesInForce};
use crate::scope::Scope;

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

    /// The colour that the rules suggest for an item in the scope's report, by the
    /// statuses of its indicators; none when no indicator of it has a status. An
    /// assessment that is made in the scope records the same as its suggestion.
    pub fn suggestion(
        &self,
        item: &ItemId,
        owner: Option<&UnitId>,
        scope: &Scope,
        rules: &Rules,
    ) -> Option<Colour> {
        let rules = rules.at(scope.size);
        let indicators = self.of_item(item, scope.size);
        let rows = indicators
            .iter()
            .filter_map(|indicator| self.row_by(indicator, owner, scope, &rules));
        let statuses: Vec<_> = rows.filter_map(|row| row.fulfilment).collect();
        rules.rules.suggest(&statuses)
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
