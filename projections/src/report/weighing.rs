//! How each of the assembly's objectives was weighed together from the units' assessments.

use super::context::Context;
use super::objectives::{basis, evidence, not_assessed};
use super::words::titled;
use crate::assessments::Assessment;
use crate::document::{Cell, Row, Section, Table};

/// How each of the assembly's objectives was judged by those who contribute to it.
pub(super) fn section(c: &Context<'_>) -> Section {
    let rows = c.items().effect_objectives.iter().flat_map(|item| {
        let shown = c.model.assessments.shown(item, &c.scope);
        let mut rows = vec![
            Row::new(
                item.item.as_str(),
                vec![
                    Cell::text(titled(item.label.as_deref(), &item.title)),
                    shown
                        .as_ref()
                        .map_or_else(not_assessed, Assessment::colour_cell),
                    Cell::some(shown.as_ref().and_then(|shown| shown.trend), Cell::Trend),
                    Cell::some(shown.as_ref(), basis),
                    Cell::some(shown.as_ref(), evidence),
                ],
            )
            .from_source(shown.as_ref().and_then(|shown| shown.grounds.provenance)),
        ];
        rows.extend(
            c.model
                .assessments
                .by_unit(&item.item, &c.scope)
                .iter()
                .map(|own| {
                    Row::new(
                        format!("{}/{}", item.item, own.unit),
                        vec![
                            Cell::text(c.name_of(&own.unit)),
                            own.colour_cell(),
                            Cell::some(own.trend, Cell::Trend),
                            basis(own),
                            evidence(own),
                        ],
                    )
                    .level(1)
                    .from_source(own.grounds.provenance)
                }),
        );
        rows
    });
    let table = Table::new(
        "objective_weighing",
        "Effektmålen och de bedömningar de vägts samman av",
        "",
        &[
            ("title", "Effektmål och bedömande enhet"),
            ("colour", "Bedömning"),
            ("trend", "Trend"),
            ("assessment_basis", "Bedömningen är gjord"),
            ("evidence", "Antal underlag"),
        ],
    )
    .with(rows);
    Section::new(
        "objective_weighing",
        "Hur bedömningarna har vägts samman",
        2,
    )
    .table_or(table, "Inga effektmål är registrerade för året.")
}
