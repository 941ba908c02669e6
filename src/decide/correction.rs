//! Corrections: an earlier fact was wrong, and this is what is right (I6).
//!
//! A correction is allowed in a closed period: it is how such a period changes.
//! It names the latest event that states the fact, so that corrections form a
//! line and never a fork.

use crate::command::CorrectOutcome;
use crate::decide::amount::{self, kronor};
use crate::decide::case::{Case, Decided};
use crate::decide::{figure, indicator};
use crate::entry::Entry;
use crate::event::Event;
use crate::event::figure::KeyFigureReported;
use crate::event::indicator::{CorrectedFact, OutcomeCorrected};
use crate::fulfilment::Achieved;
use crate::money::Ore;
use crate::refusal::{Refusal, RefusalCode as Code};

pub(super) fn correct(case: Case<'_>, correction: &CorrectOutcome) -> Decided {
    case.reason_required()?;
    let wrong = case.entry(&correction.corrects, "corrects")?;
    if let Some(by) = case.state.reporting.correction_of(wrong.event_id) {
        return Err(Refusal::new(
            Code::CorrectedAlready,
            "corrects",
            format!("Händelsen {} är redan rättad av {by}.", wrong.position),
        ));
    }
    match &correction.fact {
        CorrectedFact::Booking { .. } => booking(case, wrong, &correction.fact)?,
        CorrectedFact::Indicator { .. } => outcome(case, wrong, &correction.fact)?,
        CorrectedFact::KeyFigure(right) => key_figure(case, wrong, right)?,
    }
    let corrects = wrong.event_id;
    let fact = correction.fact.clone();
    Ok(vec![OutcomeCorrected { corrects, fact }.into()])
}

fn booking(case: Case<'_>, wrong: &Entry, right: &CorrectedFact) -> Result<(), Refusal> {
    let CorrectedFact::Booking {
        unit,
        line,
        month,
        was_ore,
        amount_ore,
    } = right
    else {
        return Err(other_fact(wrong));
    };
    let recorded = match wrong.event() {
        Some(Event::OutcomeBooked(e))
            if e.unit == *unit && e.line == *line && e.month == *month =>
        {
            e.amount_ore
        }
        Some(Event::OutcomeCorrected(OutcomeCorrected {
            fact:
                CorrectedFact::Booking {
                    unit: of,
                    line: on,
                    month: at,
                    amount_ore,
                    ..
                },
            ..
        })) if of == unit && on == line && at == month => *amount_ore,
        _ => return Err(other_fact(wrong)),
    };
    if recorded != *was_ore {
        return Err(Refusal::new(
            Code::AmountDiffersFromRecord,
            "fact.booking.was_ore",
            format!(
                "Händelsen {} säger {}, inte {}.",
                wrong.position,
                kronor(recorded),
                kronor(*was_ore)
            ),
        ));
    }
    if recorded == *amount_ore {
        return Err(nothing_changed("fact.booking.amount_ore"));
    }
    amount::amount(*amount_ore, "fact.booking.amount_ore")?;
    let others: Ore = case.state.budget.cell(line, unit, *month) - recorded;
    amount::total(others, *amount_ore, "fact.booking.amount_ore").map(|_| ())
}

fn outcome(case: Case<'_>, wrong: &Entry, right: &CorrectedFact) -> Result<(), Refusal> {
    let CorrectedFact::Indicator {
        indicator: id,
        unit,
        period,
        outcome,
    } = right
    else {
        return Err(other_fact(wrong));
    };
    let about = match wrong.event() {
        Some(Event::IndicatorOutcomeReported(e)) => Some((&e.indicator, &e.unit, e.period)),
        Some(Event::OutcomeMissing(e)) => Some((&e.indicator, &e.unit, e.period)),
        Some(Event::OutcomeCorrected(OutcomeCorrected {
            fact:
                CorrectedFact::Indicator {
                    indicator,
                    unit,
                    period,
                    ..
                },
            ..
        })) => Some((indicator, unit, *period)),
        _ => None,
    };
    if about != Some((id, unit, *period)) {
        return Err(other_fact(wrong));
    }
    let found = case.indicator(id, "fact.indicator.indicator")?;
    indicator::outcome_fits(id, found, outcome)
        .map_err(|refusal| refusal.within("fact.indicator"))?;
    let Some(latest) = found.reports.get(&(unit.clone(), *period)) else {
        return Err(other_fact(wrong));
    };
    if latest.event != wrong.event_id {
        return Err(Refusal::new(
            Code::CorrectedAlready,
            "corrects",
            format!(
                "Utfallet i {} har ersatts av händelsen {}.",
                wrong.position, latest.event
            ),
        ));
    }
    if latest.outcome == Some(Achieved::from(outcome)) {
        return Err(nothing_changed("fact.indicator.outcome"));
    }
    Ok(())
}

fn key_figure(case: Case<'_>, wrong: &Entry, right: &KeyFigureReported) -> Result<(), Refusal> {
    let Some(
        Event::KeyFigureReported(recorded)
        | Event::OutcomeCorrected(OutcomeCorrected {
            fact: CorrectedFact::KeyFigure(recorded),
            ..
        }),
    ) = wrong.event()
    else {
        return Err(other_fact(wrong));
    };
    let same = (&recorded.unit, recorded.measure, recorded.period)
        == (&right.unit, right.measure, right.period)
        && recorded.dimensions == right.dimensions;
    if !same {
        return Err(other_fact(wrong));
    }
    let latest = case.state.figures.latest(right);
    if let Some(latest) = latest.filter(|latest| *latest != wrong.event_id) {
        return Err(Refusal::new(
            Code::CorrectedAlready,
            "corrects",
            format!(
                "Nyckeltalet i {} har ersatts av händelsen {latest}.",
                wrong.position
            ),
        ));
    }
    figure::value_fits(case, right).map_err(|refusal| refusal.within("fact.key_figure"))?;
    if recorded.value == right.value {
        return Err(nothing_changed("fact.key_figure.value"));
    }
    Ok(())
}

fn other_fact(wrong: &Entry) -> Refusal {
    Refusal::new(
        Code::CorrectsOtherFact,
        "corrects",
        format!(
            "Händelsen {} ({}) är inte samma slags uppgift om samma enhet, rad och period.",
            wrong.position,
            wrong.kind().name()
        ),
    )
}

fn nothing_changed(place: &str) -> Refusal {
    Refusal::new(
        Code::NothingChanged,
        place,
        "Rättelsen säger detsamma som det som rättas.",
    )
}
