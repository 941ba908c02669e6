//! A step of a proof as it is shown: two hashes that make the one above.

use base64ct::{Base64, Encoding};
use ledger::basis::Hash;
use ledger::log::merkle::proof::Step;

/// A step as it is shown.
pub(super) struct ShownStep {
    /// Its number, from 1.
    pub(super) number: usize,
    /// The hash that comes with the proof.
    pub(super) sibling: String,
    /// On which side of the known hash that one stands.
    pub(super) side: &'static str,
    /// What both make.
    pub(super) above: String,
}

/// Steps in order.
pub(super) fn shown(steps: &[Step]) -> Vec<ShownStep> {
    (1..)
        .zip(steps)
        .map(|(number, step)| ShownStep {
            number,
            sibling: encoded(&step.sibling),
            side: if step.is_left {
                "till vänster"
            } else {
                "till höger"
            },
            above: encoded(&step.above),
        })
        .collect()
}

/// A hash as a checkpoint writes it.
pub(super) fn encoded(hash: &Hash) -> String {
    Base64::encode_string(&hash.0)
}
