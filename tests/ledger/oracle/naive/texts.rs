//! Assessments, statuses of assignments, narrative and significant events.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::followup::{
    AssessmentMade, AssignmentStatusReported, NarrativeSection, SignificantEventNoted,
    SignificantKind,
};
use ledger::ids::{ItemId, UnitId};
use ledger::period::Period;
use ledger::time::Date;

use super::{events, last, organisation};

/// The assessment of an item by a unit for exactly this period, as last made.
pub(crate) fn assessment(
    log: &[Entry],
    item: &ItemId,
    unit: &UnitId,
    period: Period,
) -> Option<AssessmentMade> {
    last(log, |(_, event)| match event {
        Event::AssessmentMade(e) if e.item == *item && e.unit == *unit && e.period == period => {
            Some(e.clone())
        }
        _ => None,
    })
}

/// The assessment that a unit's report shows: the unit's own, else that of the
/// item's owner, else that of the only unit below that has made one.
pub(crate) fn shown(
    log: &[Entry],
    item: &ItemId,
    owner: Option<&UnitId>,
    unit: &UnitId,
    period: Period,
) -> Option<AssessmentMade> {
    chosen(log, owner, unit, period, |who| {
        assessment(log, item, who, period)
    })
}

/// The status of an assignment that a unit's report shows, chosen likewise.
pub(crate) fn status(
    log: &[Entry],
    item: &ItemId,
    owner: Option<&UnitId>,
    unit: &UnitId,
    period: Period,
) -> Option<AssignmentStatusReported> {
    chosen(log, owner, unit, period, |who| {
        last(log, |(_, event)| match event {
            Event::AssignmentStatusReported(e)
                if e.item == *item && e.unit == *who && e.period == period =>
            {
                Some(e.clone())
            }
            _ => None,
        })
    })
}

fn chosen<T>(
    log: &[Entry],
    owner: Option<&UnitId>,
    unit: &UnitId,
    period: Period,
    said: impl Fn(&UnitId) -> Option<T>,
) -> Option<T> {
    said(unit).or_else(|| said(owner?)).or_else(|| {
        let mut below: Vec<T> = organisation::subtree_in(log, unit, period)
            .iter()
            .filter_map(said)
            .collect();
        if below.len() == 1 { below.pop() } else { None }
    })
}

/// The text of each section of a unit's report for a period.
pub(crate) fn narrative(
    log: &[Entry],
    unit: &UnitId,
    period: Period,
) -> BTreeMap<NarrativeSection, String> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::NarrativeWritten(e) if e.unit == *unit && e.period == period => {
                Some((e.section, e.text.clone()))
            }
            _ => None,
        })
        .collect()
}

/// What of weight was noted of some units and is dated from one day to another,
/// by day, unit and the order it was recorded in.
pub(crate) fn noted(
    log: &[Entry],
    units: &BTreeSet<UnitId>,
    kind: SignificantKind,
    days: RangeInclusive<Date>,
) -> Vec<SignificantEventNoted> {
    let mut noted: Vec<_> = events(log)
        .filter_map(|(_, event)| match event {
            Event::SignificantEventNoted(e)
                if units.contains(&e.unit) && e.kind == kind && days.contains(&e.date) =>
            {
                Some(e.clone())
            }
            _ => None,
        })
        .collect();
    noted.sort_by(|a, b| (a.date, &a.unit).cmp(&(b.date, &b.unit)));
    noted
}
