//! Small histories, written by hand, with the figures that they make.

mod assessed;
mod checks;
mod corrections;
mod depth;
mod figures;
mod happenings;
mod indicators;
mod labels;
mod money;
mod overview;
mod shape;

use serde_json::{Value, json};

use super::shape as columns;
use super::{Books, Fact, Malformed, Recount, TableResult};
use crate::json::Content;

/// Events as they are recorded, one after the other.
#[derive(Default)]
struct History {
    events: Vec<(String, String, Option<Value>, Option<&'static str>)>,
}

impl History {
    /// A region with a board, `RS`, under the assembly, `RF`.
    fn region() -> Self {
        Self::default()
            .unit("RF", "assembly", None)
            .unit("RS", "executive_board", Some("RF"))
    }

    fn and(mut self, kind: &str, payload: Value) -> Self {
        self.events
            .push((kind.into(), "test".into(), Some(payload), None));
        self
    }

    /// The last event, from a source.
    fn from(mut self, source: &'static str) -> Self {
        self.events.last_mut().unwrap().3 = Some(source);
        self
    }

    /// An event whose payload is destroyed.
    fn redacted(mut self, kind: &str, stream: &str) -> Self {
        self.events.push((kind.into(), stream.into(), None, None));
        self
    }

    fn unit(self, unit: &str, kind: &str, parent: Option<&str>) -> Self {
        let mut payload =
            json!({"unit": unit, "name": unit, "kind": kind, "valid_from": "2015-01-01"});
        if let Some(parent) = parent {
            payload["parent"] = parent.into();
        }
        self.and("UnitEstablished", payload)
    }

    fn line(self, line: &str, unit: &str, parent: Option<&str>, of: (&str, &str, i64)) -> Self {
        let (table, breakdown, order) = of;
        let mut payload = json!({"line": line, "table": table, "unit": unit, "title": line,
            "breakdown": breakdown, "order": order});
        if let Some(parent) = parent {
            payload["parent"] = parent.into();
        }
        self.and("ReportLineDefined", payload)
    }

    fn booked(self, line: &str, month: &str, ore: i64) -> Self {
        self.and(
            "OutcomeBooked",
            json!({"unit": "RS", "line": line, "month": month, "amount_ore": ore, "document": "v"}),
        )
    }

    fn frame(self, line: &str, ore: i64) -> Self {
        self.and(
            "FrameDecided",
            json!({"line": line, "year": 2024, "amount_ore": ore, "distribution": "even"}),
        )
    }

    /// A correction of the event at a position.
    fn corrected(self, position: usize, fact: &Value) -> Self {
        self.and(
            "OutcomeCorrected",
            json!({"corrects": id(position), "fact": fact}),
        )
    }

    /// A correction of the last event.
    fn corrects_last(self, fact: &Value) -> Self {
        let last = self.events.len() - 1;
        self.corrected(last, fact)
    }

    fn books(&self) -> Books {
        self.try_books().unwrap()
    }

    fn try_books(&self) -> Result<Books, Malformed> {
        let mut books = Books::default();
        for (place, (kind, stream, payload, source)) in self.events.iter().enumerate() {
            let (position, event_id) = (place as u64, id(place));
            let content = payload.as_ref().map(Content::from);
            let fact = Fact {
                position,
                event_id: &event_id,
                kind,
                stream,
                recorded_at: "2024-08-01T07:00:00.000000Z",
                actor: "p-1",
                decision: None,
                reason: None,
                causation_id: None,
                provenance: *source,
                payload: content.as_ref(),
            };
            books.take(&fact)?;
        }
        Ok(books)
    }

    fn recount(&self, kind: &str, unit: &str, period: &str, tables: Vec<Value>) -> Recount {
        let blocks: Vec<Value> = tables
            .into_iter()
            .map(|table| json!({ "table": table }))
            .collect();
        self.books().compare(&json!({
            "kind": kind, "unit": unit, "period": period,
            "basis": {"size": self.events.len(), "root": "", "rules_version": 0},
            "sections": [{"key": "s", "blocks": blocks}],
        }))
    }

    /// Compares one table.
    fn table(&self, (kind, unit, period): (&str, &str, &str), table: Value) -> TableResult {
        let key = table["key"].as_str().unwrap().to_owned();
        let recount = self.recount(kind, unit, period, vec![table]);
        let found = recount.tables.iter().find(|table| table.table == key);
        found
            .cloned()
            .unwrap_or_else(|| panic!("{key}: {:?}", recount.tables))
    }
}

/// The id of the event at a position.
fn id(position: usize) -> String {
    format!("018fd3a0-0000-7000-8000-{position:012x}")
}

/// A table as a report states it: `title` and then the named columns. A cell is
/// `_` for nothing, `?` for a missing value, `"…"` for words, a number of öre,
/// or `scale:value`.
fn table(key: &str, columns: &str, rows: &[(&str, &str)]) -> Value {
    let columns: Vec<Value> = std::iter::once("title")
        .chain(columns.split_whitespace())
        .map(|column| {
            let fixed = columns::titles(key, column).next().map(str::to_owned);
            let title = fixed.unwrap_or_else(|| columns::title_of_part(column));
            json!({"key": column, "title": title})
        })
        .collect();
    let rows: Vec<Value> = rows
        .iter()
        .map(|(key, cells)| {
            let named = if key.ends_with(":rest") {
                "ej specificerat"
            } else {
                key
            };
            let cells: Vec<Value> = std::iter::once(json!({"text": named}))
                .chain(cells.split_whitespace().map(cell))
                .collect();
            json!({"key": key, "cells": cells, "level": 0, "role": "item"})
        })
        .collect();
    json!({"key": key, "columns": columns, "rows": rows, "title": key, "note": ""})
}

fn cell(text: &str) -> Value {
    match text.split_once(':') {
        Some(("count", count)) => json!({"count": count.parse::<i64>().unwrap()}),
        Some((scale, value)) => json!({ scale: value }),
        None if text == "_" => json!("empty"),
        None if text == "?" => json!({"missing": "saknas"}),
        None if text.starts_with('"') => json!({ "text": text }),
        None => json!({"amount": text.parse::<i64>().unwrap()}),
    }
}

/// Asserts that a table agrees in so many figures.
#[track_caller]
fn agrees(result: &TableResult, figures: usize) {
    assert_eq!(result.differences, []);
    assert_eq!((result.figures, result.redacted), (figures, 0));
}

/// The places where a table differs.
fn places(result: &TableResult) -> Vec<(&str, &str)> {
    result
        .differences
        .iter()
        .map(|difference| (difference.row.as_str(), difference.column.as_str()))
        .collect()
}
