//! The events whose payloads are destroyed, as every reader of a log knows them.
//!
//! One set is shared by the writer and all who read, also those who look at an
//! older size: what is destroyed is gone at every moment (I9). The writer adds an
//! event before its bytes are overwritten, and a reader asks after it has read
//! them: what is overwritten is never told as damage.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use crate::ids::EventId;

/// The events whose payloads are destroyed. Clones share one set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Redacted(Arc<RwLock<BTreeSet<EventId>>>);

impl Redacted {
    /// Whether an event's payload is destroyed.
    pub(crate) fn contains(&self, event: &EventId) -> bool {
        let events = self.0.read().unwrap_or_else(PoisonError::into_inner);
        events.contains(event)
    }

    /// Adds events.
    pub(crate) fn extend(&self, events: impl IntoIterator<Item = EventId>) {
        let mut set = self.0.write().unwrap_or_else(PoisonError::into_inner);
        set.extend(events);
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        let events = self.0.read().unwrap_or_else(PoisonError::into_inner);
        events.len()
    }

    /// The events as they are now, in order.
    pub(crate) fn to_vec(&self) -> Vec<EventId> {
        let events = self.0.read().unwrap_or_else(PoisonError::into_inner);
        events.iter().copied().collect()
    }
}

impl FromIterator<EventId> for Redacted {
    fn from_iter<I: IntoIterator<Item = EventId>>(events: I) -> Self {
        Self(Arc::new(RwLock::new(events.into_iter().collect())))
    }
}
