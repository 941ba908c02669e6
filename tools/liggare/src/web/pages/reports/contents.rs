//! A report's contents: links to its sections.

use askama::Template;
use projections::diff::BASIS_TABLE;
use projections::document::Document;

use crate::server::problem::Problem;
use crate::web::html::Html;

#[derive(Template)]
#[template(
    source = r##"<nav class="contents" aria-label="Innehåll"><ul>{% for section in sections %}<li class="level{{ section.2 }}"><a href="#avsnitt-{{ section.0 }}">{{ section.1 }}</a></li>
{% endfor %}</ul></nav>
"##,
    ext = "html"
)]
struct Contents<'a> {
    sections: Vec<(&'a str, &'a str, u8)>,
}

/// Links to the sections of a document that stands on the same page.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(super) fn contents(document: &Document) -> Result<Html, Problem> {
    let sections = document.sections.iter();
    let sections = sections.filter(|section| section.key != BASIS_TABLE);
    Html::of(&Contents {
        sections: sections
            .map(|section| {
                let level = section.level.saturating_sub(1);
                (section.key.as_str(), section.heading.as_str(), level)
            })
            .collect(),
    })
}
