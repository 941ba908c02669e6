//! Words: what kinds, colours and numbers are called in a report's sentences.
//!
//! Table cells stay typed and are worded by whoever shows them; these words are
//! for titles and running text only. What checks and traces say too is taken
//! from [`crate::wording`], so that a thing has one name.

use ledger::money::Ore;
use ledger::quantity::Quantity;

pub(super) use crate::wording::{
    PERSPECTIVES, assessment_basis, category, colour, consequence, date, decision_kind, desired,
    frame_change, item_kind, number, requirement, scope, target, titled, trend,
};

/// An amount in running text, in mnkr with one decimal; rounded from the exact amount.
pub(super) fn millions(amount: Ore) -> String {
    // One mnkr is 10^8 öre; in millionths, an öre is a hundredth.
    let millionths = (i128::from(amount.0) * 1_000_000) / 100_000_000;
    format!(
        "{}\u{a0}mnkr",
        number(Quantity::from_millionths(millionths, 1))
    )
}

/// `1 nämnd`, `3 nämnder`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_text_follow_swedish_writing() {
        for (text, written) in [
            ("0", "0"),
            ("-12.5", "\u{2212}12,5"),
            ("308470", "308\u{a0}470"),
            ("1234567.10", "1\u{a0}234\u{a0}567,10"),
        ] {
            assert_eq!(number(text.parse().unwrap()), written);
        }
    }

    #[test]
    fn amounts_in_text_are_rounded_once_from_the_exact_amount() {
        for (ore, written) in [
            (-286_900_000_000, "\u{2212}2\u{a0}869,0\u{a0}mnkr"),
            (8_850_000_000, "88,5\u{a0}mnkr"),
            (5_000_000, "0,1\u{a0}mnkr"),
            (4_999_999, "0,0\u{a0}mnkr"),
        ] {
            assert_eq!(millions(Ore(ore)), written);
        }
    }
}
