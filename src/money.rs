//! Money: an amount in öre.
//!
//! Guarantee: arithmetic is exact and never wraps; an amount that a decider has
//! accepted lies within ±[`MAX_ORE`], which JSON numbers carry without loss.
//! Inside the ledger a cost is negative and income positive. Rounding to tkr or
//! mnkr is done by whoever shows the amount.

use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// The largest magnitude of an amount: 9·10^15 öre, below 2^53 so that every
/// JSON reader keeps it exactly.
pub const MAX_ORE: i64 = 9_000_000_000_000_000;

/// An amount in öre.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    Serialize,
    Deserialize,
)]
#[serde(transparent)]
pub struct Ore(pub i64);

impl Ore {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// Whether the amount lies within ±[`MAX_ORE`].
    pub fn in_range(self) -> bool {
        self.0.unsigned_abs() <= MAX_ORE.unsigned_abs()
    }
}

impl Add for Ore {
    type Output = Self;
    /// Exact within the accepted range; a sum beyond `i64` stays at its limit.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Ore {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Ore {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Ore {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}
