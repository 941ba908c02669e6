//! Bookings, forecasts, restatements and what is spent on investments.

use std::collections::{BTreeMap, BTreeSet};

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
use crate::ids::{LineId, UnitId};
use crate::money::Ore;
use crate::period::Month;
use crate::refusal::{Refusal, RefusalCode as Code};

/// The running totals that the earlier rows of a command have changed.
type Cells = BTreeMap<(LineId, UnitId, Month), Ore>;

pub(super) fn book(case: Case<'_>, rows: &[OutcomeBooked]) -> Decided {
    let mut cells = Cells::new();
    each_row(rows, |booked| {
        case.unit_in(&booked.unit, booked.month.into(), "unit")?;
        let line = bookable(case, &booked.line, "line")?;
        if line.table == LineTable::Investment {
            return Err(Refusal::new(
                Code::LineIsInvestment,
                "line",
                format!("Raden {} står i investeringsredovisningen.", booked.line),
            ));
        }
        case.open_month(&booked.unit, booked.month, "month")?;
        case.open_month(&line.unit, booked.month, "month")?;
        text::title(&booked.document, "document")?;
        add(
            case,
            &mut cells,
            (&booked.line, &booked.unit, booked.month),
            booked.amount_ore,
        )?;
        Ok(booked.clone().into())
    })
}

pub(super) fn forecast(case: Case<'_>, rows: &[ForecastSubmitted]) -> Decided {
    let mut earlier = BTreeSet::new();
    each_row(rows, |forecast| {
        case.unit_in(&forecast.unit, forecast.basis_period, "unit")?;
        let line = bookable(case, &forecast.line, "line")?;
        case.open(&forecast.unit, forecast.basis_period, "basis_period")?;
        case.open(&line.unit, forecast.basis_period, "basis_period")?;
        amount::amount(forecast.amount_ore, "amount_ore")?;
        if !earlier.insert((
            forecast.unit.clone(),
            forecast.line.clone(),
            forecast.basis_period,
        )) {
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
    bookable(case, &change.line, "line")?;
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
        case.open_month(&object.unit, spent.month, "month")?;
        let line = case.line(&object.line, "object")?;
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

pub(super) fn year_repeated(year: u16, place: &str) -> Refusal {
    Refusal::new(
        Code::YearRepeated,
        format!("{place}.year"),
        format!("Året {year} står två gånger."),
    )
}

fn add(
    case: Case<'_>,
    cells: &mut Cells,
    (line, unit, month): (&LineId, &UnitId, Month),
    added: Ore,
) -> Result<(), Refusal> {
    let cell = cells
        .entry((line.clone(), unit.clone(), month))
        .or_insert_with(|| case.state.budget.cell(line, unit, month));
    *cell = amount::total(*cell, added, "amount_ore")?;
    Ok(())
}

/// Whether an entry is an outcome on the line for the unit.
fn bears(case: Case<'_>, entry: &Entry, line: &LineId, unit: &UnitId) -> bool {
    match entry.event() {
        Some(Event::OutcomeBooked(e)) => e.line == *line && e.unit == *unit,
        Some(Event::OutcomeRestated(e)) => e.line == *line && e.unit == *unit,
        Some(Event::OutcomeCorrected(e)) => matches!(
            &e.fact,
            CorrectedFact::Booking { line: on, unit: of, .. } if on == line && of == unit
        ),
        Some(Event::InvestmentSpent(e)) => case
            .state
            .budget
            .object(&e.object)
            .is_some_and(|object| object.line == *line && object.unit == *unit),
        _ => false,
    }
}
