//! `/sok`: units, items of plans, indicators and decisions by words of their names.
//!
//! Guarantee: what the one who searches may not see is not found, and does not count.

pub(super) mod folded;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use projections::wording;

use crate::access::matrix::Capability;
use crate::server::Served;
use crate::server::problem::{Problem, capital};
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::pages::permitted::Permitted;
use crate::web::sight::Sight;
use crate::web::times::path;
use folded::Wanted;

/// The member of the address that holds the words.
const WORDS: &str = "sok";

/// The most of one kind that are shown: what a person looks through before writing
/// another word.
const MOST: usize = 50;

/// How many letters of a search are read: longer than any name.
const LONGEST: usize = 200;

#[derive(Template)]
#[template(path = "web/search.html")]
struct Results {
    words: String,
    is_empty: bool,
    groups: Vec<Group>,
    count: usize,
    kinds: Vec<&'static str>,
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
            units(sight, &permitted, &wanted),
            items(sight, &permitted, &wanted),
            indicators(sight, &permitted, &wanted),
            decisions(sight, &permitted, &wanted),
        ]
    };
    let groups: Vec<Group> = groups
        .into_iter()
        .filter(|group| !group.found.is_empty())
        .collect();
    let examples = ["hälsa", "tandvård", "RF-E1"].map(|example| {
        let address = sight.times.link_with("/sok", &[(WORDS, example)]);
        (example.to_owned(), address)
    });
    Html::of(&Results {
        words: words.to_owned(),
        is_empty: wanted.is_empty(),
        count: groups
            .iter()
            .map(|group| group.found.len() + group.more)
            .sum(),
        groups,
        kinds: vec![
            "enheter",
            "mål",
            "strategier",
            "uppdrag",
            "indikatorer",
            "beslut",
        ],
        examples: if sight.demonstration {
            examples.into()
        } else {
            Vec::new()
        },
    })
}

impl Group {
    fn of(key: &'static str, name: &'static str, mut found: Vec<Found>) -> Self {
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

fn units(sight: &Sight<'_>, permitted: &Permitted<'_>, wanted: &Wanted) -> Group {
    let may = sight.may_of(Capability::Units, None).is_ok();
    let day = sight.period().last_day();
    let known = sight.model().organisation.known(day, sight.size);
    let found = known
        .filter(|_| may)
        .filter(|unit| wanted.is_in(&[&unit.name, unit.unit.as_str()]))
        .map(|unit| {
            let mut about = vec![unit.unit.to_string()];
            about.extend(unit.parent.iter().map(|parent| sight.name_of(parent)));
            about.extend(
                unit.valid_to
                    .filter(|last| *last < day)
                    .map(|last| format!("upphörde {last}")),
            );
            // Who may not read the unit's reports still finds its plans' answers elsewhere.
            let room = if permitted.sees(Capability::Reports, &unit.unit) {
                "/"
            } else {
                "/rapporter"
            };
            Found {
                address: sight.times.of_unit(unit.unit.clone()).link(room),
                title: unit.name,
                about,
            }
        });
    Group::of("enheter", "Enheter", found.collect())
}

fn items(sight: &Sight<'_>, permitted: &Permitted<'_>, wanted: &Wanted) -> Group {
    let known = sight.model().plan.known(sight.size);
    let found = known
        .filter(|item| wanted.is_in(&[&item.title, item.item.as_str()]))
        .filter(|item| permitted.sees_item(item))
        .filter_map(|item| {
            let mut about = vec![
                capital(wording::item_kind(item.kind)),
                item.item.to_string(),
            ];
            about.extend(item.owner.iter().map(|owner| sight.name_of(owner)));
            about.extend(item.year.map(|year| year.to_string()));
            about.extend(item.withdrawn.map(|last| format!("utgick {last}")));
            Some(Found {
                address: permitted.address(&item)?,
                title: wording::titled(item.label.as_deref(), &item.title),
                about,
            })
        });
    Group::of("poster", "Mål, strategier och uppdrag", found.collect())
}

fn indicators(sight: &Sight<'_>, permitted: &Permitted<'_>, wanted: &Wanted) -> Group {
    let model = sight.model();
    let known = model.indicators.known(sight.size);
    let found = known
        .map(|fact| &fact.value)
        .filter(|defined| wanted.is_in(&[&defined.title, defined.indicator.as_str()]))
        .filter_map(|defined| {
            let item = model.plan.item(&defined.item, sight.size)?;
            let item = Some(item).filter(|item| permitted.sees_item(item))?;
            let mut about = vec![defined.indicator.to_string()];
            about.push(wording::titled(item.label.as_deref(), &item.title));
            Some(Found {
                address: permitted.indicator_address(&item, &defined.indicator)?,
                title: wording::titled(defined.label.as_deref(), &defined.title),
                about,
            })
        });
    Group::of("indikatorer", "Indikatorer", found.collect())
}

fn decisions(sight: &Sight<'_>, permitted: &Permitted<'_>, wanted: &Wanted) -> Group {
    let known = sight.model().decisions.known(sight.size);
    let mut known: Vec<_> = known
        .filter(|decision| {
            let number = decision.case_number.as_deref().unwrap_or_default();
            wanted.is_in(&[
                &decision.title,
                decision.decision.as_str(),
                number,
                &decision.organ,
            ])
        })
        .filter(|decision| permitted.sees(Capability::Decisions, &decision.unit))
        .collect();
    known.sort_by_key(|decision| std::cmp::Reverse(decision.date));
    let found = known.into_iter().map(|decision| {
        let mut about = vec![decision.decision.to_string(), decision.organ];
        about.push(crate::answer::decisions::as_exactly_as_known(
            decision.date,
            decision.precision,
        ));
        about.extend(decision.case_number);
        about.extend(decision.paragraph);
        let page = path("/beslut", decision.decision.as_str());
        Found {
            address: sight.times.of_unit(decision.unit).link(&page),
            title: decision.title,
            about,
        }
    });
    Group::of("beslut", "Beslut", found.collect())
}
