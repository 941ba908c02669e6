//! The figure of a package: what it says that it is, and whether the events
//! make it.
//!
//! Guarantees: a figure is said to be recounted only when the recount would
//! have answered otherwise had the cell been another. What is not recounted
//! (words, or a table that nobody knows) is never passed off as holding (I12).

use serde_json::{Value, json};

use crate::recount::{Difference, Recount};

/// Tables that count the other tables of a report: a figure alone does not say.
const RESTS_ON_THE_WHOLE: [&str; 1] = ["sources"];

/// A figure of a report with where it stands.
pub(super) struct Single<'a> {
    figure: &'a Value,
    table: &'a str,
    row: &'a str,
    column: &'a str,
}

/// What a recount says of the figure.
pub(super) enum Answer {
    /// The events make it.
    Made,
    /// It says that the matter is redacted, and states nothing.
    Redacted,
    /// The events make something else.
    Differs(Vec<String>),
    /// Nothing is counted there, for this reason in Swedish.
    NotCounted(String),
    /// It is words, or rests on a whole report: only the archive can tell.
    NotAlone(String),
}

impl<'a> Single<'a> {
    /// Reads a figure; none when it has no address.
    pub(super) fn of(figure: &'a Value) -> Option<Self> {
        let (table, rest) = figure.get("key")?.as_str()?.split_once(':')?;
        let (row, column) = rest.rsplit_once(':')?;
        Some(Self {
            figure,
            table,
            row,
            column,
        })
    }

    /// A report with that one cell, or two: the figure's own, and one of words
    /// that tells whether the place is counted at all.
    pub(super) fn documents(&self, size: u64) -> [Value; 2] {
        let figure = self.figure;
        [figure["cell"].clone(), json!({"text": "?"})].map(|cell| {
            json!({
                "basis": {"size": size},
                "kind": figure["kind"],
                "period": figure["period"],
                "sections": [{"blocks": [{"table": {
                    "columns": [{"key": self.column}],
                    "key": self.table,
                    "rows": [{"cells": [cell], "key": self.row}],
                }}]}],
                "unit": figure["unit"],
            })
        })
    }

    /// What the recounts of the two documents say of the figure.
    pub(super) fn judge(&self, own: &Recount, words: Option<&Recount>) -> Answer {
        // A difference of no row is of the table as a whole: it was not counted.
        let of_table = own
            .tables
            .iter()
            .filter(|counted| counted.table == self.table);
        let mut differences = of_table.flat_map(|counted| &counted.differences);
        if let Some(left) =
            differences.find(|found| found.row.is_empty() && found.column.is_empty())
        {
            return Answer::NotCounted(format!("tabell {}: {}", self.table, left.counted));
        }
        if RESTS_ON_THE_WHOLE.contains(&self.table) {
            return Answer::NotAlone("siffran räknar hela rapportens tabeller".to_owned());
        }
        let differing = self.differences(own);
        if !differing.is_empty() {
            let said = |found: &&Difference| {
                let (stated, counted) = (&found.stated, &found.counted);
                format!("paketet anger {stated}, händelserna ger {counted}")
            };
            return Answer::Differs(differing.iter().map(said).collect());
        }
        if words.is_none_or(|words| !self.differences(words).is_empty()) {
            return Answer::Made;
        }
        let missing = self.figure["cell"].get("missing").and_then(Value::as_str);
        if missing.is_some_and(|reason| reason.starts_with("gallrad uppgift")) {
            return Answer::Redacted;
        }
        Answer::NotAlone("där står ord eller något som inte längre kan räknas om".to_owned())
    }

    fn differences<'r>(&self, recount: &'r Recount) -> Vec<&'r Difference> {
        let own = |found: &&Difference| {
            found.row == self.row && (found.column == self.column || found.column.is_empty())
        };
        let tables = recount.tables.iter();
        let counted = tables.filter(|counted| counted.table == self.table);
        counted
            .flat_map(|counted| counted.differences.iter().filter(own))
            .collect()
    }
}
