//! `text`: a part of the unit's report in words.

use ledger::command::{Command, Draft};
use ledger::event::followup::{NarrativeSection, NarrativeWritten};
use ledger::stream::StreamId;
use projections::document::Cell;
use projections::narrative::{NarrativeText, section};

use super::bare;
use crate::access::matrix::{Capability, CommandKind};
use crate::answer::subject::natural;
use crate::cli::moment;
use crate::server::problem::Problem;
use crate::web::form::choosing::{self, Chooser, Chosen, Known, KnownRow};
use crate::web::form::field::{Field, Kind};
use crate::web::form::given::{Given, Wrong};
use crate::web::form::{Entry, Form};
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::html::cell::shown;
use crate::web::sight::Sight;

const SLUG: &str = "text";

/// The form.
pub(in crate::web) const ENTRY: Entry = Entry {
    slug: SLUG,
    title: "Skriv text",
    kind: CommandKind::WriteNarrative,
    room: "/insamling",
    asks,
    draft,
    places: &[("section", "avsnitt"), ("text", "text")],
    after,
};

/// A part as an address names it.
pub(in crate::web) fn code(part: NarrativeSection) -> String {
    let code = serde_json::to_value(part).unwrap_or_default();
    code.as_str().unwrap_or_default().to_owned()
}

/// The parts of every report that the unit could have of the period, in order.
fn parts(sight: &Sight<'_>) -> Vec<NarrativeSection> {
    let opened = sight.model().reporting.periods(sight.unit(), sight.size);
    let opened = opened
        .into_iter()
        .filter(|row| row.period == sight.period())
        .map(|row| row.kind);
    let mut parts = Vec::new();
    for kind in opened.chain([natural(sight.period())]) {
        for part in section::parts_of(kind) {
            if !parts.contains(part) {
                parts.push(*part);
            }
        }
    }
    parts
}

fn text(sight: &Sight<'_>, part: NarrativeSection) -> Option<NarrativeText> {
    let narrative = &sight.model().narrative;
    narrative.text(sight.unit(), sight.period(), part, sight.size)
}

fn asks(sight: &Sight<'_>, given: &Given) -> Result<Form, Problem> {
    sight.may(Capability::Narrative)?;
    let closed = choosing::closed(sight)?;
    let parts = parts(sight);
    let Some(asked) = given.one("avsnitt") else {
        return Ok(Form {
            about: Html::joined([closed, chooser(sight, &parts)?]),
            ..Form::default()
        });
    };
    let Some(part) = parts.into_iter().find(|part| code(*part) == asked) else {
        return Err(Problem::not_found("Rapporten har inget sådant avsnitt."));
    };
    let written = text(sight, part);
    let about = Known {
        correct: None,
        heading: section::title(part).to_owned(),
        note: Some(format!(
            "Texten står i rapporten för {} och {}.",
            sight.name_of(sight.unit()),
            in_words(sight.period())
        )),
        rows: vec![match &written {
            Some(written) => KnownRow::words("Senast skriven", last(written)),
            None => KnownRow::words("Senast skriven", "ingen text än"),
        }],
        other: Some(choosing::form(sight, SLUG, &[])),
    };
    let field = Field::new("text", "Text", Kind::Text)
        .help("En tom rad skiljer stycken åt. Den nya texten ersätter den förra, som finns kvar i historiken. Inga personuppgifter.");
    Ok(Form {
        about: Html::joined([closed, Html::of(&about)?]),
        fields: vec![
            Field::sent("avsnitt", asked),
            match written {
                Some(written) => field.filled(written.text),
                None => field,
            },
        ],
        button: "Spara texten",
        watched: vec![StreamId::narrative(sight.unit())],
        ..Form::default()
    })
}

/// When a text was written, and by whom; nothing is told of what is redacted.
fn last(written: &NarrativeText) -> String {
    let at = written.recorded_at.map(moment::shown);
    let by = written.actor.as_ref().map(ToString::to_string);
    match (at, by) {
        (Some(at), Some(by)) => format!("{at} av {by}"),
        _ => "gallrad uppgift".to_owned(),
    }
}

fn chooser(sight: &Sight<'_>, parts: &[NarrativeSection]) -> Result<Html, Problem> {
    let rows = parts.iter().map(|part| {
        let written = text(sight, *part);
        Chosen {
            address: choosing::form(sight, SLUG, &[("avsnitt", &code(*part))]),
            label: section::title(*part).to_owned(),
            cells: vec![shown(&match written {
                Some(written) => Cell::Text(last(&written)),
                None => Cell::Missing("ingen text än".into()),
            })],
        }
    });
    Html::of(&Chooser {
        intro: format!(
            "Välj det avsnitt som ska skrivas för {}.",
            in_words(sight.period())
        ),
        what: "Avsnitt",
        columns: vec![("Senast skrivet", false)],
        rows: rows.collect(),
        empty: String::new(),
    })
}

fn draft(sight: &Sight<'_>, given: &Given) -> Result<Draft, Vec<Wrong>> {
    let mut answers = given.answers();
    let section: Option<NarrativeSection> = answers.word("avsnitt");
    let text = answers.text("text");
    let written = || {
        Some(NarrativeWritten {
            unit: sight.unit().clone(),
            period: sight.period(),
            section: section?,
            // A browser sends line ends as two characters.
            text: text?.replace("\r\n", "\n"),
        })
    };
    let written = written();
    answers.done(written.map(|written| bare(Command::WriteNarrative(written))))
}

fn after(sight: &Sight<'_>, _: &Given) -> String {
    sight.times.known_at(None).link("/texter")
}
