//! The witness's judgement: whether a checkpoint continues what it has seen.

use super::request::Request;
use super::state::{State, StateError};
use crate::note::{Checkpoint, Signature, SignatureError};
use crate::tree::{empty_root, verify_consistency};

/// Why a checkpoint was not cosigned.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The request has not the right form, or its sizes do not go together.
    #[error("Begäran är felaktig: {0}.")]
    Malformed(String),
    /// No key is trusted for such a log.
    #[error("Vittnet känner inte loggen {0}. Vittnets ägare lägger till den med --log-key.")]
    UnknownLog(String),
    /// The log has not signed it with a key that is trusted.
    #[error(
        "Kontrollpunkten är inte signerad med någon av de nycklar som vittnet litar på för {0}. Har loggen bytt nyckel lägger vittnets ägare till den nya med --log-key."
    )]
    NotSigned(String),
    /// The log believes that the witness has seen another size than it has.
    #[error("Vittnet har senast bekräftat storleken {0}; beviset ska utgå från den.")]
    Stale(u64),
    /// The witness has seen another root of the same size.
    #[error(
        "Vittnet har bekräftat en annan rot för storleken {size} av {origin}: loggen visar två olika historier. Den nya kontrollpunkten är sparad som bevis hos vittnet."
    )]
    Forked {
        /// The log.
        origin: String,
        /// The size with two roots.
        size: u64,
    },
    /// The proof does not show that the checkpoint continues what was seen.
    #[error("Beviset visar inte att kontrollpunkten fortsätter den senast bekräftade: {0}")]
    Inconsistent(String),
    /// The state could not be read or written; nothing was cosigned.
    #[error(transparent)]
    State(#[from] StateError),
    /// The witness's own key cannot cosign.
    #[error("Vittnets nyckel kan inte bekräfta: {0}.")]
    Key(SignatureError),
}

/// A witness with its memory.
#[derive(Debug)]
pub struct Witness {
    state: State,
}

impl Witness {
    /// The witness of an opened folder.
    pub fn new(state: State) -> Self {
        Self { state }
    }

    /// The folder with its key and what it trusts.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Judges a request at a moment (seconds since 1970) and answers the line of
    /// cosignature. What was judged is durable before this returns.
    ///
    /// # Errors
    /// [`Refused`]; nothing is then cosigned, and what the witness remembers is
    /// what it remembered before.
    pub fn take(&mut self, bytes: &[u8], now: u64) -> Result<Signature, Refused> {
        let request = Request::parse(bytes).map_err(Refused::Malformed)?;
        let checkpoint = &request.checkpoint;
        self.signed_by_its_log(&request)?;
        if request.old > checkpoint.size {
            return Err(Refused::Malformed(format!(
                "old är {} men kontrollpunkten har bara storleken {}",
                request.old, checkpoint.size
            )));
        }
        let seen = self.state.last(&checkpoint.origin)?;
        let known = seen.as_ref().map_or(0, |seen| seen.checkpoint.size);
        if request.old != known {
            return Err(Refused::Stale(known));
        }
        let continued = continues(seen.as_ref().map(|seen| &seen.checkpoint), &request);
        match continued {
            Ok(()) => {}
            Err(Refused::Inconsistent(why)) => {
                let kept = if self.state.keep_unproven(&request.note)? {
                    "Kontrollpunkten är sparad hos vittnet."
                } else {
                    "Kontrollpunkten är inte sparad: vittnet har redan så många utan bevis som det sparar."
                };
                return Err(Refused::Inconsistent(format!("{why}. {kept}")));
            }
            Err(refused) => {
                self.state.keep_conflict(&request.note)?;
                return Err(refused);
            }
        }
        // Time never goes backwards in what the witness says, whatever its clock does.
        let time = seen.map_or(now, |seen| seen.time.max(now));
        let line = self
            .state
            .key()
            .cosign(&request.note.body, time)
            .map_err(Refused::Key)?;
        self.state.keep(checkpoint, &request.note, &line)?;
        Ok(line)
    }

    fn signed_by_its_log(&self, request: &Request) -> Result<(), Refused> {
        let origin = &request.checkpoint.origin;
        let mut trusted = self
            .state
            .trusted()
            .iter()
            .filter(|key| key.name() == origin)
            .peekable();
        if trusted.peek().is_none() {
            return Err(Refused::UnknownLog(origin.clone()));
        }
        if trusted.any(|key| request.note.verify(key).is_ok()) {
            return Ok(());
        }
        Err(Refused::NotSigned(origin.clone()))
    }
}

/// Refuses a checkpoint that is not shown to continue what was seen.
fn continues(seen: Option<&Checkpoint>, request: &Request) -> Result<(), Refused> {
    let checkpoint = &request.checkpoint;
    let seen_root = seen.map_or_else(empty_root, |seen| seen.root);
    if request.old == checkpoint.size && checkpoint.root != seen_root {
        return Err(Refused::Forked {
            origin: checkpoint.origin.clone(),
            size: checkpoint.size,
        });
    }
    verify_consistency(
        request.old,
        checkpoint.size,
        &request.proof,
        &seen_root,
        &checkpoint.root,
    )
    .map_err(|error| Refused::Inconsistent(error.to_string()))
}
