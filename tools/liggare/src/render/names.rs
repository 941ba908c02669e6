//! What tables, rows and columns are called in one or more documents.

use projections::diff::ORDER;
use projections::document::{Document, Row, Table};

use super::csv;

/// What tables, rows and columns are called.
pub(crate) struct Names<'a>(Vec<&'a Document>);

impl<'a> Names<'a> {
    /// The names in these documents; where they disagree, the first's.
    pub(crate) fn of(documents: impl IntoIterator<Item = &'a Document>) -> Self {
        Self(documents.into_iter().collect())
    }

    /// The tables of a key.
    pub(crate) fn tables(&self, key: &str) -> impl Iterator<Item = &'a Table> {
        let tables = self.0.iter().filter_map(|document| document.table(key));
        tables.collect::<Vec<_>>().into_iter()
    }

    /// A section.
    pub(crate) fn section(&self, key: &str) -> String {
        let named = self.0.iter().filter_map(|document| document.section(key));
        let mut named = named.map(|section| section.heading.clone());
        named.next().unwrap_or_else(|| key.to_owned())
    }

    /// A table.
    pub(crate) fn table(&self, key: &str) -> String {
        let named = self.tables(key).map(|table| &table.title);
        let mut named = named.filter(|title| !title.is_empty());
        named.next().map_or_else(|| key.to_owned(), String::clone)
    }

    /// A row.
    pub(crate) fn row(&self, table: &str, row: &str) -> String {
        let mut named = self.tables(table).filter_map(|table| table.row(row));
        named.next().map_or_else(|| row.to_owned(), title_of)
    }

    /// A column.
    pub(crate) fn column(&self, table: &str, column: &str) -> String {
        let columns = self.tables(table).flat_map(|table| &table.columns);
        let mut named = columns.filter(|candidate| candidate.key == column);
        let title = named.next().map(|column| column.title.clone());
        title
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| column.to_owned())
    }

    /// A difference of form in words: where it is, and of what sort.
    pub(crate) fn form(&self, place: &str) -> String {
        let (of, is_order) = match place.strip_suffix(ORDER) {
            Some(of) => (of, true),
            None => (place, false),
        };
        let (kind, key) = of.split_once('/').unwrap_or((of, ""));
        let (what, sort) = match kind {
            "section" => (self.section(key), "rubriken är en annan"),
            "table" => (
                self.table(key),
                "rubriken, anmärkningen eller kolumnerna är andra",
            ),
            "row" => {
                let (table, row) = key.split_once(':').unwrap_or((key, ""));
                let row = self.row(table, row);
                let sort = "raden står på annat sätt eller kommer ur en annan källa";
                (format!("{}, {row}", self.table(table)), sort)
            }
            _ => ("Rapporten".to_owned(), "rubriken är en annan"),
        };
        let sort = if is_order {
            "ordningen är en annan"
        } else {
            sort
        };
        format!("{what}: {sort}")
    }
}

/// What a row is called.
pub(crate) fn title_of(row: &Row) -> String {
    let title = row.cells.first().map_or_else(String::new, csv::value);
    if title.is_empty() {
        row.key.clone()
    } else {
        title
    }
}
