//! `decisions`: what was decided, and the open list of delegated decisions that
//! are not yet reported to their committee (KL 6:39–40).

use ledger::event::decision::Precision;
use ledger::time::Date;
use projections::decisions::Decision;
use serde::Serialize;

use crate::cli::Decisions;
use crate::failure::{Exit, Failure};
use crate::render::grid::Grid;
use crate::render::{Format, csv, json, swedish, text};
use crate::session::Session;
use crate::world::World;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    kind: &'static str,
    demonstration: bool,
    size: u64,
    open_only: bool,
    decisions: Vec<DecisionRow>,
}

/// A decision as JSON.
#[derive(Serialize)]
struct DecisionRow {
    decision: String,
    date: String,
    organ: String,
    title: String,
    case_number: Option<String>,
    paragraph: Option<String>,
    amount_ore: Option<i64>,
    committee: Option<String>,
    urgent: bool,
    reported: Option<String>,
    #[serde(skip)]
    amount: String,
}

/// Lists the decisions.
///
/// # Errors
/// [`Failure`] when the ledger cannot be opened.
pub(crate) fn run(asked: &Decisions, world: &mut World<'_>) -> Result<Exit, Failure> {
    let session = Session::open(world)?;
    let size = session.known(asked.known_at.as_ref())?;
    let known = &session.model.decisions;
    let decisions = if asked.open {
        known.unreported(None, size)
    } else {
        let year = asked
            .year
            .or_else(|| session.year_of(size))
            .unwrap_or_default();
        match session.whole_region(year, size) {
            Some(scope) => known.of_year(&scope),
            None => Vec::new(),
        }
    };
    let amounts = world.layout.amounts;
    let rows: Vec<DecisionRow> = decisions
        .into_iter()
        .map(|decision| row_of(decision, amounts))
        .collect();
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
            for row in rows {
                let reported = match (row.committee, row.reported) {
                    (None, _) => String::new(),
                    (Some(_), Some(day)) => day,
                    (Some(committee), None) if row.urgent => {
                        format!("nej, brådskande: {committee}")
                    }
                    (Some(committee), None) => format!("nej: {committee}"),
                };
                grid.push([
                    row.decision,
                    row.date,
                    row.organ,
                    row.title,
                    row.amount,
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
        Format::Json => json::answer(&Answer {
            kind: "decisions",
            demonstration: session.demonstration(),
            size,
            open_only: asked.open,
            decisions: rows,
        })?,
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
            rows.into_iter().map(|row| {
                [
                    row.decision,
                    row.date,
                    row.organ,
                    row.title,
                    row.case_number.unwrap_or_default(),
                    row.paragraph.unwrap_or_default(),
                    row.amount_ore
                        .map(|amount| amount.to_string())
                        .unwrap_or_default(),
                    row.committee.unwrap_or_default(),
                    row.reported.unwrap_or_default(),
                ]
            }),
        )?,
    };
    world.say(&said)?;
    Ok(Exit::Done)
}

fn row_of(decision: Decision, amounts: swedish::AmountUnit) -> DecisionRow {
    let delegation = decision.delegation;
    DecisionRow {
        decision: decision.decision.to_string(),
        date: as_exactly_as_known(decision.date, decision.precision),
        organ: decision.organ,
        title: decision.title,
        case_number: decision.case_number,
        paragraph: decision.paragraph,
        amount: decision
            .amount_ore
            .map(|amount| swedish::amount(amount, amounts))
            .unwrap_or_default(),
        amount_ore: decision.amount_ore.map(|amount| amount.0),
        urgent: delegation
            .as_ref()
            .is_some_and(|delegation| delegation.urgent),
        committee: delegation.map(|delegation| delegation.committee.to_string()),
        reported: decision.reported.map(|report| report.date.to_string()),
    }
}

fn as_exactly_as_known(date: Date, precision: Precision) -> String {
    match precision {
        Precision::Day => date.to_string(),
        Precision::Month => format!("{:04}-{:02}", date.year(), date.month()),
        Precision::Year => format!("{:04}", date.year()),
    }
}
