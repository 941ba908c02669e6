//! The difference between two documents, figure by figure.
//!
//! Guarantee: nothing that differs between the two goes unmentioned, and a
//! document differs from itself in nothing; the difference the other way round
//! is the same with before and after exchanged. Only the basis is left out,
//! which the difference states itself.
//!
//! Deliberately not here: why something changed; that is the trace.

use std::collections::BTreeSet;

use ledger::basis::Basis;
use ledger::event::Provenance;
use serde::Serialize;

use crate::canonical;
use crate::document::{Block, Cell, Document, FigureKey, Row, RowRole, Section, Table};

/// The table that states the basis: it always differs and never says anything of the matter.
pub const BASIS_TABLE: &str = "basis";

/// Its row of when the last event that was known was recorded.
pub const KNOWN_AT_ROW: &str = "known_at";

/// What differs between two documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Difference {
    /// The basis of the first.
    pub from: Basis,
    /// The basis of the second.
    pub to: Basis,
    /// What differs, in the order of the first document, then what is new in the second.
    pub changes: Vec<Change>,
}

/// Something that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A figure, in a row that both have.
    Figure(FigureChange),
    /// A row that only the second has.
    RowAdded(RowPlace),
    /// A row that only the first has.
    RowGone(RowPlace),
    /// A table that only the second has.
    TableAdded(TablePlace),
    /// A table that only the first has.
    TableGone(TablePlace),
    /// The paragraphs of a section.
    Text(TextChange),
    /// What a title, heading or the order or role of rows says.
    Form(FormChange),
}

/// A figure that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FigureChange {
    /// Its address.
    pub figure: FigureKey,
    /// The table, row and column in words.
    pub title: String,
    /// What the first says.
    pub before: Cell,
    /// What the second says.
    pub after: Cell,
    /// After less before, for two amounts, numbers or counts of the same kind.
    pub delta: Option<Cell>,
}

/// A row of one of the documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RowPlace {
    /// The table's key.
    pub table: String,
    /// The table's title.
    pub title: String,
    /// The row.
    pub row: Row,
}

/// A table of one of the documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TablePlace {
    /// The section's key.
    pub section: String,
    /// The table.
    pub table: Table,
}

/// The paragraphs of a section that differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TextChange {
    /// The section's key.
    pub section: String,
    /// Its heading.
    pub heading: String,
    /// The paragraphs of the first; none when it lacks the section.
    pub before: Vec<String>,
    /// The paragraphs of the second.
    pub after: Vec<String>,
}

/// What the place of a change of order ends with.
pub const ORDER: &str = "/order";

/// A difference of form: no figure and no paragraph, but the bytes differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FormChange {
    /// What it is of: `document`, `section/key`, `table/key` or `row/table:row`, with
    /// [`ORDER`] after it where it is of the order of what stands there.
    pub place: String,
    /// What the first says.
    pub before: String,
    /// What the second says.
    pub after: String,
}

/// What differs from `a` to `b`; see the module.
pub fn diff(a: &Document, b: &Document) -> Difference {
    let mut changes = Vec::new();
    let head = |d: &Document| format!("{} {} ({}, {})", d.kind, d.title, d.unit, d.period);
    form("document", head(a), head(b), &mut changes);
    order(
        "document",
        &a.sections,
        &b.sections,
        |section| &section.key,
        &mut changes,
    );
    for key in keys(&a.sections, &b.sections, |section| &section.key) {
        sections(a.section(key), b.section(key), &mut changes);
    }
    Difference {
        from: a.basis,
        to: b.basis,
        changes,
    }
}

/// After less before, for two cells that can be subtracted.
pub fn delta(before: &Cell, after: &Cell) -> Option<Cell> {
    match (before, after) {
        (Cell::Amount(before), Cell::Amount(after)) => Some(Cell::Amount(*after - *before)),
        (Cell::Number(before), Cell::Number(after)) => Some(Cell::Number(after.minus(*before))),
        (Cell::Percent(before), Cell::Percent(after)) => Some(Cell::Percent(after.minus(*before))),
        (Cell::Count(before), Cell::Count(after)) => {
            Some(Cell::Count(after.saturating_sub(*before)))
        }
        _ => None,
    }
}

impl Difference {
    /// Whether the documents say the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The figures that differ, in order.
    pub fn figures(&self) -> impl Iterator<Item = &FigureChange> {
        self.changes.iter().filter_map(|change| match change {
            Change::Figure(figure) => Some(figure),
            _ => None,
        })
    }
}

impl FormChange {
    /// Whether only the order is another; both say the keys of what stands there.
    pub fn is_order(&self) -> bool {
        self.place.ends_with(ORDER)
    }
}

impl Change {
    /// The key of the table it is in, when it is in one.
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::Figure(change) => Some(&change.figure.table),
            Self::RowAdded(place) | Self::RowGone(place) => Some(&place.table),
            Self::TableAdded(place) | Self::TableGone(place) => Some(&place.table.key),
            Self::Text(_) | Self::Form(_) => None,
        }
    }
}

fn sections(a: Option<&Section>, b: Option<&Section>, changes: &mut Vec<Change>) {
    let Some(either) = a.or(b) else { return };
    if let (Some(a), Some(b)) = (a, b) {
        form(
            &format!("section/{}", a.key),
            section_form(a),
            section_form(b),
            changes,
        );
    }
    let (before, after) = (texts(a), texts(b));
    if before != after || a.is_some() != b.is_some() {
        changes.push(Change::Text(TextChange {
            section: either.key.clone(),
            heading: either.heading.clone(),
            before,
            after,
        }));
    }
    if let (Some(a), Some(b)) = (a, b) {
        order(
            &format!("section/{}", a.key),
            &a.blocks,
            &b.blocks,
            block_key,
            changes,
        );
    }
    let (before, after) = (table_list(a), table_list(b));
    for key in keys(&before, &after, |table| &table.key) {
        let place = |table: &Table| TablePlace {
            section: either.key.clone(),
            table: table.clone(),
        };
        match (find(&before, key), find(&after, key)) {
            (Some(a), Some(b)) => tables(a, b, changes),
            (Some(a), None) => changes.push(Change::TableGone(place(a))),
            (None, Some(b)) => changes.push(Change::TableAdded(place(b))),
            (None, None) => {}
        }
    }
}

fn tables(a: &Table, b: &Table, changes: &mut Vec<Change>) {
    if a.key == BASIS_TABLE {
        return;
    }
    form(
        &format!("table/{}", a.key),
        table_form(a),
        table_form(b),
        changes,
    );
    order(
        &format!("table/{}", a.key),
        &a.rows,
        &b.rows,
        |row| &row.key,
        changes,
    );
    let row_place = |row: &Row| RowPlace {
        table: a.key.clone(),
        title: a.title.clone(),
        row: row.clone(),
    };
    for key in keys(&a.rows, &b.rows, |row| &row.key) {
        match (a.row(key), b.row(key)) {
            (Some(before), Some(after)) => {
                form(
                    &format!("row/{}:{key}", a.key),
                    row_form(before),
                    row_form(after),
                    changes,
                );
                cells(a, b, (before, after), changes);
            }
            (Some(row), None) => changes.push(Change::RowGone(row_place(row))),
            (None, Some(row)) => changes.push(Change::RowAdded(row_place(row))),
            (None, None) => {}
        }
    }
}

fn cells(a: &Table, b: &Table, (old, new): (&Row, &Row), changes: &mut Vec<Change>) {
    for column in keys(&a.columns, &b.columns, |column| &column.key) {
        let cell = |table: &Table| table.cell(&old.key, column).cloned().unwrap_or(Cell::Empty);
        let (before, after) = (cell(a), cell(b));
        if canonical::bytes(&before) == canonical::bytes(&after) {
            continue;
        }
        let named = a
            .columns
            .iter()
            .chain(&b.columns)
            .find(|candidate| candidate.key == column);
        changes.push(Change::Figure(FigureChange {
            figure: FigureKey {
                table: a.key.clone(),
                row: old.key.clone(),
                column: column.into(),
            },
            title: [
                a.title.as_str(),
                row_title(old).or(row_title(new)).unwrap_or(&old.key),
                named.map_or(column, |column| column.title.as_str()),
            ]
            .join(", "),
            delta: delta(&before, &after),
            before,
            after,
        }));
    }
}

/// The words that name a row: its first cell.
fn row_title(row: &Row) -> Option<&str> {
    match row.cells.first() {
        Some(Cell::Text(title)) => Some(title),
        _ => None,
    }
}

/// The keys of both lists: the first's in its order, then those that only the second has.
fn keys<'a, T>(a: &'a [T], b: &'a [T], key: fn(&T) -> &str) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    a.iter()
        .chain(b)
        .map(key)
        .filter(|key| seen.insert(*key))
        .collect()
}

/// A table's key; every paragraph is one kind.
fn block_key(block: &Block) -> &str {
    match block {
        Block::Text(_) => "text",
        Block::Table(table) => &table.key,
    }
}

fn texts(section: Option<&Section>) -> Vec<String> {
    section
        .into_iter()
        .flat_map(Section::texts)
        .map(String::from)
        .collect()
}

fn table_list(section: Option<&Section>) -> Vec<Table> {
    section
        .into_iter()
        .flat_map(Section::tables)
        .cloned()
        .collect()
}

fn find<'a>(tables: &'a [Table], key: &str) -> Option<&'a Table> {
    tables.iter().find(|table| table.key == key)
}

/// What a section is besides its paragraphs and tables.
fn section_form(section: &Section) -> String {
    format!("{} ({})", section.heading, section.level)
}

/// What a table is besides its cells.
fn table_form(table: &Table) -> String {
    let columns: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.title.as_str())
        .collect();
    format!("{} ({}): {}", table.title, table.note, columns.join(", "))
}

/// What a row is besides its cells.
fn row_form(row: &Row) -> String {
    let role = match row.role {
        RowRole::Item => "rad",
        RowRole::Part => "varav-rad",
        RowRole::Remainder => "rad för det som inte är specificerat",
        RowRole::Total => "summarad",
    };
    let rests_on = match row.provenance {
        None => "",
        Some(Provenance::Stated) => ", vilar på angivna uppgifter",
        Some(Provenance::Inferred) => ", vilar på härledda uppgifter",
        Some(Provenance::Generated) => ", vilar på genererade uppgifter",
    };
    let indented = match row.level {
        0 => String::new(),
        1 => ", indragen ett steg".to_owned(),
        level => format!(", indragen {level} steg"),
    };
    format!("{role}{indented}{rests_on}")
}

fn form(place: &str, before: String, after: String, changes: &mut Vec<Change>) {
    if before != after {
        changes.push(Change::Form(FormChange {
            place: place.into(),
            before,
            after,
        }));
    }
}

/// Notes when what both lists have stands in another order.
fn order<T>(place: &str, a: &[T], b: &[T], key: fn(&T) -> &str, changes: &mut Vec<Change>) {
    let shared = |own: &[T], other: &[T]| -> Vec<String> {
        let others: BTreeSet<&str> = other.iter().map(key).collect();
        own.iter()
            .map(key)
            .filter(|key| others.contains(key))
            .map(String::from)
            .collect()
    };
    form(
        &format!("{place}{ORDER}"),
        shared(a, b).join(", "),
        shared(b, a).join(", "),
        changes,
    );
}

#[cfg(test)]
mod tests;
