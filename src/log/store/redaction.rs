//! Destroying payloads in the store: the journal's bytes first, then what was
//! derived from them (I11). A crash between a redaction and its destroying is
//! made good at the next opening.

use super::{Store, folder};
use crate::event::Event;
use crate::ids::{EventId, Position};
use crate::log::journal::failed;
use crate::log::{Log, LogError};

impl Store {
    /// Destroys what a crash left between a redaction and its destroying.
    pub(super) fn finish_redactions(&mut self) -> Result<(), LogError> {
        let events: Vec<EventId> = self.redacted.iter().copied().collect();
        for event in events {
            let Some(position) = self.position_of(event)? else {
                continue;
            };
            if self.payload_remains(position)? {
                self.destroy(position)?;
                self.notes.push(format!(
                    "Innehållet i händelsen vid {position} var gallrat men inte förstört; det är förstört nu."
                ));
            }
        }
        Ok(())
    }

    pub(super) fn destroy(&mut self, position: Position) -> Result<(), LogError> {
        if let Some(folder) = &self.folder {
            folder::mark_rebuild(folder)
                .map_err(failed("att märka indexet", &folder.display().to_string()))?;
        }
        let near = self.walk_to(position).place();
        self.journal.destroy(position, near)?;
        self.index.forget_models()
    }

    fn payload_remains(&self, position: Position) -> Result<bool, LogError> {
        let mut walk = self.walk_to(position);
        while let Some((place, frame)) = walk.next(self.journal.size())? {
            if position.0 < frame.header.end() {
                let heads = frame.heads().map_err(|flaw| place.damaged(flaw))?;
                let head = heads.iter().find(|head| head.position == position);
                return Ok(head.is_some_and(|head| frame.payload(head).iter().any(|b| *b != 0)));
            }
        }
        Ok(false)
    }
}

/// The event whose payload an event destroys.
pub(super) fn redacts(event: Option<&Event>) -> Option<EventId> {
    match event {
        Some(Event::PayloadRedacted(redaction)) => Some(redaction.event),
        _ => None,
    }
}
