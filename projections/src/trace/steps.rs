//! Steps: the events at which a value changes.
//!
//! The value is asked at both sides of every candidate, and where it differs
//! between two candidates the interval is halved until the event is found. The
//! steps found therefore always lead from the value at the first size to the
//! value at the last; two events between candidates that cancel each other
//! exactly can be passed over.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::Position;

/// A step: the event at the position changed the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step<T> {
    pub(super) position: Position,
    pub(super) before: T,
    pub(super) after: T,
}

/// The steps of a value from one size to another.
pub(super) fn steps<T: Clone + PartialEq>(
    value: impl Fn(u64) -> T,
    from: u64,
    to: u64,
    candidates: &BTreeSet<Position>,
) -> Vec<Step<T>> {
    let mut sizes: BTreeSet<u64> = [from, to].into();
    for position in candidates {
        if (from..to).contains(&position.0) {
            sizes.extend([position.0, position.0 + 1]);
        }
    }
    let known: BTreeMap<u64, T> = sizes.iter().map(|size| (*size, value(*size))).collect();
    let mut found = Vec::new();
    for (first, last) in known.iter().zip(known.iter().skip(1)) {
        halve(
            &value,
            (*first.0, first.1.clone()),
            (*last.0, last.1.clone()),
            &mut found,
        );
    }
    found
}

fn halve<T: Clone + PartialEq>(
    value: &impl Fn(u64) -> T,
    first: (u64, T),
    last: (u64, T),
    found: &mut Vec<Step<T>>,
) {
    if first.1 == last.1 || first.0 >= last.0 {
        return;
    }
    if first.0 + 1 == last.0 {
        found.push(Step {
            position: Position(first.0),
            before: first.1,
            after: last.1,
        });
        return;
    }
    let middle = first.0 + (last.0 - first.0) / 2;
    let middle = (middle, value(middle));
    halve(value, first, middle.clone(), found);
    halve(value, middle, last, found);
}
