//! A year's amount over its months: after month m of n it is `amount × m / n`, cut toward zero.

use super::super::calendar::Period;
use super::super::fact::Malformed;
use super::super::payload::Payload;

/// An amount for each month, January first.
pub(super) type Months = [i128; 12];

/// The months of an amount that is spread from one month to another, both 1 to 12.
pub(super) fn evenly(amount: i128, first: i64, last: i64) -> Months {
    let sound = (1..=12).contains(&first) && (first..=12).contains(&last);
    let (first, last) = if sound { (first, last) } else { (1, 12) };
    let share =
        |month: i64| amount * i128::from((month - first + 1).max(0)) / i128::from(last - first + 1);
    let mut months = [0; 12];
    for (month, place) in (1..).zip(&mut months) {
        if (first..=last).contains(&month) {
            *place = share(month) - share(month - 1);
        }
    }
    months
}

/// The months of an event's amount under its distribution.
pub(super) fn distributed(of: Payload<'_>) -> Result<Months, Malformed> {
    let amount = i128::from(of.whole("amount_ore")?);
    match of.shape("distribution")? {
        ("even", None) => Ok(evenly(amount, 1, 12)),
        ("span", inner) => {
            let span = of.shaped(inner)?;
            Ok(evenly(amount, span.whole("first")?, span.whole("last")?))
        }
        ("months", Some(inner)) => {
            let stated = inner.as_array().filter(|stated| stated.len() == 12);
            let mut months = [0; 12];
            for (place, value) in months
                .iter_mut()
                .zip(stated.ok_or_else(|| of.wrong("distribution"))?)
            {
                let ore = value.as_i64().ok_or_else(|| of.wrong("distribution"))?;
                *place = i128::from(ore);
            }
            Ok(months)
        }
        _ => Err(of.wrong("distribution")),
    }
}

/// What falls on a period of the year.
pub(super) fn within(months: &Months, period: Period) -> i128 {
    months
        .iter()
        .enumerate()
        .filter(|(place, _)| (period.first.place()..=period.last.place()).contains(place))
        .map(|(_, ore)| ore)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_months_sum_to_the_amount_and_run_after_twelfths_cut_toward_zero() {
        let months = evenly(-100, 1, 12);
        assert_eq!(months.iter().sum::<i128>(), -100);
        let to_july = within(&months, "2024-01/2024-07".parse().unwrap());
        assert_eq!(to_july, -58, "700/12 is 58.3");
        let autumn = evenly(100, 10, 12);
        assert_eq!(autumn[..9], [0; 9]);
        assert_eq!(autumn[9..], [33, 33, 34]);
    }
}
