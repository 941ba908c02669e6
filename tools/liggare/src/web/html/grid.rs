//! A table that a page puts together itself: cells with links, marks and questions.
//!
//! Columns that nothing stands in are left out.

use askama::Template;
use ledger::event::Provenance;

use super::Html;
use crate::render::words::{legend, mark};
use crate::server::problem::Problem;

/// A table.
#[derive(Default)]
pub(in crate::web) struct Grid {
    key: String,
    title: String,
    note: String,
    columns: Vec<Column>,
    rows: Vec<GridRow>,
}

struct Column {
    title: String,
    kind: Kind,
}

/// What stands in a column.
#[derive(Clone, Copy)]
enum Kind {
    /// Words, in as many lines as they take.
    Words,
    /// A date, a name or the like, in one line.
    Short,
    /// Figures, which stand to the right.
    Figures,
}

impl Kind {
    /// The class of the style sheet.
    fn class(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Short => "short",
            Self::Figures => "figure",
        }
    }
}

/// A row.
#[derive(Default)]
pub(in crate::web) struct GridRow {
    id: Option<String>,
    class: &'static str,
    level: u8,
    head: Html,
    cells: Vec<Html>,
    provenance: Option<Provenance>,
    /// What stands small under its name.
    under: String,
    /// Whether its name takes the whole width: what the rows below belong to.
    is_heading: bool,
}

#[derive(Template)]
#[template(path = "web/grid.html")]
struct Drawn<'a> {
    grid: &'a Grid,
    /// The columns that something stands in, the first among them.
    columns: Vec<&'a Column>,
    rows: Vec<DrawnRow<'a>>,
    notes: Vec<String>,
}

impl Drawn<'_> {
    /// The class of what names the rows.
    fn first(&self) -> &'static str {
        let first = self.columns.first();
        first.map_or("", |column| column.kind.class())
    }
}

struct DrawnRow<'a> {
    row: &'a GridRow,
    mark: &'static str,
    cells: Vec<(&'a Html, &'static str)>,
}

impl Grid {
    /// A table with a key that no other on the page has, and a title.
    pub(in crate::web) fn new(key: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            title: title.into(),
            ..Self::default()
        }
    }

    /// The same with what a reader must know of sign and unit.
    pub(in crate::web) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The same with a column of words; the first names the rows.
    pub(in crate::web) fn words(self, title: impl Into<String>) -> Self {
        self.column(title, Kind::Words)
    }

    /// The same with a column of dates, names or the like, each in one line.
    pub(in crate::web) fn short(self, title: impl Into<String>) -> Self {
        self.column(title, Kind::Short)
    }

    /// The same with a column of figures, which stand to the right.
    pub(in crate::web) fn figures(self, title: impl Into<String>) -> Self {
        self.column(title, Kind::Figures)
    }

    fn column(mut self, title: impl Into<String>, kind: Kind) -> Self {
        self.columns.push(Column {
            title: title.into(),
            kind,
        });
        self
    }

    /// Adds a row.
    pub(in crate::web) fn push(&mut self, row: GridRow) {
        self.rows.push(row);
    }

    /// Whether it has no rows.
    pub(in crate::web) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table; nothing when it has no rows.
    ///
    /// # Errors
    /// [`Problem`] 500; plain data has none to give.
    pub(in crate::web) fn drawn(&self) -> Result<Html, Problem> {
        if self.is_empty() {
            return Ok(Html::default());
        }
        let says = |place: usize| {
            let mut cells = self.rows.iter().filter_map(|row| row.cells.get(place));
            cells.any(|cell| !cell.is_empty())
        };
        let rest = self.columns.iter().skip(1).enumerate();
        let shown: Vec<(usize, &Column)> = rest.filter(|(place, _)| says(*place)).collect();
        let first = self.columns.iter().take(1);
        let rows = self.rows.iter().map(|row| DrawnRow {
            row,
            mark: mark(row.provenance),
            cells: shown
                .iter()
                .filter_map(|(place, column)| Some((row.cells.get(*place)?, column.kind.class())))
                .collect(),
        });
        Html::of(&Drawn {
            grid: self,
            columns: first
                .chain(shown.iter().map(|(_, column)| *column))
                .collect(),
            rows: rows.collect(),
            notes: legend(self.rows.iter().filter_map(|row| row.provenance)),
        })
    }
}

impl GridRow {
    /// A row that is named so.
    pub(in crate::web) fn new(head: Html) -> Self {
        Self {
            head,
            ..Self::default()
        }
    }

    /// A row that says what those below it belong to.
    pub(in crate::web) fn heading(head: Html) -> Self {
        Self {
            head,
            class: "group",
            is_heading: true,
            ..Self::default()
        }
    }

    /// The same with a name that an address can point to.
    pub(in crate::web) fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same with something small under its name.
    pub(in crate::web) fn under(mut self, text: impl Into<String>) -> Self {
        self.under = text.into();
        self
    }

    /// The same with a class of the style sheet.
    pub(in crate::web) fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// The same, indented.
    pub(in crate::web) fn level(mut self, level: u8) -> Self {
        self.level = level.min(4);
        self
    }

    /// The same with where its figures come from.
    pub(in crate::web) fn sourced(mut self, provenance: Option<Provenance>) -> Self {
        self.provenance = provenance;
        self
    }

    /// The same with one more cell.
    pub(in crate::web) fn cell(mut self, cell: Html) -> Self {
        self.cells.push(cell);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_nothing_stands_in_is_left_out() {
        let mut grid = Grid::new("t", "Rader").words("Rad").words("A").figures("B");
        let row = GridRow::new(Html::escaped("<x>")).cell(Html::default());
        grid.push(row.cell(Html::escaped("1")));
        let drawn = grid.drawn().expect("a table").to_string();
        assert!(
            drawn.contains(">B</th>") && !drawn.contains(">A</th>"),
            "{drawn}"
        );
        assert!(drawn.contains("&lt;x&gt;"));
        let empty = Grid::new("t", "Rader").words("Rad").drawn();
        assert!(empty.expect("nothing").is_empty());
    }
}
