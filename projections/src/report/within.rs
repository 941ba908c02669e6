//! The latest within a period: assessments and statuses of a part of it, of items that it
//! has none of its own of.
//!
//! Guarantee: it stands beside a view, and is never a section of a report. A report is
//! about its period and is pinned, so it says "inte bedömt" of what is not assessed for that.

use ledger::period::Period;

use super::context::Context;
use super::request::period_in_words;
use super::words::titled;
use crate::document::{Cell, Row, Section, Table};
use crate::fact::Grounds;
use crate::plan::Item;

/// The sections that items stand in.
pub(super) const ITEMS: [&str; 2] = [OBJECTIVES, ASSIGNMENTS];

const OBJECTIVES: &str = "objectives";
const ASSIGNMENTS: &str = "assignments";

/// The section, of the objectives and the assignments that a view shows; none when there
/// is nothing to tell.
pub(super) fn section(c: &Context<'_>, wanted: &[&str]) -> Option<Section> {
    let within = c.model.assessments.within(&c.scope, &c.model.organisation);
    let objectives = c.items().objectives();
    let objectives = objectives.filter(|_| wanted.contains(&OBJECTIVES));
    let assignments = c.items().assignments.iter();
    let assignments = assignments.filter(|_| wanted.contains(&ASSIGNMENTS));
    let is_of_part = |period| period != c.period();
    let assessed = objectives.chain(assignments.clone()).filter_map(|item| {
        let latest = within.assessment(item)?;
        let trend = Cell::some(latest.trend, Cell::Trend);
        let cells = [latest.colour_cell(), trend];
        is_of_part(latest.period).then(|| row(item, latest.period, cells, &latest.grounds))
    });
    let reported = assignments.filter_map(|item| {
        let latest = within.status(item)?;
        let cells = [latest.status_cell()];
        is_of_part(latest.period).then(|| row(item, latest.period, cells, &latest.grounds))
    });
    let assessed = Table::new(
        "assessed_within",
        "Senaste bedömning av en del av perioden",
        "Mål och uppdrag som inte är bedömda för hela perioden.",
        &[
            ("title", "Mål eller uppdrag"),
            ("period", "Avser"),
            ("colour", "Bedömning"),
            ("trend", "Trend"),
        ],
    )
    .with(assessed);
    let reported = Table::new(
        "status_within",
        "Senaste status för en del av perioden",
        "Uppdrag vars status inte är rapporterad för hela perioden.",
        &[
            ("title", "Uppdrag"),
            ("period", "Avser"),
            ("status", "Status"),
        ],
    )
    .with(reported);
    let section = Section::new("within", "Senast inom perioden", 1);
    let section = section.table(assessed).table(reported);
    (!section.blocks.is_empty()).then_some(section)
}

fn row(item: &Item, of: Period, cells: impl IntoIterator<Item = Cell>, grounds: &Grounds) -> Row {
    let title = Cell::text(titled(item.label.as_deref(), &item.title));
    let first = [title, Cell::text(period_in_words(of))];
    let provenance = grounds.provenance.max(item.grounds.provenance);
    let cells = first.into_iter().chain(cells).collect();
    Row::new(item.item.as_str(), cells).from_source(provenance)
}
