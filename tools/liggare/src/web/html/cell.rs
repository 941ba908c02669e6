//! A cell of a table as a page shows it.

use askama::Template;
use askama::filters::HtmlSafe;
use projections::document::Cell;

use super::status::Status;
use crate::cli::moment;
use crate::render::swedish::{self, AmountUnit};
use crate::render::text;

/// In what amounts are shown on pages.
pub(in crate::web) const AMOUNTS: AmountUnit = AmountUnit::Mnkr;

/// A cell as it is shown. As a template it is what stands there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(
    source = r#"{% if let Some(status) = status %}{{ status }}{% else if let Some(exact) = exact %}<span title="{{ exact }}">{{ text }}</span>{% else %}{{ text }}{% endif %}{% if let Some(missing) = missing %} <small>{{ missing }}</small>{% endif %}"#,
    ext = "html"
)]
pub(in crate::web) struct Shown {
    /// The words or the figure.
    pub(in crate::web) text: String,
    /// The status, when it holds one.
    pub(in crate::web) status: Option<Status>,
    /// Why there is no value, when there is none.
    pub(in crate::web) missing: Option<String>,
    /// Whether it is a figure, which stands to the right.
    pub(in crate::web) is_figure: bool,
    /// The exact amount in kronor, when it is shown rounded.
    pub(in crate::web) exact: Option<String>,
}

/// Its template escapes what it shows.
impl HtmlSafe for Shown {}

impl Shown {
    /// Whether nothing stands there.
    pub(in crate::web) fn is_nothing(&self) -> bool {
        self.text.is_empty() && self.status.is_none()
    }
}

/// A cell as it is shown.
pub(in crate::web) fn shown(cell: &Cell) -> Shown {
    let told = |text: String| Shown {
        text,
        is_figure: is_figure(cell),
        ..Shown::default()
    };
    match cell {
        Cell::Empty => Shown::default(),
        Cell::Text(text) => told(moment::text_shown(text)),
        Cell::Amount(amount) => Shown {
            exact: Some(format!("{} kr", swedish::amount(*amount, AmountUnit::Kr))),
            ..told(swedish::amount(*amount, AMOUNTS))
        },
        Cell::Number(number) => told(swedish::quantity(*number)),
        Cell::Percent(number) => told(swedish::percent(*number)),
        Cell::Count(number) => told(swedish::count(*number)),
        Cell::Date(date) => told(date.to_string()),
        Cell::Missing(reason) => Shown {
            missing: Some(text::missing(reason)),
            ..told("–".to_owned())
        },
        Cell::Colour(_)
        | Cell::Trend(_)
        | Cell::Fulfilment(_)
        | Cell::Assignment(_)
        | Cell::Control(_)
        | Cell::Effect(_)
        | Cell::Sufficiency(_)
        | Cell::Check(_) => Shown {
            status: Status::of(cell),
            ..Shown::default()
        },
    }
}

/// Whether a cell holds a figure, which stands to the right.
pub(in crate::web) fn is_figure(cell: &Cell) -> bool {
    match cell {
        Cell::Amount(_) | Cell::Number(_) | Cell::Percent(_) | Cell::Count(_) => true,
        Cell::Empty
        | Cell::Text(_)
        | Cell::Date(_)
        | Cell::Missing(_)
        | Cell::Colour(_)
        | Cell::Trend(_)
        | Cell::Fulfilment(_)
        | Cell::Assignment(_)
        | Cell::Control(_)
        | Cell::Effect(_)
        | Cell::Sufficiency(_)
        | Cell::Check(_) => false,
    }
}

/// Whether one can ask why a cell is what it is: it holds a figure or a status.
pub(in crate::web) fn can_be_asked(cell: &Cell) -> bool {
    match cell {
        Cell::Empty | Cell::Text(_) | Cell::Date(_) | Cell::Check(_) => false,
        Cell::Amount(_)
        | Cell::Number(_)
        | Cell::Percent(_)
        | Cell::Count(_)
        | Cell::Colour(_)
        | Cell::Trend(_)
        | Cell::Fulfilment(_)
        | Cell::Assignment(_)
        | Cell::Control(_)
        | Cell::Effect(_)
        | Cell::Sufficiency(_)
        | Cell::Missing(_) => true,
    }
}
