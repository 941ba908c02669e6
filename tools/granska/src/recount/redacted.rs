//! Redacted events: what they may have been about.
//!
//! A redacted event keeps its type and its stream. A figure that rests on such
//! a stream can no longer be counted, and the recount says so instead of
//! passing over the event as if it had not been.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fact::Fact;

/// A redacted event that a cell may have rested on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gone {
    /// Where it stands.
    pub(super) position: u64,
    /// The decision on its disposal, when it is known yet.
    pub(super) decision: Option<String>,
}

impl Gone {
    /// Whether words are those that stand where the event said something.
    fn is_said(&self, words: &str) -> bool {
        let said = format!("gallrad uppgift (@{}, beslut ", self.position);
        let decision = words
            .strip_prefix(&said)
            .and_then(|rest| rest.strip_suffix(')'));
        decision.is_some_and(|said| match &self.decision {
            Some(decision) => decision == said,
            None => !said.is_empty(),
        })
    }

    /// Whether a stated cell says that one of some events is redacted.
    pub(super) fn any_said(gone: &[Self], stated: &Value) -> bool {
        let words = stated["missing"].as_str();
        words.is_some_and(|words| gone.iter().any(|gone| gone.is_said(words)))
    }
}

/// The redacted events by type and stream, with the positions of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Redacted {
    gone: BTreeMap<String, BTreeMap<String, BTreeSet<u64>>>,
    /// By the redacted position, the decision on disposal; known when the redaction is met.
    decisions: BTreeMap<u64, String>,
}

impl Redacted {
    /// Takes in a fact without a payload.
    pub(super) fn take(&mut self, fact: &Fact<'_>) {
        self.gone
            .entry(fact.kind.into())
            .or_default()
            .entry(fact.stream.into())
            .or_default()
            .insert(fact.position);
    }

    /// Takes in what a redaction says: which position, and after which decision.
    pub(super) fn decided(&mut self, position: Option<u64>, decision: Option<&str>) {
        if let (Some(position), Some(decision)) = (position, decision) {
            self.decisions.insert(position, decision.into());
        }
    }

    /// The redacted events of a type in a stream, each with the decision on its
    /// disposal where that is known yet: a redaction may stand after the basis.
    pub(super) fn gone(&self, kind: &str, stream: &str) -> Vec<Gone> {
        let positions = self.gone.get(kind).and_then(|gone| gone.get(stream));
        let positions = positions.into_iter().flatten();
        positions
            .map(|position| Gone {
                position: *position,
                decision: self.decisions.get(position).cloned(),
            })
            .collect()
    }

    /// Whether any event of one of these types is redacted.
    pub(super) fn any(&self, kinds: &[&str]) -> bool {
        kinds.iter().any(|kind| self.gone.contains_key(*kind))
    }

    /// The last position of a redacted event of one of these types in a stream.
    pub(super) fn last(&self, kinds: &[&str], stream: &str) -> Option<u64> {
        kinds
            .iter()
            .filter_map(|kind| self.gone.get(*kind)?.get(stream)?.last())
            .max()
            .copied()
    }

    /// Whether an event of one of these types in a stream is redacted.
    pub(super) fn hits(&self, kinds: &[&str], stream: &str) -> bool {
        // Most logs have none: the stream's name is then not looked at.
        self.last(kinds, stream).is_some()
    }

    /// Whether nothing is redacted.
    pub(super) fn is_empty(&self) -> bool {
        self.gone.is_empty()
    }
}
