//! The generated months: a year's amount spread over months.
//!
//! The public documents give whole years only. Each month gets a weight of
//! 1 000 ± [`SWING`] from a fixed sequence ([`SEED`] and the line's name, by
//! `SplitMix64`), and the year's amount is divided by the running sum of the
//! weights, so that the months sum to it exactly, in öre. The same name always
//! gives the same months. No month is real, and every one is marked as generated.

use ledger::money::Ore;

/// The seed of the demonstration. Another seed gives other months and the same years.
const SEED: u64 = 2024;

/// The weight of a month without swing.
const WEIGHT: i128 = 1_000;

/// The most that a month's weight departs from [`WEIGHT`]: six per cent.
const SWING: u64 = 60;

/// The amounts of the months `first` to `last`, in order.
pub(super) fn months(name: &str, total: Ore, first: u8, last: u8) -> Vec<(u8, Ore)> {
    let mut sequence = Sequence::named(name);
    let weights: Vec<(u8, i128)> = (first..=last)
        .map(|month| (month, sequence.weight()))
        .collect();
    let whole: i128 = weights.iter().map(|(_, weight)| weight).sum();
    let mut reached = 0;
    let mut given = 0;
    let mut amounts = Vec::with_capacity(weights.len());
    for (month, weight) in weights {
        reached += weight;
        let until_now = i128::from(total.0) * reached / whole;
        // A part of an i64 fits in an i64.
        let amount = i64::try_from(until_now - given).unwrap_or(0);
        amounts.push((month, Ore(amount)));
        given = until_now;
    }
    amounts
}

/// `SplitMix64`: small, fixed, and the same everywhere.
struct Sequence(u64);

impl Sequence {
    /// The sequence of a name: its bytes folded into the seed (FNV-1a).
    fn named(name: &str) -> Self {
        let folded = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64 ^ SEED, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Self(folded)
    }

    fn weight(&mut self) -> i128 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        WEIGHT + i128::from(z % (2 * SWING + 1)) - i128::from(SWING)
    }
}
