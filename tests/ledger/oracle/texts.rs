//! Assessments, statuses of assignments, narrative and significant events.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::followup::{
    AssessmentMade, AssignmentStatusReported, Colour, NarrativeSection, SignificantEventNoted,
};
use ledger::ids::{ItemId, UnitId};
use ledger::period::Period;

use super::{events, last};

/// The assessment of an item by a unit for exactly this period, as last made.
pub(super) fn assessment(
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

/// How many assessments of a unit and period have each colour, among these items.
pub(super) fn colours<'a>(
    log: &[Entry],
    items: impl IntoIterator<Item = &'a ItemId>,
    unit: &UnitId,
    period: Period,
) -> BTreeMap<Colour, u32> {
    let mut counts = BTreeMap::new();
    for item in items {
        if let Some(made) = assessment(log, item, unit, period) {
            *counts.entry(made.colour).or_default() += 1;
        }
    }
    counts
}

/// The status of an assignment for exactly this period, as last reported.
pub(super) fn status(
    log: &[Entry],
    item: &ItemId,
    unit: &UnitId,
    period: Period,
) -> Option<AssignmentStatusReported> {
    last(log, |(_, event)| match event {
        Event::AssignmentStatusReported(e)
            if e.item == *item && e.unit == *unit && e.period == period =>
        {
            Some(e.clone())
        }
        _ => None,
    })
}

/// The text of each section of a unit's report for a period.
pub(super) fn narrative(
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

/// What of weight was noted of a unit, in the order it was recorded.
pub(super) fn significant(log: &[Entry], unit: &UnitId) -> Vec<SignificantEventNoted> {
    events(log)
        .filter_map(|(_, event)| match event {
            Event::SignificantEventNoted(e) if e.unit == *unit => Some(e.clone()),
            _ => None,
        })
        .collect()
}
