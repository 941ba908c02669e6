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
        self.0.borrow_mut().extend(provenance);
        words::mark(provenance)
    }

    /// What the marks mean.
    pub(super) fn explained(&self) -> Vec<String> {
        words::legend(self.0.borrow().iter().copied())
    }
}
