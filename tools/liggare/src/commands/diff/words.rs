//! A difference in words: what has changed, table by table, then text by text.
//!
//! Short values stand side by side in a table, long ones on lines of their own
//! under each other. With addresses each figure has the one that `explain` takes.

use std::fmt::Write as _;

use projections::diff::{Change, Difference, FigureChange, RowPlace, TextChange};
use projections::document::Cell;
use unicode_width::UnicodeWidthStr;

use crate::render::grid::{Grid, GridCell, GridRow};
use crate::render::names::{Names, title_of};
use crate::render::{Layout, swedish, text};

/// The longest value that stands beside the one it was before.
const LONGEST_BESIDE: usize = 20;

/// What stands before a text that is no more, and before the one that is there
/// instead; no-break spaces keep them under each other.
const BEFORE: &str = "före:\u{a0}\u{a0}";
const AFTER: &str = "efter:\u{a0}";

/// What differs, as text.
pub(crate) fn in_words(
    difference: &Difference,
    names: &Names<'_>,
    addresses: bool,
    layout: Layout,
) -> String {
    if difference.is_empty() {
        return "Inget skiljer sig.\n".to_owned();
    }
    let mut said = String::new();
    if difference.figures().any(is_amount) {
        let unit = format!("Belopp i {}.", layout.amounts.name());
        text::push_lines(&mut said, &unit, layout);
    }
    let mut tables: Vec<&str> = Vec::new();
    for table in difference.changes.iter().filter_map(Change::table) {
        if !tables.contains(&table) {
            tables.push(table);
        }
    }
    for table in tables {
        let changes = difference.changes.iter();
        let changes: Vec<&Change> = changes
            .filter(|change| change.table() == Some(table))
            .collect();
        push_table(&mut said, table, &changes, (names, addresses), layout);
    }
    for change in &difference.changes {
        if let Change::Text(change) = change {
            push_text(&mut said, change, layout);
        }
    }
    let forms: Vec<_> = difference
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Form(change) => Some(change),
            _ => None,
        })
        .collect();
    if !forms.is_empty() {
        text::push_heading(&mut said, "Rubriker och ordning", '─', layout);
    }
    for change in forms {
        let told = names.form(&change.place);
        if change.is_order() {
            text::push_lines(&mut said, &told, layout);
        } else {
            push_pair(&mut said, &told, &change.before, &change.after, layout);
        }
    }
    said
}

fn push_table(
    said: &mut String,
    table: &str,
    changes: &[&Change],
    (names, addresses): (&Names<'_>, bool),
    layout: Layout,
) {
    let added = changes.iter().find_map(|change| match change {
        Change::TableAdded(place) | Change::TableGone(place) => Some(place.table.title.clone()),
        _ => None,
    });
    let heading = added.unwrap_or_else(|| names.table(table));
    text::push_heading(said, &heading, '─', layout);
    let figures = || {
        changes.iter().filter_map(|change| match change {
            Change::Figure(figure) => Some(figure),
            _ => None,
        })
    };
    let mut grid = Grid::with_columns(&["Rad", "Kolumn", ">Före", ">Efter", ">Ändring"]);
    for change in figures().filter(|change| is_short(change, layout)) {
        let shown = |cell: &Cell| shown_or_dash(cell, layout);
        let figure = &change.figure;
        let mut row = GridRow {
            cells: [
                names.row(table, &figure.row),
                names.column(table, &figure.column),
                shown(&change.before),
                shown(&change.after),
                change.delta.as_ref().map(shown).unwrap_or_default(),
            ]
            .map(GridCell::plain)
            .into(),
            ..GridRow::default()
        };
        if addresses {
            row.beneath = vec![("Adress".to_owned(), GridCell::plain(figure.to_string()))];
        }
        grid.rows.push(row);
    }
    if !grid.rows.is_empty() {
        said.push_str(&grid.lay_out(layout.width, layout.colour));
    }
    for change in figures().filter(|change| !is_short(change, layout)) {
        let figure = &change.figure;
        let mut title = format!(
            "{}, {}",
            names.row(table, &figure.row),
            names.column(table, &figure.column)
        );
        if addresses {
            let _ = write!(title, " · {figure}");
        }
        let shown = |cell: &Cell| shown_or_dash(cell, layout);
        push_pair(
            said,
            &title,
            &shown(&change.before),
            &shown(&change.after),
            layout,
        );
    }
    for change in changes {
        match change {
            Change::RowAdded(place) => push_row(said, "+ ny rad", place, names, layout),
            Change::RowGone(place) => push_row(said, "− borttagen rad", place, names, layout),
            Change::TableAdded(place) => {
                let rows = place.table.rows.len() as u64;
                let rows = swedish::counted(rows, "rad", "rader");
                text::push_lines(said, &format!("+ ny tabell med {rows}"), layout);
            }
            Change::TableGone(_) => text::push_lines(said, "− borttagen tabell", layout),
            Change::Figure(_) | Change::Text(_) | Change::Form(_) => {}
        }
    }
}

/// A row that is new or gone, with what stands in it.
fn push_row(said: &mut String, what: &str, place: &RowPlace, names: &Names<'_>, layout: Layout) {
    let mut line = format!("{what}: {}", title_of(&place.row));
    let table = names
        .tables(&place.table)
        .find(|table| table.row(&place.row.key).is_some());
    let columns = table.map_or(&[][..], |table| &table.columns);
    let cells = columns.iter().zip(&place.row.cells).skip(1);
    let values: Vec<String> = cells
        .map(|(column, cell)| (column, text::cell(cell, layout)))
        .filter(|(_, shown)| !shown.is_empty())
        .map(|(column, shown)| format!("{} {shown}", column.title.to_lowercase()))
        .collect();
    if !values.is_empty() {
        let _ = write!(line, " ({})", values.join("; "));
    }
    text::push_lines(said, &line, layout);
}

fn push_text(said: &mut String, change: &TextChange, layout: Layout) {
    let heading = format!("Text under {}", change.heading);
    text::push_heading(said, &heading, '─', layout);
    let gone = change.before.iter();
    for gone in gone.filter(|text| !change.after.contains(text)) {
        text::push_lines(said, &format!("{BEFORE}{gone}"), layout);
    }
    let new = change.after.iter();
    for new in new.filter(|text| !change.before.contains(text)) {
        text::push_lines(said, &format!("{AFTER}{new}"), layout);
    }
}

fn push_pair(said: &mut String, title: &str, before: &str, after: &str, layout: Layout) {
    text::push_lines(said, title, layout);
    text::push_lines(said, &format!("{BEFORE}{before}"), layout);
    text::push_lines(said, &format!("{AFTER}{after}"), layout);
}

/// A cell, or a dash where nothing stands.
pub(crate) fn shown_or_dash(cell: &Cell, layout: Layout) -> String {
    let shown = text::cell(cell, layout);
    if shown.is_empty() {
        "–".to_owned()
    } else {
        shown
    }
}

fn is_short(change: &FigureChange, layout: Layout) -> bool {
    [&change.before, &change.after]
        .into_iter()
        .all(|cell| shown_or_dash(cell, layout).width() <= LONGEST_BESIDE)
}

fn is_amount(change: &FigureChange) -> bool {
    let cells = [&change.before, &change.after];
    cells.iter().any(|cell| matches!(cell, Cell::Amount(_)))
}
