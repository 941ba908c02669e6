//! Redactions against what is gone: each names an event whose payload is
//! destroyed, and no other payload is.

use std::collections::BTreeMap;

use super::Finding;
use crate::entry::{Payload, Record};
use crate::event::Event;
use crate::event::reporting::PayloadRedacted;
use crate::ids::{EventId, Position};

/// What the events so far say.
#[derive(Default)]
pub(crate) struct Redactions {
    gone: BTreeMap<EventId, Position>,
    said: BTreeMap<EventId, (Position, PayloadRedacted)>,
}

impl Redactions {
    /// Takes in the next event.
    pub(crate) fn take(&mut self, record: &Record) -> Option<Finding> {
        let entry = &record.entry;
        match &entry.payload {
            Payload::Redacted(_) => {
                self.gone.insert(entry.event_id, entry.position);
            }
            Payload::Present(Event::PayloadRedacted(redaction)) => {
                let before = self
                    .said
                    .insert(redaction.event, (entry.position, redaction.clone()));
                if before.is_some() {
                    let what = format!("{} är gallrad två gånger", redaction.position);
                    return Some(Finding::at(entry.position, what));
                }
            }
            Payload::Present(_) => {}
        }
        None
    }

    /// The positions that are said to be destroyed.
    pub(crate) fn positions(&self) -> impl Iterator<Item = Position> {
        self.said.values().map(|(_, said)| said.position)
    }

    /// How many redactions there are.
    pub(crate) fn count(&self) -> u64 {
        self.said.len() as u64
    }

    /// What does not agree, once the whole log is read.
    pub(crate) fn end(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (event, (by, said)) in &self.said {
            match self.gone.get(event) {
                Some(position) if *position == said.position => {}
                Some(position) => found.push(Finding::at(
                    *by,
                    format!(
                        "gallringen säger {}, men händelsen står vid {position}",
                        said.position
                    ),
                )),
                None => found.push(Finding::at(
                    said.position,
                    format!("innehållet är gallrat i {by} men inte förstört"),
                )),
            }
        }
        for (event, position) in &self.gone {
            if !self.said.contains_key(event) {
                found.push(Finding::at(
                    *position,
                    "innehållet är förstört, men ingen gallring säger det",
                ));
            }
        }
        found.sort_by_key(|finding| finding.position);
        found
    }
}
