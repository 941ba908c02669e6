//! Days, months and periods, reckoned as whole numbers.

use std::fmt;
use std::str::FromStr;

/// A month, counted from the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Month(i32);

/// A day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Day(i32);

/// Whole months of one year, from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Period {
    /// The first month.
    pub(super) first: Month,
    /// The last month.
    pub(super) last: Month,
}

/// A text that is no day, month or period.
#[derive(Debug)]
pub(super) struct NotInCalendar;

/// The first year that a ledger can concern.
const FIRST_YEAR: i32 = 1900;

impl Month {
    /// A month of a year, 1 to 12.
    pub(super) fn of(year: i32, month: i32) -> Self {
        Self(year * 12 + month - 1)
    }

    /// Its year.
    pub(super) fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Its place in the year, 0 to 11.
    pub(super) fn place(self) -> usize {
        usize::try_from(self.0.rem_euclid(12)).unwrap_or(0)
    }

    /// Its first day.
    pub(super) fn first_day(self) -> Day {
        Day::of(self.year(), self.0.rem_euclid(12) + 1, 1)
    }

    /// Its last day.
    pub(super) fn last_day(self) -> Day {
        Day(Self(self.0 + 1).first_day().0 - 1)
    }
}

impl Period {
    /// A whole year.
    pub(super) fn year_of(year: i32) -> Self {
        Self {
            first: Month::of(year, 1),
            last: Month::of(year, 12),
        }
    }

    /// The year it lies in.
    pub(super) fn year(self) -> i32 {
        self.last.year()
    }

    /// The whole year it lies in.
    pub(super) fn full_year(self) -> Self {
        Self::year_of(self.year())
    }

    /// The same months of the year before; there is none before 1900.
    pub(super) fn year_before(self) -> Self {
        if self.year() <= FIRST_YEAR {
            return self;
        }
        Self {
            first: Month(self.first.0 - 12),
            last: Month(self.last.0 - 12),
        }
    }

    /// Its last month alone.
    pub(super) fn last_month(self) -> Self {
        Self {
            first: self.last,
            last: self.last,
        }
    }

    /// From January to its last month.
    pub(super) fn year_to_date(self) -> Self {
        Self {
            first: Month::of(self.year(), 1),
            last: self.last,
        }
    }

    /// How many months it has.
    pub(super) fn length(self) -> i32 {
        self.last.0 - self.first.0 + 1
    }

    /// Whether every month of the other lies in it.
    pub(super) fn covers(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Its months.
    pub(super) fn months(self) -> impl Iterator<Item = Month> {
        (self.first.0..=self.last.0).map(Month)
    }

    /// Its first day.
    pub(super) fn first_day(self) -> Day {
        self.first.first_day()
    }

    /// Its last day.
    pub(super) fn last_day(self) -> Day {
        self.last.last_day()
    }
}

impl Day {
    /// A day of a year, month (1 to 12) and day of the month.
    pub(super) fn of(year: i32, month: i32, day: i32) -> Self {
        // The year is taken to begin in March, so that the leap day is its last.
        let (year, month) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        Self(365 * year + leaps + (153 * month + 2) / 5 + day - 1 - 719_468)
    }

    /// Its year.
    pub(super) fn year(self) -> i32 {
        let mut year = 1970 + self.0.div_euclid(366);
        while Self::of(year + 1, 1, 1) <= self {
            year += 1;
        }
        year
    }

    /// The day before.
    pub(super) fn before(self) -> Self {
        Self(self.0 - 1)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year();
        let mut month = 1;
        while month < 12 && Self::of(year, month + 1, 1) <= *self {
            month += 1;
        }
        let day = self.0 - Self::of(year, month, 1).0 + 1;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.place() + 1)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            12 => write!(f, "{:04}", self.year()),
            1 => self.first.fmt(f),
            _ => write!(f, "{}/{}", self.first, self.last),
        }
    }
}

fn digits(text: &str, length: usize) -> Result<i32, NotInCalendar> {
    if text.len() != length || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotInCalendar);
    }
    text.parse().map_err(|_| NotInCalendar)
}

fn within(number: i32, last: i32) -> Result<i32, NotInCalendar> {
    if (1..=last).contains(&number) {
        Ok(number)
    } else {
        Err(NotInCalendar)
    }
}

impl FromStr for Month {
    type Err = NotInCalendar;

    fn from_str(text: &str) -> Result<Self, NotInCalendar> {
        let (year, month) = text.split_once('-').ok_or(NotInCalendar)?;
        Ok(Self::of(digits(year, 4)?, within(digits(month, 2)?, 12)?))
    }
}

impl FromStr for Day {
    type Err = NotInCalendar;

    fn from_str(text: &str) -> Result<Self, NotInCalendar> {
        let (month, day) = text.rsplit_once('-').ok_or(NotInCalendar)?;
        let month: Month = month.parse()?;
        let day = Self(month.first_day().0 + within(digits(day, 2)?, 31)? - 1);
        if day > month.last_day() {
            return Err(NotInCalendar);
        }
        Ok(day)
    }
}

impl FromStr for Period {
    type Err = NotInCalendar;

    /// `2024`, `2024-07` or `2024-01/2024-07`.
    fn from_str(text: &str) -> Result<Self, NotInCalendar> {
        if let Some((first, last)) = text.split_once('/') {
            let (first, last): (Month, Month) = (first.parse()?, last.parse()?);
            if first.year() != last.year() || first > last {
                return Err(NotInCalendar);
            }
            return Ok(Self { first, last });
        }
        if text.contains('-') {
            let month = text.parse()?;
            return Ok(Self {
                first: month,
                last: month,
            });
        }
        Ok(Self::year_of(digits(text, 4)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written_alike_and_follow_upon_each_other() {
        for text in [
            "1900-01-01",
            "1970-01-01",
            "2000-02-29",
            "2023-12-31",
            "2024-02-29",
            "2199-12-31",
        ] {
            let day: Day = text.parse().unwrap();
            assert_eq!(day.to_string(), text);
        }
        let first: Day = "2024-03-01".parse().unwrap();
        assert_eq!(first.before().to_string(), "2024-02-29");
        assert_eq!(Day::of(1970, 1, 1), Day(0));
        for text in ["2023-02-29", "2024-13-01", "2024-1-1", "", "2024-04-31"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_is_a_year_a_month_or_months_of_one_year() {
        let period = |text: &str| text.parse::<Period>();
        let interim = period("2024-01/2024-07").unwrap();
        assert_eq!((interim.length(), interim.year()), (7, 2024));
        assert_eq!(interim.last_day().to_string(), "2024-07-31");
        assert_eq!(interim.year_before().first_day().to_string(), "2023-01-01");
        assert!(period("2024").unwrap().covers(interim));
        assert_eq!(period("2024-07").unwrap(), interim.last_month());
        for text in ["2024-07/2024-01", "2023-12/2024-01", "24", "2024-00"] {
            assert!(period(text).is_err(), "{text}");
        }
    }
}
