//! Destroying payloads in the store: the journal's bytes first, then what was
//! derived from them (I11). A crash between a redaction and its destroying is
//! made good at the next opening.

use super::{Store, folder};
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
        let found = self.lookup.payload(self.walk_to(position), position)?;
        Ok(found.is_some_and(|(_, _, payload)| payload.iter().any(|byte| *byte != 0)))
    }
}
