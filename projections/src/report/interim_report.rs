//! Delårsrapport (LKBR 13 kap., RKR R17): everything so far, with forecasts for the year.

use super::economy::{self, WITH_FORECAST};
use super::parts::Parts;
use super::{
    actions, assignments, budget, control, decisions, events, investments, key_figures, objectives,
    outlook, overview,
};
use crate::document::Section;

pub(super) fn sections(parts: Parts<'_>) -> Vec<Section> {
    let parts = parts
        .add("summary", overview::summary)
        .add("significant_events", |c| events::significant(c, 1));
    objectives::sections(parts)
        .add("assignments", assignments::section)
        .add("assessment_counts", |c| assignments::counts(c, 1))
        .add("economy", |c| economy::section(c, &WITH_FORECAST))
        .add("economy_comment", economy::comment)
        .add("budget", budget::section)
        .add("action_plan", |c| actions::section(c, 1))
        .add("investments", |c| investments::section(c, &WITH_FORECAST))
        .add("personnel", |c| key_figures::personnel(c, "Personal", 1))
        .add("volumes", key_figures::volumes)
        .add("internal_control", |c| {
            control::section(c, "Intern styrning och kontroll, uppföljning hittills")
        })
        .add("outlook", |c| {
            outlook::section(c, "Framtida utmaningar och förväntad utveckling", 1)
        })
        .add("open_decisions", |c| decisions::open(c, 1))
        .done()
}
