//! Årsredovisning (LKBR 4 and 11 kap.): the region's year as the roll-up of its committees.

use super::balance;
use super::committees::Committees;
use super::context::Context;
use super::economy::{self, RESULT};
use super::{assignments, decisions, events, key_figures, objectives, outlook, weighing};
use crate::document::Section;

pub(super) fn sections(c: &Context<'_>) -> Vec<Section> {
    let committees = Committees::of(c);
    let mut sections = vec![
        Section::new("management_report", "Förvaltningsberättelse", 1).text(
            "Förvaltningsberättelsen följer 11 kap. lagen (2018:597) om kommunal bokföring och \
             redovisning och är sammanvägd ur nämndernas uppföljning.",
        ),
        Committees::development(c),
        events::significant(c, 2),
        committees.steering(c),
        weighing::section(c),
        balance::sound_economy(c),
        balance::requirement(c),
        key_figures::personnel(c, "Väsentliga personalförhållanden", 2),
        outlook::section(c, "Förväntad utveckling", 2),
        Committees::operating_result(c),
        economy::comment(c),
        Committees::investments(c),
        Section::new("income_statement", "Resultaträkning", 1).table_or(
            economy::income_statement(c, &RESULT),
            "Ingen resultaträkning är registrerad för regionen.",
        ),
        Section::new(
            "other_statements",
            "Balansräkning, kassaflödesanalys och noter",
            1,
        )
        .text(
            "Balansräkning, kassaflödesanalys och noter förs i ekonomisystemet och ingår inte i \
             liggaren; de fogas till årsredovisningen därifrån.",
        ),
    ];
    sections.extend(objectives::sections(c));
    sections.extend([
        assignments::section(c),
        assignments::counts(c, 1),
        committees.internal_control(c),
        committees.submitted(c),
        decisions::of_year(c),
        decisions::open(c, 2),
    ]);
    sections
}
