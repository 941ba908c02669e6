//! Redactions as the log sees them: which event an event destroys the payload of (I11).

use crate::event::Event;
use crate::ids::EventId;

/// The event whose payload an event destroys.
pub(crate) fn redacts(event: Option<&Event>) -> Option<EventId> {
    match event {
        Some(Event::PayloadRedacted(redaction)) => Some(redaction.event),
        _ => None,
    }
}
