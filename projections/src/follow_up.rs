//! The order of follow-ups: which one counts for a period.
//!
//! Guarantee: one rule for forecasts, the effects of actions and control
//! actions alike. Of the follow-ups of a year that end no later than the
//! period, the one that ends last counts; of two that end in the same month,
//! the longer one; of two for the same months, the one recorded last.

use std::ops::RangeInclusive;

use bincode::{Decode, Encode};
use ledger::period::{Month, Period};

/// A follow-up in order: by its last month, then by how many months it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct FollowUpOrder {
    last: Month,
    months: u8,
}

impl FollowUpOrder {
    /// The place of a follow-up.
    pub fn of(period: Period) -> Self {
        let (first, last) = (period.first(), period.last());
        Self {
            last,
            months: last.month().saturating_sub(first.month()) + 1,
        }
    }

    /// The follow-ups of a period's year that end no later than it.
    pub fn within(period: Period) -> RangeInclusive<Self> {
        let from = Self {
            last: period.full_year().first(),
            months: 0,
        };
        from..=Self {
            last: period.last(),
            months: u8::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::period;

    #[test]
    fn a_later_end_counts_before_a_longer_period_and_a_longer_before_a_shorter() {
        let place = |text| FollowUpOrder::of(period(text));
        assert!(place("2024-08") > place("2024-01/2024-07"));
        assert!(place("2024-01/2024-07") > place("2024-07"));
        let asked = FollowUpOrder::within(period("2024-01/2024-07"));
        for (text, within) in [
            ("2024-01", true),
            ("2024-07", true),
            ("2024-01/2024-07", true),
            ("2024-08", false),
            ("2023", false),
        ] {
            assert_eq!(asked.contains(&place(text)), within, "{text}");
        }
    }
}
