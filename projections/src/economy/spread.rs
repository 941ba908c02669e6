//! How a year's amount is spread over its months.
//!
//! Guarantee: after month m of n the share is `amount × m / n`, cut toward
//! zero, so the months sum exactly to the amount.

use ledger::event::budget::Distribution;
use ledger::money::Ore;
use ledger::period::Period;

/// An amount for each month, January first.
pub type Months = [Ore; 12];

/// Nothing in any month.
pub const NO_MONTHS: Months = [Ore::ZERO; 12];

/// The months of an amount under a distribution.
pub fn spread(amount: Ore, distribution: &Distribution) -> Months {
    match distribution {
        Distribution::Even => evenly(amount, 1, 12),
        Distribution::Months(months) => *months,
        Distribution::Span { first, last } => evenly(amount, *first, *last),
    }
}

/// The months of an amount that is spread evenly from one month to another.
/// Bounds outside the year, which no decider lets pass, mean the whole year.
pub fn evenly(amount: Ore, first: u8, last: u8) -> Months {
    let (first, last) = if (1..=12).contains(&first) && (first..=12).contains(&last) {
        (first, last)
    } else {
        (1, 12)
    };
    let count = i128::from(last - first + 1);
    let after = |done: i128| {
        let share = i128::from(amount.0) * done / count;
        Ore(i64::try_from(share).unwrap_or(amount.0))
    };
    let mut months = NO_MONTHS;
    let spread_over = months
        .iter_mut()
        .take(usize::from(last))
        .skip(usize::from(first) - 1);
    for (done, month) in (0..).zip(spread_over) {
        *month = after(done + 1) - after(done);
    }
    months
}

/// Month by month, the sum of the two.
#[must_use]
pub fn plus(mut months: Months, other: &Months) -> Months {
    for (month, more) in months.iter_mut().zip(other) {
        *month = *month + *more;
    }
    months
}

/// Month by month, the difference between the two.
#[must_use]
pub fn minus(mut months: Months, other: &Months) -> Months {
    for (month, less) in months.iter_mut().zip(other) {
        *month = *month - *less;
    }
    months
}

/// What falls on a period of the year.
pub fn within(months: &Months, period: Period) -> Ore {
    period
        .months()
        .filter_map(|month| months.get(usize::from(month.month()) - 1))
        .copied()
        .sum()
}
