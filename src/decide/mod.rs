//! Decisions: what a command leads to, given what has been recorded.

use std::collections::BTreeMap;

use crate::command::{EventRef, Submission};
use crate::entry::Entry;
use crate::event::{Event, Provenance};
use crate::ids::EventId;
use crate::refusal::Refusal;
use crate::state::State;

/// The entries that a command's references name; a reference that is not here names nothing.
pub type Resolved = BTreeMap<EventRef, Entry>;

/// An event that is about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// What it says.
    pub event: Event,
    /// The event that caused it.
    pub causation_id: Option<EventId>,
    /// Where its figures come from.
    pub provenance: Option<Provenance>,
}

/// Decides a command. Pure: the same state and submission give the same answer.
///
/// # Errors
/// [`Refusal`] when a rule forbids it; nothing is recorded, and the refusal says what to do.
pub fn decide(
    _state: &State,
    _submission: &Submission,
    _resolved: &Resolved,
) -> Result<Vec<NewEvent>, Refusal> {
    Ok(Vec::new())
}
