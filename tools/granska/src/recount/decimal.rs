//! Decimals: exact numbers that are not money, with the decimals they were given.

use std::fmt;
use std::str::FromStr;

/// The most decimals that a number has.
const MOST: usize = 6;

/// A number in millionths, and how many decimals it is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    /// The value times a million.
    pub(super) millionths: i128,
    decimals: usize,
}

/// A text that is no such number.
#[derive(Debug)]
pub(super) struct NotDecimal;

impl Decimal {
    /// A number of tenths, written with one decimal.
    pub(super) fn tenths(tenths: i128) -> Self {
        Self {
            millionths: tenths.saturating_mul(100_000),
            decimals: 1,
        }
    }

    /// How many decimals it is written with.
    pub(super) fn decimals(self) -> usize {
        self.decimals
    }

    /// The sum, written with the decimals of the more precise of the two.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            millionths: self.millionths.saturating_add(other.millionths),
            decimals: self.decimals.max(other.decimals),
        }
    }

    /// The difference, written likewise.
    pub(super) fn minus(self, other: Self) -> Self {
        Self {
            millionths: self.millionths.saturating_sub(other.millionths),
            decimals: self.decimals.max(other.decimals),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.millionths < 0 { "-" } else { "" };
        let magnitude = self.millionths.unsigned_abs();
        let (whole, rest) = (magnitude / 1_000_000, magnitude % 1_000_000);
        let rest = format!("{rest:06}");
        match rest.get(..self.decimals) {
            None | Some("") => write!(f, "{sign}{whole}"),
            Some(decimals) => write!(f, "{sign}{whole}.{decimals}"),
        }
    }
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, decimals) = match digits.split_once('.') {
            Some((_, "")) => return Err(NotDecimal),
            Some(parts) => parts,
            None => (digits, ""),
        };
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || whole.len() > 19
            || decimals.len() > MOST
            || !all_digits(whole)
            || !all_digits(decimals)
        {
            return Err(NotDecimal);
        }
        let millionths: i128 = format!("{whole}{decimals:0<MOST$}")
            .parse()
            .map_err(|_| NotDecimal)?;
        Ok(Self {
            millionths: if negative { -millionths } else { millionths },
            decimals: decimals.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_kept_and_sums_have_those_of_the_more_precise() {
        let of = |text: &str| text.parse::<Decimal>().unwrap();
        for text in ["0", "-12.5", "11.0", "0.000001", "308470"] {
            assert_eq!(of(text).to_string(), text);
        }
        assert_eq!(of("78.4").minus(of("92.20")).to_string(), "-13.80");
        assert_eq!(of("1.5").plus(of("-1.5")).to_string(), "0.0");
        assert_eq!(Decimal::tenths(-4).to_string(), "-0.4");
        for text in ["", ".", "1.", ".5", "1.2.3", "1e3", "0.0000001", "--1"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }
}
