//! `/sok`: rooms, forms, units, items of plans, indicators, economic lines, decisions and
//! published reports, by words of their names, their kinds and their numbers.
//!
//! What the words fit best stands first within its kind.
//!
//! Guarantee: what the one who searches may not see is not found, and does not count.

pub(super) mod folded;
mod kinds;
mod places;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::pages::permitted::Permitted;
use crate::web::sight::Sight;
use folded::{Fit, Wanted};

/// The member of the address that holds the words.
const WORDS: &str = "sok";

/// The most of one kind that are shown: what a person looks through before writing
/// another word.
const MOST: usize = 50;

/// How many letters of a search are read: longer than any name.
const LONGEST: usize = 200;

/// What is searched, in words.
const REACH: &str = "Sökningen går igenom sidor och formulär, enheter, mål, strategier, uppdrag, \
    indikatorer, rader i ekonomin, beslut och publicerade rapporter, efter namn, slag och \
    beteckning: till exempel ”effektmål 1” eller ”prognos”.";

#[derive(Template)]
#[template(path = "web/search.html")]
struct Results {
    words: String,
    is_empty: bool,
    reach: &'static str,
    groups: Vec<Group>,
    count: usize,
    examples: Vec<(String, String)>,
}

/// What was found of one kind.
struct Group {
    key: &'static str,
    name: &'static str,
    found: Vec<Found>,
    more: usize,
}

struct Found {
    title: String,
    address: String,
    about: Vec<String>,
}

/// The page.
pub(super) fn routes() -> Router<Served> {
    Router::new().route("/sok", get(show))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            sight.caller.account()?;
            let words = sight.asked(WORDS).unwrap_or_default();
            let words: String = words.chars().take(LONGEST).collect();
            let title = match words.trim() {
                "" => "Sök".to_owned(),
                words => format!("Sök: {words}"),
            };
            Ok(Page::new("", title, results(sight, words.trim())?))
        })
        .await
}

fn results(sight: &Sight<'_>, words: &str) -> Result<Html, Problem> {
    let wanted = Wanted::of(words);
    let permitted = Permitted::on(sight);
    let groups = if wanted.is_empty() {
        Vec::new()
    } else {
        vec![
            places::places(sight, &wanted),
            kinds::units(sight, &permitted, &wanted),
            kinds::items(sight, &permitted, &wanted),
            kinds::indicators(sight, &permitted, &wanted),
            kinds::lines(sight, &wanted),
            kinds::decisions(sight, &permitted, &wanted),
            kinds::reports(sight, &wanted),
        ]
    };
    let groups: Vec<Group> = groups
        .into_iter()
        .filter(|group| !group.found.is_empty())
        .collect();
    let examples = ["hälsa", "effektmål 1", "prognos"].map(|example| {
        let address = sight.times.link_with("/sok", &[(WORDS, example)]);
        (example.to_owned(), address)
    });
    Html::of(&Results {
        words: words.to_owned(),
        is_empty: wanted.is_empty(),
        reach: REACH,
        count: groups
            .iter()
            .map(|group| group.found.len() + group.more)
            .sum(),
        groups,
        examples: if sight.demonstration {
            examples.into()
        } else {
            Vec::new()
        },
    })
}

impl Group {
    /// What was found of a kind, what fits best first.
    fn of(
        key: &'static str,
        name: &'static str,
        found: impl Iterator<Item = (Fit, Found)>,
    ) -> Self {
        let mut found: Vec<(Fit, Found)> = found.collect();
        found.sort_by_key(|(fit, _)| *fit);
        let mut found: Vec<Found> = found.into_iter().map(|(_, found)| found).collect();
        let more = found.len().saturating_sub(MOST);
        found.truncate(MOST);
        Self {
            key,
            name,
            found,
            more,
        }
    }
}

impl Results {
    /// How much was found, in words.
    fn counted(&self) -> String {
        crate::render::swedish::counted(
            u64::try_from(self.count).unwrap_or(u64::MAX),
            "träff",
            "träffar",
        )
    }
}
