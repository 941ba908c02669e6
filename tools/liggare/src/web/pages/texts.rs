//! `/texter`: what is written for the period's report, the significant events and the
//! challenges ahead, each with who wrote it and when.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::event::followup::NarrativeSection;
use ledger::ids::{ActorId, Position, UnitId};
use ledger::time::Timestamp;
use projections::fact::Grounds;
use projections::narrative::{NarrativeText, Noted};

use super::reference;
use crate::access::matrix::Capability;
use crate::cli::moment;
use crate::render::words::{legend, mark};
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::form::entries::{narrative, significant_event};
use crate::web::html::{Html, piece};
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;

/// Where the room is.
pub(super) const ROOM: &str = "/texter";

/// What can be written.
const FORMS: [reference::Offer; 2] = [
    (&narrative::ENTRY, "Skriv text"),
    (&significant_event::ENTRY, "Anteckna väsentlig händelse"),
];

/// The parts of a report that texts are written for, in its order, with a short ASCII
/// name and what they are called.
const SECTIONS: [(NarrativeSection, &str, &str); 11] = [
    (
        NarrativeSection::Summary,
        "sammanfattning",
        "Sammanfattning",
    ),
    (NarrativeSection::Objectives, "mal", "Måluppfyllelse"),
    (NarrativeSection::Assignments, "uppdrag", "Uppdrag"),
    (
        NarrativeSection::Economy,
        "ekonomi",
        "Kommentar till ekonomin",
    ),
    (
        NarrativeSection::ActionPlan,
        "handlingsplan",
        "Handlingsplan för en ekonomi i balans",
    ),
    (
        NarrativeSection::Investments,
        "investeringar",
        "Investeringar",
    ),
    (
        NarrativeSection::Volumes,
        "volymer",
        "Produktion och volymer",
    ),
    (NarrativeSection::Personnel, "personal", "Personal"),
    (
        NarrativeSection::InternalControl,
        "intern-kontroll",
        "Intern styrning och kontroll",
    ),
    (
        NarrativeSection::SoundEconomy,
        "god-hushallning",
        "God ekonomisk hushållning",
    ),
    (
        NarrativeSection::Outlook,
        "utveckling",
        "Förväntad utveckling",
    ),
];

/// The room.
pub(super) fn routes() -> Router<Served> {
    Router::new().route(ROOM, get(show))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking.show(page).await
}

fn page(sight: &Sight<'_>) -> Result<Page, Problem> {
    sight.may(Capability::Narrative)?;
    let scope = sight.scope();
    let narrative = &sight.model().narrative;
    let texts = narrative.texts(&scope);
    let mut written = Vec::new();
    for (section, key, heading) in SECTIONS {
        let found = texts.iter().find(|text| text.section == section);
        if let Some(text) = found {
            written.push(piece::section(key, heading, told(sight, text)?)?);
        }
    }
    if written.is_empty() {
        written.push(piece::small("Inga texter är skrivna för perioden.")?);
    } else {
        written.push(unwritten(&texts)?);
    }
    let happened = narrative.significant_events(&scope);
    let ahead = narrative.future_challenges(&scope);
    let marked = texts.iter().filter_map(|text| text.grounds.provenance);
    let noted = happened.iter().chain(&ahead);
    let noted = noted.filter_map(|noted| noted.grounds.provenance);
    let mut meanings = Vec::new();
    for note in legend(marked.chain(noted)) {
        meanings.push(piece::small(&note)?);
    }
    let body = Html::joined([
        reference::forms(sight, &FORMS, &[])?,
        Html::joined(written),
        piece::section(
            "handelser",
            "Väsentliga händelser",
            listed(
                sight,
                &happened,
                "Inga väsentliga händelser är noterade för perioden.",
            )?,
        )?,
        piece::section(
            "utmaningar",
            "Framtida utmaningar",
            listed(sight, &ahead, "Inga framtida utmaningar är noterade.")?,
        )?,
        Html::joined(meanings),
    ]);
    reference::page(sight, ROOM, "Texter", body)
}

/// Which parts have no text.
fn unwritten(texts: &[NarrativeText]) -> Result<Html, Problem> {
    let is_written = |section| texts.iter().any(|text| text.section == section);
    let missing: Vec<&str> = SECTIONS
        .iter()
        .filter(|(section, ..)| !is_written(*section))
        .map(|(.., heading)| *heading)
        .collect();
    if missing.is_empty() {
        return Ok(Html::default());
    }
    piece::small(&format!(
        "Ingen text är skriven för: {}.",
        missing.join(", ")
    ))
}

#[derive(Template)]
#[template(
    source = r#"{{ written }}<p class="small">{% if !mark.is_empty() %}<sup class="mark">{{ mark }}</sup> {% endif %}{{ by }}{% if let Some(event) = event %} Händelse {{ event }}.{% endif %}</p>
{% if !earlier.is_empty() %}<details><summary>Tidigare lydelser ({{ earlier.len() }})</summary>
{% for one in earlier %}<div class="notice">{{ one.0 }}<p class="small">{{ one.1 }} Händelse {{ one.2 }}.</p></div>
{% endfor %}</details>
{% endif %}"#,
    ext = "html"
)]
struct Text {
    written: Html,
    mark: &'static str,
    by: String,
    event: Option<Html>,
    earlier: Vec<(Html, String, Html)>,
}

/// Who wrote something, and when; nobody is told of what is redacted.
fn by(actor: Option<&ActorId>, at: Option<Timestamp>) -> String {
    match (actor, at) {
        (Some(actor), Some(at)) => format!("Skriven av {actor}, {}.", moment::shown(at)),
        _ => String::new(),
    }
}

fn event(sight: &Sight<'_>, grounds: &Grounds) -> Result<Option<Html>, Problem> {
    let position: Option<Position> = grounds.positions().first().copied();
    let event = position.map(|position| reference::event(sight, position));
    event.transpose()
}

/// A text with those that it replaced.
fn told(sight: &Sight<'_>, text: &NarrativeText) -> Result<Html, Problem> {
    let (unit, period): (&UnitId, _) = (sight.unit(), sight.period());
    let narrative = &sight.model().narrative;
    let versions = narrative.versions(unit, period, text.section, 0, sight.size);
    let mut earlier = Vec::new();
    for (position, fact) in versions.iter().rev().skip(1) {
        let one = &fact.value;
        earlier.push((
            piece::paragraphs(&one.written)?,
            by(one.actor.as_ref(), one.recorded_at),
            reference::event(sight, *position)?,
        ));
    }
    Html::of(&Text {
        written: piece::paragraphs(&text.text)?,
        mark: mark(text.grounds.provenance),
        by: by(text.actor.as_ref(), text.recorded_at),
        event: event(sight, &text.grounds)?,
        earlier,
    })
}

#[derive(Template)]
#[template(
    source = r#"<h3>{{ title }}{% if !mark.is_empty() %}<sup class="mark">{{ mark }}</sup>{% endif %}</h3>
<p class="about">{{ date }}{% if !unit.is_empty() %}, {{ unit }}{% endif %}</p>
{{ text }}<p class="small">{{ by }}{% if let Some(event) = event %} Händelse {{ event }}.{% endif %}</p>
"#,
    ext = "html"
)]
struct Happened<'a> {
    title: &'a str,
    mark: &'static str,
    date: String,
    unit: String,
    text: Html,
    by: String,
    event: Option<Html>,
}

fn listed(sight: &Sight<'_>, noted: &[Noted], none: &str) -> Result<Html, Problem> {
    if noted.is_empty() {
        return piece::small(none);
    }
    let mut told = Vec::new();
    for one in noted {
        let unit = if one.unit == *sight.unit() {
            String::new()
        } else {
            sight.name_of(&one.unit)
        };
        told.push(Html::of(&Happened {
            title: &one.title,
            mark: mark(one.grounds.provenance),
            date: one.date.to_string(),
            unit,
            text: piece::paragraphs(&one.text)?,
            by: by(one.actor.as_ref(), one.recorded_at),
            event: event(sight, &one.grounds)?,
        })?);
    }
    Ok(Html::joined(told))
}

/// The short name of a part of a report, by which its text is found in the room.
pub(super) fn key(section: NarrativeSection) -> &'static str {
    let mut sections = SECTIONS.iter();
    let found = sections.find(|(of, ..)| *of == section);
    found.map_or("", |(_, key, _)| *key)
}
