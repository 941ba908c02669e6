//! Quantities: exact decimal numbers that are not money (per cent, FTE, counts).
//!
//! A quantity keeps the decimals it was given with: `11.0` and `11` are equal
//! in value and are shown as they were stated. No floating point is involved.
//!
//! Guarantee: |mantissa| ≤ 9·10^15 and at most [`MAX_SCALE`] decimals for every
//! quantity read from text.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use bincode::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most decimals a quantity can carry.
pub const MAX_SCALE: u8 = 6;

/// The largest mantissa of a quantity: 9·10^15, below 2^53.
pub const MAX_MANTISSA: i64 = 9_000_000_000_000_000;

/// An exact decimal number: `mantissa / 10^scale`.
#[derive(Debug, Clone, Copy, Encode, Decode)]
pub struct Quantity {
    mantissa: i64,
    scale: u8,
}

/// Why a text is not a quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "quantity_invalid: {0:?} är inte ett tal med högst {MAX_SCALE} decimaler; skriv till exempel \"-12.5\""
)]
pub struct InvalidQuantity(pub String);

impl Quantity {
    /// The quantity `mantissa / 10^scale`; a scale above [`MAX_SCALE`] is
    /// brought down by cutting decimals.
    pub fn new(mantissa: i64, scale: u8) -> Self {
        if scale <= MAX_SCALE {
            return Self { mantissa, scale };
        }
        let cut = 10_i64.checked_pow(u32::from(scale - MAX_SCALE));
        Self {
            mantissa: cut.map_or(0, |cut| mantissa / cut),
            scale: MAX_SCALE,
        }
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self {
            mantissa: number,
            scale: 0,
        }
    }

    /// The digits without the decimal point.
    pub fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// How many of the digits stand after the decimal point.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The value in millionths, the finest unit a quantity has.
    pub fn millionths(self) -> i128 {
        i128::from(self.mantissa) * 10_i128.pow(u32::from(MAX_SCALE - self.scale.min(MAX_SCALE)))
    }

    /// The quantity of so many millionths, shown with `scale` decimals
    /// (rounded half away from zero when they do not suffice).
    pub fn from_millionths(millionths: i128, scale: u8) -> Self {
        let scale = scale.min(MAX_SCALE);
        let step = 10_i128.pow(u32::from(MAX_SCALE - scale));
        let half = if millionths < 0 {
            -(step / 2)
        } else {
            step / 2
        };
        let mantissa = (millionths + half) / step;
        let bound = i128::from(i64::MAX);
        Self {
            mantissa: i64::try_from(mantissa.clamp(-bound, bound)).unwrap_or(i64::MAX),
            scale,
        }
    }

    /// The sum, with the decimals of the more precise of the two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::from_millionths(
            self.millionths() + other.millionths(),
            self.scale.max(other.scale),
        )
    }

    /// The difference, with the decimals of the more precise of the two.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self::from_millionths(
            self.millionths() - other.millionths(),
            self.scale.max(other.scale),
        )
    }
}

impl PartialEq for Quantity {
    /// Equal in value: `11.0 == 11`.
    fn eq(&self, other: &Self) -> bool {
        self.millionths() == other.millionths()
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.millionths().cmp(&other.millionths())
    }
}

impl fmt::Display for Quantity {
    /// Decimal point, hyphen for minus, exactly `scale` decimals: the stored text form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.unsigned_abs();
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if self.scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let one = 10_u64.pow(u32::from(self.scale.min(MAX_SCALE)));
        write!(
            f,
            "{sign}{}.{:0width$}",
            digits / one,
            digits % one,
            width = usize::from(self.scale)
        )
    }
}

impl FromStr for Quantity {
    type Err = InvalidQuantity;

    /// Reads digits with an optional decimal point and an optional minus
    /// (hyphen or U+2212).
    fn from_str(text: &str) -> Result<Self, InvalidQuantity> {
        let refuse = || InvalidQuantity(text.chars().take(40).collect());
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let well_formed = !whole.is_empty()
            && digits.matches('.').count() <= 1
            && !digits.ends_with('.')
            && decimals.len() <= usize::from(MAX_SCALE)
            && whole
                .bytes()
                .chain(decimals.bytes())
                .all(|byte| byte.is_ascii_digit());
        if !well_formed {
            return Err(refuse());
        }
        let magnitude: i64 = format!("{whole}{decimals}").parse().map_err(|_| refuse())?;
        if magnitude > MAX_MANTISSA {
            return Err(refuse());
        }
        let scale = u8::try_from(decimals.len()).map_err(|_| refuse())?;
        Ok(Self {
            mantissa: if negative { -magnitude } else { magnitude },
            scale,
        })
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    /// Reads the text form; a bare JSON number is refused, since JSON readers
    /// turn it into a float.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
