//! A value among words: a status with its word, a figure with its unit, and the mark
//! of where it comes from.

use askama::Template;
use askama::filters::HtmlSafe;
use ledger::event::Provenance;
use projections::document::Cell;

use super::cell::{AMOUNTS, Shown, shown};
use crate::render::words;

/// A value as it stands among words. As a template it is the whole piece.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"{% if let Some(status) = shown.status %}{{ status }}{% else if let Some(exact) = shown.exact %}<span class="value" title="{{ exact }}">{{ shown.text }}</span>{% else if let Some(missing) = shown.missing %}<span class="missing">{{ missing }}</span>{% else if shown.text.is_empty() %}–{% else if shown.is_figure %}<span class="value">{{ shown.text }}</span>{% else %}{{ shown.text }}{% endif %}{% if !mark.is_empty() %}<sup class="mark">{{ mark }}</sup>{% endif %}"#,
    ext = "html"
)]
pub(in crate::web) struct Value {
    shown: Shown,
    mark: &'static str,
}

/// Its template escapes what it shows.
impl HtmlSafe for Value {}

impl Value {
    /// What a cell holds, with the mark of where it comes from.
    pub(in crate::web) fn of(cell: &Cell, source: Option<Provenance>) -> Self {
        let mut shown = shown(cell);
        if matches!(cell, Cell::Amount(_)) {
            shown.text = format!("{}\u{a0}{}", shown.text, AMOUNTS.name());
        }
        let mark = match cell {
            Cell::Empty | Cell::Missing(_) => "",
            _ => words::mark(source),
        };
        Self { shown, mark }
    }

    /// Whether it is a figure, which stands to the right in a table.
    pub(in crate::web) fn is_figure(&self) -> bool {
        self.shown.is_figure
    }
}
