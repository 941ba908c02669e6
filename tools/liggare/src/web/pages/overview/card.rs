//! A card of the overview: a few figures with their words, and where there is more.

use projections::document::{Cell, Document, FigureKey};

use crate::access::matrix::Capability;
use crate::web::html::cell::{Shown, shown};
use crate::web::html::status::Status;
use crate::web::sight::Sight;

/// A card.
pub(super) struct Card {
    pub(super) title: &'static str,
    /// Where there is more.
    pub(super) address: String,
    /// The figure that says most.
    pub(super) great: Option<Figure>,
    pub(super) figures: Vec<Figure>,
    /// What the figures are counted of.
    pub(super) of: String,
    /// Figures of something else than the card's own, with words that say of what.
    pub(super) beside: Option<(String, Vec<Figure>)>,
    pub(super) note: String,
    /// What stands there when nothing is recorded.
    pub(super) none: &'static str,
}

/// A figure with its words, and the question why it is so.
pub(super) struct Figure {
    pub(super) status: Option<Status>,
    pub(super) label: String,
    pub(super) shown: Shown,
    pub(super) mark: &'static str,
    pub(super) why: Option<String>,
    pub(super) about: String,
}

impl Card {
    pub(super) fn new(title: &'static str, address: String, none: &'static str) -> Self {
        Self {
            title,
            address,
            great: None,
            figures: Vec::new(),
            of: String::new(),
            beside: None,
            note: String::new(),
            none,
        }
    }

    /// Whether nothing stands on it.
    pub(super) fn is_empty(&self) -> bool {
        self.great.is_none() && self.figures.is_empty()
    }

    /// The same with a figure that is there.
    pub(super) fn with(mut self, figure: Option<Figure>) -> Self {
        self.figures.extend(figure);
        self
    }
}

/// Makes figures, each with the question why when the report of the period has it.
pub(super) struct Making<'a> {
    pub(super) sight: &'a Sight<'a>,
    /// The report of the period, when there is one.
    pub(super) report: Option<&'a Document>,
}

impl Making<'_> {
    /// A figure; none when nothing is recorded for it.
    pub(super) fn figure(&self, label: &str, cell: &Cell, key: [&str; 3]) -> Option<Figure> {
        if matches!(cell, Cell::Empty) {
            return None;
        }
        Some(Figure {
            status: None,
            label: label.to_owned(),
            shown: shown(cell),
            mark: "",
            why: self.why(key),
            about: label.to_owned(),
        })
    }

    /// How many have a status.
    pub(super) fn count(&self, of: &Cell, count: u32, key: [&str; 3]) -> Option<Figure> {
        let status = Status::of(of)?;
        let mut figure = self.number(status.word, count, key)?;
        figure.status = Some(status);
        Some(figure)
    }

    /// How many; none when there are none.
    pub(super) fn number(&self, label: &str, count: u32, key: [&str; 3]) -> Option<Figure> {
        if count == 0 {
            return None;
        }
        self.figure(label, &Cell::Count(i64::from(count)), key)
    }

    /// Where one asks why a figure is what it is, when the report has it.
    fn why(&self, [table, row, column]: [&str; 3]) -> Option<String> {
        let figure = FigureKey {
            table: table.to_owned(),
            row: row.to_owned(),
            column: column.to_owned(),
        };
        let sight = self.sight;
        let is_there = self
            .report
            .is_some_and(|report| report.cell(&figure).is_some());
        let may = sight.may(Capability::Explain).is_ok();
        (is_there && may).then(|| sight.why(&figure.to_string(), sight.kind()))
    }
}
