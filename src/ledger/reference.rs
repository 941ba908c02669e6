//! References: finding the entries that a command names.

use crate::command::{Command, EventRef};
use crate::decide::Resolved;
use crate::entry::{Commit, Entry};
use crate::ids::{CommandId, EventId, Position};
use crate::log::{LogError, ReadLog};

/// The position of the event that a reference names in the log, when it names
/// one: an event's id, `@position`, or a command's id with `#` and a number.
///
/// # Errors
/// [`LogError`] when the log cannot be read.
pub fn locate<L: ReadLog + ?Sized>(
    log: &L,
    reference: &EventRef,
) -> Result<Option<Position>, LogError> {
    let found = position(log, &[], reference)?;
    Ok(found.filter(|position| position.0 < log.size()))
}

/// The entries that a command's references name, in the log or in commits that
/// are about to be written. What names nothing is left out: the decider refuses it.
///
/// # Errors
/// [`LogError`] when an entry cannot be read.
pub(super) fn resolve<L: ReadLog + ?Sized>(
    log: &L,
    pending: &[Commit],
    command: &Command,
) -> Result<Resolved, LogError> {
    let mut resolved = Resolved::new();
    for reference in command.references() {
        if let Some(position) = position(log, pending, reference)?
            && let Some(entry) = entry(log, pending, position)?
        {
            resolved.insert(reference.clone(), entry);
        }
    }
    Ok(resolved)
}

/// The position that a reference names, when it names one.
fn position<L: ReadLog + ?Sized>(
    log: &L,
    pending: &[Commit],
    EventRef(text): &EventRef,
) -> Result<Option<Position>, LogError> {
    if let Some(digits) = text.strip_prefix('@') {
        return Ok(digits.parse().ok().map(Position));
    }
    if let Ok(uuid) = uuid::Uuid::try_parse(text) {
        let event = EventId(uuid);
        let waiting = pending
            .iter()
            .flat_map(|commit| &commit.records)
            .find(|record| record.entry.event_id == event);
        if let Some(record) = waiting {
            return Ok(Some(record.entry.position));
        }
        if let Some(position) = log.position_of(event)? {
            return Ok(Some(position));
        }
    }
    let (command, number) = match text.split_once('#') {
        Some((command, number)) => (command, number.parse().unwrap_or(0)),
        None => (text.as_str(), 1),
    };
    let Ok(command) = CommandId::new(command) else {
        return Ok(None);
    };
    let waiting = pending
        .iter()
        .map(|commit| &commit.head)
        .find(|head| head.command_id == command);
    let (first, count) = match waiting {
        Some(head) => (head.first_position, head.count),
        None => match log.command(&command)? {
            Some(record) => (record.first_position, record.count),
            None => return Ok(None),
        },
    };
    Ok((1..=count)
        .contains(&number)
        .then(|| Position(first.0 + u64::from(number - 1))))
}

fn entry<L: ReadLog + ?Sized>(
    log: &L,
    pending: &[Commit],
    position: Position,
) -> Result<Option<Entry>, LogError> {
    if position.0 < log.size() {
        return log
            .read(position, position.0 + 1)
            .next()
            .transpose()
            .map(|record| record.map(|record| record.entry));
    }
    Ok(pending
        .iter()
        .flat_map(|commit| &commit.records)
        .find(|record| record.entry.position == position)
        .map(|record| record.entry.clone()))
}
