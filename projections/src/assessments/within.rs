//! What is said of items in a period that may lack assessments and statuses of its own.
//!
//! Guarantee: what stands for a period is what its own report shows; only where that
//! shows nothing, it is the latest that is said for a period within it: the one that
//! ends last, and of those that end together the one that was said last. Each is what
//! the same unit's report of that period shows, so nobody sees more through it.
//! A redacted assessment stands as redacted: an earlier one never takes its place.
//!
//! It deliberately judges no period by another: whoever shows what it answers must
//! say which period that is of.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use ledger::event::followup::Colour;
use ledger::ids::Position;
use ledger::period::Period;

use super::{Assessment, Assessments, ByPeriod, ReportedStatus, answer, chosen, status_answer};
use crate::fact::Fact;
use crate::organisation::Organisation;
use crate::plan::Item;
use crate::scope::Scope;

/// What stands for a scope's period, from it or from within it.
#[derive(Debug, Clone)]
pub struct Within<'a> {
    assessments: &'a Assessments,
    scope: &'a Scope,
    organisation: &'a Organisation,
    /// The scopes of the periods within the scope's own that anything is said for, made
    /// when an item lacks one of its own.
    parts: OnceCell<Vec<Scope>>,
}

impl Assessments {
    /// What stands for the scope's period, of every item.
    pub fn within<'a>(&'a self, scope: &'a Scope, organisation: &'a Organisation) -> Within<'a> {
        Within {
            assessments: self,
            scope,
            organisation,
            parts: OnceCell::new(),
        }
    }
}

impl Within<'_> {
    /// The assessment that stands for the period: of itself, else the latest within it.
    pub fn assessment(&self, item: &Item) -> Option<Assessment> {
        let periods = self.assessments.assessed.get(&item.item)?;
        self.standing(periods, item).map(answer)
    }

    /// The status of an assignment that stands for the period, in the same way.
    pub fn status(&self, item: &Item) -> Option<ReportedStatus> {
        let periods = self.assessments.statuses.get(&item.item)?;
        self.standing(periods, item).map(status_answer)
    }

    /// The latest assessments within the period of items that it has none of its own of:
    /// in which periods they were made, and how many have which colour (none when redacted).
    pub fn partial<'i>(&self, items: impl IntoIterator<Item = &'i Item>) -> Partial {
        let mut partial = Partial::default();
        for item in items {
            let latest = self.assessment(item);
            let Some(latest) = latest.filter(|it| it.period != self.scope.period) else {
                continue;
            };
            partial.periods.insert(latest.period);
            *partial.colours.entry(latest.colour).or_default() += 1;
        }
        partial
    }

    fn parts(&self) -> &[Scope] {
        self.parts.get_or_init(|| {
            let Scope {
                unit, period, size, ..
            } = self.scope;
            let assessed = self.assessments.assessed.values();
            let reported = self.assessments.statuses.values();
            let said = assessed.flat_map(BTreeMap::keys);
            let said = said.chain(reported.flat_map(BTreeMap::keys));
            let parts: BTreeSet<Period> = said
                .copied()
                .filter(|part| part != period && period.covers(*part))
                .collect();
            let parts = parts.into_iter();
            let scopes = parts.map(|part| self.organisation.scope(unit, part, *size));
            scopes.collect()
        })
    }

    fn standing<'f, T>(
        &self,
        periods: &'f ByPeriod<T>,
        item: &Item,
    ) -> Option<(Position, &'f Fact<T>)> {
        let own = chosen(periods, item, self.scope);
        own.or_else(|| {
            let parts = self.parts().iter();
            let said = parts.filter_map(|part| Some((part, chosen(periods, item, part)?)));
            let latest = said.max_by_key(|(part, said)| (part.period.last(), said.0));
            latest.map(|(_, said)| said)
        })
    }
}

/// What is known of items that a period has no assessments of its own of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partial {
    /// The periods within it that they were assessed for.
    pub periods: BTreeSet<Period>,
    /// How many have which colour; of none when the assessment is redacted.
    pub colours: BTreeMap<Option<Colour>, u32>,
}

#[cfg(test)]
mod tests;
