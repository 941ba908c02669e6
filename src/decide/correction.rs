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
        CorrectedFact::Spending { .. } => spending(case, wrong, &correction.fact)?,
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
    let total = case.state.budget.cell(line, unit, *month);
    amounts(wrong, total, recorded, (*was_ore, *amount_ore))
        .map_err(|refusal| refusal.within("fact.booking"))
}

fn spending(case: Case<'_>, wrong: &Entry, right: &CorrectedFact) -> Result<(), Refusal> {
    let CorrectedFact::Spending {
        object,
        month,
        was_ore,
        amount_ore,
    } = right
    else {
        return Err(other_fact(wrong));
    };
    let recorded = match wrong.event() {
        Some(Event::InvestmentSpent(e)) if e.object == *object && e.month == *month => e.amount_ore,
        Some(Event::OutcomeCorrected(OutcomeCorrected {
            fact:
                CorrectedFact::Spending {
                    object: of,
                    month: at,
                    amount_ore,
                    ..
                },
            ..
        })) if of == object && at == month => *amount_ore,
        _ => return Err(other_fact(wrong)),
    };
    let Some(found) = case.state.budget.object(object) else {
        return Err(other_fact(wrong));
    };
    let total = case.state.budget.cell(&found.line, &found.unit, *month);
    amounts(wrong, total, recorded, (*was_ore, *amount_ore))
        .map_err(|refusal| refusal.within("fact.spending"))
}

/// Refuses amounts that do not correct what is recorded, or a total out of range.
fn amounts(
    wrong: &Entry,
    total: Ore,
    recorded: Ore,
    (was, right): (Ore, Ore),
) -> Result<(), Refusal> {
    if recorded != was {
        return Err(Refusal::new(
            Code::AmountDiffersFromRecord,
            "was_ore",
            format!(
                "Händelsen {} säger {}, inte {}.",
                wrong.position,
                kronor(recorded),
                kronor(was)
            ),
        ));
    }
    if recorded == right {
        return Err(nothing_changed("amount_ore"));
    }
    amount::amount(right, "amount_ore")?;
    amount::total(total - recorded, right, "amount_ore").map(|_| ())
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
