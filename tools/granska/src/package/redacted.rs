//! What a package leaves out of its events: only what is redacted.
//!
//! Guarantee: a payload is missing only where a redaction in the package, which
//! stands in the log, says so of just that event. Whoever makes a package can
//! leave nothing else out of an event.

use std::collections::BTreeMap;

use super::parts::Package;
use crate::archive::redactions::Redaction;
use crate::verdict::{Check, Place, Verdicts};

/// Says whether each missing payload has its redaction.
pub(super) fn examine(package: &Package<'_>, verdicts: &mut Verdicts) {
    let carried = package.events.iter().chain(&package.redactions);
    let redactions: BTreeMap<String, Redaction> = carried
        .filter_map(|event| Redaction::of(&event.line))
        .map(|redaction| (redaction.event.clone(), redaction))
        .collect();
    for event in &package.events {
        let leaf = &event.line.leaf;
        let place = Place::file("events").at_position(leaf.position);
        let mut fails = |text: String| {
            verdicts.fails(Check::PackagePayloads, place.clone(), text);
        };
        match (redactions.get(&leaf.event_id), &event.line.payload) {
            (None, None) => fails(format!(
                "innehållet i {} saknas utan att vara gallrat",
                leaf.kind
            )),
            (Some(redaction), None) => {
                for fault in redaction.faults(leaf.position, &leaf.kind) {
                    fails(fault);
                }
            }
            (Some(_), Some(_)) => fails(format!("innehållet i {} är gallrat", leaf.kind)),
            (None, Some(_)) => {}
        }
    }
}
