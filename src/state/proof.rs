//! What the log has said of its keys and witnesses.

use std::collections::BTreeSet;

use bincode::{Decode, Encode};

use crate::event::proof::{SigningKeyRotated, WitnessPolicyAdopted};
use crate::ids::Position;
use crate::proof::{SignedNote, VerifierKey, cosignature};

/// The key in use and the policy in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Proof {
    rotation: Option<(Position, SigningKeyRotated)>,
    policy: WitnessPolicyAdopted,
    /// Every key that a rotation names: all that the log is known to have had.
    keys: BTreeSet<String>,
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

    /// Whether a public key is, or has been, one that the log is signed by, as
    /// far as rotations say.
    pub fn is_the_logs(&self, key: &VerifierKey) -> bool {
        let keys = self.keys.iter();
        keys.filter_map(|text| VerifierKey::parse(text).ok())
            .any(|own| own.public() == key.public())
    }

    /// The policy's witnesses that have validly cosigned a note. One key is one
    /// witness, whatever names it has, and the log's own is none.
    pub fn cosigners(&self, note: &SignedNote) -> Vec<VerifierKey> {
        let mut seen = BTreeSet::new();
        self.witnesses()
            .filter(|key| cosignature::verify(note, key).is_ok() && !self.is_the_logs(key))
            .filter(|key| seen.insert(*key.public()))
            .collect()
    }

    pub(super) fn rotated(&mut self, position: Position, e: &SigningKeyRotated) {
        self.rotation = Some((position, e.clone()));
        self.keys.extend([e.previous.clone(), e.next.clone()]);
    }

    pub(super) fn policy_adopted(&mut self, e: &WitnessPolicyAdopted) {
        self.policy = e.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basis::Hash;
    use crate::proof::{Algorithm, SigningKey, TreeHead};

    fn key(name: &str, algorithm: Algorithm, seed: u8) -> SigningKey {
        SigningKey::from_seed(name, algorithm, &[seed; 32]).expect("a key")
    }

    /// A log could hold a policy that names one key twice, or its own. Whoever
    /// counted names would take one word for two.
    #[test]
    fn one_key_under_two_names_is_one_witness_and_the_logs_own_is_none() {
        let log = [1, 2].map(|seed| key("Region/1", Algorithm::Ed25519, seed));
        let witnesses = [("a", 7), ("b", 7), ("c", 1), ("d", 2)]
            .map(|(name, seed)| key(name, Algorithm::Cosignature, seed));
        let mut proof = Proof::default();
        let text = |key: &SigningKey| key.verifier().to_string();
        proof.rotated(
            Position(3),
            &SigningKeyRotated {
                previous: text(&log[0]),
                next: text(&log[1]),
            },
        );
        proof.policy_adopted(&WitnessPolicyAdopted {
            witnesses: witnesses.iter().map(text).collect(),
            required: 2,
        });
        let head = TreeHead {
            origin: "Region/1".to_owned(),
            size: 9,
            root: Hash([5; 32]),
        };
        let note = head.sign(&[&log[1]]).expect("a note");
        let lines = witnesses
            .iter()
            .map(|key| cosignature::cosign(&note, key, 17));
        let cosigned = note.clone().with(lines);
        let by = proof.cosigners(&cosigned);
        let names: Vec<&str> = by.iter().map(VerifierKey::name).collect();
        assert_eq!(names, ["a"]);
    }
}
