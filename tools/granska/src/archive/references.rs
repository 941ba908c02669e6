//! References: what an event rests on stands earlier in the log.

use std::collections::HashSet;

use crate::event::Line;
use crate::event::line::{id_number, is_id};
use crate::json::Content;
use crate::verdict::counted::{counted, number};
use crate::verdict::{Check, Place, Verdicts};

/// What can be referred to so far.
#[derive(Debug, Default)]
pub(super) struct References {
    /// The ids in order of position. They rise, or another check has failed.
    ids: Vec<u128>,
    decisions: HashSet<String>,
    events_named: u64,
    decisions_named: u64,
}

impl References {
    /// Takes in the next line.
    pub(super) fn take(&mut self, line: &Line<'_>, place: &Place, verdicts: &mut Verdicts) {
        for (id, what) in named_events(line) {
            self.events_named += 1;
            if !is_id(id) || self.position_of(id).is_none() {
                let text = format!("{what} {id} finns inte tidigare i loggen");
                verdicts.fails(Check::References, place.clone(), text);
            }
        }
        for decision in named_decisions(line) {
            self.decisions_named += 1;
            if !self.decisions.contains(decision) {
                let text = format!("beslutet {decision} finns inte tidigare i loggen");
                verdicts.fails(Check::Decisions, place.clone(), text);
            }
        }
        if line.leaf.kind == "DecisionTaken"
            && let Some(id) = line.leaf.stream.strip_prefix("decision/")
        {
            self.decisions.insert(id.to_owned());
        }
        self.ids.push(id_number(line.leaf.event_id));
    }

    /// The position of an event that has been taken in.
    pub(super) fn position_of(&self, id: &str) -> Option<u64> {
        let found = self.ids.binary_search(&id_number(id)).ok()?;
        u64::try_from(found).ok()
    }

    /// Says what was looked at.
    pub(super) fn finish(&self, verdicts: &mut Verdicts) {
        let events = counted(self.events_named, "hänvisning", "hänvisningar") + " till händelser";
        verdicts.looked_at(Check::References, events);
        let decisions = format!(
            "{} till {} beslut",
            counted(self.decisions_named, "hänvisning", "hänvisningar"),
            number(self.decisions.len())
        );
        verdicts.looked_at(Check::Decisions, decisions);
    }
}

/// The events that an event names, with what they are to it.
fn named_events<'l>(line: &'l Line<'_>) -> Vec<(&'l str, &'static str)> {
    let mut named = Vec::new();
    if let Some(id) = line.leaf.causation_id {
        named.push((id, "den orsakande händelsen"));
    }
    for (member, what) in [
        ("corrects", "den rättade händelsen"),
        ("restates", "den omräknade händelsen"),
    ] {
        named.extend(line.text(member).map(|id| (id, what)));
    }
    if line.leaf.kind == "PayloadRedacted" {
        named.extend(line.text("event").map(|id| (id, "den gallrade händelsen")));
    }
    let evidence = line
        .payload
        .as_ref()
        .and_then(|payload| payload.get("evidence"));
    let ids = evidence.and_then(Content::as_array).into_iter().flatten();
    named.extend(ids.filter_map(Content::as_str).map(|id| (id, "underlaget")));
    named
}

/// The decisions that an event names: what it rests on, reports or refers back.
fn named_decisions<'l>(line: &'l Line<'_>) -> impl Iterator<Item = &'l str> {
    let about = match &*line.leaf.kind {
        "DecisionReported" | "MatterReferredBack" => line.text("decision"),
        _ => None,
    };
    line.leaf.decision.as_deref().into_iter().chain(about)
}
