//! What differs between two versions of a report: figures, rows, tables and texts.

use std::collections::BTreeMap;

use askama::Template;
use projections::diff::{Change, FigureChange, RowPlace};
use projections::document::{Cell, FigureKey};

use crate::render::names::{Names, title_of};
use crate::render::swedish;
use crate::server::problem::Problem;
use crate::web::html::Html;
use crate::web::html::cell::{can_be_asked, shown};
use crate::web::html::document::Why;
use crate::web::html::value::Value;

#[derive(Template)]
#[template(path = "web/changes.html")]
struct Told {
    tables: Vec<ToldTable>,
    texts: Vec<ToldText>,
    forms: Vec<String>,
}

#[derive(Default)]
struct ToldTable {
    title: String,
    rows: Vec<ToldRow>,
    /// What is said of the whole table: that it is new or gone.
    note: Option<String>,
}

struct ToldRow {
    row: String,
    column: String,
    before: Value,
    after: Value,
    /// After less before, with its sign.
    delta: String,
    why: Option<String>,
    /// In place of the values: that the row is new or gone, and what stands in it.
    whole: Option<(&'static str, String)>,
}

struct ToldText {
    heading: String,
    before: Vec<String>,
    after: Vec<String>,
}

impl ToldTable {
    /// Whether most of what has changed in it is figures.
    fn is_figures(&self) -> bool {
        let is_figure = |row: &&ToldRow| row.before.is_figure() || row.after.is_figure();
        self.rows.iter().filter(is_figure).count() * 2 > self.rows.len()
    }
}

/// The changes as a piece of a page.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(super) fn told(
    changes: &[Change],
    names: &Names<'_>,
    why: Option<Why<'_>>,
) -> Result<Html, Problem> {
    let mut order: Vec<&str> = Vec::new();
    let mut tables: BTreeMap<&str, ToldTable> = BTreeMap::new();
    let (mut texts, mut forms) = (Vec::new(), Vec::new());
    for change in changes {
        if let Some(key) = change.table() {
            if !order.contains(&key) {
                order.push(key);
            }
            let table = tables.entry(key).or_insert_with(|| ToldTable {
                title: names.table(key),
                ..ToldTable::default()
            });
            match change {
                Change::Figure(change) => table.rows.push(figure(change, names, why)),
                Change::RowAdded(place) => table.rows.push(row("Ny rad", place, names)),
                Change::RowGone(place) => table.rows.push(row("Borttagen rad", place, names)),
                Change::TableAdded(place) => {
                    place.table.title.clone_into(&mut table.title);
                    let rows = place.table.rows.len() as u64;
                    let rows = swedish::counted(rows, "rad", "rader");
                    table.note = Some(format!("Ny tabell med {rows}."));
                }
                Change::TableGone(place) => {
                    place.table.title.clone_into(&mut table.title);
                    table.note = Some("Tabellen finns inte längre.".to_owned());
                }
                Change::Text(_) | Change::Form(_) => {}
            }
            continue;
        }
        match change {
            Change::Text(change) => {
                let only = |these: &[String], those: &[String]| -> Vec<String> {
                    let only = these.iter().filter(|text| !those.contains(text));
                    only.cloned().collect()
                };
                texts.push(ToldText {
                    heading: change.heading.clone(),
                    before: only(&change.before, &change.after),
                    after: only(&change.after, &change.before),
                });
            }
            Change::Form(change) => forms.push(names.form(&change.place)),
            _ => {}
        }
    }
    Html::of(&Told {
        tables: order
            .into_iter()
            .filter_map(|key| tables.remove(key))
            .collect(),
        texts,
        forms,
    })
}

/// A cell in plain words, as it is told beside the one that took its place.
pub(super) fn plain(cell: &Cell) -> String {
    let shown = shown(cell);
    match (shown.status, shown.missing) {
        (Some(status), _) => status.word.to_owned(),
        (None, Some(missing)) => missing,
        (None, None) if shown.text.is_empty() => "–".to_owned(),
        (None, None) => shown.text,
    }
}

fn figure(change: &FigureChange, names: &Names<'_>, why: Option<Why<'_>>) -> ToldRow {
    let key: &FigureKey = &change.figure;
    ToldRow {
        row: names.row(&key.table, &key.row),
        column: names.column(&key.table, &key.column),
        before: Value::of(&change.before, None),
        after: Value::of(&change.after, None),
        delta: change.delta.as_ref().map(signed).unwrap_or_default(),
        why: why
            .filter(|_| can_be_asked(&change.before) || can_be_asked(&change.after))
            .map(|why| why(key)),
        whole: None,
    }
}

fn row(what: &'static str, place: &RowPlace, names: &Names<'_>) -> ToldRow {
    let mut tables = names.tables(&place.table);
    let table = tables.find(|table| table.row(&place.row.key).is_some());
    let columns = table.map_or(&[][..], |table| &table.columns);
    let cells = columns.iter().zip(&place.row.cells).skip(1);
    let values: Vec<String> = cells
        .filter(|(_, cell)| !matches!(cell, Cell::Empty))
        .map(|(column, cell)| format!("{}: {}", column.title, plain(cell)))
        .collect();
    ToldRow {
        row: title_of(&place.row),
        column: String::new(),
        before: Value::of(&Cell::Empty, None),
        after: Value::of(&Cell::Empty, None),
        delta: String::new(),
        why: None,
        whole: Some((what, values.join("; "))),
    }
}

/// A difference with a sign when it adds.
fn signed(delta: &Cell) -> String {
    let text = shown(delta).text;
    let adds = match delta {
        Cell::Amount(amount) => amount.0 > 0,
        Cell::Number(number) | Cell::Percent(number) => number.mantissa() > 0,
        Cell::Count(count) => *count > 0,
        _ => false,
    };
    if adds { format!("+{text}") } else { text }
}
