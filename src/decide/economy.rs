//! Bookings, forecasts, restatements and what is spent on investments.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::command::RestateOutcome;
use crate::decide::amount;
use crate::decide::budget::bookable;
use crate::decide::case::{Case, Decided, each_row, unknown, whole_year};
use crate::decide::text;
use crate::entry::Entry;
use crate::event::Event;
use crate::event::budget::LineTable;
use crate::event::economy::{ForecastSubmitted, OutcomeBooked, OutcomeRestated};
use crate::event::indicator::CorrectedFact;
use crate::event::investment::{InvestmentObjectApproved, InvestmentSpent};
use crate::ids::{InvestmentId, LineId, UnitId};
use crate::money::Ore;
use crate::period::{Month, Period};
use crate::refusal::{Refusal, RefusalCode as Code};
use crate::state::budget::Line;

/// A line, a unit and a month: what a running total is of.
type Cell<'a> = (&'a LineId, &'a UnitId, Month);

/// The running totals that the earlier rows of a command have changed. A cell
/// that is here has been judged: what an earlier row may be booked on, a later
/// one of the same command may as well.
type Cells<'a> = HashMap<Cell<'a>, Ore>;

pub(super) fn book(case: Case<'_>, rows: &[OutcomeBooked]) -> Decided {
    let mut cells = Cells::new();
    let mut months = Months::new();
    each_row(rows, |booked| {
        let cell = (&booked.line, &booked.unit, booked.month);
        if !cells.contains_key(&cell) {
            may_book(case, &mut months, cell)?;
        }
        text::title(&booked.document, "document")?;
        add(case, &mut cells, cell, booked.amount_ore)?;
        Ok(booked.clone().into())
    })
}

/// Units' months that were found open for an earlier row of the command.
type Months<'a> = HashSet<(&'a UnitId, Month)>;

/// Refuses a booking on a line that takes none from the unit in the month.
fn may_book<'a>(
    case: Case<'a>,
    months: &mut Months<'a>,
    (id, unit, month): Cell<'a>,
) -> Result<(), Refusal> {
    case.unit_in(unit, month.into(), "unit")?;
    let line = bookable(case, id, "line")?;
    if line.table == LineTable::Investment {
        return Err(Refusal::new(
            Code::LineIsInvestment,
            "line",
            format!("Raden {id} står i investeringsredovisningen."),
        ));
    }
    may_bear(case, (id, line), unit, month)?;
    for unit in [unit, &line.unit] {
        if !months.contains(&(unit, month)) {
            case.open_month(unit, month, "month")?;
            months.insert((unit, month));
        }
    }
    Ok(())
}

pub(super) fn forecast(case: Case<'_>, rows: &[ForecastSubmitted]) -> Decided {
    let mut earlier = BTreeSet::new();
    each_row(rows, |forecast| {
        case.unit_in(&forecast.unit, forecast.basis_period, "unit")?;
        let line = bookable(case, &forecast.line, "line")?;
        may_forecast(case, (&forecast.line, line), forecast)?;
        case.open(&forecast.unit, forecast.basis_period, "basis_period")?;
        case.open(&line.unit, forecast.basis_period, "basis_period")?;
        amount::amount(forecast.amount_ore, "amount_ore")?;
        if !earlier.insert((forecast.line.clone(), forecast.basis_period)) {
            return Err(Refusal::new(
                Code::PostingRepeated,
                "line",
                format!("Raden {} har två prognoser i kommandot.", forecast.line),
            )
            .with_remedy("Ange en prognos för varje rad."));
        }
        Ok(forecast.clone().into())
    })
}

pub(super) fn restate(case: Case<'_>, change: &RestateOutcome) -> Decided {
    case.decision_required()?;
    case.unit_in(&change.unit, change.month.into(), "unit")?;
    let line = bookable(case, &change.line, "line")?;
    may_bear(case, (&change.line, line), &change.unit, change.month)?;
    text::title(&change.policy, "policy")?;
    text::title(&change.recommendation, "recommendation")?;
    if change.amount_ore == Ore::ZERO {
        return Err(Refusal::new(
            Code::NothingChanged,
            "amount_ore",
            "Omräkningen ändrar inget belopp.",
        ));
    }
    add(
        case,
        &mut Cells::new(),
        (&change.line, &change.unit, change.month),
        change.amount_ore,
    )?;
    let restates = match &change.restates {
        Some(reference) => {
            let entry = case.entry(reference, "restates")?;
            if !bears(case, entry, &change.line, &change.unit) {
                return Err(Refusal::new(
                    Code::CorrectsOtherFact,
                    "restates",
                    format!(
                        "Händelsen {} är inte bokförd på {} för {}.",
                        entry.position, change.line, change.unit
                    ),
                ));
            }
            Some(entry.event_id)
        }
        None => None,
    };
    Ok(vec![
        OutcomeRestated {
            unit: change.unit.clone(),
            line: change.line.clone(),
            month: change.month,
            amount_ore: change.amount_ore,
            policy: change.policy.clone(),
            recommendation: change.recommendation.clone(),
            restates,
        }
        .into(),
    ])
}

pub(super) fn approve_object(case: Case<'_>, object: &InvestmentObjectApproved) -> Decided {
    let event = Event::from(object.clone());
    case.decision_required()?;
    case.unused(&event, &object.object, "object")?;
    case.unit(&object.unit, "unit")?;
    if bookable(case, &object.line, "line")?.table != LineTable::Investment {
        return Err(Refusal::new(
            Code::TableMismatch,
            "line",
            format!(
                "Raden {} står inte i investeringsredovisningen.",
                object.line
            ),
        ));
    }
    text::title(&object.title, "title")?;
    let mut years = BTreeSet::new();
    for (number, budget) in object.budget.iter().enumerate() {
        let place = format!("budget[{number}]");
        whole_year(budget.year, "year").map_err(|refusal| refusal.within(&place))?;
        amount::amount(budget.amount_ore, "amount_ore")
            .map_err(|refusal| refusal.within(&place))?;
        if !years.insert(budget.year) {
            return Err(year_repeated(budget.year, &place));
        }
    }
    Ok(vec![event])
}

pub(super) fn spend(case: Case<'_>, rows: &[InvestmentSpent]) -> Decided {
    let mut cells = Cells::new();
    each_row(rows, |spent| {
        let object = case.state.budget.object(&spent.object).ok_or_else(|| {
            unknown(
                Code::UnknownInvestment,
                "object",
                "Investeringsobjektet",
                &spent.object,
            )
        })?;
        case.unit_in(&object.unit, spent.month.into(), "month")?;
        let line = case.line(&object.line, "object")?;
        may_bear(case, (&object.line, line), &object.unit, spent.month)?;
        case.open_month(&object.unit, spent.month, "month")?;
        case.open_month(&line.unit, spent.month, "month")?;
        text::title(&spent.document, "document")?;
        add(
            case,
            &mut cells,
            (&object.line, &object.unit, spent.month),
            spent.amount_ore,
        )?;
        Ok(spent.clone().into())
    })
}

/// Refuses an amount from a unit that has nothing to do with the line: else it
/// would land in another unit's result. In the month, the unit must lie within
/// the line's. When the line's own unit then lies outside the table it is shown
/// in, or did not exist, the units of the table may bear it too.
fn may_bear(
    case: Case<'_>,
    (id, line): (&LineId, &Line),
    unit: &UnitId,
    month: Month,
) -> Result<(), Refusal> {
    let days = Period::from(month);
    let (first, last) = (days.first_day(), days.last_day());
    let units = &case.state.units;
    let within = |unit, above| units.lies_within_some_day(unit, above, first, last);
    let table = case.state.budget.table_unit(line);
    let stands_elsewhere = !within(&line.unit, table)
        || !units
            .get(&line.unit)
            .is_some_and(|unit| unit.exists_within(first, last));
    if within(unit, &line.unit) || (stands_elsewhere && within(unit, table)) {
        return Ok(());
    }
    Err(of_other_unit(id, line, unit))
}

/// Refuses a forecast by anyone but those who answer for the line: its own
/// unit, those above it within the table, or the table's. One forecast of a
/// line and follow-up applies, the last.
fn may_forecast(
    case: Case<'_>,
    (id, line): (&LineId, &Line),
    forecast: &ForecastSubmitted,
) -> Result<(), Refusal> {
    let (first, last) = (
        forecast.basis_period.first_day(),
        forecast.basis_period.last_day(),
    );
    let units = &case.state.units;
    let within = |unit, above| units.lies_within_some_day(unit, above, first, last);
    let (unit, table) = (&forecast.unit, case.state.budget.table_unit(line));
    if [&line.unit, table].contains(&unit) || (within(&line.unit, unit) && within(unit, table)) {
        return Ok(());
    }
    Err(of_other_unit(id, line, unit).with_remedy(format!(
        "Låt {} eller en enhet över den lämna radens prognos.",
        line.unit
    )))
}

fn of_other_unit(id: &LineId, line: &Line, unit: &UnitId) -> Refusal {
    Refusal::new(
        Code::LineOfOtherUnit,
        "unit",
        format!("Raden {id} hör till {}, inte till {unit}.", line.unit),
    )
}

pub(super) fn year_repeated(year: u16, place: &str) -> Refusal {
    Refusal::new(
        Code::YearRepeated,
        format!("{place}.year"),
        format!("Året {year} står två gånger."),
    )
}

fn add<'a>(
    case: Case<'_>,
    cells: &mut Cells<'a>,
    cell: Cell<'a>,
    added: Ore,
) -> Result<(), Refusal> {
    let (line, unit, month) = cell;
    let total = cells
        .entry(cell)
        .or_insert_with(|| case.state.budget.cell(line, unit, month));
    *total = amount::total(*total, added, "amount_ore")?;
    Ok(())
}

/// Whether an entry is an outcome on the line for the unit.
fn bears(case: Case<'_>, entry: &Entry, line: &LineId, unit: &UnitId) -> bool {
    let of_object = |object: &InvestmentId| {
        let object = case.state.budget.object(object);
        object.is_some_and(|object| object.line == *line && object.unit == *unit)
    };
    match entry.event() {
        Some(Event::OutcomeBooked(e)) => e.line == *line && e.unit == *unit,
        Some(Event::OutcomeRestated(e)) => e.line == *line && e.unit == *unit,
        Some(Event::OutcomeCorrected(e)) => match &e.fact {
            CorrectedFact::Booking {
                line: on, unit: of, ..
            } => on == line && of == unit,
            CorrectedFact::Spending { object, .. } => of_object(object),
            CorrectedFact::Indicator { .. } | CorrectedFact::KeyFigure(_) => false,
        },
        Some(Event::InvestmentSpent(e)) => of_object(&e.object),
        _ => false,
    }
}
