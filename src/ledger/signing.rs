//! Signing: the checkpoints that the ledger's keeper answers for.
//!
//! A checkpoint is signed when events have come since the last signed one, and
//! kept after them. The first after a rotation is signed by the key until then
//! and the key from then on, so that whoever trusts the one learns of the other.
//! Deliberately not here: where keys are kept ([`crate::proof::key_file`]), and
//! when a checkpoint is due; that is the caller's.

use crate::decide::own_key;
use crate::event::Event;
use crate::event::proof::{SigningKeyRotated, WitnessPolicyAdopted};
use crate::ids::Position;
use crate::log::{Log, LogError};
use crate::proof::{SignedNote, SigningKey, TreeHead, VerifierKey};
use crate::refusal::{Refusal, RefusalCode};
use crate::state::proof::Proof;

/// The keys that a ledger signs with: one, or two during a rotation.
#[derive(Debug)]
pub struct Signer {
    keys: Vec<SigningKey>,
}

/// Why a ledger cannot be signed by a signer.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The log has another key.
    #[error("nyckeln {given} är inte liggarens; dess kontrollpunkter signeras av {current}")]
    OtherKey {
        /// The signer's.
        given: String,
        /// The log's, as far as it is known: a verifier key, or a name and key id.
        current: String,
    },
    /// The log could not be read.
    #[error(transparent)]
    Store(#[from] LogError),
}

impl Signer {
    /// A signer with the log's key.
    pub fn new(key: SigningKey) -> Self {
        Self { keys: vec![key] }
    }

    /// The same signer with the key that follows as well, during a rotation.
    #[must_use]
    pub fn and(mut self, next: SigningKey) -> Self {
        self.keys.push(next);
        self
    }

    /// The verifier keys of its keys, the older one first.
    pub fn verifier_keys(&self) -> impl Iterator<Item = String> + '_ {
        self.keys.iter().map(|key| key.verifier().to_string())
    }

    fn key(&self, text: &str) -> Result<&SigningKey, LogError> {
        self.keys
            .iter()
            .find(|key| key.verifier().to_string() == text)
            .ok_or_else(|| LogError::Checkpoint {
                why: format!("den ska signeras av {text}, och den nyckeln finns inte här"),
            })
    }

    /// Whether it has the log's current key: what the last rotation says, or else
    /// what the last kept checkpoint is signed by, or else any.
    ///
    /// # Errors
    /// [`SignerError::OtherKey`].
    pub(super) fn check(
        &self,
        state: &Proof,
        last: Option<&SignedNote>,
    ) -> Result<(), SignerError> {
        let current = match (state.key(), last) {
            (Some(key), _) if self.key(key).is_ok() => return Ok(()),
            (Some(key), _) => key.to_owned(),
            (None, Some(note)) if self.signer_of(note).is_some() => return Ok(()),
            (None, Some(note)) => note
                .signatures()
                .first()
                .map_or_else(String::new, |line| format!("{}+{}", line.name, line.key_id)),
            (None, None) => return Ok(()),
        };
        Err(SignerError::OtherKey {
            given: self.verifier_keys().next().unwrap_or_default(),
            current,
        })
    }

    /// Whether it can sign the checkpoint that follows the events, and they do not
    /// name its keys as somebody else's: a rotation to or from a key that it lacks
    /// would leave the log without a signer, and one that comes before the last is
    /// signed would need more keys than one checkpoint shows. A log that has never
    /// rotated does not say its key, so only the signer knows a witness for itself.
    ///
    /// # Errors
    /// [`Refusal`] that names the key.
    pub(super) fn check_keys<'a>(
        &self,
        state: &Proof,
        last: Option<&SignedNote>,
        events: impl Iterator<Item = &'a Event>,
    ) -> Result<(), Refusal> {
        for event in events {
            if let Event::WitnessPolicyAdopted(policy) = event {
                self.check_witnesses(policy)?;
            }
            let Event::SigningKeyRotated(rotation) = event else {
                continue;
            };
            let signed = last.and_then(|note| TreeHead::of(note).ok());
            let signed = signed.map_or(0, |head| head.size);
            if let Some((position, _)) = state.rotation()
                && signed <= position.0
            {
                return Err(Refusal::new(
                    RefusalCode::SigningKey,
                    "next",
                    format!(
                        "Det förra nyckelbytet ({position}) täcks ännu inte av en signerad kontrollpunkt. Nästa byte kan göras när den är signerad."
                    ),
                ));
            }
            for (place, key) in [("previous", &rotation.previous), ("next", &rotation.next)] {
                if self.key(key).is_err() {
                    return Err(Refusal::new(
                        RefusalCode::SigningKey,
                        place,
                        format!(
                            "Nyckeln {key} finns inte hos den som skriver. Byt nyckel med `liggare key rotate`."
                        ),
                    ));
                }
            }
        }
        Ok(())
    }

    fn check_witnesses(&self, policy: &WitnessPolicyAdopted) -> Result<(), Refusal> {
        for (number, text) in policy.witnesses.iter().enumerate() {
            let Ok(witness) = VerifierKey::parse(text) else {
                continue;
            };
            let mut own = self.keys.iter().map(|key| key.verifier().public());
            if own.any(|own| own == witness.public()) {
                return Err(own_key(&witness, format!("witnesses[{number}]")));
            }
        }
        Ok(())
    }

    /// The key that a note is signed by.
    fn signer_of(&self, note: &SignedNote) -> Option<&SigningKey> {
        self.keys
            .iter()
            .find(|key| note.verify(key.verifier()).is_ok())
    }

    /// Signs what the log holds and keeps it, when that is more than was signed last.
    ///
    /// # Errors
    /// [`LogError::Checkpoint`] when a key is missing that must sign it;
    /// [`LogError`] when it cannot be kept. No event is lost by either.
    pub(super) fn checkpoint<L: Log>(&self, log: &mut L, state: &Proof) -> Result<(), LogError> {
        let last = log.last_checkpoint();
        let signed = match last.map(TreeHead::of) {
            Some(Ok(head)) => head.size,
            Some(Err(error)) => {
                return Err(LogError::Checkpoint {
                    why: error.to_string(),
                });
            }
            None => 0,
        };
        let size = log.size();
        if size <= signed {
            return Ok(());
        }
        let keys = self.keys_for(state.rotation(), signed, last)?;
        let head = TreeHead {
            origin: keys
                .first()
                .map_or_else(String::new, |key| key.verifier().name().to_owned()),
            size,
            root: log.root_at(size)?,
        };
        let note = head.sign(&keys).map_err(|error| LogError::Checkpoint {
            why: error.to_string(),
        })?;
        log.keep_checkpoint(&note)
    }

    /// Who signs the checkpoint after the one of size `signed`.
    fn keys_for(
        &self,
        rotation: Option<(Position, &SigningKeyRotated)>,
        signed: u64,
        last: Option<&SignedNote>,
    ) -> Result<Vec<&SigningKey>, LogError> {
        Ok(match (rotation, last) {
            (Some((position, rotation)), _) if signed <= position.0 => {
                vec![self.key(&rotation.previous)?, self.key(&rotation.next)?]
            }
            (Some((_, rotation)), _) => vec![self.key(&rotation.next)?],
            (None, Some(note)) => self.signer_of(note).into_iter().collect(),
            (None, None) => self.keys.first().into_iter().collect(),
        })
    }
}
