//! The rows of indicators in a report, and how many have which fulfilment.

use std::collections::BTreeSet;

use super::super::cell::Cell;
use super::super::fact::Source;
use super::super::organisation::Organisation;
use super::super::plan::{Item, Plan};
use super::super::redacted::Redacted;
use super::super::scope::Scope;
use super::super::table::{Row, Table};
use super::fulfilment::Compared;
use super::{Fulfilment, Indicators, Outcome, Rules, Target};

/// What else a report's indicators rest on.
#[derive(Clone, Copy)]
pub(in super::super) struct With<'a> {
    /// The units.
    pub(in super::super) organisation: &'a Organisation,
    /// The objectives.
    pub(in super::super) plan: &'a Plan,
    /// The rules in force.
    pub(in super::super) rules: Rules,
    /// The redacted events.
    pub(in super::super) redacted: &'a Redacted,
}

/// An indicator as a report shows it.
struct Shown {
    indicator: String,
    title: String,
    item: String,
    outcome: Option<Outcome>,
    previous: Option<Outcome>,
    fulfilment: Option<Fulfilment>,
    source: Option<Source>,
    lost: bool,
}

impl Indicators {
    /// The indicators of the objectives that stand in a report.
    fn shown(&self, scope: &Scope, with: With<'_>) -> Vec<Shown> {
        let mut shown = Vec::new();
        for item in with.plan.objectives(scope) {
            let of_item = self.indicators.iter().filter(|(_, indicator)| {
                let defined = indicator.defined.as_ref();
                defined.is_some_and(|defined| defined.item == item.id)
            });
            for (name, _) in of_item {
                shown.extend(self.show(name, item.owner.as_deref(), scope, with));
            }
        }
        shown
    }

    fn show(&self, name: &str, owner: Option<&str>, scope: &Scope, on: With<'_>) -> Option<Shown> {
        let indicator = self.indicators.get(name)?;
        let defined = indicator.defined.as_ref()?;
        let target = indicator.target(scope.period);
        let units = indicator.units(owner, scope);
        let chosen = indicator.outcome(&units, target.map(|(period, _)| period), scope);
        let (unit, period) = chosen
            .as_ref()
            .map_or((scope.unit.as_str(), scope.period), |chosen| {
                (chosen.unit, chosen.period)
            });
        let wish = indicator.wish(unit, scope, on.organisation);
        let stated_previous = target.and_then(|(_, target)| match &target.value {
            Target::BetterThanPrevious(previous) => *previous,
            _ => None,
        });
        // What the plan itself states to be beaten goes before what was reported.
        let earlier = match stated_previous {
            Some(_) => None,
            None => indicator.earlier(unit, &units, period),
        };
        let previous = stated_previous
            .map(Outcome::Number)
            .or_else(|| earlier.map(|earlier| earlier.value.clone()));
        let series = target.and_then(|(_, target)| match &target.value {
            Target::AtLeastSeries(other) => self.indicators.get(other)?.series(unit, period),
            _ => None,
        });
        let outcome = chosen.as_ref().map(|chosen| chosen.stated.value.clone());
        let compared = Compared {
            desired: wish.map_or(defined.desired, |wish| wish.value),
            year: period.year(),
            previous: previous.as_ref().and_then(number),
            series: series.and_then(|series| number(&series.value)),
        };
        let fulfilment = match (&outcome, target) {
            (Some(Outcome::Judged(judged)), _) => Some(*judged),
            (Some(Outcome::Number(value)), Some((_, target))) => {
                on.rules.fulfilment(*value, &target.value, &compared)
            }
            _ => None,
        };
        let source = [
            defined.source,
            target.and_then(|(_, target)| target.source),
            chosen.and_then(|chosen| chosen.stated.source),
            wish.and_then(|wish| wish.source),
            earlier.and_then(|earlier| earlier.source),
            series.and_then(|series| series.source),
        ];
        Some(Shown {
            indicator: name.into(),
            title: defined.title.clone(),
            item: defined.item.clone(),
            outcome,
            previous,
            fulfilment,
            source: source.into_iter().max().flatten(),
            lost: self.lost(name, on.redacted),
        })
    }

    /// Whether an item has indicators that are told of, and each of them lacks its value.
    pub(in super::super) fn only_missing(
        &self,
        item: &Item,
        scope: &Scope,
        with: With<'_>,
    ) -> bool {
        let of_item = self.indicators.iter().filter(|(_, indicator)| {
            let defined = indicator.defined.as_ref();
            defined.is_some_and(|defined| defined.item == item.id)
        });
        let mut told = of_item
            .filter_map(|(name, _)| self.show(name, item.owner.as_deref(), scope, with)?.outcome)
            .peekable();
        told.peek().is_some() && told.all(|outcome| outcome == Outcome::Missing)
    }

    /// The item that an indicator measures.
    pub(in super::super) fn item_of(&self, indicator: &str) -> Option<&str> {
        let defined = self.indicators.get(indicator)?.defined.as_ref()?;
        Some(&defined.item)
    }

    /// The indicators under the objectives they measure.
    pub(in super::super) fn table(&self, scope: &Scope, with: With<'_>) -> Table {
        let shown = self.shown(scope, with);
        let items: BTreeSet<&str> = shown.iter().map(|shown| shown.item.as_str()).collect();
        let headings = items.into_iter().map(Row::new);
        Table::of(headings.chain(shown.iter().map(Shown::row))).lacking_rows(
            with.redacted.any(&["IndicatorDefined"]) || with.redacted.any(&Plan::KINDS),
        )
    }

    /// How many indicators have which fulfilment.
    pub(in super::super) fn counts(&self, scope: &Scope, with: With<'_>) -> Table {
        let shown = self.shown(scope, with);
        if shown.is_empty() {
            return Table::default();
        }
        let rows_lost = with.redacted.any(&["IndicatorDefined"]) || with.redacted.any(&Plan::KINDS);
        let lost = rows_lost || shown.iter().any(|shown| shown.lost);
        let of = |wanted: fn(&Shown) -> bool| shown.iter().filter(|shown| wanted(shown)).count();
        let met = |wanted: Fulfilment| {
            let meets = |shown: &&Shown| shown.is_value() && shown.fulfilment == Some(wanted);
            shown.iter().filter(meets).count()
        };
        let counts = [
            ("total", shown.len(), rows_lost),
            ("fully", met(Fulfilment::Fully), lost),
            ("partly", met(Fulfilment::Partly), lost),
            ("not_at_all", met(Fulfilment::NotAtAll), lost),
            (
                "missing",
                of(|shown| shown.outcome == Some(Outcome::Missing)),
                lost,
            ),
            ("not_reported", of(|shown| shown.outcome.is_none()), lost),
            (
                "without_status",
                of(|shown| shown.is_value() && shown.fulfilment.is_none()),
                lost,
            ),
        ];
        Table::of([
            Row::new("all").with_all(counts.map(|(column, count, lost)| {
                let cell = if lost {
                    Cell::Redacted
                } else {
                    Cell::size(count)
                };
                (column, cell)
            })),
        ])
    }
}

impl Shown {
    fn is_value(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Number(_) | Outcome::Judged(_)))
    }

    fn row(&self) -> Row {
        let row = Row::new(&self.indicator)
            .named(&self.title)
            .resting_on(self.source);
        if self.lost {
            return ["outcome", "previous", "fulfilment"]
                .into_iter()
                .fold(row, |row, column| row.with(column, Cell::Redacted));
        }
        let outcome = match &self.outcome {
            Some(Outcome::Number(number)) => Cell::number(*number),
            Some(Outcome::Judged(_)) => Cell::Told,
            Some(Outcome::Missing) | None => Cell::Missing,
        };
        let previous = match &self.previous {
            Some(Outcome::Number(number)) => Cell::number(*number),
            Some(Outcome::Judged(_)) => Cell::Told,
            Some(Outcome::Missing) | None => Cell::Empty,
        };
        let fulfilment = match (&self.outcome, self.fulfilment) {
            (Some(Outcome::Missing), _) => Cell::Missing,
            (_, fulfilment) => Cell::some(fulfilment, |met| Cell::word("fulfilment", met.word())),
        };
        row.with("outcome", outcome)
            .with("previous", previous)
            .with("fulfilment", fulfilment)
    }
}

fn number(outcome: &Outcome) -> Option<super::Decimal> {
    match outcome {
        Outcome::Number(number) => Some(*number),
        Outcome::Judged(_) | Outcome::Missing => None,
    }
}
