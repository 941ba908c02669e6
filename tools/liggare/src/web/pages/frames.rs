//! `/ramar`: the frames of a year, what moved them and what is left; and a line's frame
//! with its history.
//!
//! Amounts stand in the ledger's sign: a frame for costs is negative, and what is left
//! is negative while there is room to spend.

use std::collections::BTreeSet;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::event::budget::{LineTable, ReportLineDefined};
use ledger::ids::{LineId, Position};
use ledger::money::Ore;
use ledger::period::Period;
use projections::document::Cell;
use projections::economy::budget::FrameChangeKind;
use projections::economy::frames::{ALL_TABLES, FrameRow, ReallocationRow};
use projections::trace::EntrySource;
use projections::wording;

use super::reference;
use crate::access::matrix::Capability;
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::form::entries::reallocation;
use crate::web::frame::in_words;
use crate::web::html::cell::AMOUNTS;
use crate::web::html::grid::{Grid, GridRow};
use crate::web::html::{Html, piece};
use crate::web::looking::{Looking, Page};
use crate::web::place::Place;
use crate::web::sight::Sight;
use crate::web::times::path;

const ROOM: &str = "/ramar";

/// What can be entered about frames.
const FORMS: [reference::Offer; 1] = [(&reallocation::ENTRY, "Omdisponera budget")];

/// The room.
pub(super) fn routes() -> Router<Served> {
    Router::new()
        .route(ROOM, get(show))
        .route("/ramar/{line}", get(show_line))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking.show(all).await
}

async fn show_line(Place(line): Place<String>, looking: Looking) -> Result<Response, Problem> {
    looking.show(move |sight| of_line(sight, &line)).await
}

fn all(sight: &Sight<'_>) -> Result<Page, Problem> {
    sight.may(Capability::Frames)?;
    let year = sight.period().year();
    let mut tables = Vec::new();
    for table in ALL_TABLES {
        tables.push(frames(sight, table)?);
    }
    if tables.iter().all(Html::is_empty) {
        tables.push(piece::small(&format!(
            "Inga ramar är beslutade för {year}."
        ))?);
    }
    let body = Html::joined([
        reference::forms(sight, &FORMS, &[])?,
        piece::section("ramar", &format!("Ramar {year}"), Html::joined(tables))?,
        piece::section("omdisponeringar", "Omdisponeringar", reallocations(sight)?)?,
        piece::section("reserver", "Planeringsreserver", reserves(sight)?)?,
    ]);
    reference::page(sight, ROOM, "Ramar", body)
}

/// What moved a frame, by what the columns of the table tell apart.
fn sum(frame: &FrameRow, is_told: impl Fn(&FrameChangeKind) -> bool) -> Cell {
    let told: Vec<Ore> = frame
        .changes
        .iter()
        .filter(|change| is_told(&change.kind))
        .map(|change| change.amount)
        .collect();
    if told.is_empty() {
        Cell::Empty
    } else {
        Cell::Amount(told.into_iter().sum())
    }
}

fn frames(sight: &Sight<'_>, table: LineTable) -> Result<Html, Problem> {
    let rows = sight
        .model()
        .economy
        .frames(sight.unit(), table, sight.period(), sight.size);
    // Reports have the frames of these two, so that one can ask why there.
    let (name, key, asked) = match table {
        LineTable::OperatingResult => ("Driftramar", "driftramar", true),
        LineTable::Investment => ("Investeringsramar", "investeringsramar", true),
        LineTable::IncomeStatement => ("Resultatbudget", "resultatbudget", false),
        LineTable::BalanceRequirement => ("Balanskrav", "balanskrav", false),
    };
    let mut grid = Grid::new(key, name)
        .note(format!(
            "Belopp i {}. Kostnader är negativa; kvar = ram − förbrukat, negativt när utrymme \
             finns kvar.",
            AMOUNTS.name()
        ))
        .words("Ram")
        .figures("Beslutad")
        .figures("Uppräkning, tillägg, minskning")
        .figures("Omdisponerad")
        .figures("Reserver")
        .figures("Investeringsobjekt")
        .figures("Gällande")
        .figures("Förbrukat")
        .figures("Kvar")
        .short("Beslut");
    for frame in &rows {
        let cell = |cell: Cell, column: &str, name: &str| {
            let why = sight.why_in("budget", &format!("frames:{}:{column}", frame.line));
            let why = why.as_deref().filter(|_| asked);
            piece::asked(&cell, why, &format!("{}, {name}", frame.title))
        };
        let decided = frame
            .changes
            .iter()
            .rev()
            .find(|change| change.kind == FrameChangeKind::Decided);
        let moved = |is_told: fn(&FrameChangeKind) -> bool| piece::plain(&sum(frame, is_told));
        let head = piece::link(&sight.link(&path(ROOM, frame.line.as_str())), &frame.title)?;
        grid.push(
            GridRow::new(head)
                .sourced(frame.provenance)
                .cell(cell(
                    frame.decided.map_or(Cell::Empty, Cell::Amount),
                    "decided",
                    "beslutad",
                )?)
                .cell(moved(|kind| matches!(kind, FrameChangeKind::Adjusted(_)))?)
                .cell(moved(|kind| *kind == FrameChangeKind::Reallocated)?)
                .cell(moved(|kind| {
                    matches!(
                        kind,
                        FrameChangeKind::ReserveGiven { .. }
                            | FrameChangeKind::ReserveReceived { .. }
                    )
                })?)
                .cell(moved(|kind| {
                    matches!(kind, FrameChangeKind::ObjectApproved(_))
                })?)
                .cell(cell(Cell::Amount(frame.current), "current", "gällande")?)
                .cell(cell(
                    frame.used.map_or(Cell::Empty, Cell::Amount),
                    "used",
                    "förbrukat",
                )?)
                .cell(Html::joined([
                    cell(Cell::Amount(frame.left), "left", "kvar")?,
                    overdrawn(frame)?,
                ]))
                .cell(reference::decision(
                    sight,
                    decided.and_then(|change| change.decision.as_ref()),
                )?),
        );
    }
    grid.drawn()
}

/// Says that more is spent than the frame allows: the sign alone is easily missed.
fn overdrawn(frame: &FrameRow) -> Result<Html, Problem> {
    let is_overdrawn = frame.current <= Ore::ZERO && frame.left > Ore::ZERO;
    if is_overdrawn {
        piece::aside("överskriden")
    } else {
        Ok(Html::default())
    }
}

fn reallocations(sight: &Sight<'_>) -> Result<Html, Problem> {
    let economy = &sight.model().economy;
    let made = economy.reallocations(sight.unit(), sight.period().year(), sight.size);
    if made.is_empty() {
        return piece::small("Inga omdisponeringar är gjorda under året.");
    }
    let mut pieces = vec![piece::small(
        "Varje omdisponering är dubbel bokföring: det som lämnas är lika stort som det som tas \
         emot, så att summan är noll. Positivt belopp lämnar utrymme, negativt tar emot.",
    )?];
    for row in &made {
        pieces.push(reallocation(sight, row)?);
    }
    Ok(Html::joined(pieces))
}

/// Both sides of a reallocation, with what each frame became.
fn reallocation(sight: &Sight<'_>, row: &ReallocationRow) -> Result<Html, Problem> {
    let position = row.reallocation.position;
    let moved = &row.reallocation.moved;
    let decision = row.reallocation.decision.as_ref();
    let taken = decision.and_then(|id| sight.model().decisions.decision(id, sight.size));
    let commit = sight.model().timeline.commit_of(position);
    let reason = commit.and_then(|commit| commit.reason).map(str::to_owned);
    let title = taken.map(|taken| taken.title).or_else(|| reason.clone());
    let title = title.unwrap_or_else(|| "Omdisponering".to_owned());
    let (at, actor) = reference::recorded(sight, position);
    let entry = sight.reading().entry(position)?;
    let provenance = entry.and_then(|entry| entry.provenance);
    let from = Period::months_of(moved.year, moved.from_month, moved.from_month);
    let from = from.map_or_else(String::new, |from| {
        format!("Budgeten ändras från {}.", in_words(from))
    });
    let mut grid = Grid::new(format!("omdisponering-{}", position.0), title)
        .note(format!("Belopp i {}. {from}", AMOUNTS.name()))
        .words("Ram")
        .words("Sida")
        .figures("Belopp")
        .figures("Ramen därefter")
        .words("Enhet");
    for posting in &moved.postings {
        let side = if posting.amount_ore.0 >= 0 {
            "lämnar"
        } else {
            "tar emot"
        };
        let line = line(sight, &posting.line);
        let sees = may(sight, &posting.line).is_ok();
        let title = line.map_or(posting.line.as_str(), |line| line.title.as_str());
        let head = if sees {
            piece::link(&sight.link(&path(ROOM, posting.line.as_str())), title)?
        } else {
            Html::escaped(title)
        };
        let after = sees
            .then(|| after(sight, &posting.line, moved.year, position))
            .flatten();
        grid.push(
            GridRow::new(head)
                .sourced(provenance)
                .cell(Html::escaped(side))
                .cell(piece::plain(&Cell::Amount(posting.amount_ore))?)
                .cell(piece::plain(&after.map_or(Cell::Empty, Cell::Amount))?)
                .cell(Html::escaped(
                    &line.map_or_else(String::new, |line| sight.name_of(&line.unit)),
                )),
        );
    }
    grid.push(
        GridRow::new(Html::escaped("Summa"))
            .class("total")
            .cell(Html::default())
            .cell(piece::plain(&Cell::Amount(row.sum))?)
            .cell(Html::default())
            .cell(Html::default()),
    );
    let facts = piece::facts(vec![
        ("Beslut", reference::decision(sight, decision)?),
        ("Skäl", Html::escaped(&reason.unwrap_or_default())),
        ("Antecknad", Html::escaped(&at)),
        ("Av", Html::escaped(&actor)),
        ("Händelse", reference::event(sight, position)?),
    ])?;
    Ok(Html::joined([grid.drawn()?, facts]))
}

/// A frame just after an event.
fn after(sight: &Sight<'_>, line: &LineId, year: u16, position: Position) -> Option<Ore> {
    let economy = &sight.model().economy;
    let months = economy.frame_months(line, year, position.0.saturating_add(1))?;
    Some(months.into_iter().sum())
}

fn reserves(sight: &Sight<'_>) -> Result<Html, Problem> {
    let economy = &sight.model().economy;
    let reserves = economy.reserves(sight.unit(), sight.period().year(), sight.size);
    if reserves.is_empty() {
        return piece::small("Ingen planeringsreserv är disponerad under året.");
    }
    let mut grid = Grid::new("reserver", "Disponerade reserver")
        .note(format!(
            "Belopp i {}. Disponerat är positivt; kvar är negativt när utrymme finns.",
            AMOUNTS.name()
        ))
        .words("Reserv")
        .figures("Beslutad")
        .figures("Disponerat")
        .figures("Kvar")
        .short("Beslut")
        .short("Antecknad")
        .short("Händelse");
    for reserve in &reserves {
        let cell = |amount: Ore, column: &str, name: &str| {
            let why = sight.why_in("budget", &format!("reserves:{}:{column}", reserve.line));
            let about = format!("{}, {name}", reserve.title);
            piece::asked(&Cell::Amount(amount), why.as_deref(), &about)
        };
        let address = sight.link(&path(ROOM, reserve.line.as_str()));
        grid.push(
            GridRow::new(piece::link(&address, &reserve.title)?)
                .cell(cell(reserve.decided, "decided", "beslutad")?)
                .cell(cell(reserve.disposed, "disposed", "disponerat")?)
                .cell(cell(reserve.left, "left", "kvar")?)
                .cell(Html::default())
                .cell(Html::default())
                .cell(Html::default()),
        );
        for disposal in &reserve.disposals {
            let (at, _) = reference::recorded(sight, disposal.position);
            grid.push(
                GridRow::new(Html::escaped(&said(sight, &disposal.kind)))
                    .level(1)
                    .cell(Html::default())
                    .cell(piece::plain(&Cell::Amount(disposal.amount))?)
                    .cell(Html::default())
                    .cell(reference::decision(sight, disposal.decision.as_ref())?)
                    .cell(Html::escaped(&at))
                    .cell(reference::event(sight, disposal.position)?),
            );
        }
    }
    grid.drawn()
}

fn said(sight: &Sight<'_>, kind: &FrameChangeKind) -> String {
    wording::frame_change(kind, |id| {
        line(sight, id).map_or_else(|| id.to_string(), |line| line.title.clone())
    })
}

fn line<'a>(sight: &Sight<'a>, id: &LineId) -> Option<&'a ReportLineDefined> {
    sight.model().economy.lines.definition(id, sight.size)
}

/// Whether the one who looks may see a line's frame: in the table of the unit that
/// answers for it, or of one that it is part of.
fn may(sight: &Sight<'_>, id: &LineId) -> Result<(), Problem> {
    let upwards = sight.model().economy.lines.upwards(id, sight.size);
    let units: BTreeSet<_> = upwards.iter().map(|line| &line.unit).collect();
    reference::may_of_any(sight, Capability::Frames, units)
}

fn of_line(sight: &Sight<'_>, id: &str) -> Result<Page, Problem> {
    sight.caller.account()?;
    let unknown = || {
        Problem::not_found(format!("Raden {id} finns inte i det som var känt."))
            .remedied("Gå till Ramar och välj en ram där.")
    };
    let id = LineId::new(id).map_err(|_| unknown())?;
    let defined = line(sight, &id).ok_or_else(unknown)?;
    may(sight, &id)?;
    let year = sight.period().year();
    let years = sight.model().economy.budgets.years(&id, sight.size);
    let mut others = Vec::new();
    for other in years.into_iter().filter(|other| *other != year) {
        if let Some(period) = Period::whole_year(other) {
            let address = sight.times.about(period).link(&path(ROOM, id.as_str()));
            others.push(piece::link(&address, &other.to_string())?);
            others.push(Html::escaped(" "));
        }
    }
    let line_address = sight.link(&path("/ekonomi", id.as_str()));
    let facts = piece::facts(vec![
        ("Rad", piece::link(&line_address, &defined.title)?),
        (
            "Ansvarig enhet",
            Html::escaped(&sight.name_of(&defined.unit)),
        ),
        ("Andra år", Html::joined(others)),
    ])?;
    let body = Html::joined([
        facts,
        reference::forms(sight, &FORMS, &[])?,
        piece::section("andringar", &format!("Ramen {year}"), history(sight, &id)?)?,
        by_month(sight, &id)?,
    ]);
    reference::page(sight, ROOM, format!("Ramen för {}", defined.title), body)
}

/// Every change of a frame, with what it became.
fn history(sight: &Sight<'_>, id: &LineId) -> Result<Html, Problem> {
    let year = sight.period().year();
    let frame = sight.model().economy.budgets.frame(id, year);
    let changes = frame.map_or(&[][..], |frame| frame.between(0, sight.size));
    if changes.is_empty() {
        return piece::small(&format!("Ingen ram är beslutad för {year}."));
    }
    let mut grid = Grid::new("andringar", "Ramens ändringar")
        .note(format!(
            "Belopp i {}. Kostnader är negativa.",
            AMOUNTS.name()
        ))
        .short("Antecknad")
        .words("Ändring")
        .figures("Belopp")
        .figures("Ramen därefter")
        .short("Beslut")
        .words("Skäl")
        .short("Av")
        .short("Händelse");
    for (position, change) in changes {
        let (at, actor) = reference::recorded(sight, *position);
        let commit = sight.model().timeline.commit_of(*position);
        let reason = commit.and_then(|commit| commit.reason);
        grid.push(
            GridRow::new(Html::escaped(&at))
                .sourced(change.provenance)
                .cell(Html::escaped(&said(sight, &change.kind)))
                .cell(piece::plain(&Cell::Amount(change.amount))?)
                .cell(piece::plain(&Cell::Amount(change.after.into_iter().sum()))?)
                .cell(reference::decision(sight, change.decision.as_ref())?)
                .cell(Html::escaped(reason.unwrap_or_default()))
                .cell(Html::escaped(&actor))
                .cell(reference::event(sight, *position)?),
        );
    }
    grid.drawn()
}

/// How the frame is spread over the year.
fn by_month(sight: &Sight<'_>, id: &LineId) -> Result<Html, Problem> {
    let year = sight.period().year();
    let frame = sight.model().economy.budgets.frame(id, year);
    let Some(frame) = frame.and_then(|frame| frame.at(sight.size)) else {
        return Ok(Html::default());
    };
    let mut grid = Grid::new("fordelning", "Månadernas andel av ramen")
        .note(format!("Belopp i {}.", AMOUNTS.name()))
        .short("Månad")
        .figures("Budget")
        .figures("Från januari");
    let mut to_date = Ore::ZERO;
    for (number, amount) in (1..).zip(frame.after) {
        to_date = to_date + amount;
        let month = Period::months_of(year, number, number);
        let name = month.map(in_words).unwrap_or_default();
        grid.push(
            GridRow::new(Html::escaped(&name))
                .sourced(frame.provenance)
                .cell(piece::plain(&Cell::Amount(amount))?)
                .cell(piece::plain(&Cell::Amount(to_date))?),
        );
    }
    piece::section("fordelning", "Ramen över månaderna", grid.drawn()?)
}
