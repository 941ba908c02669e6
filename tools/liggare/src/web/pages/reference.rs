//! References: how a page leads to decisions, events and forms, and what it rests on.
//!
//! Guarantee: a link is made where the one who looks may follow it; where not, the
//! same words stand without one.

use askama::Template;
use ledger::event::followup::NarrativeSection;
use ledger::ids::{DecisionId, Position, UnitId};

use super::texts;
use crate::access::matrix::{Capability, CommandKind};
use crate::cli::moment;
use crate::server::problem::Problem;
use crate::web::form::ROOM;
use crate::web::frame::basis_in_words;
use crate::web::html::{Html, piece};
use crate::web::looking::Page;
use crate::web::sight::Sight;
use crate::web::times::path;

/// A page whose foot tells what it rests on.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(super) fn page(
    sight: &Sight<'_>,
    room: &'static str,
    title: impl Into<String>,
    body: Html,
) -> Result<Page, Problem> {
    Ok(Page {
        foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
        ..Page::new(room, title, body)
    })
}

/// A decision, by its id and its paragraph or case number; nothing for none.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(super) fn decision(sight: &Sight<'_>, id: Option<&DecisionId>) -> Result<Html, Problem> {
    let Some(id) = id else {
        return Ok(Html::default());
    };
    let Some(taken) = sight.model().decisions.decision(id, sight.size) else {
        return Ok(Html::escaped(id.as_str()));
    };
    let text = match taken.paragraph.or(taken.case_number) {
        Some(reference) => format!("{id} ({reference})"),
        None => id.to_string(),
    };
    if sight
        .may_of(Capability::Decisions, Some(&taken.unit))
        .is_err()
    {
        return Ok(Html::escaped(&text));
    }
    piece::link(&sight.link(&path("/beslut", id.as_str())), &text)
}

/// An event by its position.
///
/// # Errors
/// As [`decision`].
pub(super) fn event(sight: &Sight<'_>, position: Position) -> Result<Html, Problem> {
    let text = position.0.to_string();
    if sight.may(Capability::EventLog).is_err() {
        return Ok(Html::escaped(&text));
    }
    piece::link(&sight.link(&path("/handelser", &text)), &text)
}

/// When an event was recorded, and by whom: a pseudonym.
pub(super) fn recorded(sight: &Sight<'_>, position: Position) -> (String, String) {
    let commit = sight.model().timeline.commit_of(position);
    commit.map_or_else(Default::default, |commit| {
        (moment::shown(commit.recorded_at), commit.actor.to_string())
    })
}

/// A form that something leads to: the command, its address and what the link says.
pub(super) type Offer<'a> = (CommandKind, &'a str, &'a str);

#[derive(Template)]
#[template(
    source = r#"{% if !buttons.is_empty() %}<p class="actions">{% for (address, text) in buttons %}<a class="button quiet" href="{{ address }}">{{ text }}</a>
{% endfor %}</p>
{% endif %}"#,
    ext = "html"
)]
struct Buttons<'a> {
    buttons: Vec<(String, &'a str)>,
}

/// Links to the forms that the one who looks could use, with what they are told.
///
/// # Errors
/// As [`decision`].
pub(super) fn forms(
    sight: &Sight<'_>,
    offers: &[Offer<'_>],
    told: &[(&str, &str)],
) -> Result<Html, Problem> {
    let now = sight.times.known_at(None);
    let offered = offers.iter().filter(|(kind, ..)| sight.could(*kind));
    Html::of(&Buttons {
        buttons: offered
            .map(|(_, slug, text)| (now.link_with(&path(ROOM, slug), told), *text))
            .collect(),
    })
}

/// Whether the one who looks may see something of any of these units.
///
/// # Errors
/// [`Problem`] 401 or 403, of the first of them.
pub(super) fn may_of_any<'a>(
    sight: &Sight<'_>,
    capability: Capability,
    units: impl IntoIterator<Item = &'a UnitId>,
) -> Result<(), Problem> {
    let mut denied = None;
    for unit in units {
        match sight.may_of(capability, Some(unit)) {
            Ok(()) => return Ok(()),
            Err(problem) => denied = denied.or(Some(problem)),
        }
    }
    denied.map_or(Ok(()), Err)
}

/// What is written for a part of the period's report, with the way to who wrote it;
/// nothing when there is no text, or the one who looks may not read it.
///
/// # Errors
/// As [`decision`].
pub(super) fn written(sight: &Sight<'_>, section: NarrativeSection) -> Result<Html, Problem> {
    if sight.may(Capability::Narrative).is_err() {
        return Ok(Html::default());
    }
    let narrative = &sight.model().narrative;
    let text = narrative.text(sight.unit(), sight.period(), section, sight.size);
    let Some(text) = text else {
        return Ok(Html::default());
    };
    let address = format!(
        "{}#avsnitt-{}",
        sight.link(texts::ROOM),
        texts::key(section)
    );
    Ok(Html::joined([
        piece::paragraphs(&text.text)?,
        piece::onward(&address, "Vem som skrev det, och när")?,
    ]))
}

/// The way to the texts of the period.
///
/// # Errors
/// As [`decision`].
pub(super) fn texts(sight: &Sight<'_>) -> Result<Html, Problem> {
    if sight.may(Capability::Narrative).is_err() {
        return Ok(Html::default());
    }
    piece::onward(
        &sight.link(texts::ROOM),
        "Periodens texter, med vem som skrev dem och när",
    )
}
