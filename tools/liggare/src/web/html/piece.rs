//! Small pieces of pages: links, figures with their question, paragraphs.

use askama::Template;
use projections::document::Cell;

use super::Html;
use super::cell::{Shown, shown};
use crate::server::problem::Problem;

#[derive(Template)]
#[template(source = r#"<a href="{{ address }}">{{ text }}</a>"#, ext = "html")]
struct Link<'a> {
    address: &'a str,
    text: &'a str,
}

#[derive(Template)]
#[template(
    source = r#"{{ shown }}{% if let Some(why) = why %}<a class="why" href="{{ why }}" aria-label="Varför? {{ about }}" title="Varför?">?</a>{% endif %}"#,
    ext = "html"
)]
struct Asked<'a> {
    shown: Shown,
    why: Option<&'a str>,
    about: &'a str,
}

#[derive(Template)]
#[template(
    source = r#"{% for paragraph in paragraphs %}<p>{{ paragraph }}</p>
{% endfor %}"#,
    ext = "html"
)]
struct Paragraphs<'a> {
    paragraphs: Vec<&'a str>,
}

#[derive(Template)]
#[template(source = r#" <small>{{ text }}</small>"#, ext = "html")]
struct Aside<'a> {
    text: &'a str,
}

/// A link.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(in crate::web) fn link(address: &str, text: &str) -> Result<Html, Problem> {
    Html::of(&Link { address, text })
}

/// A cell with the question why beside it, when it has an address and holds something.
///
/// # Errors
/// As [`link`].
pub(in crate::web) fn asked(cell: &Cell, why: Option<&str>, about: &str) -> Result<Html, Problem> {
    if *cell == Cell::Empty {
        return Ok(Html::default());
    }
    Html::of(&Asked {
        shown: shown(cell),
        why,
        about,
    })
}

/// A cell by itself.
///
/// # Errors
/// As [`link`].
pub(in crate::web) fn plain(cell: &Cell) -> Result<Html, Problem> {
    asked(cell, None, "")
}

/// What stands small after something.
///
/// # Errors
/// As [`link`].
pub(in crate::web) fn aside(text: &str) -> Result<Html, Problem> {
    if text.is_empty() {
        return Ok(Html::default());
    }
    Html::of(&Aside { text })
}

/// A text whose paragraphs an empty line parts.
///
/// # Errors
/// As [`link`].
pub(in crate::web) fn paragraphs(text: &str) -> Result<Html, Problem> {
    let paragraphs = text.split("\n\n").map(str::trim);
    let paragraphs = paragraphs.filter(|paragraph| !paragraph.is_empty());
    Html::of(&Paragraphs {
        paragraphs: paragraphs.collect(),
    })
}

#[derive(Template)]
#[template(
    source = r#"<section aria-labelledby="avsnitt-{{ key }}">
<h2 id="avsnitt-{{ key }}">{{ heading }}</h2>
{{ body }}</section>
"#,
    ext = "html"
)]
struct Section<'a> {
    key: &'a str,
    heading: &'a str,
    body: Html,
}

#[derive(Template)]
#[template(
    source = r#"<dl class="facts">{% for (name, fact) in facts %}<div><dt>{{ name }}</dt><dd>{{ fact }}</dd></div>
{% endfor %}</dl>
"#,
    ext = "html"
)]
struct Facts<'a> {
    facts: &'a [(&'a str, Html)],
}

#[derive(Template)]
#[template(
    source = r#"<p class="small">{{ text }}</p>
"#,
    ext = "html"
)]
struct Small<'a> {
    text: &'a str,
}

#[derive(Template)]
#[template(
    source = r#"<figure>
<figcaption>{{ caption }}</figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="Diagram: {{ name }}">{{ drawing }}</div></figure>
"#,
    ext = "html"
)]
struct Figure<'a> {
    name: &'a str,
    caption: &'a str,
    drawing: Html,
}

/// A part of a page under a heading.
///
/// # Errors
/// As [`link`].
pub(in crate::web) fn section(key: &str, heading: &str, body: Html) -> Result<Html, Problem> {
    Html::of(&Section { key, heading, body })
}

/// What is known of something, each by its name; what is not known is left out.
///
/// # Errors
/// As [`link`].
pub(in crate::web) fn facts(facts: Vec<(&str, Html)>) -> Result<Html, Problem> {
    let mut facts = facts;
    facts.retain(|(_, fact)| !fact.is_empty());
    Html::of(&Facts { facts: &facts })
}

/// A remark.
///
/// # Errors
/// As [`link`].
pub(in crate::web) fn small(text: &str) -> Result<Html, Problem> {
    Html::of(&Small { text })
}

/// A drawing with its name and what it shows; nothing when there is no drawing.
///
/// # Errors
/// As [`link`].
pub(in crate::web) fn figure(name: &str, caption: &str, drawing: Html) -> Result<Html, Problem> {
    if drawing.is_empty() {
        return Ok(drawing);
    }
    Html::of(&Figure {
        name,
        caption,
        drawing,
    })
}

#[derive(Template)]
#[template(
    source = r#"<div class="beside">{% for piece in pieces %}<div>{{ piece }}</div>{% endfor %}</div>
"#,
    ext = "html"
)]
struct Beside {
    pieces: Vec<Html>,
}

/// Pieces beside each other where there is room; what is empty is left out.
///
/// # Errors
/// As [`link`].
pub(in crate::web) fn beside(pieces: Vec<Html>) -> Result<Html, Problem> {
    let mut pieces = pieces;
    pieces.retain(|piece| !piece.is_empty());
    Html::of(&Beside { pieces })
}

#[derive(Template)]
#[template(
    source = r#"<p class="small"><a href="{{ address }}">{{ text }}</a></p>
"#,
    ext = "html"
)]
struct Onward<'a> {
    address: &'a str,
    text: &'a str,
}

/// A way to another page, by itself.
///
/// # Errors
/// As [`link`].
pub(in crate::web) fn onward(address: &str, text: &str) -> Result<Html, Problem> {
    Html::of(&Onward { address, text })
}
