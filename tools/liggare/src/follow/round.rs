//! One round: what the ledger has signed since the last time is taken in.

use std::time::Duration;

use ledger::feed::cloud_event;
use ledger::proof::{SignedNote, TreeHead};
use ledger::replica::{Announced, Fit, Incoming, Refused, Replica, ReplicaError};

use super::ended::Ended;
use super::pulse::Pulse;
use super::source::Source;
use ledger::log::Log;

/// How often a redaction is waited for whose event has come without its payload:
/// it is recorded before that is destroyed, and signed for within a second or so.
const REDACTION_WAITS: u32 = 20;

/// The pause between those.
const REDACTION_PAUSE: Duration = Duration::from_millis(500);

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Round {
    /// Everything that the ledger showed as signed is here.
    Level,
    /// There is more.
    More,
}

/// Takes in what a ledger has signed: as many checkpoints as one page has.
///
/// # Errors
/// [`Ended`].
pub(super) fn take(replica: &mut Replica, source: &Source, pulse: &Pulse) -> Result<Round, Ended> {
    let Some(shown) = source.checkpoint()? else {
        return none_signed(replica);
    };
    match replica.announced(&shown)? {
        Announced::Level => return Ok(Round::Level),
        Announced::More { size, is_signed } => {
            if is_signed {
                source.lag().has_signed(size);
            }
        }
        Announced::OtherHistory => {
            let mut nothing = replica.incoming()?;
            return Err(differing(&mut nothing, &shown, source));
        }
    }
    let mut incoming = replica.incoming()?;
    let mut next = take_page(replica, &mut incoming, source, &shown)?;
    let mut waits = 0;
    while incoming.unfounded().is_some() && waits < REDACTION_WAITS {
        let shown = source.checkpoint()?;
        let before = incoming.size();
        if let Some(shown) = shown {
            next = take_page(replica, &mut incoming, source, &shown)?;
        }
        if incoming.size() == before {
            waits += 1;
            if !pulse.pause(REDACTION_PAUSE) {
                return Err(Ended::Stopped);
            }
        }
    }
    let verified = incoming.verified()?;
    replica.append(verified)?;
    Ok(if next.is_some() {
        Round::More
    } else {
        Round::Level
    })
}

/// A ledger that has signed nothing is behind one who has seen it sign.
fn none_signed(replica: &Replica) -> Result<Round, Ended> {
    match replica.size() {
        0 => Ok(Round::Level),
        ours => Err(ReplicaError::from(Refused::Ahead { ours, theirs: 0 }).into()),
    }
}

/// Takes in a page of checkpoints with their events; answers where the next page
/// begins, when there is one. A source whose pages lead on and bring no events would
/// lead on for ever: it is no ledger.
fn take_page(
    replica: &Replica,
    incoming: &mut Incoming<'_>,
    source: &Source,
    shown: &SignedNote,
) -> Result<Option<u64>, Ended> {
    let last = incoming.last().or(replica.store().last_checkpoint());
    let from = last
        .map(TreeHead::of)
        .transpose()
        .map_err(|error| unreadable(&error.to_string()))?
        .map_or(0, |head| head.size);
    let before = incoming.size();
    let mut next = take_from(replica, incoming, source, shown, from)?;
    // All checkpoints of a size stand on one page, which then may have nothing else.
    if let Some(further) = next
        && incoming.size() == before
    {
        next = take_from(replica, incoming, source, shown, further)?;
    }
    if next.is_some() && incoming.size() == before {
        let found = "kontrollpunkterna går vidare sida efter sida utan några händelser";
        return Err(source.unreadable("/checkpoints", found));
    }
    Ok(next)
}

/// Takes in the page that begins with a size. The checkpoint that the ledger shows is
/// the last of the last page.
fn take_from(
    replica: &Replica,
    incoming: &mut Incoming<'_>,
    source: &Source,
    shown: &SignedNote,
    from: u64,
) -> Result<Option<u64>, Ended> {
    let page = source.checkpoints(from)?;
    // What is kept already begins the page.
    let last = incoming.last().or(replica.store().last_checkpoint());
    let known = page.notes.iter().position(|note| Some(note) == last);
    let mut notes = page.notes;
    notes.drain(..known.map_or(0, |known| known + 1));
    if page.next.is_none() && !notes.contains(shown) {
        notes.push(shown.clone());
    }
    for note in &notes {
        take_events(incoming, source, note)?;
    }
    Ok(page.next)
}

/// Takes in the events that a checkpoint counts, and holds them against it.
fn take_events(
    incoming: &mut Incoming<'_>,
    source: &Source,
    note: &SignedNote,
) -> Result<(), Ended> {
    let Some(size) = incoming.awaits(note)? else {
        return Ok(());
    };
    source.lag().has_signed(size);
    let named = incoming.source();
    while incoming.size() < size {
        let from = incoming.size();
        let page = source.events(from, size)?;
        for line in page
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
        {
            let record =
                cloud_event::read(&named, line).map_err(|found| incoming.altered(found))?;
            if incoming.size() == size {
                return Err(incoming
                    .altered("flödet går förbi kontrollpunkten".to_owned())
                    .into());
            }
            if let Err(error) = incoming.take(&record) {
                return Err(not_following(incoming, note, source, error));
            }
        }
        if incoming.size() == from {
            let found = format!("flödet slutar här, kontrollpunkten omfattar {size} händelser");
            return Err(incoming.altered(found).into());
        }
    }
    match incoming.settle(note)? {
        Fit::Fits => Ok(()),
        Fit::Differs => Err(differing(incoming, note, source)),
    }
}

/// Why an event does not follow on what is here: because that is of another
/// history, or else what was found.
fn not_following(
    incoming: &mut Incoming<'_>,
    note: &SignedNote,
    source: &Source,
    found: ReplicaError,
) -> Ended {
    let Ok(head) = TreeHead::of(note) else {
        return found.into();
    };
    match incoming.differing(&head, |level, number, width| {
        source.tile(level, number, width)
    }) {
        Ok(fork @ Refused::Fork { .. }) => ReplicaError::from(fork).into(),
        // What was found says more of it.
        Ok(_) | Err(Ended::Failed(_) | Ended::Hindered(..)) => found.into(),
        Err(Ended::Stopped) => Ended::Stopped,
    }
}

/// Where what is here differs from what a checkpoint was signed for.
fn differing(incoming: &mut Incoming<'_>, note: &SignedNote, source: &Source) -> Ended {
    let head = match TreeHead::of(note) {
        Ok(head) => head,
        Err(error) => return unreadable(&error.to_string()),
    };
    let found = incoming.differing(&head, |level, number, width| {
        source.tile(level, number, width)
    });
    match found {
        Ok(refused) => ReplicaError::from(refused).into(),
        Err(ended) => ended,
    }
}

fn unreadable(found: &str) -> Ended {
    let found = found.to_owned();
    ReplicaError::from(Refused::Checkpoint { size: 0, found }).into()
}
