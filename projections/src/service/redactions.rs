//! What redactions ask of a fold that has seen what they destroy (I11).

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use ledger::entry::{Entry, Payload};
use ledger::event::Event;
use ledger::ids::Position;
use ledger::log::{LogError, ReadLog};

/// The position of the event whose payload an entry destroys.
pub(super) fn redacts(entry: &Entry) -> Option<Position> {
    match entry.event() {
        Some(Event::PayloadRedacted(redaction)) => Some(redaction.position),
        _ => None,
    }
}

/// Every event that the log says is redacted.
///
/// # Errors
/// [`LogError`] when the log cannot be read.
pub(super) fn redacted(log: &(impl ReadLog + ?Sized)) -> Result<BTreeSet<Position>, LogError> {
    let mut gone = BTreeSet::new();
    log.go_through(Position(0), log.size(), &mut |entries| {
        gone.extend(entries.iter().filter_map(redacts));
        ControlFlow::Continue(())
    })?;
    Ok(gone)
}

/// Whether the log says, after the first `cursor` events, that one of them is
/// redacted which is not among those that were `gone` when they were folded.
///
/// # Errors
/// [`LogError`] when the log cannot be read.
pub(super) fn is_overtaken(
    log: &(impl ReadLog + ?Sized),
    cursor: u64,
    gone: &BTreeSet<Position>,
) -> Result<bool, LogError> {
    let was_seen = |position: Position| position.0 < cursor && !gone.contains(&position);
    for record in log.read(Position(cursor), log.size()) {
        if redacts(&record?.entry).is_some_and(was_seen) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The entry as it is without its payload. The log hides what is redacted from
/// when it is destroyed, a moment after the redaction was recorded; a fold in
/// between must not depend on that moment.
pub(super) fn without_payload(entry: &Entry) -> Entry {
    Entry {
        payload: Payload::Redacted(entry.kind()),
        ..entry.clone()
    }
}
