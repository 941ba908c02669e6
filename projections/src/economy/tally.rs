//! Tallies: an exact sum with the weakest provenance among its parts.
//!
//! Guarantee: a sum or a difference over lines is exact or is not there. One
//! that an [`Ore`] cannot hold has no value, instead of one cut at the limit.
//! Within a cell amounts are added one by one; it takes more than a thousand
//! bookings of [`ledger::money::MAX_ORE`] (90 000 000 mnkr) on one cell to reach that limit.

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
}

/// The sum of what there is; none when there is nothing (a missing value never becomes zero).
pub fn total(parts: impl IntoIterator<Item = Option<Tally>>) -> Option<Tally> {
    let mut sum: Option<(i128, Option<Provenance>)> = None;
    for part in parts.into_iter().flatten() {
        let (amount, provenance) = sum.unwrap_or_default();
        sum = Some((
            amount + i128::from(part.amount.0),
            provenance.max(part.provenance),
        ));
    }
    let (amount, provenance) = sum?;
    Some(Tally::new(held(amount)?, provenance))
}

/// The difference, when both are there.
pub fn difference(minuend: Option<Tally>, subtrahend: Option<Tally>) -> Option<Tally> {
    let (minuend, subtrahend) = (minuend?, subtrahend?);
    let amount = i128::from(minuend.amount.0) - i128::from(subtrahend.amount.0);
    let provenance = minuend.provenance.max(subtrahend.provenance);
    Some(Tally::new(held(amount)?, provenance))
}

/// The amount, when an [`Ore`] holds it.
fn held(amount: i128) -> Option<Ore> {
    i64::try_from(amount).ok().map(Ore)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_that_no_amount_holds_is_missing_and_one_that_passes_the_limit_on_the_way_is_exact() {
        let of = |ore| Some(Tally::new(Ore(ore), None));
        assert_eq!(total([of(i64::MAX), of(1)]), None);
        assert_eq!(total([of(i64::MAX), of(1), None, of(-2)]), of(i64::MAX - 1));
        assert_eq!(difference(of(i64::MIN), of(1)), None);
        assert_eq!(difference(of(3), None), None);
        assert_eq!(total([None, None]), None);
    }
}
