//! The two moments of an explanation, and the form that chooses others.

use askama::Template;
use projections::report::report_name;
use projections::reporting::PublishedReport;

use super::{ASKED, REPORT};
use crate::cli::moment::{self, Moment};
use crate::render::swedish;
use crate::server::problem::Problem;
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::sight::Sight;
use crate::web::times::{KNOWN, PERIOD, UNIT};

/// The member of the address that names the first moment.
pub(super) const FROM: &str = "fran";

/// From when an explanation begins.
pub(super) enum Beginning {
    /// Where it is natural, as the address does not say.
    Natural,
    /// At a log size, as the address names it.
    At(u64, String),
}

/// A moment to choose.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "web/why_moments.html")]
struct Moments<'a> {
    action: &'a str,
    hidden: Vec<(&'static str, String)>,
    from_key: &'static str,
    to_key: &'static str,
    from: Vec<Choice>,
    from_day: &'a str,
    to: Vec<Choice>,
    to_day: &'a str,
}

impl Beginning {
    /// What the address asks. A day in the form stands after the list, so the last
    /// that says anything holds.
    pub(super) fn asked(sight: &Sight<'_>) -> Result<Self, Problem> {
        let mut asked = sight.asked.iter().rev();
        let named = asked.find(|(name, value)| name == FROM && !value.is_empty());
        let Some((_, text)) = named else {
            return Ok(Self::Natural);
        };
        let moment: Moment = text
            .parse()
            .map_err(|error| Problem::question(FROM, error))?;
        let size = sight.reading().known(Some(&moment));
        let size = size.map_err(|failure| Problem::from(failure).at(FROM))?;
        Ok(Self::At(size, text.clone()))
    }
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

/// What the page shows as known, in words that stand as long as the address does.
pub(super) fn looked_at(sight: &Sight<'_>) -> Result<String, Problem> {
    Ok(match &sight.times.known {
        None => "som det är känt nu".to_owned(),
        Some(known) => {
            let size = crate::web::looking::size(sight.question, Some(known))?;
            at_size(size, sight)
        }
    })
}

/// The form that chooses other moments.
pub(super) fn form(
    beginning: &Beginning,
    action: &str,
    sight: &Sight<'_>,
) -> Result<Html, Problem> {
    let from = match beginning {
        Beginning::Natural => "",
        Beginning::At(_, text) => text,
    };
    let to = sight.times.known.as_deref().unwrap_or_default();
    let reports: Vec<(String, String)> = sight
        .model()
        .reporting
        .published(sight.question.model.size())
        .map(|report| (report.report.to_string(), named(report)))
        .collect();
    let choices = |first: &[(&str, &str)], chosen: &str| -> Vec<Choice> {
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
    };
    let asked = [ASKED, REPORT].into_iter();
    let asked = asked.filter_map(|name| Some((name, sight.asked(name)?.to_owned())));
    Html::of(&Moments {
        action,
        hidden: [
            (UNIT, sight.unit().to_string()),
            (PERIOD, sight.period().to_string()),
        ]
        .into_iter()
        .chain(asked)
        .collect(),
        from_key: FROM,
        to_key: KNOWN,
        from: choices(
            &[
                ("", "Senaste rapport med annat värde"),
                ("@0", "Från början"),
            ],
            from,
        ),
        from_day: day(from),
        to: choices(&[("", "Nu")], to),
        to_day: day(to),
    })
}

/// What a published report is called.
fn named(report: &PublishedReport) -> String {
    format!(
        "{} {} {}",
        report_name(report.kind),
        report.unit,
        in_words(report.period)
    )
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
