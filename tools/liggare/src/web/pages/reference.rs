//! References: how a page leads to decisions, events and forms, and what it rests on.
//!
//! Guarantee: a link is made where the one who looks may follow it; where not, the
//! same words stand without one.

use askama::Template;
use ledger::event::followup::NarrativeSection;
use ledger::ids::{DecisionId, Position, UnitId};

use super::{decisions, events, texts};
use crate::access::matrix::Capability;
use crate::cli::moment;
use crate::server::problem::Problem;
use crate::web::form::Entry;
use crate::web::frame::basis_in_words;
use crate::web::html::{Html, piece};
use crate::web::looking::Page;
use crate::web::sight::Sight;

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
    led(decisions::address(id, sight), &text)
}

/// Words that lead to an address, when there is one.
///
/// # Errors
/// As [`decision`].
pub(super) fn led(address: Option<String>, text: &str) -> Result<Html, Problem> {
    match address {
        Some(address) => piece::link(&address, text),
        None => Ok(Html::escaped(text)),
    }
}

/// An event by its position.
///
/// # Errors
/// As [`decision`].
pub(super) fn event(sight: &Sight<'_>, position: Position) -> Result<Html, Problem> {
    led(event_address(sight, position), &position.0.to_string())
}

/// The page of an event, when the log may be read.
pub(super) fn event_address(sight: &Sight<'_>, position: Position) -> Option<String> {
    sight.may_of(Capability::EventLog, None).ok()?;
    Some(events::address(sight, position.0))
}

/// When an event was recorded, and by whom: a pseudonym.
pub(super) fn recorded(sight: &Sight<'_>, position: Position) -> (String, String) {
    let commit = sight.model().timeline.commit_of(position);
    commit.map_or_else(Default::default, |commit| {
        (moment::shown(commit.recorded_at), commit.actor.to_string())
    })
}

/// A form that something leads to, and what the link says.
pub(super) type Offer = (&'static Entry, &'static str);

#[derive(Template)]
#[template(
    source = r#"{% if !buttons.is_empty() %}<p class="actions">{% for (address, text) in buttons %}<a class="button quiet" href="{{ address }}">{{ text }}</a>
{% endfor %}</p>
{% endif %}"#,
    ext = "html"
)]
struct Buttons {
    buttons: Vec<(String, &'static str)>,
}

/// Links to the forms that the one who looks could use, with what is chosen in them.
///
/// # Errors
/// As [`decision`].
pub(super) fn forms(
    sight: &Sight<'_>,
    offers: &[Offer],
    chosen: &[(&str, &str)],
) -> Result<Html, Problem> {
    let offered = offers.iter();
    Html::of(&Buttons {
        buttons: offered
            .filter_map(|(entry, text)| Some((entry.offered(sight, chosen)?, *text)))
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
