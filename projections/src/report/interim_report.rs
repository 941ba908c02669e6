//! Delårsrapport (LKBR 13 kap., RKR R17): everything so far, with forecasts for the year.

use super::context::Context;
use super::economy::{self, WITH_FORECAST};
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
        economy::section(c, &WITH_FORECAST),
        economy::comment(c),
        budget::section(c),
        actions::section(c, 1),
        investments::section(c, &WITH_FORECAST),
        key_figures::personnel(c, "Personal", 1),
        key_figures::volumes(c),
        control::section(c, "Intern styrning och kontroll, uppföljning hittills"),
        outlook::section(c, "Framtida utmaningar och förväntad utveckling", 1),
        decisions::open(c, 1),
    ]);
    sections
}
