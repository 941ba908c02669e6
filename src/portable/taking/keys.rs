//! What the events say of the ledger's keys and its witnesses.

use crate::event::Event;
use crate::ids::Position;
use crate::proof::VerifierKey;

/// A change of key.
#[derive(Debug, Clone)]
pub(crate) struct Rotation {
    pub(crate) position: Position,
    pub(crate) previous: String,
    pub(crate) next: String,
}

/// What the events say of keys and witnesses.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys {
    /// The changes of key, in order.
    pub(crate) rotations: Vec<Rotation>,
    /// Every witness that any policy has named.
    pub(crate) witnesses: Vec<VerifierKey>,
}

impl Keys {
    /// Takes in the next event.
    pub(crate) fn note(&mut self, position: Position, event: &Event) {
        match event {
            Event::SigningKeyRotated(rotation) => self.rotations.push(Rotation {
                position,
                previous: rotation.previous.clone(),
                next: rotation.next.clone(),
            }),
            Event::WitnessPolicyAdopted(policy) => {
                let keys = policy.witnesses.iter();
                self.witnesses
                    .extend(keys.filter_map(|key| VerifierKey::parse(key).ok()));
            }
            // Everything else concerns no key.
            _ => {}
        }
    }
}
