//! What a package leaves out of its events: only what is redacted.
//!
//! Guarantee: a payload is missing only where a redaction in the package, which
//! stands in the log, says so of just that event. Whoever makes a package can
//! leave nothing else out of an event.

use std::collections::BTreeMap;

use super::parts::Package;
use crate::archive::gone::Gone;
use crate::archive::redactions::{Missing, Redaction, decision_of};
use crate::verdict::{Check, Place, Verdicts};

/// The redactions that a package holds, by the id of the event that each is of.
fn redactions(package: &Package<'_>) -> BTreeMap<String, Redaction> {
    // A decision that the package does not hold is looked for in the archive.
    let events = package.events.iter();
    let decisions: BTreeMap<&str, bool> = events
        .filter_map(|event| decision_of(&event.line))
        .collect();
    let on_disposal = |decision: &str| decisions.get(decision).copied();
    let carried = package.events.iter().chain(&package.redactions);
    carried
        .filter_map(|event| Redaction::of(&event.line, on_disposal))
        .map(|redaction| (redaction.event.clone(), redaction))
        .collect()
}

/// What is gone of a package's events by redactions after a publication.
pub(super) fn since(package: &Package<'_>, published_at: u64) -> Vec<Gone> {
    let redactions = redactions(package);
    let events = package.events.iter();
    events
        .filter(|event| event.line.payload.is_none())
        .filter_map(|event| redactions.get(event.line.leaf.event_id))
        .filter_map(|redaction| redaction.excuses(published_at))
        .collect()
}

/// Says whether each missing payload has its redaction.
pub(super) fn examine(package: &Package<'_>, verdicts: &mut Verdicts) {
    let redactions = redactions(package);
    for event in &package.events {
        let leaf = &event.line.leaf;
        let place = Place::file("events").at_position(leaf.position);
        let mut fails = |text: String| {
            verdicts.fails(Check::PackagePayloads, place.clone(), text);
        };
        match (redactions.get(leaf.event_id), Missing::of(&event.line)) {
            (None, Some(_)) => fails(format!(
                "innehållet i {} saknas utan att vara gallrat",
                leaf.kind
            )),
            (Some(redaction), Some(missing)) => {
                for fault in redaction.faults(&missing) {
                    fails(fault);
                }
            }
            (Some(_), None) => fails(format!("innehållet i {} är gallrat", leaf.kind)),
            (None, None) => {}
        }
    }
}
