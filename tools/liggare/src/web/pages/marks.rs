//! Marks of where facts come from, gathered while a page is made, with what they mean.

use std::cell::RefCell;
use std::collections::BTreeSet;

use ledger::event::Provenance;

use crate::render::words;

/// The marks of a page.
#[derive(Default)]
pub(super) struct Marks(RefCell<BTreeSet<Provenance>>);

impl Marks {
    /// The mark of a provenance, which is explained at the end; nothing for what a
    /// source states.
    pub(super) fn of(&self, provenance: Option<Provenance>) -> &'static str {
        let Some((provenance, (mark, _))) =
            provenance.and_then(|of| Some((of, words::of_provenance(of)?)))
        else {
            return "";
        };
        self.0.borrow_mut().insert(provenance);
        mark
    }

    /// What the marks mean.
    pub(super) fn explained(&self) -> Vec<String> {
        let marks = self.0.borrow();
        let meanings = marks.iter().filter_map(|of| words::of_provenance(*of));
        meanings
            .map(|(mark, meaning)| format!("{mark} {meaning}"))
            .collect()
    }
}
