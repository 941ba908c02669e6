//! System time and calendar dates.
//!
//! [`Timestamp`] is when the ledger recorded something: UTC, microseconds, never
//! decreasing along the log (I4). [`Date`] is a day that a fact concerns.
//! Neither type reads a clock; only a `main.rs` does.

use std::fmt;
use std::str::FromStr;

use bincode::{Decode, Encode};
use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::digits::Digits;

/// A moment in UTC, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment as chrono's type; moments outside chrono's range become the epoch.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }

    /// The moment of a chrono date and time, cut to microseconds.
    pub fn from_utc(moment: DateTime<Utc>) -> Self {
        Self(moment.timestamp_micros())
    }

    /// Milliseconds since the epoch, as `UUIDv7` counts; moments before it give 0.
    pub fn unix_millis(self) -> u64 {
        u64::try_from(self.0 / 1000).unwrap_or(0)
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 with exactly six decimals and `Z`: the canonical form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = self.to_utc();
        let year = u32::try_from(moment.year()).ok();
        let digits = year.and_then(|year| {
            let (month, day) = (moment.month(), moment.day());
            let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
            let micros = moment.timestamp_subsec_micros();
            Digits::of(
                b"0000-00-00T00:00:00.000000Z",
                &[year, month, day, hour, minute, second, micros],
            )
        });
        match digits {
            Some(digits) => f.write_str(digits.as_str()),
            // Beyond the year 9999 or before the first.
            None => f.write_str(&moment.to_rfc3339_opts(SecondsFormat::Micros, true)),
        }
    }
}

/// Why a text is not a moment or a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTime {
    /// Not RFC 3339.
    #[error("time_invalid: {0:?} är inte en tidpunkt; skriv till exempel 2024-09-10T08:15:00Z")]
    Timestamp(String),
    /// Not a day of the calendar.
    #[error("date_invalid: {0:?} är inte ett datum; skriv ÅÅÅÅ-MM-DD")]
    Date(String),
}

impl FromStr for Timestamp {
    type Err = InvalidTime;
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        DateTime::parse_from_rfc3339(text)
            .map(|moment| Self::from_utc(moment.to_utc()))
            .map_err(|_| InvalidTime::Timestamp(text.chars().take(40).collect()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// A day of the calendar, 1900-01-01 to 2199-12-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day, when the calendar has it and the year is 1900 to 2199.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let in_calendar =
            NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)).is_some();
        (in_calendar && (1900..=2199).contains(&year)).then_some(Self { year, month, day })
    }

    /// The first and the last day of a month that [`crate::period::Month`] has checked.
    pub(crate) fn ends_of_month(year: u16, month: u8) -> (Self, Self) {
        let first = Self {
            year,
            month,
            day: 1,
        };
        let last = (29..=31).rev().find_map(|day| Self::new(year, month, day));
        (first, last.unwrap_or(Self { day: 28, ..first }))
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day as chrono's type.
    pub fn to_naive(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(
            i32::from(self.year),
            u32::from(self.month),
            u32::from(self.day),
        )
        .unwrap_or_default()
    }

    /// The date of a chrono date, when its year is 1900 to 2199.
    pub fn from_naive(date: NaiveDate) -> Option<Self> {
        let part = |number: u32| u8::try_from(number).ok();
        Self::new(
            u16::try_from(date.year()).ok()?,
            part(date.month())?,
            part(date.day())?,
        )
    }

    /// The day before; the first day of 1900 has none and answers itself.
    #[must_use]
    pub fn previous(self) -> Self {
        self.to_naive()
            .pred_opt()
            .and_then(Self::from_naive)
            .unwrap_or(self)
    }

    /// The day after; the last day of 2199 has none and answers itself.
    #[must_use]
    pub fn next(self) -> Self {
        self.to_naive()
            .succ_opt()
            .and_then(Self::from_naive)
            .unwrap_or(self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.year, self.month, self.day);
        match Digits::of(b"0000-00-00", &[year.into(), month.into(), day.into()]) {
            Some(digits) => f.write_str(digits.as_str()),
            None => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

impl FromStr for Date {
    type Err = InvalidTime;
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let refuse = || InvalidTime::Date(text.chars().take(40).collect());
        if text.len() != 10 {
            return Err(refuse());
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .and_then(Self::from_naive)
            .ok_or_else(refuse)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_moment_is_shown_as_rfc_3339_says(micros in any::<i64>(), near in any::<u32>()) {
            for moment in [micros, i64::from(near) * 1_000_003, micros % 253_402_300_800_000_000] {
                let moment = Timestamp(moment);
                let plain = moment.to_utc().to_rfc3339_opts(SecondsFormat::Micros, true);
                prop_assert_eq!(moment.to_string(), plain);
            }
        }
    }
}
