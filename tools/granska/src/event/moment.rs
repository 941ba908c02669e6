//! Moments: when something was recorded, as a number.

/// Milliseconds since 1970 of a moment in the one form of the format; none for
/// a text of another form.
pub fn unix_millis(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let seconds = (number(11, 13)? * 60 + number(14, 16)?) * 60 + number(17, 19)?;
    let days = days_since_1970(year, month, day);
    Some((days * 86_400 + seconds) * 1000 + number(20, 23)?)
}

/// The milliseconds since 1970 that a `UUIDv7` begins with (RFC 9562 section 5.7).
pub fn millis_of_id(id: u128) -> i64 {
    // 48 bits always fit.
    i64::try_from(id >> 80).unwrap_or(i64::MAX)
}

/// The days from 1970-01-01 in the Gregorian calendar, with years that begin in March.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_counted_from_1970_over_leap_years_and_centuries() {
        for (text, millis) in [
            ("1970-01-01T00:00:00.000000Z", 0),
            ("2000-02-29T12:00:00.250999Z", 951_825_600_250),
            ("2024-03-01T08:00:00.000000Z", 1_709_280_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999),
            ("1969-12-31T23:59:59.999000Z", -1),
        ] {
            assert_eq!(unix_millis(text), Some(millis), "{text}");
        }
        assert_eq!(unix_millis("i går"), None);
        assert_eq!(
            millis_of_id(0x018d_f906_f800_7000_8000_0000_0000_0001),
            1_709_280_000_000
        );
    }
}
