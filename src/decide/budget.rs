//! Report lines, frames and what moves them.
//!
//! A budget is decided, not reported: a frame may change after a period is
//! closed, and a published report that it touches is then marked as overtaken.

use std::collections::{BTreeMap, BTreeSet};

use crate::decide::amount::{self, kronor};
use crate::decide::case::{Case, Decided, each_row, taken, whole_year};
use crate::decide::text;
use crate::event::Event;
use crate::event::budget::{
    AdjustmentKind, Breakdown, BudgetReallocated, Distribution, Financing, FrameAdjusted,
    FrameDecided, LineTable, ReportLineDefined, ReserveDisposed,
};
use crate::ids::LineId;
use crate::money::Ore;
use crate::refusal::{Refusal, RefusalCode as Code};
use crate::state::budget::Line;

pub(super) fn define_lines(case: Case<'_>, rows: &[ReportLineDefined]) -> Decided {
    // A row may be part of a line that an earlier row of the same command defines.
    let mut earlier: BTreeMap<LineId, (LineTable, Breakdown)> = BTreeMap::new();
    each_row(rows, |line| {
        let event = Event::from(line.clone());
        case.unused(&event, &line.line, "line")?;
        if earlier.contains_key(&line.line) {
            return Err(taken(&line.line, "line"));
        }
        case.unit(&line.unit, "unit")?;
        text::title(&line.title, "title")?;
        if let Some(parent) = &line.parent {
            if *parent == line.line {
                return Err(Refusal::new(
                    Code::SelfReference,
                    "parent",
                    "En rad kan inte vara en del av sig själv.",
                ));
            }
            let (table, breakdown) = match earlier.get(parent) {
                Some(parent) => *parent,
                None => case
                    .line(parent, "parent")
                    .map(|parent| (parent.table, parent.breakdown))?,
            };
            if breakdown == Breakdown::None {
                return Err(Refusal::new(
                    Code::LineWithoutParts,
                    "parent",
                    format!("Raden {parent} är definierad utan uppdelning."),
                ));
            }
            if table != line.table {
                return Err(Refusal::new(
                    Code::TableMismatch,
                    "parent",
                    format!("Raden {parent} står i en annan tabell än {}.", line.line),
                ));
            }
        }
        earlier.insert(line.line.clone(), (line.table, line.breakdown));
        Ok(event)
    })
}

pub(super) fn decide_frames(case: Case<'_>, rows: &[FrameDecided]) -> Decided {
    case.decision_required()?;
    let mut earlier = BTreeSet::new();
    each_row(rows, |frame| {
        bookable(case, &frame.line, "line")?;
        whole_year(frame.year, "year")?;
        amount::amount(frame.amount_ore, "amount_ore")?;
        distributed(&frame.distribution, frame.amount_ore)?;
        let decided = case.state.budget.frame(&frame.line, frame.year).is_some();
        if decided || !earlier.insert((frame.line.clone(), frame.year)) {
            return Err(Refusal::new(
                Code::FrameExists,
                "line",
                format!("Raden {} har redan en ram för {}.", frame.line, frame.year),
            ));
        }
        Ok(frame.clone().into())
    })
}

pub(super) fn adjust(case: Case<'_>, adjusted: &FrameAdjusted) -> Decided {
    case.decision_required()?;
    let frame = frame_of(case, &adjusted.line, adjusted.year, "line")?;
    amount::total(frame, adjusted.amount_ore, "amount_ore")?;
    let fits = match adjusted.kind {
        AdjustmentKind::Indexation => adjusted.amount_ore != Ore::ZERO,
        AdjustmentKind::Supplement => adjusted.amount_ore < Ore::ZERO,
        AdjustmentKind::Reduction => adjusted.amount_ore > Ore::ZERO,
    };
    if !fits {
        return Err(Refusal::new(
            Code::AdjustmentSign,
            "amount_ore",
            format!(
                "En ändring av slaget {} kan inte vara {}.",
                adjustment_name(adjusted.kind),
                kronor(adjusted.amount_ore)
            ),
        ));
    }
    distributed(&adjusted.distribution, adjusted.amount_ore)?;
    match &adjusted.financing {
        Some(financing) => text::text(financing_text(financing), "financing")?,
        None if adjusted.amount_ore < Ore::ZERO => {
            return Err(Refusal::new(
                Code::FinancingMissing,
                "financing",
                format!(
                    "Ramen för {} utökas med {} utan att det sägs hur det betalas.",
                    adjusted.line,
                    kronor(-adjusted.amount_ore)
                ),
            ));
        }
        None => {}
    }
    Ok(vec![adjusted.clone().into()])
}

pub(super) fn reallocate(case: Case<'_>, moved: &BudgetReallocated) -> Decided {
    case.decision_required()?;
    whole_year(moved.year, "year")?;
    month_of_year(moved.from_month)?;
    if moved.postings.len() < 2 {
        return Err(Refusal::new(
            Code::PostingsTooFew,
            "postings",
            format!("Omdisponeringen har {} post.", moved.postings.len()),
        ));
    }
    let mut sum: i128 = 0;
    let mut lines = BTreeSet::new();
    for (number, posting) in moved.postings.iter().enumerate() {
        let place = format!("postings[{number}]");
        if !lines.insert(&posting.line) {
            return Err(Refusal::new(
                Code::PostingRepeated,
                format!("{place}.line"),
                format!("Raden {} står i flera poster.", posting.line),
            ));
        }
        if posting.amount_ore == Ore::ZERO {
            return Err(Refusal::new(
                Code::PostingZero,
                format!("{place}.amount_ore"),
                format!("Posten på {} är noll.", posting.line),
            ));
        }
        let frame = frame_of(case, &posting.line, moved.year, "line")
            .map_err(|refusal| refusal.within(&place))?;
        amount::total(frame, posting.amount_ore, "amount_ore")
            .map_err(|refusal| refusal.within(&place))?;
        sum += i128::from(posting.amount_ore.0);
    }
    if sum != 0 {
        let sum = Ore(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX }));
        return Err(Refusal::new(
            Code::PostingsNotZero,
            "postings",
            format!("Posterna summerar till {}.", kronor(sum)),
        ));
    }
    for (number, posting) in moved.postings.iter().enumerate() {
        if posting.amount_ore > Ore::ZERO {
            not_overdrawn(
                case,
                &posting.line,
                moved.year,
                posting.amount_ore,
                "amount_ore",
            )
            .map_err(|refusal| refusal.within(&format!("postings[{number}]")))?;
        }
    }
    Ok(vec![moved.clone().into()])
}

pub(super) fn dispose_reserve(case: Case<'_>, disposed: &ReserveDisposed) -> Decided {
    case.decision_required()?;
    whole_year(disposed.year, "year")?;
    month_of_year(disposed.from_month)?;
    text::text(&disposed.purpose, "purpose")?;
    if disposed.reserve == disposed.line {
        return Err(Refusal::new(
            Code::SelfReference,
            "line",
            "Reserven kan inte lämna till sig själv.",
        ));
    }
    let reserve = frame_of(case, &disposed.reserve, disposed.year, "reserve")?;
    let receiving = frame_of(case, &disposed.line, disposed.year, "line")?;
    if disposed.amount_ore <= Ore::ZERO {
        return Err(Refusal::new(
            Code::AdjustmentSign,
            "amount_ore",
            format!(
                "Beloppet som reserven lämnar ska vara positivt, inte {}.",
                kronor(disposed.amount_ore)
            ),
        )
        .with_remedy("Ange hur mycket utrymme som flyttas, som ett positivt belopp."));
    }
    amount::total(reserve, disposed.amount_ore, "amount_ore")?;
    amount::total(receiving, -disposed.amount_ore, "amount_ore")?;
    not_overdrawn(
        case,
        &disposed.reserve,
        disposed.year,
        disposed.amount_ore,
        "amount_ore",
    )?;
    Ok(vec![disposed.clone().into()])
}

/// The line, when it has a frame and bookings of its own.
pub(super) fn bookable<'a>(
    case: Case<'a>,
    line: &LineId,
    place: &str,
) -> Result<&'a Line, Refusal> {
    let found = case.line(line, place)?;
    if found.breakdown == Breakdown::Complete {
        return Err(Refusal::new(
            Code::LineIsTotal,
            place,
            format!("Raden {line} är summan av sina delar."),
        ));
    }
    Ok(found)
}

fn frame_of(case: Case<'_>, line: &LineId, year: u16, place: &str) -> Result<Ore, Refusal> {
    bookable(case, line, place)?;
    case.state.budget.frame(line, year).ok_or_else(|| {
        Refusal::new(
            Code::FrameMissing,
            place,
            format!("Raden {line} har ingen ram för {year}."),
        )
    })
}

/// A giving frame must stay a frame for costs, and still cover what is booked on it.
fn not_overdrawn(
    case: Case<'_>,
    line: &LineId,
    year: u16,
    given: Ore,
    place: &str,
) -> Result<(), Refusal> {
    let frame = case.state.budget.frame(line, year).unwrap_or_default();
    let booked = case.state.budget.outcome(line, year);
    let left = booked.min(Ore::ZERO) - frame;
    if given <= left {
        return Ok(());
    }
    Err(Refusal::new(
        Code::FrameOverdrawn,
        place,
        format!(
            "Raden {line} ska lämna {}, men har {} kvar: ramen är {} och {} är bokfört.",
            kronor(given),
            kronor(left.max(Ore::ZERO)),
            kronor(frame),
            kronor(booked)
        ),
    ))
}

fn distributed(distribution: &Distribution, amount: Ore) -> Result<(), Refusal> {
    match distribution {
        Distribution::Even => Ok(()),
        Distribution::Months(months) => {
            for month in months {
                amount::amount(*month, "distribution.months")?;
            }
            let sum: Ore = months.iter().copied().sum();
            if sum == amount {
                return Ok(());
            }
            Err(Refusal::new(
                Code::DistributionMismatch,
                "distribution.months",
                format!(
                    "Månaderna summerar till {}, men beloppet är {}.",
                    kronor(sum),
                    kronor(amount)
                ),
            ))
        }
        Distribution::Span { first, last } if *first >= 1 && first <= last && *last <= 12 => Ok(()),
        Distribution::Span { first, last } => Err(Refusal::new(
            Code::DistributionMismatch,
            "distribution.span",
            format!("Månaderna {first} till {last} är inget spann inom året."),
        )),
    }
}

fn month_of_year(month: u8) -> Result<(), Refusal> {
    if (1..=12).contains(&month) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::NumberOutOfRange,
        "from_month",
        format!("Månaden {month} ligger utanför 1 till 12."),
    ))
}

fn adjustment_name(kind: AdjustmentKind) -> &'static str {
    match kind {
        AdjustmentKind::Indexation => "uppräkning",
        AdjustmentKind::Supplement => "tilläggsanslag",
        AdjustmentKind::Reduction => "minskning",
    }
}

fn financing_text(financing: &Financing) -> &str {
    match financing {
        Financing::HigherIncome { source }
        | Financing::LowerCosts { source }
        | Financing::Grants { source } => source,
        Financing::Equity { motivation } => motivation,
    }
}
