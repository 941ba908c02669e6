//! The indicators of a unit's objectives, with what they can be chosen by.

use askama::Template;
use axum::response::Response;
use ledger::event::indicator::Fulfilment;
use projections::document::Cell;
use projections::indicators::{FulfilmentCounts, IndicatorRow, Outcome};
use projections::plan::Item;
use projections::wording;

use super::line::{IndicatorTable, Line};
use crate::access::matrix::Capability;
use crate::server::problem::Problem;
use crate::web::form::entries::{indicator_outcome, missing_outcome};
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::html::status::Status;
use crate::web::looking::{Looking, Page};
use crate::web::pages::marks::Marks;
use crate::web::pages::search::folded::Wanted;
use crate::web::sight::Sight;
use crate::web::times::{KNOWN, PERIOD, UNIT};

/// The member of the address that chooses by how far the target is met.
const MET: &str = "uppfyllelse";

/// The member that chooses by objective.
const OBJECTIVE: &str = "mal";

/// The member that chooses by words of the title.
const WORDS: &str = "ord";

#[derive(Template)]
#[template(path = "web/indicators.html")]
struct Indicators {
    hidden: Vec<(&'static str, String)>,
    counts: Vec<Count>,
    objectives: Vec<Choice>,
    words: String,
    is_chosen: bool,
    all: String,
    shown: usize,
    total: usize,
    table: Html,
    report: Option<String>,
    missing: Option<String>,
    marks: Vec<String>,
    met_key: &'static str,
    objective_key: &'static str,
    words_key: &'static str,
}

/// How many indicators are met so far.
struct Count {
    value: &'static str,
    status: Option<Status>,
    word: &'static str,
    number: u32,
    address: String,
    is_chosen: bool,
}

struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// How far a target is met, or why that cannot be said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    So(Fulfilment),
    Missing,
    NotReported,
    NotSaid,
}

/// The ways in their order, with how an address names them and their words.
const MET_BY: [(Met, &str, &str); 6] = [
    (Met::So(Fulfilment::Fully), "helt", "helt"),
    (Met::So(Fulfilment::Partly), "delvis", "delvis"),
    (Met::So(Fulfilment::NotAtAll), "inte", "inte alls"),
    (Met::Missing, "saknas", "värde saknas"),
    (Met::NotReported, "ej-rapporterat", "inte rapporterat"),
    (Met::NotSaid, "utan", "utan uppfyllelse"),
];

impl Met {
    fn of(row: &IndicatorRow) -> Self {
        match (&row.outcome, row.fulfilment) {
            (Outcome::Missing { .. }, _) => Self::Missing,
            (Outcome::NotReported, _) => Self::NotReported,
            (Outcome::Reported(_), Some(so)) => Self::So(so),
            (Outcome::Reported(_), None) => Self::NotSaid,
        }
    }

    fn count(self, counts: &FulfilmentCounts) -> u32 {
        match self {
            Self::So(Fulfilment::Fully) => counts.fully,
            Self::So(Fulfilment::Partly) => counts.partly,
            Self::So(Fulfilment::NotAtAll) => counts.not_at_all,
            Self::Missing => counts.missing,
            Self::NotReported => counts.not_reported,
            Self::NotSaid => counts.without_status,
        }
    }
}

pub(super) async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            sight.may(Capability::Indicators)?;
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new("/indikatorer", "Indikatorer", list(sight)?)
            })
        })
        .await
}

fn list(sight: &Sight<'_>) -> Result<Html, Problem> {
    let (model, scope) = (sight.model(), sight.scope());
    let items = model.plan.report_items(&scope);
    let rows = model.indicators.rows(&items, &scope, &model.rules);
    let objective = |row: &IndicatorRow| {
        let mut objectives = items.objectives();
        objectives.find(|item| item.item == row.item)
    };
    let met = sight.asked(MET);
    let of = sight.asked(OBJECTIVE);
    let words = sight.asked(WORDS).unwrap_or_default();
    let wanted = Wanted::of(words);
    let is_wanted = |row: &&IndicatorRow| {
        let way = MET_BY.iter().find(|(met, ..)| *met == Met::of(row));
        met.is_none_or(|met| way.is_some_and(|(_, value, _)| *value == met))
            && of.is_none_or(|of| row.item.as_str() == of)
            && wanted.is_in(&[&row.title, row.indicator.as_str()])
    };
    let marks = Marks::default();
    let lines: Vec<Line> = rows
        .iter()
        .filter(is_wanted)
        .map(|row| Line::of(sight, row, objective(row).map(named), &marks))
        .collect();
    let others = |name: &'static str| {
        let asked = sight.asked.iter().filter(move |(asked, _)| asked != name);
        let asked = asked.map(|(a, b)| (a.as_str(), b.as_str()));
        asked
            .filter(|(_, value)| !value.is_empty())
            .collect::<Vec<_>>()
    };
    let counts = FulfilmentCounts::of(&rows);
    let counts = MET_BY.iter().map(|(way, value, word)| {
        let mut asked = others(MET);
        let is_chosen = met == Some(*value);
        if !is_chosen {
            asked.push((MET, *value));
        }
        Count {
            value,
            status: match way {
                Met::So(so) => Status::of(&Cell::Fulfilment(*so)),
                Met::Missing | Met::NotReported | Met::NotSaid => None,
            },
            word,
            number: way.count(&counts),
            address: sight.times.link_with("/indikatorer", &asked),
            is_chosen,
        }
    });
    let measured = items
        .objectives()
        .filter(|item| rows.iter().any(|row| row.item == item.item));
    let is_chosen = met.is_some() || of.is_some() || !words.is_empty();
    Html::of(&Indicators {
        hidden: hidden(sight),
        counts: counts
            .filter(|count| count.number > 0 || count.is_chosen)
            .collect(),
        objectives: measured
            .map(|item| Choice {
                value: item.item.to_string(),
                label: named(item),
                is_chosen: of == Some(item.item.as_str()),
            })
            .collect(),
        words: words.to_owned(),
        is_chosen,
        all: sight.link("/indikatorer"),
        shown: lines.len(),
        total: rows.len(),
        table: if lines.is_empty() {
            Html::default()
        } else {
            Html::of(&IndicatorTable { lines })?
        },
        report: indicator_outcome::ENTRY.offered(sight, &[]),
        missing: missing_outcome::ENTRY.offered(sight, &[]),
        marks: marks.explained(),
        met_key: MET,
        objective_key: OBJECTIVE,
        words_key: WORDS,
    })
}

fn named(item: &Item) -> String {
    wording::titled(item.label.as_deref(), &item.title)
}

/// What a form of choices keeps of the address.
fn hidden(sight: &Sight<'_>) -> Vec<(&'static str, String)> {
    let times = sight.times;
    let mut hidden = vec![
        (UNIT, times.unit.to_string()),
        (PERIOD, times.period.to_string()),
    ];
    hidden.extend(times.known.clone().map(|known| (KNOWN, known)));
    hidden
}
