//! Parts: the sections of a report that are asked for, and no others.
//!
//! A view shows a few sections of a report. What nobody asked for is not computed,
//! so that a view costs what it shows, and rests on nothing that it does not show.

use super::context::Context;
use crate::document::Section;

/// The sections of a report as they are made, in order.
pub(super) struct Parts<'a> {
    c: &'a Context<'a>,
    /// Which are asked for; none for all.
    wanted: Option<&'a [&'a str]>,
    made: Vec<Section>,
}

impl<'a> Parts<'a> {
    /// None yet.
    pub(super) fn of(c: &'a Context<'a>, wanted: Option<&'a [&'a str]>) -> Self {
        Self {
            c,
            wanted,
            made: Vec::new(),
        }
    }

    /// Makes the section of a key when it is asked for.
    pub(super) fn add(mut self, key: &str, make: impl FnOnce(&'a Context<'a>) -> Section) -> Self {
        if self.wanted.is_none_or(|wanted| wanted.contains(&key)) {
            let section = make(self.c);
            debug_assert_eq!(section.key, key, "a section is asked for by its own key");
            self.made.push(section);
        }
        self
    }

    /// The sections that were made.
    pub(super) fn done(self) -> Vec<Section> {
        self.made
    }
}
