//! Redacted events: what they may have been about.
//!
//! A redacted event keeps its type and its stream. A figure that rests on such
//! a stream can no longer be counted, and the recount says so instead of
//! passing over the event as if it had not been.

use std::collections::BTreeMap;

use super::fact::Fact;

/// The redacted events by type and stream, with the last position of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Redacted {
    last: BTreeMap<String, BTreeMap<String, u64>>,
}

impl Redacted {
    /// Takes in a fact without a payload.
    pub(super) fn take(&mut self, fact: &Fact<'_>) {
        self.last
            .entry(fact.kind.into())
            .or_default()
            .insert(fact.stream.into(), fact.position);
    }

    /// Whether any event of one of these types is redacted.
    pub(super) fn any(&self, kinds: &[&str]) -> bool {
        kinds.iter().any(|kind| self.last.contains_key(*kind))
    }

    /// The last position of a redacted event of one of these types in a stream.
    pub(super) fn last(&self, kinds: &[&str], stream: &str) -> Option<u64> {
        kinds
            .iter()
            .filter_map(|kind| self.last.get(*kind)?.get(stream))
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
        self.last.is_empty()
    }
}
