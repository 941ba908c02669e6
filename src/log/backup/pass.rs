//! One pass through the ledger's journal, frame by frame, into the target.
//!
//! Every checksum is judged, payloads included, and the tree is built of the
//! leaves on the way, so that a damaged ledger is never copied as if it were
//! whole. Memory holds one frame and the ids of the redacted events.

use std::collections::BTreeSet;
use std::ops::Range;

use super::failure::BackupError;
use super::known::Known;
use super::target::Target;
use super::{Copied, Seen};
use crate::event::{Event, EventKind};
use crate::log::LogError;
use crate::log::checkpoint::Checkpoint;
use crate::log::checkpoints::Checkpoints;
use crate::log::disk::Disk;
use crate::log::follower::JournalReader;
use crate::log::frame::{Flaw, HeadView, Heads};
use crate::log::merkle::CompactTree;
use crate::log::walk::{Place, Walk};
use crate::proof::origin_line;

/// How a pass ended.
pub(super) enum Ended {
    /// Everything is copied.
    Done(Copied),
    /// A payload is not what was written. Either its redaction has come while it
    /// was read, or the ledger is damaged.
    Gone(LogError),
}

/// A frame on its way, with what is to be destroyed in it.
#[derive(Default)]
struct Passing {
    bytes: Vec<u8>,
    destroyed: Vec<Range<usize>>,
}

/// Copies what the reader sees.
///
/// # Errors
/// [`BackupError`]; what stands under the target's names is as whole as before.
pub(super) fn run(
    source: &JournalReader,
    target: &dyn Disk,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Ended, BackupError> {
    let size = source.size();
    let ledger = source.file().ledger.into_bytes();
    let checkpoint = Checkpoint::read(source.disk(), ledger)?;
    let notes = Checkpoints::find(source.disk(), checkpoint.signed)?;
    let origin = origin_line(&source.file().origin, source.file().ledger);
    let mut known = Known::new(checkpoint, notes.kept().all(), origin);
    let mut target = Target::find(target, ledger, size)?;
    let mut seen = Seen::default();
    let mut tree = CompactTree::default();
    let mut passing = Passing::default();
    let none = BTreeSet::new();
    let mut walk = Walk::towards(source.segments(), 0);
    known.pass(&tree, |note| target.take_note(note))?;
    while let Some((place, frame)) = walk.next(size)? {
        if frame.header.end() > size {
            return Err(place
                .damaged("skrivningen går förbi det som är bekräftat")
                .into());
        }
        passing.bytes.clear();
        passing.bytes.extend_from_slice(frame.bytes());
        passing.destroyed.clear();
        let mut heads = Heads::of(&frame.header);
        loop {
            let head = heads.step(frame.heads_bytes());
            let Some(head) = head.map_err(|flaw| place.damaged(flaw))? else {
                break;
            };
            if let Err(flaw) = passing.judge(&head, source) {
                return Ok(Ended::Gone(of_payload(place, &head).damaged(flaw)));
            }
            if head.kind == EventKind::SigningKeyRotated {
                let kept = heads.keep(&head);
                let event = kept.and_then(|kept| frame.record(kept, &none));
                let event = event.map_err(|flaw| place.damaged(flaw))?;
                seen.rotated(event.entry.event());
            }
            tree.push(head.leaf);
            known.pass(&tree, |note| target.take_note(note))?;
        }
        let events = u64::from(frame.header.events);
        target.take(place, &passing.bytes, events, &passing.destroyed)?;
        progress(tree.size(), size);
    }
    let signed = known.signed.unwrap_or_default();
    let root = tree.root();
    let before = target.before;
    let destroyed = target.finish(&Checkpoint {
        ledger,
        size,
        root,
        signed: 0,
    })?;
    Ok(Ended::Done(Copied {
        size,
        root,
        signed,
        before,
        redacted: source.redacted().len() as u64,
        destroyed,
        seen,
    }))
}

impl Passing {
    /// Judges an event's payload, and destroys it when it is redacted: its bytes
    /// may still stand in the ledger for a moment.
    fn judge(&mut self, head: &HeadView<'_>, source: &JournalReader) -> Result<(), Flaw> {
        let range = head.payload_at..head.payload_at + head.payload_bytes;
        let payload = self.bytes.get_mut(range.clone()).ok_or(Flaw::Length)?;
        if head.written_redacted {
            return Ok(());
        }
        if source.redacted().contains(&head.event_id) {
            payload.fill(0);
            self.destroyed.push(range);
            return Ok(());
        }
        if crc32fast::hash(payload) == head.payload_crc {
            Ok(())
        } else if payload.iter().all(|byte| *byte == 0) {
            Err(Flaw::Gone)
        } else {
            Err(Flaw::Payload)
        }
    }
}

impl Seen {
    /// Takes in a change of key.
    fn rotated(&mut self, event: Option<&Event>) {
        if let Some(Event::SigningKeyRotated(rotation)) = event {
            self.first_key
                .get_or_insert_with(|| rotation.previous.clone());
            self.last_key = Some(rotation.next.clone());
        }
    }
}

/// The place of an event's payload.
fn of_payload(place: Place, head: &HeadView<'_>) -> Place {
    Place {
        position: head.position.0,
        offset: place.offset + head.payload_at as u64,
        ..place
    }
}
