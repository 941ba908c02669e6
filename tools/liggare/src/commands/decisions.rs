//! `decisions`: what was decided, and the open list of delegated decisions that
//! are not yet reported to their committee (KL 6:39–40).

use crate::answer::decisions::{Which, decisions};
use crate::cli::Decisions;
use crate::failure::{Exit, Failure};
use crate::render::grid::Grid;
use crate::render::{Format, csv, json, swedish, text};
use crate::session::Session;
use crate::world::World;

/// Lists the decisions.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened.
pub(crate) fn run(asked: &Decisions, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let size = session.known(asked.known_at.as_ref())?;
    let which = if asked.open {
        Which::Open(None)
    } else {
        Which::Year(asked.year, None)
    };
    let answer = decisions(&session.reading(), &which, size, session.demonstration())?;
    let amounts = world.layout.amounts;
    world.mark(session.demonstration())?;
    let said = match world.format {
        Format::Text => {
            let mut said = String::new();
            let heading = if asked.open {
                "Delegationsbeslut som inte är anmälda"
            } else {
                "Beslut"
            };
            text::push_heading(&mut said, heading, '═', world.layout);
            let amount = format!(">Belopp, {}", amounts.name());
            let titles = ["Id", "Datum", "Organ", "Beslut", amount.as_str(), "Anmält"];
            let mut grid = Grid::with_columns(&titles);
            for row in answer.decisions {
                let reported = match (row.committee, row.reported) {
                    (None, _) => String::new(),
                    (Some(_), Some(day)) => day.to_string(),
                    (Some(committee), None) if row.urgent => {
                        format!("nej, brådskande: {committee}")
                    }
                    (Some(committee), None) => format!("nej: {committee}"),
                };
                grid.push([
                    row.decision.to_string(),
                    row.date,
                    row.organ,
                    row.title,
                    row.amount_ore
                        .map(|amount| swedish::amount(amount, amounts))
                        .unwrap_or_default(),
                    reported,
                ]);
            }
            if grid.rows.is_empty() {
                said.push_str("Inga.\n");
            } else {
                said.push_str(&grid.lay_out(world.layout.width, world.layout.colour));
            }
            said
        }
        Format::Json => json::answer(&answer)?,
        Format::Csv => csv::rows(
            [
                "decision",
                "date",
                "organ",
                "title",
                "case_number",
                "paragraph",
                "amount_ore",
                "committee",
                "reported",
            ],
            answer.decisions.into_iter().map(|row| {
                [
                    row.decision.to_string(),
                    row.date,
                    row.organ,
                    row.title,
                    row.case_number.unwrap_or_default(),
                    row.paragraph.unwrap_or_default(),
                    text_of(row.amount_ore.map(|amount| amount.0)),
                    text_of(row.committee),
                    text_of(row.reported),
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
