//! The refusals that are the writer's own; the rules' are in [`crate::decide`].

use super::{MAX_COMMIT_BYTES, MAX_REASON_BYTES, Receipt};
use crate::decide::{NewEvent, Resolved};
use crate::entry::MAX_COMMIT_EVENTS;
use crate::event::{Event, EventKind, PayloadError};
use crate::refusal::{Refusal, Violation};

fn refusal(code: &'static str, place: &str, message: String, remedy: &str) -> Refusal {
    Refusal {
        code,
        place: place.to_owned(),
        message,
        remedy: remedy.to_owned(),
        violations: Vec::new(),
    }
}

/// The command id stands for another content (I8).
pub(super) fn command_id_reused(first: &Receipt) -> Refusal {
    refusal(
        "command_id_reused",
        "id",
        format!(
            "Kommandot {} är redan registrerat vid {} med annat innehåll.",
            first.command_id, first.first_position
        ),
        "Ge det nya kommandot ett eget id.",
    )
}

/// One or more streams are not as the sender expected.
pub(super) fn expectation_failed(violations: Vec<Violation>) -> Refusal {
    Refusal {
        violations,
        ..refusal(
            "expectation_failed",
            "expect",
            "Liggaren har ändrats sedan kommandot skrevs.".to_owned(),
            "Läs det som har ändrats och skicka kommandot på nytt.",
        )
    }
}

/// The reason is longer than can be stored.
pub(super) fn reason_too_long() -> Refusal {
    refusal(
        "reason_too_long",
        "reason",
        format!("Motiveringen är längre än {MAX_REASON_BYTES} byte."),
        "Korta den, eller hänvisa till ett dokument.",
    )
}

/// An event's payload is larger than can be stored.
pub(super) fn payload_too_large(nth: usize, error: &PayloadError) -> Refusal {
    let size = match error {
        PayloadError::TooLarge { bytes, .. } => *bytes,
        PayloadError::UnknownKind(_)
        | PayloadError::UnknownVersion { .. }
        | PayloadError::Malformed { .. }
        | PayloadError::Trailing { .. } => 0,
    };
    refusal(
        "payload_too_large",
        "command",
        format!(
            "Händelse {} i kommandot har {size} byte; högst {} kan lagras.",
            nth + 1,
            crate::event::MAX_PAYLOAD_BYTES
        ),
        "Korta texterna eller dela upp kommandot.",
    )
}

/// The command's events together are larger than can be stored in one write.
pub(super) fn commit_too_large(bytes: usize) -> Refusal {
    refusal(
        "commit_too_large",
        "command",
        format!("Kommandot ger {bytes} byte; högst {MAX_COMMIT_BYTES} kan skrivas på en gång."),
        "Dela upp det i flera kommandon.",
    )
}

/// What must hold of decided events whatever the rules say: there are some, not
/// too many, and none destroys a redaction.
///
/// # Errors
/// The refusal.
pub(super) fn check_events(events: &[NewEvent], resolved: &Resolved) -> Result<(), Refusal> {
    if events.is_empty() {
        return Err(refusal(
            "nothing_to_record",
            "command",
            "Kommandot leder inte till någon händelse.".to_owned(),
            "Kontrollera att det har minst en rad.",
        ));
    }
    if events.len() > MAX_COMMIT_EVENTS {
        return Err(refusal(
            "too_many_events",
            "command",
            format!(
                "Kommandot ger {} händelser; högst {MAX_COMMIT_EVENTS} ryms i ett kommando.",
                events.len()
            ),
            "Dela upp det i flera kommandon.",
        ));
    }
    let destroys_redaction = events.iter().any(|new| match &new.event {
        Event::PayloadRedacted(redaction) => resolved.values().any(|entry| {
            entry.event_id == redaction.event && entry.kind() == EventKind::PayloadRedacted
        }),
        _ => false,
    });
    if destroys_redaction {
        return Err(refusal(
            "redaction_is_kept",
            "command.event",
            "Händelsen är själv en gallring och kan inte gallras.".to_owned(),
            "Ange den händelse vars innehåll ska förstöras.",
        ));
    }
    Ok(())
}
