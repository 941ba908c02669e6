//! The organisation over time: when each unit exists, what it is called and where it belongs.
//!
//! Moves and renames may be recorded in any order: what counts is the day from
//! which they hold, and among those of the same day the last recorded.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use crate::event::organisation::{
    UnitDissolved, UnitEstablished, UnitKind, UnitMoved, UnitRenamed,
};
use crate::ids::UnitId;
use crate::time::Date;

/// Every unit that has ever existed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Units(BTreeMap<UnitId, Unit>);

/// A unit over time.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Unit {
    /// What it is.
    pub kind: UnitKind,
    /// The first day it exists.
    pub valid_from: Date,
    /// The last day it exists, once it is dissolved.
    pub valid_to: Option<Date>,
    names: Vec<(Date, String)>,
    parents: Vec<(Date, UnitId)>,
}

impl Unit {
    /// Whether it exists on a day.
    pub fn exists_on(&self, day: Date) -> bool {
        self.exists_within(day, day)
    }

    /// Whether it exists on some day from the first to the last.
    pub fn exists_within(&self, first: Date, last: Date) -> bool {
        self.valid_from <= last && self.valid_to.is_none_or(|valid_to| first <= valid_to)
    }

    /// The day nearest to a day on which it exists.
    pub fn nearest_day(&self, day: Date) -> Date {
        let day = self.valid_to.map_or(day, |last| day.min(last));
        day.max(self.valid_from)
    }

    /// What it is called on a day; before its first day, its first name.
    pub fn name_on(&self, day: Date) -> &str {
        holding(&self.names, day).map_or("", String::as_str)
    }

    /// Where it belongs on a day; outside its days, where it first or last belonged.
    pub fn parent_on(&self, day: Date) -> Option<&UnitId> {
        holding(&self.parents, day)
    }

    /// Where it belongs on the days from the first to the last, with the days it does.
    fn parents_between(
        &self,
        first: Date,
        last: Date,
    ) -> impl Iterator<Item = (&UnitId, Date, Date)> {
        let starts = self
            .parents
            .iter()
            .enumerate()
            .map(move |(place, (from, _))| {
                // Before its days it belongs where it first did.
                if place == 0 { first } else { *from }
            });
        let next_starts = self.parents.iter().skip(1).map(|(from, _)| Some(*from));
        let ends = next_starts.chain(std::iter::once(None));
        self.parents
            .iter()
            .zip(starts)
            .zip(ends)
            .filter_map(move |(((_, parent), from), next)| {
                let until = match next {
                    // The last recorded of a day is the one that holds.
                    Some(next) if next <= from.max(first) => return None,
                    Some(next) if next <= last => next.previous(),
                    _ => last,
                };
                let from = from.max(first);
                (from <= until).then_some((parent, from, until))
            })
    }

    /// The days from which it belongs somewhere else, in order.
    pub fn moves(&self) -> impl Iterator<Item = Date> {
        self.parents.iter().map(|(day, _)| *day)
    }
}

impl Units {
    /// The unit.
    pub fn get(&self, unit: &UnitId) -> Option<&Unit> {
        self.0.get(unit)
    }

    /// Every unit by id.
    pub fn iter(&self) -> impl Iterator<Item = (&UnitId, &Unit)> {
        self.0.iter()
    }

    /// The assembly, once it is established.
    pub fn assembly(&self) -> Option<&UnitId> {
        self.0
            .iter()
            .find(|(_, unit)| unit.kind == UnitKind::Assembly)
            .map(|(id, _)| id)
    }

    /// The unit and those above it on a day, nearest first.
    pub fn chain(&self, unit: &UnitId, day: Date) -> Vec<&UnitId> {
        let mut chain: Vec<&UnitId> = Vec::new();
        let mut next = self.0.get_key_value(unit);
        while let Some((id, at)) = next {
            // A ring cannot be recorded; were one read, it ends here.
            if chain.contains(&id) {
                break;
            }
            chain.push(id);
            next = at
                .parent_on(day)
                .and_then(|parent| self.0.get_key_value(parent));
        }
        chain
    }

    /// Whether a unit is another or lies under it on a day.
    pub fn lies_within(&self, unit: &UnitId, above: &UnitId, day: Date) -> bool {
        self.chain(unit, day).contains(&above)
    }

    /// Whether a unit is another or lies under it on some day from the first to
    /// the last on which every unit between them exists.
    pub fn lies_within_some_day(
        &self,
        unit: &UnitId,
        above: &UnitId,
        first: Date,
        last: Date,
    ) -> bool {
        let mut seen = Vec::new();
        let mut next = vec![(unit, first, last)];
        while let Some((unit, first, last)) = next.pop() {
            let Some(at) = self.get(unit) else { continue };
            let first = first.max(at.valid_from);
            let last = at.valid_to.map_or(last, |end| last.min(end));
            if first > last {
                continue;
            }
            if unit == above {
                return true;
            }
            // A ring cannot be recorded; were one read, it ends here. The units above
            // one are few.
            if seen.contains(&(unit, first, last)) {
                continue;
            }
            seen.push((unit, first, last));
            next.extend(at.parents_between(first, last));
        }
        false
    }

    pub(super) fn established(&mut self, e: &UnitEstablished) {
        let parents = e.parent.iter().map(|parent| (e.valid_from, parent.clone()));
        self.0.insert(
            e.unit.clone(),
            Unit {
                kind: e.kind,
                valid_from: e.valid_from,
                valid_to: None,
                names: vec![(e.valid_from, e.name.clone())],
                parents: parents.collect(),
            },
        );
    }

    pub(super) fn moved(&mut self, e: &UnitMoved) {
        if let Some(unit) = self.0.get_mut(&e.unit) {
            insert(&mut unit.parents, e.valid_from, e.parent.clone());
        }
    }

    pub(super) fn renamed(&mut self, e: &UnitRenamed) {
        if let Some(unit) = self.0.get_mut(&e.unit) {
            insert(&mut unit.names, e.valid_from, e.name.clone());
        }
    }

    pub(super) fn dissolved(&mut self, e: &UnitDissolved) {
        if let Some(unit) = self.0.get_mut(&e.unit) {
            unit.valid_to = Some(e.valid_to);
        }
    }
}

fn insert<T>(history: &mut Vec<(Date, T)>, from: Date, value: T) {
    let place = history.partition_point(|(day, _)| *day <= from);
    history.insert(place, (from, value));
}

fn holding<T>(history: &[(Date, T)], day: Date) -> Option<&T> {
    let after = history.partition_point(|(from, _)| *from <= day);
    history.get(after.saturating_sub(1)).map(|(_, value)| value)
}
