//! Redactions: a payload is missing exactly where an event says that it was
//! destroyed, after a decision on disposal and on a legal ground.

use std::collections::{BTreeMap, BTreeSet};

use super::EVENTS;
use super::gone::Gone;
use crate::event::remains::Remains;
use crate::event::{Line, kinds};
use crate::json::Content;
use crate::verdict::counted::counted;
use crate::verdict::{Check, Place, Verdicts};

/// Missing payloads and redactions so far.
#[derive(Debug, Default)]
pub(super) struct Redactions {
    /// By id of the event.
    missing: BTreeMap<String, Missing>,
    found: Vec<Redaction>,
    disposals: BTreeSet<String>,
}

/// An event without its payload.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Missing {
    position: u64,
    kind: String,
    stream: String,
}

/// What a `PayloadRedacted` says.
#[derive(Debug)]
pub(crate) struct Redaction {
    at: u64,
    /// The id of the event whose payload is destroyed.
    pub(crate) event: String,
    position: Option<u64>,
    legal_ground: bool,
    remains: Option<Remains>,
    decision: Option<String>,
    /// Whether the decision is an earlier one on disposal; none when it is not known.
    on_disposal: Option<bool>,
}

/// The decision that an event records, and whether it is one on disposal.
pub(crate) fn decision_of<'l>(line: &'l Line<'_>) -> Option<(&'l str, bool)> {
    let taken = line.leaf.kind == "DecisionTaken";
    let id = line.text("decision").filter(|_| taken)?;
    Some((id, line.text("kind") == Some("disposal")))
}

impl Missing {
    /// What is left of a line without a payload.
    pub(crate) fn of(line: &Line<'_>) -> Option<Self> {
        let leaf = &line.leaf;
        line.payload.is_none().then(|| Self {
            position: leaf.position,
            kind: leaf.kind.to_string(),
            stream: leaf.stream.to_string(),
        })
    }
}

impl Redaction {
    /// Reads a line; none when it is no redaction. Of its decision is asked
    /// whether it was recorded before as one on disposal, where that is known.
    pub(crate) fn of(line: &Line<'_>, on_disposal: impl Fn(&str) -> Option<bool>) -> Option<Self> {
        let payload = line.payload.as_ref()?;
        let decision = line.leaf.decision.as_deref();
        (line.leaf.kind == "PayloadRedacted").then(|| Self {
            at: line.leaf.position,
            event: line.text("event").unwrap_or_default().to_owned(),
            position: payload.get("position").and_then(Content::as_u64),
            legal_ground: line
                .text("legal_ground")
                .is_some_and(|ground| !ground.trim().is_empty()),
            remains: Remains::of(payload),
            decision: decision.map(str::to_owned),
            on_disposal: decision.and_then(on_disposal),
        })
    }

    /// What it excuses of a report that was published before it.
    pub(crate) fn excuses(&self, published_at: u64) -> Option<Gone> {
        let gone = Gone {
            position: self.position?,
            decision: self.decision.clone()?,
            remains: self.remains.clone()?,
        };
        (published_at < self.at).then_some(gone)
    }

    /// What does not fit the event that it names.
    pub(crate) fn faults(&self, missing: &Missing) -> Vec<String> {
        let mut faults = Vec::new();
        let Missing {
            position,
            kind,
            stream,
        } = missing;
        let (position, remains) = (*position, self.remains.as_ref());
        if kinds::remains(kind).is_none() {
            faults.push(format!("{kind} på position {position} får inte gallras"));
        } else if !remains.is_some_and(|remains| remains.fits(kind, stream)) {
            faults.push(format!(
                "gallringen anger inte vad som blir tomt efter {kind} i strömmen {stream}"
            ));
        }
        if self.at <= position {
            faults.push("gallringen står före det som den gäller".to_owned());
        }
        if !self.legal_ground {
            faults.push("gallringen anger ingen rättslig grund".to_owned());
        }
        if self.position != Some(position) {
            faults.push(format!(
                "gallringen anger inte händelsens position {position}"
            ));
        }
        match (&self.decision, self.on_disposal) {
            (None, _) => faults.push("gallringen vilar inte på något beslut".to_owned()),
            (Some(decision), Some(false)) => faults.push(format!(
                "beslutet {decision}, som gallringen vilar på, är inget tidigare beslut om gallring"
            )),
            (Some(_), Some(true) | None) => {}
        }
        faults
    }
}

impl Redactions {
    /// Takes in the next line.
    pub(super) fn take(&mut self, line: &Line<'_>) {
        if let Some(missing) = Missing::of(line) {
            self.missing.insert(line.leaf.event_id.to_owned(), missing);
        }
        if let Some((id, true)) = decision_of(line) {
            self.disposals.insert(id.to_owned());
        }
        let on_disposal = |decision: &str| Some(self.disposals.contains(decision));
        self.found.extend(Redaction::of(line, on_disposal));
    }

    /// What is gone of the events below a size by redactions after a publication:
    /// those that came before it were shown in what was published.
    pub(super) fn since(&self, published_at: u64, size: u64) -> Vec<Gone> {
        let redactions = self.found.iter();
        let mut gone: Vec<Gone> = redactions
            .filter(|redaction| self.missing.contains_key(&redaction.event))
            .filter_map(|redaction| redaction.excuses(published_at))
            .filter(|gone| gone.position < size)
            .collect();
        gone.sort_unstable_by_key(|gone| gone.position);
        gone
    }

    /// Says whether each has its other.
    pub(super) fn finish(&self, verdicts: &mut Verdicts) {
        let mut fails = |position: u64, text: String| {
            let place = Place::line(EVENTS, position + 1).at_position(position);
            verdicts.fails(Check::Redactions, place, text);
        };
        let mut unexplained = self.missing.clone();
        for redaction in &self.found {
            let at = redaction.at;
            let Some(missing) = unexplained.remove(&redaction.event) else {
                let text = if self.missing.contains_key(&redaction.event) {
                    "händelsen är gallrad två gånger"
                } else {
                    "gallringen gäller en händelse vars innehåll finns kvar"
                };
                fails(at, format!("{text} ({})", redaction.event));
                continue;
            };
            for fault in redaction.faults(&missing) {
                fails(at, fault);
            }
        }
        let mut left: Vec<_> = unexplained.into_values().collect();
        left.sort_unstable();
        for Missing { position, kind, .. } in left {
            fails(
                position,
                format!("innehållet i {kind} saknas utan att vara gallrat"),
            );
        }
        let count = self.missing.len();
        verdicts.looked_at(
            Check::Redactions,
            counted(count, "gallrad händelse", "gallrade händelser"),
        );
    }
}
