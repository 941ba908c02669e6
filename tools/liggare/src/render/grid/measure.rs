//! Measures of a grid: how wide its columns want to be, and how high its rows
//! become at a width.

use std::cell::RefCell;
use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use super::{Align, Grid};
use crate::render::paragraph;

/// The widest that a single word makes a column: a longer one is divided. What
/// is no word of a language, an id, is never divided while anything else helps.
const WIDEST_WORD: usize = 24;

/// The widest that an id makes a column: a hash is cut.
const WIDEST_ID: usize = 40;

/// The fewest lines that a title is set in where its words are wider than what
/// stands below it.
const TITLE_LINES: usize = 2;

/// A grid with what has been measured of it.
pub(super) struct Measure<'a> {
    grid: &'a Grid,
    heights: RefCell<BTreeMap<(usize, usize), Vec<usize>>>,
}

impl<'a> Measure<'a> {
    /// Nothing measured yet.
    pub(super) fn of(grid: &'a Grid) -> Self {
        Self {
            grid,
            heights: RefCell::default(),
        }
    }

    /// How wide a column is when nothing stands in its way.
    pub(super) fn wished(&self, column: usize) -> usize {
        self.widest_cell(column).max(self.title_width(column))
    }

    /// The narrowest that a column may be: its longest word, and for numbers
    /// the widest of them, which is never cut.
    pub(super) fn least(&self, column: usize) -> usize {
        let title = paragraph::longest_piece(self.title(column)).min(WIDEST_WORD);
        let cells = match self.align(column) {
            Align::Right => self.widest_cell(column),
            Align::Left => self.over_cells(column, |text| {
                let ids = text.split([' ', '\n']).filter(|word| is_id(word));
                let longest_id = ids.map(UnicodeWidthStr::width).max().unwrap_or(0);
                let longest_word = paragraph::longest_piece(text).min(WIDEST_WORD);
                longest_id.min(WIDEST_ID).max(longest_word)
            }),
        };
        cells.max(title)
    }

    /// The widest of a column's cells.
    pub(super) fn widest_cell(&self, column: usize) -> usize {
        self.over_cells(column, UnicodeWidthStr::width)
    }

    /// How high each row becomes in a column of a width; the title is the first.
    pub(super) fn heights(&self, column: usize, width: usize) -> Vec<usize> {
        if let Some(known) = self.heights.borrow().get(&(column, width)) {
            return known.clone();
        }
        let rows = self.grid.rows.iter().map(|row| {
            if row.is_heading() {
                return 1;
            }
            let indent = row.indent_in(column);
            row.cells.get(column).map_or(0, |cell| {
                paragraph::lines(&cell.text, width.saturating_sub(indent)).len()
            })
        });
        let title = paragraph::lines(self.title(column), width).len();
        let heights: Vec<usize> = [title].into_iter().chain(rows).collect();
        let mut known = self.heights.borrow_mut();
        known.insert((column, width), heights.clone());
        heights
    }

    /// How a column stands.
    pub(super) fn align(&self, column: usize) -> Align {
        let of = self.grid.columns.get(column);
        of.map_or(Align::Left, |column| column.align)
    }

    /// A column's title.
    pub(super) fn title(&self, column: usize) -> &str {
        let of = self.grid.columns.get(column);
        of.map_or("", |column| column.title.as_str())
    }

    /// How many columns there are.
    pub(super) fn columns(&self) -> usize {
        self.grid.columns.len()
    }

    fn title_width(&self, column: usize) -> usize {
        let title = self.title(column);
        let longest = paragraph::longest_piece(title);
        let fits = |width: &usize| paragraph::lines(title, *width).len() <= TITLE_LINES;
        (longest..title.width()).find(fits).unwrap_or(title.width())
    }

    fn over_cells(&self, column: usize, measure: impl Fn(&str) -> usize) -> usize {
        let rows = self.grid.rows.iter().filter(|row| !row.is_heading());
        let cells = rows.filter_map(|row| {
            let cell = row.cells.get(column)?;
            Some(measure(&cell.text) + row.indent_in(column))
        });
        cells.max().unwrap_or(0)
    }
}

/// Whether a word is an id or the like, which is copied and not read.
fn is_id(word: &str) -> bool {
    word.chars().any(char::is_numeric) && word.chars().any(char::is_alphabetic)
}
