//! A status with its symbol and its word: colour never stands alone.

use askama::Template;
use askama::filters::HtmlSafe;
use projections::document::Cell;

use crate::render::paint::Paint;
use crate::render::words;

/// A status as a page shows it. As a template it is the whole mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Template)]
#[template(
    source = r#"<span class="status {{ class }}"><span aria-hidden="true">{{ symbol }}</span> {{ word }}</span>"#,
    ext = "html"
)]
pub(in crate::web) struct Status {
    /// Which colour it is shown in, as a class of the style sheet.
    pub(in crate::web) class: &'static str,
    /// Its symbol.
    pub(in crate::web) symbol: &'static str,
    /// Its word.
    pub(in crate::web) word: &'static str,
}

/// Its template escapes what it shows.
impl HtmlSafe for Status {}

impl Status {
    /// The status that a cell holds, when it holds one.
    pub(in crate::web) fn of(cell: &Cell) -> Option<Self> {
        let status = words::of_cell(cell)?;
        Some(Self {
            class: match status.paint {
                Paint::Green => "green",
                Paint::Yellow => "yellow",
                Paint::Red => "red",
                _ => "plain",
            },
            symbol: status.symbol,
            word: status.word,
        })
    }
}
