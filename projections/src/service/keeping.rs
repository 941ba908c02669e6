//! Writing a model beside its log.
//!
//! Two halves, since the one who folds need not be the one who may write: a model
//! is encoded by [`Service::keeping`](super::Service::keeping), and
//! [`Keeping::write`] puts it in its place.

use std::collections::BTreeSet;

use ledger::ids::Position;
use ledger::log::shelf::Shelf;
use ledger::log::{LogError, StoredModel};

use super::identity::Identity;
use super::redactions::is_overtaken;

/// A model that is ready to be written.
#[derive(Debug, Clone)]
pub struct Keeping {
    pub(super) name: &'static str,
    pub(super) beside: String,
    pub(super) stored: StoredModel,
    pub(super) place: Place,
    /// The events that were folded without their payload.
    pub(super) gone: BTreeSet<Position>,
}

/// Where a service's model belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Under the projection's name.
    InUse,
    /// Beside a model of another definition, until it has come as far as this.
    Beside { until: u64 },
}

/// What became of a model that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is kept as the one in use.
    InUse,
    /// It took the place of a model of another definition.
    Swapped,
    /// It is kept beside the one in use, which it has not caught up with.
    Beside,
    /// Nothing was written: another definition has taken this one's place.
    Displaced,
    /// Nothing was written: something that it has seen was redacted since. Catch
    /// up, and keep it then.
    Redacted,
}

/// Why a model could not be kept. It costs time at the next opening and nothing else.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// It could not be encoded.
    #[error("läsmodellen kunde inte göras till byte")]
    Encode(#[from] bincode::error::EncodeError),
    /// It could not be written, or the log not be read.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl Keeping {
    /// Writes the model. At most one model changes in one write, so that a crash
    /// leaves the one in use as it was or replaced, and never neither.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be read or the model not be written;
    /// what was kept before is kept still.
    pub fn write(&self, log: &mut (impl Shelf + ?Sized)) -> Result<Written, LogError> {
        if is_overtaken(log.folded(), self.stored.cursor, &self.gone)? {
            return Ok(Written::Redacted);
        }
        // An index that cannot be read holds nothing that is worth keeping.
        let kept = log.folded().model_fingerprint(self.name).ok().flatten();
        let is_other = kept.is_some_and(|kept| {
            kept != self.stored.fingerprint && Identity::parse(&kept).is_some()
        });
        match self.place {
            Place::InUse if is_other => return Ok(Written::Displaced),
            Place::Beside { until } if is_other && self.stored.cursor < until => {
                log.put(&self.beside, &self.stored)?;
                return Ok(Written::Beside);
            }
            Place::InUse | Place::Beside { .. } => {}
        }
        log.put(self.name, &self.stored)?;
        // Also what an interrupted swap left, or another definition that was given up.
        log.remove(&self.beside)?;
        Ok(if is_other {
            Written::Swapped
        } else {
            Written::InUse
        })
    }
}
