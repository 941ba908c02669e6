//! What the log has said of its keys and witnesses.

use crate::event::proof::{SigningKeyRotated, WitnessPolicyAdopted};
use crate::ids::Position;
use crate::proof::{SignedNote, VerifierKey, cosignature};

/// The key in use and the policy in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    rotation: Option<(Position, SigningKeyRotated)>,
    policy: WitnessPolicyAdopted,
}

impl Proof {
    /// The verifier key of the log, when a rotation has recorded it. A log
    /// whose key has never been rotated does not say it: its first key is
    /// what its keeper has published.
    pub fn key(&self) -> Option<&str> {
        self.rotation
            .as_ref()
            .map(|(_, rotation)| rotation.next.as_str())
    }

    /// The latest rotation and where it stands: the first checkpoint of a
    /// larger size than that position is signed by both keys.
    pub fn rotation(&self) -> Option<(Position, &SigningKeyRotated)> {
        self.rotation
            .as_ref()
            .map(|(position, rotation)| (*position, rotation))
    }

    /// The witness policy in force; before the first it asks for none.
    pub fn policy(&self) -> &WitnessPolicyAdopted {
        &self.policy
    }

    /// The keys of the policy's witnesses.
    pub fn witnesses(&self) -> impl Iterator<Item = VerifierKey> + '_ {
        let keys = self.policy.witnesses.iter();
        keys.filter_map(|key| VerifierKey::parse(key).ok())
    }

    /// The policy's witnesses that have validly cosigned a note.
    pub fn cosigners(&self, note: &SignedNote) -> Vec<VerifierKey> {
        self.witnesses()
            .filter(|key| cosignature::verify(note, key).is_ok())
            .collect()
    }

    pub(super) fn rotated(&mut self, position: Position, e: &SigningKeyRotated) {
        self.rotation = Some((position, e.clone()));
    }

    pub(super) fn policy_adopted(&mut self, e: &WitnessPolicyAdopted) {
        self.policy = e.clone();
    }
}
