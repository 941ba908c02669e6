//! Verksamhetsberättelse: a unit's whole year.

use super::context::Context;
use super::economy::{self, RESULT};
use super::{
    actions, assignments, budget, control, decisions, events, investments, key_figures, objectives,
    outlook, overview,
};
use crate::document::Section;

pub(super) fn sections(c: &Context<'_>) -> Vec<Section> {
    let mut sections = vec![overview::summary(c), events::significant(c, 1)];
    sections.extend(objectives::sections(c));
    sections.extend([
        assignments::section(c),
        assignments::counts(c, 1),
        economy::section(c, &RESULT),
        economy::comment(c),
        budget::section(c),
        actions::section(c, 1),
        investments::section(c, &RESULT),
        key_figures::volumes(c),
        key_figures::personnel(c, "Personal", 1),
        control::section(c, "Intern styrning och kontroll"),
        control::assessment(c),
        outlook::section(c, "Framtida utmaningar", 1),
        decisions::of_year(c),
        decisions::open(c, 2),
    ]);
    sections
}
