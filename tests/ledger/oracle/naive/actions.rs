//! The action plan: what was planned, what came of it, what is still expected.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::action::{ActionEffectReported, ActionPlanned, YearEffect};
use ledger::ids::ActionId;
use ledger::period::Period;

use super::events;

/// Every action as last planned.
pub(crate) fn planned(log: &[Entry]) -> BTreeMap<ActionId, ActionPlanned> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::ActionPlanned(e) => Some((e.action.clone(), e.clone())),
            _ => None,
        })
        .collect()
}

/// The follow-up of an action that counts for a period: of its year, the one
/// that ends latest but no later than the period, of those the longest; of
/// several, the last.
pub(crate) fn follow_up(
    log: &[Entry],
    action: &ActionId,
    period: Period,
) -> Option<ActionEffectReported> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::ActionEffectReported(e)
                if e.action == *action
                    && e.period.year() == period.year()
                    && e.period.last() <= period.last() =>
            {
                Some(e.clone())
            }
            _ => None,
        })
        // Of equals, the last.
        .max_by_key(|e| (e.period.last(), e.period.months().count()))
}

/// The sum of the amounts of a year among effects; `None` when none states one.
pub(crate) fn amount<'a>(
    effects: impl IntoIterator<Item = &'a YearEffect>,
    year: u16,
) -> Option<i64> {
    let amounts: Vec<i64> = effects
        .into_iter()
        .filter(|effect| effect.year == year)
        .filter_map(|effect| Some(effect.amount_ore?.0))
        .collect();
    (!amounts.is_empty()).then(|| amounts.iter().sum())
}

/// The sum of the FTE of a year among effects, in millionths; `None` when none states any.
pub(crate) fn fte<'a>(
    effects: impl IntoIterator<Item = &'a YearEffect>,
    year: u16,
) -> Option<i128> {
    let numbers: Vec<i128> = effects
        .into_iter()
        .filter(|effect| effect.year == year)
        .filter_map(|effect| Some(effect.fte?.millionths()))
        .collect();
    (!numbers.is_empty()).then(|| numbers.iter().sum())
}
