//! Redactions: a payload is missing exactly where an event says that it was
//! destroyed, after a decision.

use std::collections::BTreeMap;

use serde_json::Value;

use super::EVENTS;
use crate::event::{Line, kinds};
use crate::verdict::{Check, Place, Verdicts};

/// Missing payloads and redactions so far.
#[derive(Debug, Default)]
pub(super) struct Redactions {
    /// By id of the event: its position and type.
    missing: BTreeMap<String, (u64, String)>,
    redactions: Vec<Redaction>,
}

/// What a `PayloadRedacted` says.
#[derive(Debug)]
pub(crate) struct Redaction {
    at: u64,
    /// The id of the event whose payload is destroyed.
    pub(crate) event: String,
    position: Option<u64>,
    remains: Option<String>,
    decided: bool,
}

impl Redaction {
    /// Reads a line; none when it is no redaction.
    pub(crate) fn of(line: &Line) -> Option<Self> {
        let payload = line.payload.as_ref()?;
        let remains = payload.get("remains").and_then(Value::as_object);
        (line.leaf.kind == "PayloadRedacted").then(|| Self {
            at: line.leaf.position,
            event: line.text("event").unwrap_or_default().to_owned(),
            position: payload.get("position").and_then(Value::as_u64),
            remains: remains.and_then(|remains| remains.keys().next().cloned()),
            decided: line.leaf.decision.is_some(),
        })
    }

    /// What does not fit the event at a position and of a type that it names.
    pub(crate) fn faults(&self, position: u64, kind: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let remains = kinds::remains(kind);
        if remains.is_none() {
            faults.push(format!("{kind} på position {position} får inte gallras"));
        } else if self.remains.as_deref() != remains {
            faults.push(format!(
                "gallringen anger inte vad som blir tomt efter {kind}"
            ));
        }
        if self.position != Some(position) {
            faults.push(format!(
                "gallringen anger inte händelsens position {position}"
            ));
        }
        if !self.decided {
            faults.push("gallringen vilar inte på något beslut".to_owned());
        }
        faults
    }
}

impl Redactions {
    /// Takes in the next line.
    pub(super) fn take(&mut self, line: &Line) {
        let leaf = &line.leaf;
        if line.payload.is_none() {
            let row = (leaf.position, leaf.kind.clone());
            self.missing.insert(leaf.event_id.clone(), row);
        }
        self.redactions.extend(Redaction::of(line));
    }

    /// The positions whose payload is missing and that stand below a size.
    pub(super) fn below(&self, size: u64) -> Vec<u64> {
        let mut positions: Vec<u64> = self
            .missing
            .values()
            .map(|(position, _)| *position)
            .filter(|position| *position < size)
            .collect();
        positions.sort_unstable();
        positions
    }

    /// Says whether each has its other.
    pub(super) fn finish(&self, verdicts: &mut Verdicts) {
        let mut fails = |position: u64, text: String| {
            let place = Place::line(EVENTS, position + 1).at_position(position);
            verdicts.fails(Check::Redactions, place, text);
        };
        let mut unexplained = self.missing.clone();
        for redaction in &self.redactions {
            let at = redaction.at;
            let Some((position, kind)) = unexplained.remove(&redaction.event) else {
                let text = if self.missing.contains_key(&redaction.event) {
                    "händelsen är gallrad två gånger"
                } else {
                    "gallringen gäller en händelse vars innehåll finns kvar"
                };
                fails(at, format!("{text} ({})", redaction.event));
                continue;
            };
            for fault in redaction.faults(position, &kind) {
                fails(at, fault);
            }
        }
        let mut left: Vec<_> = unexplained.into_values().collect();
        left.sort_unstable();
        for (position, kind) in left {
            fails(
                position,
                format!("innehållet i {kind} saknas utan att vara gallrat"),
            );
        }
        let count = self.missing.len();
        verdicts.looked_at(Check::Redactions, format!("{count} gallrade händelser"));
    }
}
