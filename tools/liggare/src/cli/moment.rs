//! Moments as a user names them: a day, a point of time, a log size or a
//! published report.
//!
//! A day is Swedish: "known at" a date means to the end of that day in
//! Europe/Stockholm. This is the only place that knows of the time zone; the
//! ledger itself counts in UTC. A moment is resolved once to a log size (I4).

use std::str::FromStr;

use chrono::{DateTime, Duration, LocalResult, NaiveDate, TimeZone, Utc};
use chrono_tz::Europe::Stockholm;
use ledger::ids::ReportId;
use ledger::time::{Date, Timestamp};

/// A moment as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Moment {
    /// A day in Sweden.
    Day(Date),
    /// A point of time.
    Time(Timestamp),
    /// The first so many events.
    Size(u64),
    /// What a published report rests on.
    Report(ReportId),
}

impl FromStr for Moment {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(size) = text.strip_prefix('@') {
            return size
                .parse()
                .map(Self::Size)
                .map_err(|_| "efter @ ska ett antal händelser stå, till exempel @120".to_owned());
        }
        if let Ok(day) = text.parse() {
            return Ok(Self::Day(day));
        }
        if let Ok(time) = text.parse() {
            return Ok(Self::Time(time));
        }
        if is_written_as_a_day(text) {
            return Err(format!("dagen {text} finns inte"));
        }
        let like_a_date = text.len() >= 8 && text.bytes().take(4).all(|b| b.is_ascii_digit());
        match ReportId::new(text) {
            Ok(report) if !like_a_date => Ok(Self::Report(report)),
            _ => Err(
                "skriv ett datum (2024-09-30), en tidpunkt (2024-09-30T08:15:00Z), \
                 ett antal händelser (@120) eller en publicerad rapports id"
                    .to_owned(),
            ),
        }
    }
}

/// Whether a text is written as a day is, whether or not there is such a day.
fn is_written_as_a_day(text: &str) -> bool {
    let form = b"0000-00-00";
    let fits = |(byte, of): (u8, &u8)| byte == *of || (*of == b'0' && byte.is_ascii_digit());
    text.len() == form.len() && text.bytes().zip(form).all(fits)
}

/// Whether a text that names no report may have been meant as a day: it is of digits
/// with what stands between the parts of a date.
pub(crate) fn is_like_a_day(text: &str) -> bool {
    let of_a_day = |byte: u8| byte.is_ascii_digit() || b"-/.:".contains(&byte);
    !text.is_empty() && text.bytes().all(of_a_day)
}

/// The last moment of a day in Sweden.
pub(crate) fn end_of_day(day: Date) -> Timestamp {
    Timestamp(start_of(day.next().to_naive()).timestamp_micros() - 1)
}

/// The first moment of a day in Sweden.
pub(crate) fn start_of_day(day: Date) -> Timestamp {
    Timestamp::from_utc(start_of(day.to_naive()))
}

/// The day in Sweden at a moment.
pub(crate) fn day_of(moment: Timestamp) -> Option<Date> {
    Date::from_naive(moment.to_utc().with_timezone(&Stockholm).date_naive())
}

/// A moment as it is shown: Swedish time to the minute.
pub(crate) fn shown(moment: Timestamp) -> String {
    let local = moment.to_utc().with_timezone(&Stockholm);
    local.format("%Y-%m-%d %H:%M").to_string()
}

/// A text of a document as it is shown: a moment, which a document has in UTC to the
/// microsecond, in Swedish time; any other text as it is.
pub(crate) fn text_shown(text: &str) -> String {
    let moment = Timestamp::from_str(text).ok();
    let moment = moment.filter(|moment| moment.to_string() == text);
    moment.map_or_else(|| text.to_owned(), shown)
}

/// Midnight in Sweden. No change of clocks has happened at midnight there since
/// 1980; before that the earlier of two readings is taken, and a midnight that
/// was leapt over is the hour after it.
fn start_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    match Stockholm.from_local_datetime(&midnight) {
        LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => moment.to_utc(),
        LocalResult::None => {
            match Stockholm.from_local_datetime(&(midnight + Duration::hours(1))) {
                LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => moment.to_utc(),
                LocalResult::None => midnight.and_utc(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_swedish_midnight_in_winter_and_summer() {
        let rows = [
            ("2025-01-31", "2025-01-31T22:59:59.999999Z"),
            ("2024-07-31", "2024-07-31T21:59:59.999999Z"),
            ("2024-03-31", "2024-03-31T21:59:59.999999Z"),
            ("2024-10-27", "2024-10-27T22:59:59.999999Z"),
        ];
        for (day, end) in rows {
            let day: Date = day.parse().expect("a day");
            assert_eq!(end_of_day(day).to_string(), end);
            assert_eq!(day_of(end_of_day(day)), Some(day));
            assert_eq!(start_of_day(day.next()).0, end_of_day(day).0 + 1);
        }
    }

    #[test]
    fn a_moment_in_a_document_is_shown_in_swedish_time_and_other_texts_as_they_are() {
        for (text, shown) in [
            ("2024-09-11T08:00:00.000000Z", "2024-09-11 10:00"),
            ("2025-01-31T23:30:00.000001Z", "2025-02-01 00:30"),
            ("2024-09-11", "2024-09-11"),
            ("2024-09-11T08:00:00Z", "2024-09-11T08:00:00Z"),
            (
                "Klart 2024-09-11T08:00:00.000000Z",
                "Klart 2024-09-11T08:00:00.000000Z",
            ),
        ] {
            assert_eq!(text_shown(text), shown);
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_told_from_what_is_no_day() {
        for (text, said) in [
            ("2024-02-30", "dagen 2024-02-30 finns inte"),
            ("2024-13-01", "dagen 2024-13-01 finns inte"),
            ("2024-9-30x", "skriv ett datum (2024-09-30)"),
        ] {
            let why = text.parse::<Moment>().expect_err("no moment");
            assert!(why.starts_with(said), "{text}: {why}");
        }
        assert!(is_like_a_day("2024-09") && is_like_a_day("17/10-2024"));
        assert!(!is_like_a_day("RS-VB-2024"));
    }

    #[test]
    fn a_moment_is_a_day_a_time_a_size_or_a_report() {
        let day = Date::new(2024, 9, 30).expect("a day");
        assert_eq!("2024-09-30".parse(), Ok(Moment::Day(day)));
        assert_eq!("@120".parse(), Ok(Moment::Size(120)));
        assert!(matches!(
            "2024-09-30T08:15:00+02:00".parse(),
            Ok(Moment::Time(_))
        ));
        assert!(matches!("RS-VB-2024".parse(), Ok(Moment::Report(_))));
        for wrong in ["2024-13-01", "@", "@x", "20240930", "", "2024-02-30"] {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong:?}");
        }
    }
}
