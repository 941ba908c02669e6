//! Årsredovisning (LKBR 4 and 11 kap.): the region's year as the roll-up of its committees.

use std::cell::LazyCell;

use super::balance;
use super::committees::Committees;
use super::context::Context;
use super::economy::{self, RESULT};
use super::parts::Parts;
use super::{assignments, decisions, events, key_figures, objectives, outlook, weighing};
use crate::document::Section;

pub(super) fn sections(c: &Context<'_>, parts: Parts<'_>) -> Vec<Section> {
    let committees = LazyCell::new(|| Committees::of(c));
    let parts = parts
        .add("management_report", |_| {
            Section::new("management_report", "Förvaltningsberättelse", 1).text(
                "Förvaltningsberättelsen följer 11 kap. lagen (2018:597) om kommunal bokföring och \
                 redovisning och är sammanvägd ur nämndernas uppföljning.",
            )
        })
        .add("development_overview", Committees::development)
        .add("significant_events", |c| events::significant(c, 2))
        .add("steering", |c| committees.steering(c))
        .add("objective_weighing", weighing::section)
        .add("sound_economy", balance::sound_economy)
        .add("balance_requirement", balance::requirement)
        .add("personnel", |c| {
            key_figures::personnel(c, "Väsentliga personalförhållanden", 2)
        })
        .add("outlook", |c| outlook::section(c, "Förväntad utveckling", 2))
        .add("operating_result", Committees::operating_result)
        .add("economy_comment", economy::comment)
        .add("investments", Committees::investments)
        .add("income_statement", |c| {
            Section::new("income_statement", "Resultaträkning", 1).table_or(
                economy::income_statement(c, &RESULT),
                "Ingen resultaträkning är registrerad för regionen.",
            )
        })
        .add("other_statements", |_| {
            Section::new(
                "other_statements",
                "Balansräkning, kassaflödesanalys och noter",
                1,
            )
            .text(
                "Balansräkning, kassaflödesanalys och noter förs i ekonomisystemet och ingår inte i \
                 liggaren; de fogas till årsredovisningen därifrån.",
            )
        });
    objectives::sections(parts)
        .add("assignments", assignments::section)
        .add("assessment_counts", |c| assignments::counts(c, 1))
        .add("internal_control", |c| committees.internal_control(c))
        .add("submitted_reports", |c| committees.submitted(c))
        .add("decisions", decisions::of_year)
        .add("open_decisions", |c| decisions::open(c, 2))
        .done()
}
