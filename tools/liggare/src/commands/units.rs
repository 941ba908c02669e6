//! `units`: the organisation on a day.

use ledger::event::organisation::UnitKind;

use crate::answer::units::units;
use crate::cli::{Units, moment};
use crate::failure::{Exit, Failure};
use crate::render::grid::{Grid, GridCell, GridRow};
use crate::render::{Format, csv, json, text};
use crate::session::Session;
use crate::world::World;

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
    let answer = units(&session.reading(), on, size, session.demonstration())?;
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
            for unit in answer.units {
                let cells = [
                    unit.name,
                    unit.unit.to_string(),
                    kind_in_words(unit.unit_kind).to_owned(),
                    unit.valid_from.to_string(),
                    text_of(unit.valid_to),
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
        Format::Json => json::answer(&answer)?,
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
            answer.units.into_iter().map(|unit| {
                [
                    unit.level.to_string(),
                    unit.unit.to_string(),
                    unit.name,
                    kind_in_words(unit.unit_kind).to_owned(),
                    text_of(unit.parent),
                    unit.valid_from.to_string(),
                    text_of(unit.valid_to),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

/// What is there in words; nothing when it is not.
fn text_of(shown: Option<impl ToString>) -> String {
    shown.map(|shown| shown.to_string()).unwrap_or_default()
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
