//! Destroying payloads in the store (I11).
//!
//! Guarantees: when [`Log::redact`] has answered, the journal's bytes are
//! overwritten durably, what earlier openings cut off the journal is removed, and
//! no read model is answered that was kept before. When the store that redacted
//! has been closed or dropped, the index's folder, where sled keeps old values,
//! and every index that was set aside are overwritten and removed: no file of the
//! store's holds the payload. A crash before any of that is made good at the next opening.
//!
//! Deliberately not here: what is not the store's. Backups, exports, published
//! copies, blocks that a file system or a drive keeps of what was overwritten,
//! and what the head of a commit says (its reason, which is no payload).

use super::{Store, folder};
use crate::ids::Position;
use crate::log::index::Index;
use crate::log::journal::failed;
use crate::log::recovery::forget_set_aside;
use crate::log::{LogError, ReadLog};

impl Store {
    /// Destroys what a crash left between a redaction and its destroying.
    pub(super) fn finish_redactions(&mut self) -> Result<(), LogError> {
        for event in self.seen.redacted.to_vec() {
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
            self.must_forget = true;
        }
        // Before the payload: once that is gone, nothing tells the next opening
        // that this remains to be done.
        forget_set_aside(self.journal.disk.as_ref())?;
        let near = self.seen.walk_to(position).place();
        self.journal.destroy(position, near)?;
        self.index.forget_models()
    }

    /// Removes what was derived before a redaction, when the store ends. The mark
    /// stays, so that the next opening says why the index is built anew.
    pub(super) fn forget_derived(&mut self) -> Result<(), LogError> {
        if let (Some(folder), true) = (self.folder.clone(), self.must_forget) {
            // sled is closed before its files go, so that it writes none of them again.
            drop(std::mem::replace(
                &mut self.index,
                Index::open(None, self.journal.ledger)?,
            ));
            self.look();
            if let Some(remains) = folder::remove_indexes(&folder)? {
                return Err(remains);
            }
            self.must_forget = false;
        }
        Ok(())
    }

    pub(super) fn payload_remains(&self, position: Position) -> Result<bool, LogError> {
        let found = self
            .seen
            .lookup
            .payload(self.seen.walk_to(position), position)?;
        Ok(found.is_some_and(|(_, _, payload)| payload.iter().any(|byte| *byte != 0)))
    }
}
