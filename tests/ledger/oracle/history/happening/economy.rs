//! Bookings, corrections, frames, forecasts and investments.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::budget::{
    AdjustmentKind, BudgetReallocated, Distribution, FrameAdjusted, FrameDecided, Posting,
    ReserveDisposed,
};
use ledger::event::economy::{ForecastSubmitted, OutcomeBooked, OutcomeRestated};
use ledger::event::indicator::{CorrectedFact, OutcomeCorrected};
use ledger::event::investment::{InvestmentObjectApproved, InvestmentSpent, YearAmount};
use ledger::ids::{InvestmentId, LineId, UnitId};
use ledger::money::Ore;

use super::super::pool;
use super::Draw;

pub(super) fn happen(draw: &Draw, before: &[Entry]) -> Vec<Event> {
    match draw.number(0) % 24 {
        0..=6 => vec![booked(draw).into()],
        7 => (0..3).map(|_| booked(draw).into()).collect(),
        8..=9 => corrected(draw, before).into_iter().collect(),
        10 => vec![restated(draw, before).into()],
        11..=13 => frame(draw, before).into_iter().collect(),
        14 => vec![adjusted(draw).into()],
        15 => reallocated(draw).into_iter().collect(),
        16 => vec![disposed(draw).into()],
        17..=19 => vec![forecast(draw).into()],
        20 => approved(draw, before).into_iter().collect(),
        _ => spent(draw, before).into_iter().collect(),
    }
}

fn booked(draw: &Draw) -> OutcomeBooked {
    OutcomeBooked {
        unit: pool::unit(draw.name(1, &pool::UNITS)),
        line: pool::line(draw.name(2, &pool::BOOKED)),
        month: pool::month(draw.number(3)),
        amount_ore: draw.amount(4),
        document: "verifikation".into(),
    }
}

fn restated(draw: &Draw, before: &[Entry]) -> OutcomeRestated {
    OutcomeRestated {
        unit: pool::unit(draw.name(1, &pool::UNITS)),
        line: pool::line(draw.name(2, &pool::BOOKED)),
        month: pool::month(draw.number(3)),
        amount_ore: draw.amount(4),
        policy: "tjänster i molnet".into(),
        recommendation: "RKR R3".into(),
        restates: before.last().map(|entry| entry.event_id),
    }
}

/// Corrects a booking, or a correction of one, that has not been corrected yet.
fn corrected(draw: &Draw, before: &[Entry]) -> Option<Event> {
    let done: Vec<_> = before
        .iter()
        .filter_map(|entry| match entry.event()? {
            Event::OutcomeCorrected(e) => Some(e.corrects),
            _ => None,
        })
        .collect();
    let candidates: Vec<_> = before
        .iter()
        .filter(|entry| !done.contains(&entry.event_id))
        .filter_map(|entry| {
            let fact = match entry.event()? {
                Event::OutcomeBooked(e) => CorrectedFact::Booking {
                    unit: e.unit.clone(),
                    line: e.line.clone(),
                    month: e.month,
                    was_ore: e.amount_ore,
                    amount_ore: draw.amount(4),
                },
                Event::OutcomeCorrected(e) => match &e.fact {
                    CorrectedFact::Booking {
                        unit,
                        line,
                        month,
                        amount_ore,
                        ..
                    } => CorrectedFact::Booking {
                        unit: unit.clone(),
                        line: line.clone(),
                        month: *month,
                        was_ore: *amount_ore,
                        amount_ore: draw.amount(4),
                    },
                    CorrectedFact::Spending {
                        object,
                        month,
                        amount_ore,
                        ..
                    } => CorrectedFact::Spending {
                        object: object.clone(),
                        month: *month,
                        was_ore: *amount_ore,
                        amount_ore: draw.amount(4),
                    },
                    _ => return None,
                },
                Event::InvestmentSpent(e) => CorrectedFact::Spending {
                    object: e.object.clone(),
                    month: e.month,
                    was_ore: e.amount_ore,
                    amount_ore: draw.amount(4),
                },
                _ => return None,
            };
            Some(OutcomeCorrected {
                corrects: entry.event_id,
                fact,
            })
        })
        .collect();
    if candidates.is_empty() {
        return None;
    }
    Some(draw.one_of(1, &candidates).clone().into())
}

fn object(before: &[Entry], id: &InvestmentId) -> Option<(UnitId, LineId)> {
    before.iter().find_map(|entry| match entry.event()? {
        Event::InvestmentObjectApproved(e) if e.object == *id => {
            Some((e.unit.clone(), e.line.clone()))
        }
        _ => None,
    })
}

fn year(draw: &Draw) -> u16 {
    2023 + u16::from(!draw.number(5).is_multiple_of(4))
}

fn distribution(draw: &Draw, amount: Ore) -> Distribution {
    let part = amount.0 / 12;
    match draw.number(6) % 3 {
        0 => Distribution::Even,
        1 => {
            let mut months = [Ore(part); 12];
            months[usize::from(draw.number(3)) % 12].0 += amount.0 - part * 12;
            Distribution::Months(months)
        }
        _ => {
            let first = u8::try_from(draw.number(3) % 12).expect("below twelve") + 1;
            let last = first.max(u8::try_from(draw.number(4) % 12).expect("below twelve") + 1);
            Distribution::Span { first, last }
        }
    }
}

/// Decides the frame of a line, once a year.
fn frame(draw: &Draw, before: &[Entry]) -> Option<Event> {
    let lines = [&pool::BOOKED[..], &pool::INVESTED].concat();
    let (line, year) = (pool::line(draw.name(2, &lines)), year(draw));
    let decided = before.iter().any(|entry| {
        matches!(entry.event(), Some(Event::FrameDecided(e)) if e.line == line && e.year == year)
    });
    let amount_ore = Ore(-5000 - i64::from(draw.number(1) % 5000));
    (!decided).then(|| {
        FrameDecided {
            line,
            year,
            amount_ore,
            distribution: distribution(draw, amount_ore),
        }
        .into()
    })
}

fn adjusted(draw: &Draw) -> FrameAdjusted {
    let amount_ore = draw.amount(1);
    FrameAdjusted {
        line: pool::line(draw.name(2, &pool::BOOKED)),
        year: year(draw),
        kind: AdjustmentKind::Indexation,
        amount_ore,
        distribution: distribution(draw, amount_ore),
        financing: None,
    }
}

/// Moves budget between two or three lines; the postings sum to zero.
fn reallocated(draw: &Draw) -> Option<Event> {
    let first = usize::from(draw.number(2)) % pool::BOOKED.len();
    let count = 2 + usize::from(draw.number(1) % 2);
    let moved = i64::from(draw.number(4) % 1000) + 1;
    let parts = i64::try_from(count - 1).expect("one or two");
    let share = moved / parts;
    let postings: Vec<_> = (0..count)
        .map(|place| Posting {
            line: pool::line(pool::BOOKED[(first + place) % pool::BOOKED.len()]),
            amount_ore: match place {
                0 => Ore(moved),
                1 => Ore(-(moved - share * (parts - 1))),
                _ => Ore(-share),
            },
        })
        .collect();
    (postings.iter().all(|posting| posting.amount_ore.0 != 0)).then(|| {
        BudgetReallocated {
            year: year(draw),
            from_month: u8::try_from(draw.number(3) % 12).expect("below twelve") + 1,
            postings,
        }
        .into()
    })
}

fn disposed(draw: &Draw) -> ReserveDisposed {
    let lines = ["L1", "L1.1", "L2"];
    ReserveDisposed {
        reserve: pool::line("RES"),
        line: pool::line(draw.name(2, &lines)),
        year: year(draw),
        from_month: u8::try_from(draw.number(3) % 12).expect("below twelve") + 1,
        amount_ore: Ore(i64::from(draw.number(4) % 1000) + 1),
        purpose: "ändamål".into(),
    }
}

fn forecast(draw: &Draw) -> ForecastSubmitted {
    ForecastSubmitted {
        unit: pool::unit(draw.name(1, &pool::UNITS)),
        line: pool::line(draw.name(2, &pool::BOOKED)),
        basis_period: draw.period(3),
        amount_ore: draw.amount(4),
    }
}

/// Approves an object, once.
fn approved(draw: &Draw, before: &[Entry]) -> Option<Event> {
    let id = pool::object(draw.name(1, &pool::OBJECTS));
    let years: &[u16] = match draw.number(3) % 3 {
        0 => &[],
        1 => &[2024],
        _ => &[2023, 2024, 2025],
    };
    object(before, &id).is_none().then(|| {
        InvestmentObjectApproved {
            object: id,
            unit: pool::unit(draw.name(4, &pool::UNITS)),
            line: pool::line(draw.name(2, &pool::INVESTED)),
            title: "objekt".into(),
            budget: years
                .iter()
                .map(|year| YearAmount {
                    year: *year,
                    amount_ore: draw.amount(5),
                })
                .collect(),
        }
        .into()
    })
}

fn spent(draw: &Draw, before: &[Entry]) -> Option<Event> {
    let id = pool::object(draw.name(1, &pool::OBJECTS));
    object(before, &id).map(|_| {
        InvestmentSpent {
            object: id,
            month: pool::month(draw.number(3)),
            amount_ore: draw.amount(4),
            document: "faktura".into(),
        }
        .into()
    })
}
