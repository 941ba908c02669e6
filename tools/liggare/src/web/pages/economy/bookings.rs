//! What a line's outcome is made of: bookings, corrections and restatements, the
//! newest first and a page at a time.
//!
//! Guarantee: each amount is the difference that its event made, so that they sum to
//! the outcome; what was corrected is marked, and so is what corrects it.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::budget::LineTable;
use ledger::ids::LineId;
use projections::corrections::Correction;
use projections::document::Cell;
use projections::economy::cells::{CellCause, CellMove};
use projections::economy::table::shown;
use projections::trace::EntrySource;

use super::super::reference;
use super::super::turning::{PER_PAGE, Turning};
use crate::render::swedish::{self, AmountUnit};
use crate::server::problem::Problem;
use crate::web::form::entries::correction;
use crate::web::frame::in_words;
use crate::web::html::grid::{Grid, GridRow};
use crate::web::html::{Html, piece};
use crate::web::sight::Sight;
use crate::web::times::path;

/// The events of a line's outcome in the period.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(super) fn section(sight: &Sight<'_>, line: &LineId, table: LineTable) -> Result<Html, Problem> {
    let economy = &sight.model().economy;
    let lines: Vec<&LineId> = economy
        .lines
        .subtree(line, sight.size)
        .into_iter()
        .map(|(_, below)| &below.line)
        .collect();
    let period = sight.period();
    let cells = &economy.cells;
    let moves = |stretch| cells.newest_moves(lines.iter().copied(), period, sight.size, stretch);
    let count = moves((0, 0)).count;
    if count == 0 {
        return piece::small("Inget är bokfört på raden för perioden.");
    }
    let turning = Turning::of(sight, count);
    let found = moves((turning.skipped(), PER_PAGE));
    let title = format!("Bokningar {}", in_words(period));
    let counted = swedish::counted(
        u64::try_from(found.count).unwrap_or(u64::MAX),
        "händelse",
        "händelser",
    );
    let sign = match table {
        LineTable::Investment => "Utgifter är positiva.",
        _ => "Kostnader är negativa.",
    };
    let mut grid = Grid::new("bokningar", title)
        .note(format!(
            "{counted}, den senast antecknade först. Belopp i kronor. {sign}"
        ))
        .short("Antecknad")
        .short("Månad")
        .figures("Belopp")
        .words("Slag")
        .words("Underlag")
        .words(if lines.len() > 1 {
            "Rad och enhet"
        } else {
            "Enhet"
        })
        .short("Av")
        .short("Händelse")
        .short("Rätta");
    for moved in &found.moves {
        grid.push(row(sight, moved, table, line)?);
    }
    let here = path(super::ROOM, line.as_str());
    let turning = turning.drawn(sight, &here, "bokningar", "bokningar")?;
    Ok(Html::joined([grid.drawn()?, turning]))
}

fn row(
    sight: &Sight<'_>,
    moved: &CellMove,
    table: LineTable,
    of: &LineId,
) -> Result<GridRow, Problem> {
    let entry = sight.reading().entry(moved.position)?;
    let (at, actor) = reference::recorded(sight, moved.position);
    let amount = swedish::amount(shown(table, moved.amount), AmountUnit::Kr);
    let economy = &sight.model().economy;
    let unit = sight.name_of(&moved.unit);
    let bearer = if moved.line == *of {
        Html::escaped(&unit)
    } else {
        let defined = economy.lines.definition(&moved.line, sight.size);
        let title = defined.map_or(moved.line.as_str(), |line| line.title.as_str());
        let address = sight.link(&path(super::ROOM, moved.line.as_str()));
        Html::joined([piece::link(&address, title)?, piece::aside(&unit)?])
    };
    let what = what(moved.cause);
    let mark = entry.as_ref().and_then(|entry| {
        let corrections = &sight.model().corrections;
        let mut found = corrections.of(entry.event_id, sight.size).iter().rev();
        found.find(|(_, how)| *how == Correction::Corrected)
    });
    let slag = match mark {
        Some((by, _)) => Html::joined([
            Html::escaped(&format!("{what}, rättad genom händelse ")),
            reference::event(sight, *by)?,
        ]),
        None => Html::escaped(what),
    };
    Ok(GridRow::new(Html::escaped(&at))
        .sourced(entry.as_ref().and_then(|entry| entry.provenance))
        .cell(Html::escaped(&moved.month.to_string()))
        .cell(Html::escaped(&amount))
        .cell(slag)
        .cell(document(sight, entry.as_ref())?)
        .cell(bearer)
        .cell(Html::escaped(&actor))
        .cell(reference::event(sight, moved.position)?)
        .cell(correcting(sight, moved)?))
}

/// The way to the form that corrects a booking, for those who could correct what the unit
/// that bears it has.
fn correcting(sight: &Sight<'_>, moved: &CellMove) -> Result<Html, Problem> {
    let form = &correction::ENTRY;
    let is_fact = matches!(moved.cause, CellCause::Booked | CellCause::Spent);
    if !is_fact || !sight.could_of(form.kind, &moved.unit) {
        return Ok(Html::default());
    }
    let event = moved.position.to_string();
    match form.offered(sight, &[("rattar", &event)]) {
        Some(address) => piece::link(&address, "Rätta"),
        None => Ok(Html::default()),
    }
}

fn what(cause: CellCause) -> &'static str {
    match cause {
        CellCause::Booked => "bokning",
        CellCause::Spent => "investeringsutgift",
        CellCause::Corrected => "rättelse",
        CellCause::Restated => "omräkning",
    }
}

/// What an event rests on: its source document, or what it corrects and why.
fn document(sight: &Sight<'_>, entry: Option<&Entry>) -> Result<Html, Problem> {
    let Some(entry) = entry else {
        return Ok(Html::default());
    };
    let reason = || match &entry.commit.reason {
        Some(reason) => piece::aside(reason),
        None => Ok(Html::default()),
    };
    Ok(match entry.event() {
        None => piece::plain(&Cell::Missing("gallrad uppgift".to_owned()))?,
        Some(Event::OutcomeBooked(booked)) => Html::escaped(&booked.document),
        Some(Event::InvestmentSpent(spent)) => Html::escaped(&spent.document),
        Some(Event::OutcomeRestated(restated)) => Html::joined([
            Html::escaped(&format!("{}: {}", restated.recommendation, restated.policy)),
            reason()?,
        ]),
        Some(Event::OutcomeCorrected(correction)) => {
            let original = sight.reading().position_of(correction.corrects)?;
            let original = match original {
                Some(position) => reference::event(sight, position)?,
                None => Html::default(),
            };
            Html::joined([Html::escaped("rättar händelse "), original, reason()?])
        }
        Some(_) => Html::default(),
    })
}
