//! Grids: aligned tables of text.
//!
//! A column of numbers is right-aligned and never broken; a column of words is
//! broken into lines when the grid would be wider than the page: first at its
//! spaces, then within words. A number that does not fit makes the grid wider
//! instead of being cut. A row that has only its first cell is a heading over
//! the rows below it and stands across the grid.

use unicode_width::UnicodeWidthStr;

use super::paint::Paint;
use super::paragraph;

/// The gap between two columns.
const GAP: usize = 2;

/// The narrowest that a column of words is made: below it a word in a line
/// would be broken twice.
const NARROWEST_WORDS: usize = 13;

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
}

impl GridRow {
    /// Whether only the first cell says anything.
    fn is_heading(&self) -> bool {
        let mut cells = self.cells.iter();
        let first = cells.next().is_some_and(|cell| !cell.text.is_empty());
        first && self.cells.len() > 1 && cells.all(|cell| cell.text.is_empty())
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
        let widths = self.widths(width);
        let across = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        let mut text = String::new();
        if self.columns.iter().any(|column| !column.title.is_empty()) {
            let titles = self.columns.iter().map(|column| GridCell {
                text: column.title.clone(),
                paint: Paint::Bold,
            });
            self.push_row(&mut text, &titles.collect::<Vec<_>>(), 0, &widths, colour);
            push_rule(&mut text, across);
        }
        for (place, row) in self.rows.iter().enumerate() {
            if row.total && place > 0 {
                push_rule(&mut text, across);
            }
            if row.is_heading() {
                row.push_across(&mut text, across, colour);
            } else if row.total {
                let bold = row.cells.iter().map(|cell| GridCell {
                    text: cell.text.clone(),
                    paint: match cell.paint {
                        Paint::Plain => Paint::Bold,
                        painted => painted,
                    },
                });
                let bold: Vec<_> = bold.collect();
                self.push_row(&mut text, &bold, row.indent, &widths, colour);
            } else {
                self.push_row(&mut text, &row.cells, row.indent, &widths, colour);
            }
        }
        text
    }

    fn widths(&self, page: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.columns.len())
            .map(|place| self.widest(place, UnicodeWidthStr::width))
            .collect();
        let longest_words: Vec<usize> = (0..self.columns.len())
            .map(|place| self.widest(place, longest_word).max(NARROWEST_WORDS))
            .collect();
        // Titles are broken before words of rows are, and words before letters.
        let cells: Vec<usize> = (0..self.columns.len())
            .map(|place| self.widest_cell(place, UnicodeWidthStr::width))
            .zip(
                self.columns
                    .iter()
                    .map(|column| longest_word(&column.title)),
            )
            .map(|(cell, title)| cell.max(title))
            .collect();
        self.narrow(&mut widths, page, &cells);
        self.narrow(&mut widths, page, &longest_words);
        self.narrow(
            &mut widths,
            page,
            &vec![NARROWEST_WORDS; self.columns.len()],
        );
        widths
    }

    /// The widest of a column's title and cells, by some measure of a text.
    fn widest(&self, place: usize, measure: fn(&str) -> usize) -> usize {
        let Some(column) = self.columns.get(place) else {
            return 0;
        };
        let title = match column.align {
            Align::Left => measure(&column.title),
            Align::Right => longest_word(&column.title),
        };
        self.widest_cell(place, measure).max(title)
    }

    fn widest_cell(&self, place: usize, measure: fn(&str) -> usize) -> usize {
        let rows = self.rows.iter().filter(|row| !row.is_heading());
        let cells = rows.filter_map(|row| {
            let indent = if place == 0 { row.indent } else { 0 };
            Some(measure(&row.cells.get(place)?.text) + indent)
        });
        cells.max().unwrap_or(0)
    }

    /// Takes from the widest column of words until the grid fits or every such
    /// column is down to its least width.
    fn narrow(&self, widths: &mut [usize], page: usize, least: &[usize]) {
        let gaps = GAP * widths.len().saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(page);
        while excess > 0 {
            let columns = self.columns.iter().zip(widths.iter_mut()).zip(least);
            let widest = columns
                .filter(|((column, width), least)| column.align == Align::Left && **width > **least)
                .map(|((_, width), _)| width)
                .max();
            let Some(widest) = widest else { break };
            *widest -= 1;
            excess -= 1;
        }
    }

    fn push_row(
        &self,
        text: &mut String,
        cells: &[GridCell],
        indent: usize,
        widths: &[usize],
        colour: bool,
    ) {
        let broken: Vec<Vec<String>> = cells
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(place, (cell, width))| {
                let room = if place == 0 {
                    width.saturating_sub(indent)
                } else {
                    *width
                };
                paragraph::lines(&cell.text, room)
            })
            .collect();
        let height = broken.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for line in 0..height {
            let mut drawn = String::new();
            let mut owed = 0;
            for (place, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let piece = broken[place].get(line).map_or("", String::as_str);
                let moved = if place == 0 && !piece.is_empty() {
                    indent
                } else {
                    0
                };
                let free = width.saturating_sub(piece.width() + moved);
                let right = self
                    .columns
                    .get(place)
                    .is_some_and(|c| c.align == Align::Right);
                let before = if right { free } else { moved };
                let after = if right { moved } else { free };
                if piece.is_empty() {
                    owed += before + after + GAP;
                } else {
                    drawn.extend(std::iter::repeat_n(' ', owed + before));
                    drawn.push_str(&cell.paint.on(piece, colour));
                    owed = after + GAP;
                }
            }
            text.push_str(&drawn);
            text.push('\n');
        }
    }
}

fn push_rule(text: &mut String, across: usize) {
    text.extend(std::iter::repeat_n('─', across));
    text.push('\n');
}

fn longest_word(text: &str) -> usize {
    text.split(' ')
        .map(UnicodeWidthStr::width)
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str], indent: usize, total: bool) -> GridRow {
        GridRow {
            indent,
            total,
            cells: cells.iter().map(|text| GridCell::plain(*text)).collect(),
        }
    }

    #[test]
    fn numbers_stand_under_each_other_and_a_sum_has_a_rule() {
        let mut grid = Grid::with_columns(&["Rad", ">Utfall"]);
        grid.rows
            .push(row(&["Åtgärder", "−2\u{a0}869,0"], 0, false));
        grid.rows.push(row(&["varav resor", "8,5"], 2, false));
        grid.rows.push(row(&["Summa", "−2\u{a0}860,5"], 0, true));
        assert_eq!(
            grid.lay_out(80, false),
            "Rad              Utfall\n\
             ───────────────────────\n\
             Åtgärder       −2\u{a0}869,0\n\
             \u{20} varav resor       8,5\n\
             ───────────────────────\n\
             Summa          −2\u{a0}860,5\n"
        );
    }

    #[test]
    fn words_are_broken_to_the_page_and_numbers_never() {
        let mut grid = Grid::with_columns(&["Mål", ">Antal"]);
        let title = "Invånarna har god tillgång till vård på lika villkor";
        grid.rows.push(row(&[title, "308\u{a0}188"], 0, false));
        let laid = grid.lay_out(40, false);
        assert!(
            laid.lines().all(|line| line.chars().count() <= 40),
            "{laid}"
        );
        assert!(laid.contains("308\u{a0}188"));
        assert!(
            !laid.lines().any(|line| line.ends_with(' ')),
            "no blanks at line ends"
        );
    }
}
