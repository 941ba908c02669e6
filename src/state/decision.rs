//! Decisions, and which of those taken by delegation have been reported.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use crate::event::decision::{
    DecisionKind, DecisionReported, DecisionTaken, Delegation, Precision,
};
use crate::ids::{DecisionId, UnitId};
use crate::time::Date;

/// Every decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Decisions(BTreeMap<DecisionId, Decision>);

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Decision {
    /// Whose matter it is.
    pub unit: UnitId,
    /// What it is about.
    pub kind: DecisionKind,
    /// The first day it can have been taken, given how exactly the date is known.
    pub earliest: Date,
    /// The delegation it was taken under.
    pub delegation: Option<Delegation>,
    /// Whether it has been reported to its committee.
    pub reported: bool,
}

impl Decisions {
    /// The decision.
    pub fn get(&self, decision: &DecisionId) -> Option<&Decision> {
        self.0.get(decision)
    }

    pub(super) fn taken(&mut self, e: &DecisionTaken) {
        let (year, month) = (e.date.year(), e.date.month());
        let earliest = match e.precision {
            Precision::Day => Some(e.date),
            Precision::Month => Date::new(year, month, 1),
            Precision::Year => Date::new(year, 1, 1),
        };
        self.0.insert(
            e.decision.clone(),
            Decision {
                unit: e.unit.clone(),
                kind: e.kind,
                earliest: earliest.unwrap_or(e.date),
                delegation: e.delegation.clone(),
                reported: false,
            },
        );
    }

    pub(super) fn reported(&mut self, e: &DecisionReported) {
        if let Some(decision) = self.0.get_mut(&e.decision) {
            decision.reported = true;
        }
    }
}
