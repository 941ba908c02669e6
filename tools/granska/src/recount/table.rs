//! Tables: what a table of a report should be, and how it differs from what is stated.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::answer::{Difference, TableResult};
use super::cell::{self, Cell, Verdict};
use super::fact::Source;
use super::shape;

/// A table as it was counted. The order of its rows is compared where a rule
/// sets it.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: BTreeMap<String, Row>,
    lacks_rows: bool,
    /// The keys of the rows in the order that a rule sets; empty where none does.
    order: Vec<String>,
}

/// A row as it was counted.
#[derive(Debug)]
pub(super) struct Row {
    /// Its key in the report.
    pub(super) key: String,
    /// Its cells by their columns' keys; a column that is not named holds words or nothing.
    cells: BTreeMap<String, Cell>,
    /// The weakest source of what it rests on.
    source: Option<Source>,
    /// Whether the source may rest on something redacted.
    redacted: bool,
    /// The columns whose counts make the count `total`.
    parts: Vec<&'static [&'static str]>,
}

/// The column that names the row.
const TITLE: &str = "title";

/// The column under which the source of a row is reported.
const SOURCE: &str = "provenance";

impl Row {
    /// A row without figures.
    pub(super) fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            cells: BTreeMap::new(),
            source: None,
            redacted: false,
            parts: Vec::new(),
        }
    }

    /// The row with a cell more.
    pub(super) fn with(mut self, column: impl Into<String>, cell: Cell) -> Self {
        self.redacted |= cell.is_in_doubt();
        self.cells.insert(column.into(), cell);
        self
    }

    /// The row with more cells.
    pub(super) fn with_all<C: Into<String>>(
        self,
        cells: impl IntoIterator<Item = (C, Cell)>,
    ) -> Self {
        cells
            .into_iter()
            .fold(self, |row, (column, cell)| row.with(column, cell))
    }

    /// The row with the name that an event gives what it is about.
    pub(super) fn named(self, name: impl Into<String>) -> Self {
        self.with(TITLE, Cell::Label(name.into()))
    }

    /// The row, where some counts make its `total`.
    pub(super) fn adding_up(mut self, parts: &'static [&'static str]) -> Self {
        self.parts.push(parts);
        self
    }

    /// The row, whose source may have been another before a redaction.
    pub(super) fn touched_by_redaction(mut self) -> Self {
        self.redacted = true;
        self
    }

    /// The row with where its figures come from.
    pub(super) fn resting_on(mut self, source: Option<Source>) -> Self {
        self.source = source;
        self
    }
}

impl Table {
    /// A table of rows; of two with one key, the first stands.
    pub(super) fn of(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut table = Self::default();
        for row in rows {
            table.rows.entry(row.key.clone()).or_insert(row);
        }
        table
    }

    /// The same table, whose rows stand in just this order.
    pub(super) fn in_order(rows: impl IntoIterator<Item = Row>) -> Self {
        let rows: Vec<Row> = rows.into_iter().collect();
        let order = rows.iter().map(|row| row.key.clone()).collect();
        Self {
            order,
            ..Self::of(rows)
        }
    }

    /// The table, where rows may be lacking because what made them is redacted.
    pub(super) fn lacking_rows(mut self, lacks: bool) -> Self {
        self.lacks_rows = lacks;
        self
    }

    /// Whether it must stand in the report: it has a row that no redaction puts in doubt.
    pub(super) fn must_stand(&self) -> bool {
        self.rows.values().any(|row| !row.redacted)
    }

    /// That the table should stand in the report and does not.
    pub(super) fn left_out(&self, key: &str) -> TableResult {
        TableResult {
            table: key.into(),
            figures: 0,
            redacted: 0,
            differences: vec![Difference {
                row: String::new(),
                column: String::new(),
                stated: "tabellen saknas".into(),
                counted: format!("en tabell med {} rader", self.rows.len()),
            }],
        }
    }

    /// Compares a stated table with this one.
    pub(super) fn compare(&self, key: &str, stated: &Value) -> TableResult {
        let mut result = TableResult {
            table: key.into(),
            figures: 0,
            redacted: 0,
            differences: Vec::new(),
        };
        let columns: Vec<&str> = list(stated, "columns")
            .iter()
            .map(|column| column["key"].as_str().unwrap_or_default())
            .collect();
        self.judge_columns(key, stated, &mut result);
        let mut seen = BTreeSet::new();
        for row in list(stated, "rows") {
            let name = row["key"].as_str().unwrap_or_default();
            match self.rows.get(name) {
                Some(counted) if seen.insert(name) => {
                    let cells = list(row, "cells").len();
                    if cells != columns.len() {
                        let said = format!("{cells} celler");
                        let wanted = format!("{} kolumner", columns.len());
                        result.differences.push(whole_row(name, &said, &wanted));
                    }
                    compare_row(counted, &columns, row, &mut result);
                }
                Some(_) => result
                    .differences
                    .push(whole_row(name, "raden två gånger", "en gång")),
                None if self.lacks_rows && says_it_is_redacted(row) => result.redacted += 1,
                None => result
                    .differences
                    .push(whole_row(name, "en rad", "ingen sådan rad")),
            }
        }
        self.judge_order(stated, &seen, &mut result);
        for (name, row) in &self.rows {
            match row.redacted {
                _ if seen.contains(name.as_str()) => {}
                true => result.redacted += 1,
                false => result
                    .differences
                    .push(whole_row(name, "raden saknas", "en rad")),
            }
        }
        result
    }

    /// Judges the order of the rows that are both stated and counted: the first
    /// that stands elsewhere is told.
    fn judge_order(&self, stated: &Value, seen: &BTreeSet<&str>, result: &mut TableResult) {
        if self.order.is_empty() {
            return;
        }
        let keys = list(stated, "rows").iter();
        let stated = keys
            .filter_map(|row| row["key"].as_str())
            .filter(|key| seen.contains(key));
        let ordered = self.order.iter().map(String::as_str);
        let mut wanted = ordered.filter(|key| seen.contains(key));
        for is in stated {
            let wanted = wanted.next();
            if wanted != Some(is) {
                let counted = wanted.map_or("ingen rad".into(), |key| format!("raden {key}"));
                let text = format!("här står {is}");
                return result.differences.push(whole_row(is, &text, &counted));
            }
        }
    }

    /// Judges which columns a stated table has, and what they are called.
    fn judge_columns(&self, table: &str, stated: &Value, result: &mut TableResult) {
        let mut seen = BTreeSet::new();
        for (place, column) in list(stated, "columns").iter().enumerate() {
            let key = column["key"].as_str().unwrap_or_default();
            let title = column["title"].as_str().unwrap_or_default();
            let mut fixed = shape::titles(table, key).peekable();
            let counted = || self.rows.values().any(|row| row.cells.contains_key(key));
            // A year for which nothing is forecast has a column, and nothing in it.
            let empty = || {
                let mut rows = list(stated, "rows").iter();
                rows.all(|row| {
                    list(row, "cells")
                        .get(place)
                        .is_none_or(|cell| cell == "empty")
                })
            };
            let wanted = if !seen.insert(key) {
                "kolumnen en gång".into()
            } else if fixed.peek().is_some() {
                if fixed.any(|fixed| fixed == title) {
                    continue;
                }
                let fixed: Vec<&str> = shape::titles(table, key).collect();
                fixed.join(" eller ")
            } else if !counted() && !empty() {
                "ingen sådan kolumn".into()
            } else if shape::title_of_part(key) == title {
                continue;
            } else {
                shape::title_of_part(key)
            };
            result.differences.push(Difference {
                row: String::new(),
                column: key.into(),
                stated: format!("rubriken {title}"),
                counted: wanted,
            });
        }
    }
}

/// Whether a row holds no figure, and says that what it was about is redacted.
fn says_it_is_redacted(row: &Value) -> bool {
    let mut says = false;
    list(row, "cells").iter().all(|cell| {
        let words = cell["text"].as_str().or_else(|| cell["missing"].as_str());
        says |= words.is_some_and(|words| {
            words.contains("Gallrad uppgift (@") || words.contains("gallrad uppgift (@")
        });
        words.is_some() || cell == "empty" || cell.get("date").is_some()
    }) && says
}

/// Compares a stated row with a counted one.
fn compare_row(counted: &Row, columns: &[&str], stated: &Value, result: &mut TableResult) {
    let cells = list(stated, "cells");
    let mut judge = |column: &str, cell: &Cell, stated: &Value| match cell.judge(stated) {
        Verdict::NoFigure => {}
        Verdict::Agrees => result.figures += 1,
        Verdict::Redacted => result.redacted += 1,
        Verdict::Differs => {
            result.figures += 1;
            result.differences.push(Difference {
                row: counted.key.clone(),
                column: column.into(),
                stated: cell::said(stated),
                counted: cell.said(),
            });
        }
    };
    for (place, column) in columns.iter().enumerate() {
        let cell = counted.cells.get(*column).unwrap_or(&Cell::Words);
        judge(column, cell, cells.get(place).unwrap_or(&Value::Null));
    }
    let nothing = Value::from("empty");
    for (column, cell) in &counted.cells {
        if !columns.contains(&column.as_str())
            && !matches!(cell, Cell::Words | Cell::Told | Cell::Label(_))
        {
            judge(column, cell, &nothing);
        }
    }
    let count_of = |column: &&str| {
        let place = columns.iter().position(|key| key == column)?;
        cells.get(place)?["count"].as_u64()
    };
    for parts in counted.parts.iter().filter(|_| counted.redacted) {
        let sum = parts
            .iter()
            .filter_map(count_of)
            .fold(0, u64::saturating_add);
        if count_of(&"total").is_some_and(|total| total != sum) {
            result.differences.push(Difference {
                row: counted.key.clone(),
                column: "total".into(),
                stated: format!("delar som är {sum}"),
                counted: "delar som summerar till antalet".into(),
            });
        }
    }
    let source = stated.get(SOURCE).and_then(Value::as_str);
    let expected = counted.source.map(Source::name);
    if source != expected && counted.redacted {
        result.redacted += 1;
    } else if source != expected {
        result.differences.push(Difference {
            row: counted.key.clone(),
            column: SOURCE.into(),
            stated: cell::source_said(source),
            counted: cell::source_said(expected),
        });
    }
}

/// That a whole row differs, or the table when no row is named.
pub(super) fn whole_row(key: &str, stated: &str, counted: &str) -> Difference {
    Difference {
        row: key.into(),
        column: String::new(),
        stated: stated.into(),
        counted: counted.into(),
    }
}

/// The elements of a member that is a list.
pub(super) fn list<'a>(object: &'a Value, member: &str) -> &'a [Value] {
    object[member].as_array().map_or(&[], Vec::as_slice)
}
