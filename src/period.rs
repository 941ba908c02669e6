//! Months and periods: the time that a fact concerns (valid time).
//!
//! A [`Period`] is a run of whole months within one year. Its text forms are
//! `2024` (the whole year), `2024-07` (one month) and `2024-01/2024-07` (from
//! the first to the last month, as an ISO 8601 interval).

use std::fmt;
use std::str::FromStr;

use bincode::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::digits::Digits;
use crate::time::Date;

/// A month of a year, 1900-01 to 2199-12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Month {
    year: u16,
    month: u8,
}

/// Why a text is not a month or a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPeriod {
    /// It is no period.
    #[error(
        "period_invalid: {0:?} är inte en period; skriv 2024, 2024-07 eller 2024-01/2024-07 (hela månader inom ett år)"
    )]
    Period(String),
    /// It is no month.
    #[error("month_invalid: {0:?} är inte en månad; skriv till exempel 2024-07")]
    Month(String),
}

impl Month {
    /// The month, when it is 1 to 12 and the year 1900 to 2199.
    pub fn new(year: u16, month: u8) -> Option<Self> {
        ((1..=12).contains(&month) && (1900..=2199).contains(&year)).then_some(Self { year, month })
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The month a day lies in.
    pub fn of(date: Date) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
        }
    }

    /// The first day of the month.
    pub fn first_day(self) -> Date {
        Date::ends_of_month(self.year, self.month).0
    }

    /// The last day of the month.
    pub fn last_day(self) -> Date {
        Date::ends_of_month(self.year, self.month).1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.year, self.month);
        match Digits::of(b"0000-00", &[year.into(), month.into()]) {
            Some(digits) => f.write_str(digits.as_str()),
            None => write!(f, "{year:04}-{month:02}"),
        }
    }
}

impl FromStr for Month {
    type Err = InvalidPeriod;
    fn from_str(text: &str) -> Result<Self, InvalidPeriod> {
        let refuse = || InvalidPeriod::Month(text.chars().take(40).collect());
        let (year, month) = text.split_once('-').ok_or_else(refuse)?;
        let digits =
            |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(refuse());
        }
        let year = year.parse().map_err(|_| refuse())?;
        let month = month.parse().map_err(|_| refuse())?;
        Self::new(year, month).ok_or_else(refuse)
    }
}

/// Whole months of one year, from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Period {
    year: u16,
    first: u8,
    last: u8,
}

impl Period {
    /// The months `first` to `last` of a year, when they are in order.
    pub fn months_of(year: u16, first: u8, last: u8) -> Option<Self> {
        let bounds = Month::new(year, first).and(Month::new(year, last));
        (bounds.is_some() && first <= last).then_some(Self { year, first, last })
    }

    /// The whole year, when it is 1900 to 2199.
    pub fn whole_year(year: u16) -> Option<Self> {
        Self::months_of(year, 1, 12)
    }

    /// The year that the period lies in.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The first month.
    pub fn first(self) -> Month {
        Month {
            year: self.year,
            month: self.first,
        }
    }

    /// The last month.
    pub fn last(self) -> Month {
        Month {
            year: self.year,
            month: self.last,
        }
    }

    /// The first day of the first month.
    pub fn first_day(self) -> Date {
        self.first().first_day()
    }

    /// The last day of the last month.
    pub fn last_day(self) -> Date {
        self.last().last_day()
    }

    /// How many months the period has, 1 to 12.
    pub fn length(self) -> u8 {
        self.last - self.first + 1
    }

    /// Whether the period is a whole year.
    pub fn is_whole_year(self) -> bool {
        self.length() == 12
    }

    /// Whether the month lies in the period.
    pub fn contains(self, month: Month) -> bool {
        month.year == self.year && (self.first..=self.last).contains(&month.month)
    }

    /// Whether the two periods share a month.
    pub fn overlaps(self, other: Self) -> bool {
        self.year == other.year && self.first <= other.last && other.first <= self.last
    }

    /// Whether every month of the other period lies in this one.
    pub fn covers(self, other: Self) -> bool {
        self.year == other.year && self.first <= other.first && other.last <= self.last
    }

    /// The months in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (self.first..=self.last).map(move |month| Month {
            year: self.year,
            month,
        })
    }

    /// The same months of the year before; 1900 answers itself.
    #[must_use]
    pub fn previous_year(self) -> Self {
        Self {
            year: self.year.saturating_sub(1).max(1900),
            ..self
        }
    }

    /// The whole year that the period lies in.
    #[must_use]
    pub fn full_year(self) -> Self {
        Self {
            year: self.year,
            first: 1,
            last: 12,
        }
    }
}

impl From<Month> for Period {
    fn from(month: Month) -> Self {
        Self {
            year: month.year,
            first: month.month,
            last: month.month,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_whole_year() {
            write!(f, "{:04}", self.year)
        } else if self.first == self.last {
            self.first().fmt(f)
        } else {
            write!(f, "{}/{}", self.first(), self.last())
        }
    }
}

impl FromStr for Period {
    type Err = InvalidPeriod;
    fn from_str(text: &str) -> Result<Self, InvalidPeriod> {
        let refuse = || InvalidPeriod::Period(text.chars().take(40).collect());
        if let Some((first, last)) = text.split_once('/') {
            let month = |text: &str| text.parse::<Month>().map_err(|_| refuse());
            let (first, last) = (month(first)?, month(last)?);
            if first.year != last.year {
                return Err(refuse());
            }
            return Self::months_of(first.year, first.month, last.month).ok_or_else(refuse);
        }
        if text.contains('-') {
            let month: Month = text.parse().map_err(|_| refuse())?;
            return Self::months_of(month.year, month.month, month.month).ok_or_else(refuse);
        }
        if text.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refuse());
        }
        text.parse()
            .ok()
            .and_then(Self::whole_year)
            .ok_or_else(refuse)
    }
}

macro_rules! as_text {
    ($($name:ident),+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

as_text!(Month, Period);
