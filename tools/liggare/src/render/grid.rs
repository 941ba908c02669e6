//! Grids: aligned tables of text.
//!
//! A column of numbers is right-aligned and never broken; a column of words is
//! broken into lines when the grid would be wider than the page. A number that
//! does not fit makes the grid wider instead of being cut. A row that has only
//! its first cell is a heading over the rows below it and stands across the
//! grid. Where the columns do not fit, long texts stand beneath their row, and
//! then columns below each other; see [`plan`].

mod measure;
mod plan;
#[cfg(test)]
mod tests;

use unicode_width::UnicodeWidthStr;

use super::paint::Paint;
use super::paragraph;
use plan::Panel;

/// The gap between two columns.
const GAP: usize = 2;

/// How far a text beneath its row is moved in.
const BENEATH: usize = 4;

/// The widest that a text beneath its row is set.
const WIDEST_BENEATH: usize = 100;

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct GridColumn {
    /// Its title.
    pub(crate) title: String,
    /// How it stands.
    pub(crate) align: Align,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct GridCell {
    /// Its text.
    pub(crate) text: String,
    /// How it is painted.
    pub(crate) paint: Paint,
}

impl GridCell {
    /// A cell without paint.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            paint: Paint::Plain,
        }
    }
}

/// A row.
#[derive(Debug, Clone, Default)]
pub(crate) struct GridRow {
    /// How many characters its first cell is moved in.
    pub(crate) indent: usize,
    /// Whether it is a sum: a rule stands above it and it is bold.
    pub(crate) total: bool,
    /// A cell per column.
    pub(crate) cells: Vec<GridCell>,
    /// Texts on lines of their own beneath the row, each under a title.
    pub(crate) beneath: Vec<(String, GridCell)>,
}

impl GridRow {
    /// Whether only the first cell says anything.
    fn is_heading(&self) -> bool {
        let mut cells = self.cells.iter();
        let first = cells.next().is_some_and(|cell| !cell.text.is_empty());
        first
            && self.cells.len() > 1
            && self.beneath.is_empty()
            && cells.all(|cell| cell.text.is_empty())
    }

    /// Whether it says anything in a panel beside its title.
    fn speaks_in(&self, panel: &Panel) -> bool {
        let cells = panel.columns.iter().skip(1);
        cells
            .filter_map(|place| self.cells.get(*place))
            .any(|cell| !cell.text.is_empty())
    }

    /// How far its cell in a column is moved in.
    fn indent_in(&self, column: usize) -> usize {
        if column == 0 { self.indent } else { 0 }
    }

    fn push_across(&self, text: &mut String, across: usize, colour: bool) {
        let words = self.cells.first().map_or("", |cell| cell.text.as_str());
        for line in paragraph::lines(words, across.saturating_sub(self.indent)) {
            text.extend(std::iter::repeat_n(' ', self.indent));
            text.push_str(&Paint::Bold.on(&line, colour));
            text.push('\n');
        }
    }
}

/// A grid, ready to be laid out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    /// The columns.
    pub(crate) columns: Vec<GridColumn>,
    /// The rows.
    pub(crate) rows: Vec<GridRow>,
}

impl Grid {
    /// A grid with columns of these titles; those that begin with `>` are right-aligned.
    pub(crate) fn with_columns(titles: &[&str]) -> Self {
        let column = |title: &&str| match title.strip_prefix('>') {
            Some(title) => GridColumn {
                title: title.to_owned(),
                align: Align::Right,
            },
            None => GridColumn {
                title: (*title).to_owned(),
                align: Align::Left,
            },
        };
        Self {
            columns: titles.iter().map(column).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row of plain texts.
    pub(crate) fn push<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(GridRow {
            cells: cells.into_iter().map(GridCell::plain).collect(),
            ..GridRow::default()
        });
    }

    /// The grid as lines, at most `width` wide where words allow it.
    pub(crate) fn lay_out(&self, width: usize, colour: bool) -> String {
        let plan = plan::plan(self, width);
        let mut text = String::new();
        for (number, panel) in plan.panels.iter().enumerate() {
            let beneath: &[usize] = if number == 0 { &plan.beneath } else { &[] };
            if number > 0 {
                text.push('\n');
            }
            self.push_titles(&mut text, panel, colour);
            let mut is_first = true;
            for row in &self.rows {
                // A later panel leaves out the rows that say nothing there.
                if number > 0 && !row.is_heading() && !row.speaks_in(panel) {
                    continue;
                }
                if row.total && !is_first {
                    push_rule(&mut text, panel.across());
                }
                is_first = false;
                self.push_row(&mut text, row, panel, colour);
                let room = width.min(WIDEST_BENEATH).max(panel.across());
                self.push_beneath(&mut text, row, beneath, room, colour);
            }
        }
        text
    }

    fn push_titles(&self, text: &mut String, panel: &Panel, colour: bool) {
        if self.columns.iter().all(|column| column.title.is_empty()) {
            return;
        }
        let titles = self.columns.iter().map(|column| GridCell {
            text: column.title.clone(),
            paint: Paint::Bold,
        });
        let titles: Vec<GridCell> = titles.collect();
        self.push_cells(text, &titles, (0, Stand::Bottom), panel, colour);
        push_rule(text, panel.across());
    }

    fn push_row(&self, text: &mut String, row: &GridRow, panel: &Panel, colour: bool) {
        if row.is_heading() {
            row.push_across(text, panel.across(), colour);
            return;
        }
        if !row.total {
            self.push_cells(text, &row.cells, (row.indent, Stand::Top), panel, colour);
            return;
        }
        let bold = row.cells.iter().map(|cell| GridCell {
            text: cell.text.clone(),
            paint: match cell.paint {
                Paint::Plain => Paint::Bold,
                painted => painted,
            },
        });
        let bold: Vec<GridCell> = bold.collect();
        self.push_cells(text, &bold, (row.indent, Stand::Top), panel, colour);
    }

    /// The texts of a row that stand on lines of their own below it.
    fn push_beneath(
        &self,
        text: &mut String,
        row: &GridRow,
        columns: &[usize],
        room: usize,
        colour: bool,
    ) {
        let of_columns = columns.iter().filter_map(|place| {
            let cell = row.cells.get(*place)?;
            Some((self.columns.get(*place)?.title.as_str(), cell))
        });
        let of_row = row
            .beneath
            .iter()
            .map(|(title, cell)| (title.as_str(), cell));
        let indent = row.indent + BENEATH;
        for (title, cell) in of_columns.chain(of_row) {
            if cell.text.is_empty() {
                continue;
            }
            let words = format!("{title}: {}", cell.text);
            for line in paragraph::lines(&words, room.saturating_sub(indent)) {
                text.extend(std::iter::repeat_n(' ', indent));
                text.push_str(&cell.paint.on(&line, colour));
                text.push('\n');
            }
        }
    }

    fn push_cells(
        &self,
        text: &mut String,
        cells: &[GridCell],
        (indent, stand): (usize, Stand),
        panel: &Panel,
        colour: bool,
    ) {
        let drawn: Vec<Drawn<'_>> = panel
            .columns
            .iter()
            .zip(&panel.widths)
            .filter_map(|(place, width)| {
                let cell = cells.get(*place)?;
                let indent = if *place == 0 { indent } else { 0 };
                Some(Drawn {
                    cell,
                    lines: paragraph::lines(&cell.text, width.saturating_sub(indent)),
                    width: *width,
                    indent,
                    align: self.columns.get(*place)?.align,
                })
            })
            .collect();
        let height = drawn.iter().map(|cell| cell.lines.len()).max().unwrap_or(1);
        for line in 0..height {
            let mut owed = 0;
            for cell in &drawn {
                let above = match stand {
                    Stand::Top => 0,
                    Stand::Bottom => height - cell.lines.len(),
                };
                let piece = line.checked_sub(above).and_then(|at| cell.lines.get(at));
                owed = cell.push(text, piece.map_or("", String::as_str), owed, colour);
            }
            text.push('\n');
        }
    }
}

/// Where a cell's lines stand when others of its row are higher.
#[derive(Clone, Copy)]
enum Stand {
    /// Rows begin together.
    Top,
    /// Titles end together, above their rule.
    Bottom,
}

/// A cell broken into lines.
struct Drawn<'a> {
    cell: &'a GridCell,
    lines: Vec<String>,
    width: usize,
    indent: usize,
    align: Align,
}

impl Drawn<'_> {
    /// Draws a line of the cell after the blanks that are owed; answers what is
    /// owed then, so that no line ends in blanks.
    fn push(&self, text: &mut String, piece: &str, owed: usize, colour: bool) -> usize {
        if piece.is_empty() {
            return owed + self.width + GAP;
        }
        let free = self.width.saturating_sub(piece.width() + self.indent);
        let (before, after) = match self.align {
            Align::Left => (self.indent, free),
            Align::Right => (self.indent + free, 0),
        };
        text.extend(std::iter::repeat_n(' ', owed + before));
        text.push_str(&self.cell.paint.on(piece, colour));
        after + GAP
    }
}

fn push_rule(text: &mut String, across: usize) {
    text.extend(std::iter::repeat_n('─', across));
    text.push('\n');
}
