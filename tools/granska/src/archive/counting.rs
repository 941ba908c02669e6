//! The recount along a log, or along the events of a package, and what it comes to.

use serde_json::{Value, json};

use crate::event::Line;
use crate::recount::{Books, Difference, Recount};
use crate::verdict::{Check, Place, Verdicts};

/// Tables that count the other tables of a report: a figure alone does not say.
const RESTS_ON_THE_WHOLE: [&str; 1] = ["sources"];

/// The books, and what has been counted with them.
pub(crate) struct Counting {
    check: Check,
    books: Books,
    stopped: bool,
    reports: u64,
    figures: usize,
    redacted: usize,
}

impl Counting {
    /// A recount that is told under a check.
    pub(crate) fn of(check: Check) -> Self {
        Self {
            check,
            books: Books::default(),
            stopped: false,
            reports: 0,
            figures: 0,
            redacted: 0,
        }
    }

    /// Says that the events up to a size are not in what is read.
    pub(crate) fn pass_over(&mut self, size: u64) {
        self.books.pass_over(size);
    }

    /// Takes in the next event.
    pub(crate) fn take(&mut self, line: &Line, place: &Place, verdicts: &mut Verdicts) {
        if self.stopped {
            return;
        }
        if let Err(malformed) = self.books.take(&line.fact()) {
            verdicts.fails(self.check, place.clone(), malformed.to_string());
            self.stopped = true;
        }
    }

    /// Counts a report anew whose basis is the events so far.
    pub(crate) fn compare(&mut self, file: &str, document: &Value, verdicts: &mut Verdicts) {
        if self.stopped {
            return;
        }
        let recount = self.books.compare(document);
        self.tell(&recount, file, verdicts);
        self.reports += 1;
        self.figures += recount.figures();
        let redacted = recount.tables.iter().map(|table| table.redacted);
        self.redacted += redacted.sum::<usize>();
    }

    /// Counts a single figure anew whose basis is the events so far: a report
    /// with that one cell is compared, and of the answer what concerns it is told.
    pub(crate) fn figure(self, figure: &Value, size: u64, verdicts: &mut Verdicts) {
        let key = figure.get("key").and_then(Value::as_str);
        let parts = key.and_then(|key| {
            let (table, rest) = key.split_once(':')?;
            let (row, column) = rest.rsplit_once(':')?;
            Some((table, row, column))
        });
        let Some((table, row, column)) = parts.filter(|_| !self.stopped) else {
            return;
        };
        let document = json!({
            "basis": {"size": size},
            "kind": figure["kind"],
            "period": figure["period"],
            "sections": [{"blocks": [{"table": {
                "columns": [{"key": column}],
                "key": table,
                "rows": [{"cells": [figure["cell"]], "key": row}],
            }}]}],
            "unit": figure["unit"],
        });
        let recount = self.books.compare(&document);
        let counted = recount.tables.iter().find(|counted| counted.table == table);
        let Some(counted) = counted.filter(|_| !RESTS_ON_THE_WHOLE.contains(&table)) else {
            let why = format!("inte omräknad: tabellen {table}");
            return verdicts.not_concerned(self.check, why);
        };
        let own = |found: &&Difference| {
            found.row == row && (found.column == column || found.column.is_empty())
        };
        for difference in counted.differences.iter().filter(own) {
            let (stated, counted) = (&difference.stated, &difference.counted);
            let text = format!("paketet anger {stated}, händelserna ger {counted}");
            verdicts.fails(self.check, Place::file("figure"), text);
        }
        let note = match counted.redacted {
            0 => "siffran är omräknad",
            _ => "siffran kan ha förlorat sitt underlag genom gallring",
        };
        verdicts.looked_at(self.check, note);
    }

    /// Says what was looked at.
    pub(crate) fn finish(self, verdicts: &mut Verdicts) {
        let mut note = format!(
            "{} siffror i {} rapporter är omräknade",
            self.figures, self.reports
        );
        if self.redacted > 0 {
            let more = format!(", {} kan inte omräknas efter gallring", self.redacted);
            note.push_str(&more);
        }
        verdicts.looked_at(self.check, note);
    }

    /// Tells every figure that the events do not make.
    fn tell(&self, recount: &Recount, file: &str, verdicts: &mut Verdicts) {
        for table in &recount.tables {
            for difference in &table.differences {
                let mut text = format!("tabell {}", table.table);
                for (what, key) in [
                    (", rad ", &difference.row),
                    (", kolumn ", &difference.column),
                ] {
                    if !key.is_empty() {
                        text.push_str(what);
                        text.push_str(key);
                    }
                }
                let (stated, counted) = (&difference.stated, &difference.counted);
                let text = format!("{text}: rapporten anger {stated}, händelserna ger {counted}");
                verdicts.fails(self.check, Place::file(file), text);
            }
        }
    }
}
