//! Significant events, and what happened to the organisation.

use super::context::{Context, OTHER_UNITS};
use super::words;
use crate::document::{Cell, Row, Section, Table};
use crate::fact::Grounds;
use crate::narrative::Noted;
use crate::organisation::UnitChange;

/// Väsentliga händelser.
pub(super) fn significant(c: &Context<'_>, level: u8) -> Section {
    let noted = c.model.narrative.significant_events(&c.scope);
    let table = Table::new(
        "significant_events",
        "Händelser under perioden",
        OTHER_UNITS,
        &[
            ("title", "Händelse"),
            ("date", "Datum"),
            ("unit", "Enhet"),
            ("text", "Innebörd"),
        ],
    )
    .with(noted.iter().map(|noted| noted_row(c, noted)));
    Section::new("significant_events", "Väsentliga händelser", level)
        .table_or(table, "Inga väsentliga händelser är noterade för perioden.")
        .table(organisation(c))
        .table(mandates(c))
}

/// A row of a noted event or challenge.
pub(super) fn noted_row(c: &Context<'_>, noted: &Noted) -> Row {
    Row::new(
        event_key(&noted.grounds),
        vec![
            Cell::text(&noted.title),
            Cell::Date(noted.date),
            c.other_unit(&noted.unit),
            Cell::text(&noted.text),
        ],
    )
    .from_source(noted.grounds.provenance)
}

/// What has no id of its own is named by the position of the event that states it.
fn event_key(grounds: &Grounds) -> String {
    let positions: Vec<String> = grounds
        .positions()
        .iter()
        .map(|position| position.0.to_string())
        .collect();
    positions.join("-")
}

fn organisation(c: &Context<'_>) -> Table {
    let changes = c.model.organisation.changes(&c.scope);
    Table::new(
        "organisation_changes",
        "Förändringar i organisationen",
        "",
        &[
            ("title", "Enhet"),
            ("date", "Datum"),
            ("change", "Förändring"),
        ],
    )
    .with(changes.iter().map(|change| {
        let name = |unit| c.name_of(unit);
        let said = match &change.change {
            UnitChange::Established => "inrättas".to_string(),
            UnitChange::Moved {
                from: Some(from),
                to,
            } => format!("flyttas från {} till {}", name(from), name(to)),
            UnitChange::Moved { from: None, to } => format!("flyttas till {}", name(to)),
            UnitChange::Renamed {
                from: Some(from),
                to,
            } => format!("byter namn från {from} till {to}"),
            UnitChange::Renamed { from: None, to } => format!("byter namn till {to}"),
            UnitChange::Dissolved {
                successor: Some(successor),
            } => format!("avvecklas; {} tar över", name(successor)),
            UnitChange::Dissolved { successor: None } => "avvecklas".to_string(),
        };
        Row::new(
            format!("{}/{}", change.unit, event_key(&change.grounds)),
            vec![
                Cell::text(name(&change.unit)),
                Cell::Date(change.date),
                Cell::Text(said),
            ],
        )
        .from_source(change.grounds.provenance)
    }))
}

fn mandates(c: &Context<'_>) -> Table {
    let moves = c.model.organisation.mandates_moved(&c.scope);
    Table::new(
        "mandates_moved",
        "Ansvar som har flyttats",
        "",
        &[
            ("title", "Ansvar"),
            ("date", "Från och med"),
            ("from", "Från"),
            ("to", "Till"),
        ],
    )
    .with(moves.iter().map(|moved| {
        Row::new(
            event_key(&moved.grounds),
            vec![
                Cell::text(&moved.mandate),
                Cell::Date(moved.valid_from),
                Cell::text(c.name_of(&moved.from_unit)),
                Cell::text(c.name_of(&moved.to_unit)),
            ],
        )
        .from_source(moved.grounds.provenance)
    }))
}

/// Framtida utmaningar.
pub(super) fn challenges(c: &Context<'_>) -> Table {
    let noted = c.model.narrative.future_challenges(&c.scope);
    Table::new(
        "future_challenges",
        "Utmaningar som väntar",
        OTHER_UNITS,
        &[
            ("title", "Utmaning"),
            ("date", "Väntas från"),
            ("unit", "Enhet"),
            ("text", "Innebörd"),
        ],
    )
    .with(noted.iter().map(|noted| noted_row(c, noted)))
}

/// How many events a period had, in words, for a summary.
pub(super) fn counted(c: &Context<'_>) -> Option<String> {
    let count = c.model.narrative.significant_events(&c.scope).len();
    (count > 0).then(|| {
        format!(
            "{} är noterade för perioden.",
            words::counted(count, "väsentlig händelse", "väsentliga händelser")
        )
    })
}
