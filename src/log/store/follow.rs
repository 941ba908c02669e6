//! The index, brought level with the journal at an opening.
//!
//! One that is damaged, ahead, or another journal's is set aside and built
//! anew; the notes say so. Of one that is level, nothing is read but the last
//! leaves, which show that it is the journal's.

use std::collections::BTreeSet;
use std::path::Path;

use super::folder::{self, INDEX, REBUILD};
use super::{JOURNAL, each_head, tile_of, walk_from};
use crate::basis::Hash;
use crate::event::EventKind;
use crate::ids::Position;
use crate::log::LogError;
use crate::log::index::{Index, Line, OTHER_FORMAT};
use crate::log::journal::{Journal, failed};
use crate::log::redaction::redacts;
use crate::log::walk::Place;

const OTHER_ROOT: &str = "det har en annan rot än kontrollpunkten";

/// The index, level with the journal. One that is damaged, ahead, or another
/// journal's is set aside and built anew; the notes say so. `known` are the sizes
/// and roots that checkpoints say.
pub(super) fn ready_index(
    root: Option<&Path>,
    journal: &Journal,
    known: &[(u64, Hash)],
    notes: &mut Vec<String>,
) -> Result<Index, LogError> {
    let place = root.map(|root| root.join(INDEX));
    let mut is_new = place.is_none();
    if let (Some(root), Some(place)) = (root, &place) {
        if root.join(REBUILD).exists() {
            if let Some(remains) = folder::forget(root)? {
                notes.push(format!(
                    "Ett undanställt index kan innehålla det som är gallrat ({remains}). Ta bort det som den som äger det, och öppna liggaren igen."
                ));
            }
            notes
                .push("Indexet togs bort efter en gallring och har byggts upp på nytt.".to_owned());
            is_new = true;
        } else if !place.exists() && journal.size() > 0 {
            is_new = true;
            notes.push("Indexet saknades och har byggts upp på nytt ur journalen.".to_owned());
        }
    }
    let mut said = Vec::new();
    let tried = Index::open(place.as_deref(), journal.ledger)
        .and_then(|index| follow(index, journal, known, &mut said));
    if tried.is_ok() && !is_new {
        notes.append(&mut said);
    }
    let why = match tried {
        Ok(index) => return Ok(index),
        Err(LogError::Index { found, .. }) => found,
        Err(other) => return Err(other),
    };
    if let (Some(root), true) = (root, why == OTHER_FORMAT) {
        // What was set aside before stays when it must; a redaction asks for it.
        folder::remove_indexes(root)?;
        notes.push(
            "Indexet var av ett annat format och har byggts upp på nytt ur journalen.".to_owned(),
        );
    } else if let (Some(root), Some(place)) = (root, &place) {
        let aside = folder::set_aside(root, place).map_err(failed(
            "att ställa undan indexet",
            &place.display().to_string(),
        ))?;
        notes.push(format!(
            "Indexet kunde inte användas ({why}). Det är undanställt som {aside} och har byggts upp på nytt ur journalen."
        ));
    }
    let index = Index::open(place.as_deref(), journal.ledger)?;
    follow(index, journal, known, &mut Vec::new()).map_err(|error| match error {
        LogError::Index { found, .. } if found == OTHER_ROOT => LogError::Damaged {
            position: Position(0),
            place: JOURNAL.to_owned(),
            found: format!(
                "de första {} händelserna har inte den rot som kontrollpunkten säger",
                known.iter().map(|(size, _)| size).max().unwrap_or(&0)
            ),
        },
        other => other,
    })
}

/// Brings the index level with the journal and checks that it is the journal's.
fn follow(
    mut index: Index,
    journal: &Journal,
    known: &[(u64, Hash)],
    notes: &mut Vec<String>,
) -> Result<Index, LogError> {
    let other = |found: &str| LogError::Index {
        doing: "att följa journalen",
        found: found.to_owned(),
    };
    let cursor = index.cursor();
    if cursor.size > journal.size() {
        return Err(other("det är längre än journalen"));
    }
    let range = index.missing_leaves();
    let from = range.start.min(cursor.size.saturating_sub(1));
    let mut leaves = Vec::new();
    let mut last_leaf = None;
    let mark = index.view().mark_of_position(Position(from));
    let walk = walk_from(&journal.segments, journal.size(), mark);
    let reached = each_head(walk, from, cursor.size, |head| {
        last_leaf = Some(head.leaf);
        if range.contains(&head.position.0) {
            leaves.push(head.leaf);
        }
    })?;
    // It ends with a frame of the journal, and with that frame's last event.
    if cursor.size > 0 && (reached != cursor.size || last_leaf != Some(cursor.last_leaf)) {
        return Err(other("det hör till en annan journal"));
    }
    index.restore_edge(&leaves)?;
    if cursor.size < journal.size() {
        notes.push(format!(
            "Indexet låg {} händelser efter journalen och har hämtat ikapp.",
            journal.size() - cursor.size
        ));
    }
    catch_up(&mut index, journal)?;
    for (size, root) in known {
        let found = index.view().edge().root_at(*size, |level, number| {
            tile_of(
                &journal.segments,
                index.view(),
                journal.size(),
                (level, number),
            )
        });
        if found? != *root {
            return Err(other(OTHER_ROOT));
        }
    }
    Ok(index)
}

/// An index built anew from the journal, in a folder or thrown away.
///
/// # Errors
/// [`LogError`] when the journal cannot be read or the index not written.
pub(super) fn built(place: Option<&Path>, journal: &Journal) -> Result<Index, LogError> {
    let mut index = Index::open(place, journal.ledger)?;
    catch_up(&mut index, journal)?;
    Ok(index)
}

fn catch_up(index: &mut Index, journal: &Journal) -> Result<(), LogError> {
    let from = index.cursor().size;
    let mut walk = walk_from(
        &journal.segments,
        journal.size(),
        index.view().mark_of_position(Position(from)),
    );
    let none = BTreeSet::new();
    while let Some((place, frame)) = walk.next(journal.size())? {
        if frame.header.end() <= from {
            continue;
        }
        let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
        let mut redactions = Vec::with_capacity(heads.len());
        for head in &heads {
            redactions.push(if head.kind == EventKind::PayloadRedacted {
                let place = Place {
                    position: head.position.0,
                    ..place
                };
                let record = frame.record(head.clone(), &none);
                redacts(record.map_err(|flaw| place.damaged(flaw))?.entry.event())
            } else {
                None
            });
        }
        let lines = heads.iter().zip(redactions).map(|(head, redacts)| Line {
            position: head.position,
            stream: &head.stream,
            stream_version: head.stream_version,
            leaf: head.leaf,
            commit: &head.commit,
            redacts,
        });
        index.take(place, &frame.header, lines);
        if index.is_due() {
            index.settle()?;
        }
    }
    index.settle()
}
