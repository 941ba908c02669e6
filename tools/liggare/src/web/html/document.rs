//! A report or a view as a page: headings, paragraphs and tables.
//!
//! Beside each figure and status stands the question why, and rows that have a page of
//! their own lead to it. Nothing is computed here.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use askama::filters::HtmlSafe;
use projections::diff::BASIS_TABLE;
use projections::document::{Block, Cell, Document, FigureKey, Row, RowRole, Section, Table};
use projections::economy::table::TOTAL_ROW;

use super::Html;
use super::cell::{AMOUNTS, Shown, can_be_asked, is_figure, shown};
use crate::render::words;
use crate::server::problem::Problem;
use crate::web::times::{Times, path};

/// The address that answers why a figure is what it is.
pub(in crate::web) type Why<'a> = &'a dyn Fn(&FigureKey) -> String;

/// How a document is told.
#[derive(Default)]
pub(in crate::web) struct Telling<'a> {
    /// Where one asks why, when one may.
    pub(in crate::web) why: Option<Why<'a>>,
    /// The times that links to other pages keep; without them there are none.
    pub(in crate::web) times: Option<&'a Times>,
    /// Figures that are marked, with what is said of them: those that differ.
    pub(in crate::web) marked: Option<&'a BTreeMap<FigureKey, String>>,
    /// How much deeper than right under the page's own heading the first one is.
    pub(in crate::web) deeper: u8,
    /// What ids begin with, where a page holds several documents.
    pub(in crate::web) prefix: &'a str,
}

#[derive(Template)]
#[template(path = "web/document.html")]
struct Told {
    sections: Vec<ToldSection>,
}

struct ToldSection {
    key: String,
    heading: String,
    tag: &'static str,
    blocks: Vec<ToldBlock>,
}

enum ToldBlock {
    Text(String),
    Table(ToldTable),
}

/// A table as it is shown.
#[derive(Template)]
#[template(path = "web/table.html")]
struct ToldTable {
    key: String,
    title: String,
    note: String,
    columns: Vec<ToldColumn>,
    rows: Vec<ToldRow>,
    notes: Vec<String>,
}

/// Its template escapes what it shows.
impl HtmlSafe for ToldTable {}

struct ToldColumn {
    title: String,
    is_figures: bool,
}

struct ToldRow {
    class: &'static str,
    level: u8,
    /// The page of what the row is about.
    address: Option<String>,
    mark: &'static str,
    cells: Vec<ToldCell>,
}

struct ToldCell {
    shown: Shown,
    is_figures: bool,
    why: Option<String>,
    about: String,
    differs: Option<String>,
}

/// A document without what it rests on, which the page's foot tells.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(in crate::web) fn told(document: &Document, telling: &Telling<'_>) -> Result<Html, Problem> {
    told_sections(&document.sections, telling)
}

/// Some of a document's sections.
///
/// # Errors
/// As [`told`].
pub(in crate::web) fn told_sections<'a>(
    sections: impl IntoIterator<Item = &'a Section>,
    telling: &Telling<'_>,
) -> Result<Html, Problem> {
    let sections = sections.into_iter();
    let sections = sections.filter(|section| section.key != BASIS_TABLE);
    let told = Told {
        sections: sections
            .map(|section| ToldSection {
                key: format!("{}{}", telling.prefix, section.key),
                heading: section.heading.clone(),
                tag: heading(section.level + telling.deeper),
                blocks: section
                    .blocks
                    .iter()
                    .map(|block| match block {
                        Block::Text(text) => ToldBlock::Text(text.clone()),
                        Block::Table(of) => {
                            let mut table = told_table(of, telling);
                            if table.title == section.heading {
                                table.title.clear();
                            }
                            ToldBlock::Table(table)
                        }
                    })
                    .collect(),
            })
            .collect(),
    };
    Html::of(&told)
}

fn heading(level: u8) -> &'static str {
    match level {
        0 | 1 => "h2",
        2 => "h3",
        _ => "h4",
    }
}

fn told_table(table: &Table, telling: &Telling<'_>) -> ToldTable {
    let says = |place: usize| {
        let mut cells = table.rows.iter().filter_map(|row| row.cells.get(place));
        place == 0 || cells.any(|cell| !matches!(cell, Cell::Empty))
    };
    let places: Vec<usize> = (0..table.columns.len())
        .filter(|place| says(*place))
        .collect();
    let is_figures = |place: usize| {
        let mut cells = table.rows.iter().filter_map(|row| row.cells.get(place));
        place > 0 && cells.any(is_figure)
    };
    let figures: BTreeSet<usize> = places
        .iter()
        .copied()
        .filter(|at| is_figures(*at))
        .collect();
    let columns = places.iter().filter_map(|place| {
        Some(ToldColumn {
            title: table.columns.get(*place)?.title.clone(),
            is_figures: figures.contains(place),
        })
    });
    let has_amounts = table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .any(|cell| matches!(cell, Cell::Amount(_)));
    let unit = has_amounts.then(|| format!("Belopp i {}.", AMOUNTS.name()));
    let note = unit
        .into_iter()
        .chain((!table.note.is_empty()).then(|| table.note.clone()));
    ToldTable {
        key: format!("{}{}", telling.prefix, table.key),
        title: table.title.clone(),
        note: note.collect::<Vec<_>>().join(" "),
        columns: columns.collect(),
        rows: table
            .rows
            .iter()
            .map(|row| told_row(table, row, &places, &figures, telling))
            .collect(),
        notes: words::legend(table.rows.iter().filter_map(|row| row.provenance)),
    }
}

fn told_row(
    table: &Table,
    row: &Row,
    places: &[usize],
    figures: &BTreeSet<usize>,
    telling: &Telling<'_>,
) -> ToldRow {
    let name = match row.cells.first() {
        Some(Cell::Text(text)) => text.clone(),
        _ => row.key.clone(),
    };
    let cells = places.iter().filter_map(|place| {
        let (cell, column) = (row.cells.get(*place)?, table.columns.get(*place)?);
        let figure = FigureKey {
            table: table.key.clone(),
            row: row.key.clone(),
            column: column.key.clone(),
        };
        let asked = *place > 0 && can_be_asked(cell);
        Some(ToldCell {
            shown: shown(cell),
            is_figures: figures.contains(place),
            why: telling.why.filter(|_| asked).map(|why| why(&figure)),
            about: format!("{name}, {}", column.title),
            differs: telling
                .marked
                .and_then(|marked| marked.get(&figure))
                .cloned(),
        })
    });
    ToldRow {
        class: match row.role {
            RowRole::Item => "",
            RowRole::Part => "part",
            RowRole::Remainder => "remainder",
            RowRole::Total => "total",
        },
        level: row.level.min(4),
        address: telling.times.and_then(|times| address(table, row, times)),
        mark: words::mark(row.provenance),
        cells: cells.collect(),
    }
}

/// The page of what a row is about, when there is one.
fn address(table: &Table, row: &Row, times: &Times) -> Option<String> {
    let room = match table.key.as_str() {
        key if key.starts_with("objectives") || key.starts_with("assignments") => "/poster",
        key if key.starts_with("indicators") => "/indikatorer",
        "operating_result" | "income_statement" | "investments" | "balance_requirement" => {
            // A remainder is its line's, and a sum of several lines is none.
            let is_line = row.role != RowRole::Remainder && row.key != TOTAL_ROW;
            if !is_line {
                return None;
            }
            "/ekonomi"
        }
        "frames" if row.level == 0 => "/ramar",
        "investment_objects" => "/investeringar",
        "decisions" | "open_decisions" => "/beslut",
        _ => return None,
    };
    Some(times.link(&path(room, &row.key)))
}
