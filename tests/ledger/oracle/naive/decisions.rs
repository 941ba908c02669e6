//! Decisions, and which delegated ones are still to be reported.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::decision::{DecisionReported, DecisionTaken};
use ledger::ids::{DecisionId, UnitId};

use super::{events, last};

/// Every decision as last recorded.
pub(crate) fn taken(log: &[Entry]) -> BTreeMap<DecisionId, DecisionTaken> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::DecisionTaken(e) => Some((e.decision.clone(), e.clone())),
            _ => None,
        })
        .collect()
}

/// How a decision was reported, when it was.
pub(crate) fn reported(log: &[Entry], decision: &DecisionId) -> Option<DecisionReported> {
    last(log, |(_, event)| match event {
        Event::DecisionReported(e) if e.decision == *decision => Some(e.clone()),
        _ => None,
    })
}

/// The decisions taken by delegation from a committee that it has not been told of.
pub(crate) fn open(log: &[Entry], committee: &UnitId) -> Vec<DecisionId> {
    taken(log)
        .into_iter()
        .filter(|(id, decision)| {
            decision
                .delegation
                .as_ref()
                .is_some_and(|delegation| delegation.committee == *committee)
                && reported(log, id).is_none()
        })
        .map(|(id, _)| id)
        .collect()
}
