//! Budgets: frames and what moves them, month by month.
//!
//! A line's budget of a year is its decided frame, its adjustments, its sides
//! of reallocations and reserve disposals, and the own budgets of investment
//! objects on it. Each is spread over the months exactly, so a period's budget
//! is exact and the year's is the sum of its months.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Provenance;
use ledger::event::budget::{
    AdjustmentKind, BudgetReallocated, Distribution, FrameAdjusted, FrameDecided, ReserveDisposed,
};
use ledger::event::investment::InvestmentObjectApproved;
use ledger::ids::{DecisionId, InvestmentId, LineId, Position};
use ledger::money::Ore;
use ledger::period::Period;
use serde::Serialize;

use super::spread::{self, Months, NO_MONTHS};
use super::tally::Tally;
use crate::temporal::History;

/// What changed a frame.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FrameChangeKind {
    /// It was decided; a frame that is decided anew replaces what was decided before.
    Decided,
    /// It was adjusted.
    Adjusted(AdjustmentKind),
    /// Budget was moved between lines.
    Reallocated,
    /// A planning reserve was put to use, seen from the reserve.
    ReserveGiven {
        /// The line that received.
        to: LineId,
        /// For what.
        purpose: String,
    },
    /// A planning reserve was put to use, seen from the line that received.
    ReserveReceived {
        /// The reserve.
        from: LineId,
        /// For what.
        purpose: String,
    },
    /// An investment object with a budget of its own was approved.
    ObjectApproved(InvestmentId),
}

/// A change of a frame, with the frame after it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct FrameChange {
    /// What changed it.
    pub kind: FrameChangeKind,
    /// By how much, over the year.
    pub amount: Ore,
    /// The decision it rests on.
    pub decision: Option<DecisionId>,
    /// The months of the year after it.
    pub after: Months,
    /// The weakest provenance so far.
    pub provenance: Option<Provenance>,
}

/// A reallocation as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reallocation {
    /// Where it stands.
    pub position: Position,
    /// The decision that allows it.
    pub decision: Option<DecisionId>,
    /// What was moved.
    pub moved: BudgetReallocated,
}

/// The frames of all lines and years.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Budgets {
    frames: BTreeMap<LineId, BTreeMap<u16, History<FrameChange>>>,
    decided: BTreeMap<LineId, BTreeMap<u16, Months>>,
    objects: BTreeMap<InvestmentId, BTreeMap<u16, (LineId, Ore)>>,
    reallocations: BTreeMap<Position, Reallocation>,
}

impl Budgets {
    /// Takes in a decided frame.
    pub fn decide(&mut self, entry: &Entry, decided: &FrameDecided) {
        let months = spread::spread(decided.amount_ore, &decided.distribution);
        let former = self
            .decided
            .entry(decided.line.clone())
            .or_default()
            .insert(decided.year, months)
            .unwrap_or(NO_MONTHS);
        let change = spread::minus(months, &former);
        self.change(
            entry,
            &decided.line,
            decided.year,
            FrameChangeKind::Decided,
            &change,
        );
    }

    /// Takes in an adjustment.
    pub fn adjust(&mut self, entry: &Entry, adjusted: &FrameAdjusted) {
        let months = spread::spread(adjusted.amount_ore, &adjusted.distribution);
        self.change(
            entry,
            &adjusted.line,
            adjusted.year,
            FrameChangeKind::Adjusted(adjusted.kind),
            &months,
        );
    }

    /// Takes in a reallocation.
    pub fn reallocate(&mut self, entry: &Entry, moved: &BudgetReallocated) {
        let mut by_line: BTreeMap<&LineId, Ore> = BTreeMap::new();
        for posting in &moved.postings {
            let amount = by_line.entry(&posting.line).or_default();
            *amount = *amount + posting.amount_ore;
        }
        for (line, amount) in by_line {
            let months = spread::evenly(amount, moved.from_month, 12);
            self.change(
                entry,
                line,
                moved.year,
                FrameChangeKind::Reallocated,
                &months,
            );
        }
        self.reallocations.insert(
            entry.position,
            Reallocation {
                position: entry.position,
                decision: entry.commit.decision.clone(),
                moved: moved.clone(),
            },
        );
    }

    /// Takes in the disposal of a reserve: the reserve gives, the line receives.
    pub fn dispose(&mut self, entry: &Entry, disposed: &ReserveDisposed) {
        if disposed.reserve == disposed.line {
            return;
        }
        let given = spread::evenly(disposed.amount_ore, disposed.from_month, 12);
        let received = spread::minus(NO_MONTHS, &given);
        self.change(
            entry,
            &disposed.reserve,
            disposed.year,
            FrameChangeKind::ReserveGiven {
                to: disposed.line.clone(),
                purpose: disposed.purpose.clone(),
            },
            &given,
        );
        self.change(
            entry,
            &disposed.line,
            disposed.year,
            FrameChangeKind::ReserveReceived {
                from: disposed.reserve.clone(),
                purpose: disposed.purpose.clone(),
            },
            &received,
        );
    }

    /// Takes in an investment object's own budget; an object that is approved
    /// anew replaces its earlier budget.
    pub fn approve(&mut self, entry: &Entry, approved: &InvestmentObjectApproved) {
        let mut per_year: BTreeMap<u16, (LineId, Ore)> = BTreeMap::new();
        for year in &approved.budget {
            let budget = per_year
                .entry(year.year)
                .or_insert_with(|| (approved.line.clone(), Ore::ZERO));
            budget.1 = budget.1 + year.amount_ore;
        }
        let former = self
            .objects
            .insert(approved.object.clone(), per_year.clone())
            .unwrap_or_default();
        let mut changes: BTreeMap<(LineId, u16), Months> = BTreeMap::new();
        for (year, (line, amount)) in former {
            let months = changes.entry((line, year)).or_insert(NO_MONTHS);
            *months = spread::minus(*months, &spread::spread(amount, &Distribution::Even));
        }
        for (year, (line, amount)) in per_year {
            let months = changes.entry((line, year)).or_insert(NO_MONTHS);
            *months = spread::plus(*months, &spread::spread(amount, &Distribution::Even));
        }
        for ((line, year), months) in changes {
            let kind = FrameChangeKind::ObjectApproved(approved.object.clone());
            self.change(entry, &line, year, kind, &months);
        }
    }

    /// The budget of a line itself for a period, its children apart; none when
    /// no frame was decided for the year.
    pub fn own(&self, line: &LineId, period: Period, size: u64) -> Option<Tally> {
        let frame = self.frame(line, period.year())?.at(size)?;
        Some(Tally::new(
            spread::within(&frame.after, period),
            frame.provenance,
        ))
    }

    /// A line's frame of a year with all its changes.
    pub fn frame(&self, line: &LineId, year: u16) -> Option<&History<FrameChange>> {
        self.frames.get(line)?.get(&year)
    }

    /// The years that a line has a frame of.
    pub fn years(&self, line: &LineId, size: u64) -> Vec<u16> {
        let frames = self.frames.get(line).into_iter().flatten();
        frames
            .filter(|(_, frame)| frame.at(size).is_some())
            .map(|(year, _)| *year)
            .collect()
    }

    /// The reallocation at a position.
    pub fn reallocation(&self, position: Position) -> Option<&Reallocation> {
        self.reallocations.get(&position)
    }

    fn change(
        &mut self,
        entry: &Entry,
        line: &LineId,
        year: u16,
        kind: FrameChangeKind,
        months: &Months,
    ) {
        let frame = self
            .frames
            .entry(line.clone())
            .or_default()
            .entry(year)
            .or_default();
        let (before, provenance) = frame
            .last()
            .map_or((NO_MONTHS, None), |last| (last.after, last.provenance));
        frame.set(
            entry.position,
            FrameChange {
                kind,
                amount: months.iter().copied().sum(),
                decision: entry.commit.decision.clone(),
                after: spread::plus(before, months),
                provenance: provenance.max(entry.provenance),
            },
        );
    }
}
