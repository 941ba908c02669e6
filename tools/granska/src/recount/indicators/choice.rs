//! Which target, outcome, wish and earlier value stand in a report.

use std::collections::BTreeSet;

use super::super::calendar::Period;
use super::super::organisation::Organisation;
use super::super::scope::Scope;
use super::{Desired, Indicator, Outcome, Stated, Target};

/// An outcome with the unit and the period it is stated for.
pub(super) struct Chosen<'a> {
    pub(super) unit: &'a str,
    pub(super) period: Period,
    pub(super) stated: &'a Stated<Outcome>,
}

impl Indicator {
    /// The target of the shortest period that holds the report's.
    pub(super) fn target(&self, period: Period) -> Option<(Period, &Stated<Target>)> {
        let mut best: Option<(Period, &Stated<Target>)> = None;
        for (of, stated) in &self.targets {
            let shorter = best.is_none_or(|(held, _)| of.length() < held.length());
            if of.covers(period) && shorter {
                best = Some((*of, stated));
            }
        }
        best
    }

    /// The units whose outcome may stand in the report, the foremost first: its
    /// own, the one that answers for the objective, the only one below, those above.
    pub(super) fn units<'a>(&'a self, owner: Option<&'a str>, scope: &'a Scope) -> Vec<&'a str> {
        let below: BTreeSet<&str> = self
            .outcomes
            .iter()
            .filter(|(unit, _)| scope.below.contains(*unit))
            .map(|(unit, _)| unit.as_str())
            .collect();
        let of_period: BTreeSet<&str> = below
            .iter()
            .copied()
            .filter(|unit| self.stated(unit, scope.period).is_some())
            .collect();
        let candidates = if of_period.is_empty() {
            below
        } else {
            of_period
        };
        let only = (candidates.len() == 1).then(|| candidates.into_iter().next());
        let mut units = vec![scope.unit.as_str()];
        units.extend(owner);
        units.extend(only.flatten());
        units.extend(scope.above.iter().map(String::as_str));
        units
    }

    /// The outcome that stands in the report: one for its period; else the
    /// latest earlier one that was first stated after the target was set.
    pub(super) fn outcome<'a>(
        &'a self,
        units: &[&'a str],
        target: Option<Period>,
        scope: &Scope,
    ) -> Option<Chosen<'a>> {
        for unit in units {
            if let Some(stated) = self.stated(unit, scope.period) {
                return Some(Chosen {
                    unit,
                    period: scope.period,
                    stated,
                });
            }
        }
        let set = self.targets.get(&target?)?.first;
        units.iter().find_map(|unit| {
            let earlier = self.outcomes.get(*unit)?.iter().filter(|(of, stated)| {
                **of != scope.period
                    && of.last <= scope.period.last
                    && stated.first > set
                    && stated.value != Outcome::Missing
            });
            let latest = earlier.max_by_key(|(of, _)| (of.last, of.length()))?;
            Some(Chosen {
                unit,
                period: *latest.0,
                stated: latest.1,
            })
        })
    }

    /// What is stated for a unit and a period.
    pub(super) fn stated(&self, unit: &str, period: Period) -> Option<&Stated<Outcome>> {
        self.outcomes.get(unit)?.get(&period)
    }

    /// The same, when it is a value.
    pub(super) fn value(&self, unit: &str, period: Period) -> Option<&Stated<Outcome>> {
        self.stated(unit, period)
            .filter(|stated| stated.value != Outcome::Missing)
    }

    /// The wish of a unit, or of the nearest above it that has one.
    pub(super) fn wish(
        &self,
        unit: &str,
        scope: &Scope,
        organisation: &Organisation,
    ) -> Option<&Stated<Desired>> {
        if self.wishes.is_empty() {
            return None;
        }
        let upwards = scope.upwards(organisation, unit);
        upwards.iter().find_map(|unit| self.wishes.get(unit))
    }

    /// The value of the same months a year before, else of that whole year: of
    /// the outcome's unit, else of the others in turn.
    pub(super) fn earlier(
        &self,
        unit: &str,
        units: &[&str],
        period: Period,
    ) -> Option<&Stated<Outcome>> {
        let before = period.year_before();
        if before == period {
            return None;
        }
        std::iter::once(&unit).chain(units).find_map(|unit| {
            self.value(unit, before)
                .or_else(|| self.value(unit, before.full_year()))
        })
    }

    /// The value that a target compares with: the unit's own, else the only one there is.
    pub(super) fn series(&self, unit: &str, period: Period) -> Option<&Stated<Outcome>> {
        self.value(unit, period).or_else(|| {
            let mut values = self
                .outcomes
                .keys()
                .filter_map(|unit| self.value(unit, period));
            let first = values.next()?;
            values.next().is_none().then_some(first)
        })
    }
}
