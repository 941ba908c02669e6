//! Tallies: an exact sum with the weakest provenance among its parts.

use bincode::{Decode, Encode};
use ledger::event::Provenance;
use ledger::money::Ore;

/// An amount with where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Tally {
    /// The exact amount.
    pub amount: Ore,
    /// The weakest provenance of its parts (generated is weaker than inferred,
    /// inferred weaker than stated); none when no part says.
    pub provenance: Option<Provenance>,
}

impl Tally {
    /// An amount that comes from somewhere.
    pub fn new(amount: Ore, provenance: Option<Provenance>) -> Self {
        Self { amount, provenance }
    }

    /// The sum of the two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            amount: self.amount + other.amount,
            provenance: self.provenance.max(other.provenance),
        }
    }

    /// The difference between the two.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self {
            amount: self.amount - other.amount,
            provenance: self.provenance.max(other.provenance),
        }
    }
}

/// The sum of what there is; none when there is nothing (a missing value never becomes zero).
pub fn total(parts: impl IntoIterator<Item = Option<Tally>>) -> Option<Tally> {
    parts.into_iter().flatten().reduce(Tally::plus)
}

/// The difference, when both are there.
pub fn difference(minuend: Option<Tally>, subtrahend: Option<Tally>) -> Option<Tally> {
    Some(minuend?.minus(subtrahend?))
}
