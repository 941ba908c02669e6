//! Two moments between which something is compared, and the form that chooses them.
//!
//! A moment is named as everywhere: a day, a point of time, `@` and a number of events,
//! or a published report. A field of days stands after each list, under the same name,
//! so the last one that says anything holds.

use askama::Template;
use projections::report::report_name;
use projections::reporting::PublishedReport;

use super::frame::in_words;
use super::html::Html;
use super::looking::size;
use super::sight::Sight;
use super::times::{KNOWN, PERIOD, UNIT};
use crate::cli::moment::{self, Moment};
use crate::node::Question;
use crate::render::swedish;
use crate::server::problem::Problem;

/// The member of an address that names the first moment.
pub(super) const FROM: &str = "fran";

/// The member that names the second, where that is not what the page shows as known.
pub(super) const TO: &str = "till";

/// A moment as an address names it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// Which log size it is.
    pub(super) size: u64,
    /// How it was named.
    pub(super) text: String,
}

/// A form that chooses two moments.
pub(super) struct Chooser<'a> {
    /// Where it leads.
    pub(super) action: &'a str,
    /// What it asks besides, which stays.
    pub(super) hidden: Vec<(&'static str, String)>,
    /// The first moment as it is named, and what an unnamed one is called.
    pub(super) from: (&'a str, &'static str),
    /// The name of the second moment's field, the moment, and what an unnamed one is called.
    pub(super) to: (&'static str, &'a str, &'static str),
}

struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "web/moments.html")]
struct Form<'a> {
    action: &'a str,
    hidden: Vec<(&'static str, String)>,
    from_key: &'static str,
    to_key: &'static str,
    from: Vec<Choice>,
    from_day: &'a str,
    to: Vec<Choice>,
    to_day: &'a str,
}

/// The moment that the address names under a key; none when it names none.
///
/// # Errors
/// [`Problem`] 400 when it is no moment, or one that is not reached.
pub(super) fn asked(key: &'static str, sight: &Sight<'_>) -> Result<Option<Named>, Problem> {
    let mut asked = sight.asked.iter().rev();
    let named = asked.find(|(name, value)| name == key && !value.is_empty());
    let Some((_, text)) = named else {
        return Ok(None);
    };
    let size = size(sight.question, Some(text));
    Ok(Some(Named {
        size: size.map_err(|problem| problem.at(key))?,
        text: text.clone(),
    }))
}

/// A log size in words: the published report that rests on it, and when that was.
pub(super) fn at_size(size: u64, sight: &Sight<'_>) -> String {
    if size == 0 {
        return "från början, innan något var antecknat".to_owned();
    }
    let moment = sight.reading().moment_in_words(size);
    let mut published = sight.model().reporting.published(sight.size);
    match published.find(|report| report.basis.size == size) {
        Some(report) => format!("{}: {moment}", named(report)),
        None => moment,
    }
}

/// What the page shows as known, in words that stand as long as its address does.
///
/// # Errors
/// [`Problem`] 400 when the address names no moment.
pub(super) fn looked_at(sight: &Sight<'_>) -> Result<String, Problem> {
    Ok(match &sight.times.known {
        None => "som det är känt nu".to_owned(),
        Some(known) => {
            let named = Named {
                size: size(sight.question, Some(known))?,
                text: known.clone(),
            };
            named_in_words(&named, sight)
        }
    })
}

/// A moment as it was named, and how much was known then: a day that was asked for is
/// that day, whatever hour the last event before it had.
pub(super) fn named_in_words(named: &Named, sight: &Sight<'_>) -> String {
    match named.text.parse() {
        Ok(Moment::Day(_) | Moment::Time(_)) => {
            known_in_words(Some(&named.text), named.size, sight.question)
        }
        _ => at_size(named.size, sight),
    }
}

/// What was known, as it was asked for, and how much that is.
pub(super) fn known_in_words(known: Option<&str>, size: u64, question: &Question<'_>) -> String {
    let events = swedish::events(size);
    match known.map(str::parse) {
        Some(Ok(Moment::Day(day))) => format!("{day}, {events}"),
        Some(Ok(Moment::Time(time))) => format!("{}, {events}", moment::shown(time)),
        _ => question.reading().moment_in_words(size),
    }
}

/// What a published report is called.
pub(super) fn named(report: &PublishedReport) -> String {
    format!(
        "{} {} {}",
        report_name(report.kind),
        report.unit,
        in_words(report.period)
    )
}

impl Chooser<'_> {
    /// The form, with the published reports to choose among.
    ///
    /// # Errors
    /// [`Problem`] 500; plain data has none to give.
    pub(super) fn form(self, sight: &Sight<'_>) -> Result<Html, Problem> {
        let (from, natural) = self.from;
        let (to_key, to, last) = self.to;
        let reports: Vec<(String, String)> = sight
            .model()
            .reporting
            .published(sight.size)
            .map(|report| (report.report.to_string(), named(report)))
            .collect();
        let times = [
            (UNIT, Some(sight.unit().to_string())),
            (PERIOD, Some(sight.period().to_string())),
            (KNOWN, sight.times.known.clone().filter(|_| to_key != KNOWN)),
        ];
        let times = times
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        Html::of(&Form {
            action: self.action,
            hidden: times.chain(self.hidden).collect(),
            from_key: FROM,
            to_key,
            from: choices(&[("", natural), ("@0", "Från början")], &reports, from),
            from_day: day(from),
            to: choices(&[("", last)], &reports, to),
            to_day: day(to),
        })
    }
}

/// The moments of a list, the latest report first, and the one that is chosen when it
/// is not among them.
fn choices(first: &[(&str, &str)], reports: &[(String, String)], chosen: &str) -> Vec<Choice> {
    let first = first
        .iter()
        .map(|(value, label)| ((*value).to_owned(), (*label).to_owned()));
    let mut choices: Vec<Choice> = first
        .chain(reports.iter().rev().cloned())
        .map(|(value, label)| Choice {
            is_chosen: value == chosen,
            value,
            label,
        })
        .collect();
    let is_listed = choices.iter().any(|choice| choice.is_chosen);
    if !is_listed && day(chosen).is_empty() {
        choices.push(Choice {
            value: chosen.to_owned(),
            label: other(chosen),
            is_chosen: true,
        });
    }
    choices
}

/// The day that a moment is, for a field of days; nothing when it is none.
fn day(text: &str) -> &str {
    match text.parse() {
        Ok(Moment::Day(_)) => text,
        _ => "",
    }
}

/// A moment that stands in no list.
fn other(text: &str) -> String {
    match text.parse() {
        Ok(Moment::Size(size)) => swedish::events(size),
        Ok(Moment::Time(time)) => moment::shown(time),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_moment_is_always_one_of_the_choices_or_the_day() {
        let reports = [("DR-1".to_owned(), "Delårsrapport".to_owned())];
        let chosen = |text: &str| -> Vec<String> {
            let choices = choices(&[("", "Nu")], &reports, text);
            let chosen = choices.into_iter().filter(|choice| choice.is_chosen);
            chosen.map(|choice| choice.label).collect()
        };
        assert_eq!(chosen(""), ["Nu"]);
        assert_eq!(chosen("DR-1"), ["Delårsrapport"]);
        assert_eq!(chosen("@1200"), ["1\u{a0}200\u{a0}händelser"]);
        assert_eq!(chosen("2024-09-10"), [] as [&str; 0]);
        assert_eq!(day("2024-09-10"), "2024-09-10");
    }
}
