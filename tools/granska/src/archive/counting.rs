//! The recount along a log, or along the events of a package, and what it comes to.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::event::Line;
use crate::recount::{Books, Recount};
use crate::verdict::counted::counted;
use crate::verdict::{Check, Place, Verdicts};

/// The books, and what has been counted with them.
pub(crate) struct Counting {
    check: Check,
    books: Books,
    stopped: bool,
    /// The files of the reports that were counted anew.
    reports: BTreeSet<String>,
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
            reports: BTreeSet::new(),
            figures: 0,
            redacted: 0,
        }
    }

    /// Says that the events up to a size are not in what is read.
    pub(crate) fn pass_over(&mut self, size: u64) {
        self.books.pass_over(size);
    }

    /// Takes in the next event.
    pub(crate) fn take(&mut self, line: &Line<'_>, place: &Place, verdicts: &mut Verdicts) {
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
        self.reports.insert(file.to_owned());
        self.figures += recount.figures();
        let redacted = recount.tables.iter().map(|table| table.redacted);
        self.redacted += redacted.sum::<usize>();
    }

    /// Says that a report must have been counted anew by now: one that was not
    /// would otherwise hold unseen (I12).
    pub(crate) fn must_have(&self, file: &str, verdicts: &mut Verdicts) {
        if !self.stopped && !self.reports.contains(file) {
            let text =
                "den publicerade rapporten kunde inte räknas om: filen anger inte dess underlag";
            verdicts.fails(self.check, Place::file(file), text);
        }
    }

    /// Counts a document anew whose basis is the events so far.
    pub(crate) fn recount(&self, document: &Value) -> Option<Recount> {
        (!self.stopped).then(|| self.books.compare(document))
    }

    /// Says what was looked at.
    pub(crate) fn finish(self, verdicts: &mut Verdicts) {
        let mut note = format!(
            "{} i {} är omräknade",
            counted(self.figures, "siffra", "siffror"),
            counted(self.reports.len(), "rapport", "rapporter")
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
