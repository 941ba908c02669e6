//! `units`: the organisation on a day.

use ledger::event::organisation::UnitKind;
use serde::Serialize;

use crate::cli::{Units, moment};
use crate::failure::{Exit, Failure};
use crate::render::grid::{Grid, GridCell, GridRow};
use crate::render::{Format, csv, json, text};
use crate::session::Session;
use crate::world::World;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    demonstration: bool,
    on: String,
    size: u64,
    units: Vec<UnitRow>,
}

/// A unit as JSON.
#[derive(Serialize)]
struct UnitRow {
    level: u8,
    unit: String,
    name: String,
    unit_kind: UnitKind,
    parent: Option<String>,
    valid_from: String,
    valid_to: Option<String>,
}

/// Shows the organisation.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened.
pub(crate) fn run(asked: &Units, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let size = session.known(asked.known_at.as_ref())?;
    let on = match asked.on {
        Some(day) => day,
        None => moment::day_of((world.now)())
            .ok_or_else(|| Failure::usage("dagens datum kan inte läsas.", "Ange --on DATUM."))?,
    };
    let units: Vec<UnitRow> = session
        .model
        .organisation
        .tree(on, size)
        .into_iter()
        .map(|tree| UnitRow {
            level: tree.level,
            unit: tree.unit.unit.to_string(),
            name: tree.unit.name,
            unit_kind: tree.unit.kind,
            parent: tree.unit.parent.map(|parent| parent.to_string()),
            valid_from: tree.unit.valid_from.to_string(),
            valid_to: tree.unit.valid_to.map(|day| day.to_string()),
        })
        .collect();
    world.mark(session.demonstration())?;
    let said = match world.format {
        Format::Text => {
            let mut said = String::new();
            text::push_heading(
                &mut said,
                &format!("Organisationen {on}"),
                '═',
                world.layout,
            );
            let mut grid = Grid::with_columns(&["Enhet", "Id", "Slag", "Från", "Till"]);
            for unit in units {
                let cells = [
                    unit.name,
                    unit.unit,
                    kind_in_words(unit.unit_kind).to_owned(),
                    unit.valid_from,
                    unit.valid_to.unwrap_or_default(),
                ];
                grid.rows.push(GridRow {
                    indent: usize::from(unit.level) * 2,
                    cells: cells.into_iter().map(GridCell::plain).collect(),
                    ..GridRow::default()
                });
            }
            if grid.rows.is_empty() {
                said.push_str("Ingen enhet finns den dagen.\n");
            } else {
                said.push_str(&grid.lay_out(world.layout.width, world.layout.colour));
            }
            said
        }
        Format::Json => json::answer(&Answer {
            kind: "units",
            demonstration: session.demonstration(),
            on: on.to_string(),
            size,
            units,
        })?,
        Format::Csv => csv::rows(
            [
                "level",
                "unit",
                "name",
                "kind",
                "parent",
                "valid_from",
                "valid_to",
            ],
            units.into_iter().map(|unit| {
                [
                    unit.level.to_string(),
                    unit.unit,
                    unit.name,
                    kind_in_words(unit.unit_kind).to_owned(),
                    unit.parent.unwrap_or_default(),
                    unit.valid_from,
                    unit.valid_to.unwrap_or_default(),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

fn kind_in_words(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Assembly => "regionfullmäktige",
        UnitKind::ExecutiveBoard => "regionstyrelse",
        UnitKind::Committee => "nämnd",
        UnitKind::Administration => "förvaltning",
        UnitKind::Department => "område",
        UnitKind::Staff => "stab",
        UnitKind::Office => "enhet",
    }
}
