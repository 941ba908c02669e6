//! Groups: a figure's change with its bookings summed, month by month.
//!
//! The groups come from the running totals of the cells, so they cost what the table has
//! of lines and months and not what was booked. They are those that gathering every
//! touch would give: same causes, same groups. Only where a difference may get its value
//! from a booking, or lose it, every touch is gathered.

use std::collections::BTreeMap;

use ledger::ids::{LineId, Position};
use ledger::money::Ore;
use ledger::period::Month;

use super::economic::EconomicFigure;
use super::touches::Touch;
use crate::economy::cells::CellCause;
use crate::economy::month_cells::Bookings;
use crate::report::month_in_words;

/// What changed a figure, its bookings grouped.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Grouped {
    /// What is told one by one, each with its effect, in order.
    pub(super) told: Vec<(Position, Ore)>,
    /// The bookings of each month.
    pub(super) months: BTreeMap<Month, Bookings>,
}

/// What a group says of itself, in Swedish.
pub(super) fn text(month: Month, count: usize) -> String {
    let month = month_in_words(month);
    if count == 1 {
        format!("1 bokfört belopp för {month}")
    } else {
        format!("{count} bokförda belopp för {month}")
    }
}

impl Grouped {
    /// Touches with their bookings grouped.
    pub(super) fn of(touches: Vec<(Position, Touch)>) -> Self {
        let mut grouped = Self::default();
        for (position, touch) in touches {
            match touch.booked {
                Some((month, CellCause::Booked | CellCause::Spent)) => {
                    let bookings = Bookings {
                        count: 1,
                        first: position,
                        last: position,
                        amount: touch.amount,
                        provenance: touch.provenance,
                    };
                    grouped.join(month, bookings);
                }
                _ => grouped.told.push((position, touch.amount)),
            }
        }
        grouped
    }

    /// Touches with nothing grouped.
    pub(super) fn one_by_one(touches: Vec<(Position, Touch)>) -> Self {
        let told = touches.into_iter();
        Self {
            told: told.map(|(at, touch)| (at, touch.amount)).collect(),
            months: BTreeMap::new(),
        }
    }

    /// How many events there are in all.
    pub(super) fn count(&self) -> usize {
        let grouped = self.months.values().map(|bookings| bookings.count);
        self.told.len() + grouped.sum::<usize>()
    }

    /// Tells each event once, in order, and none without effect.
    fn sum(&mut self) {
        self.told.sort_by_key(|(position, _)| *position);
        self.told.dedup_by(|(position, amount), (before, sum)| {
            let is_same = position == before;
            if is_same {
                *sum = *sum + *amount;
            }
            is_same
        });
        self.told.retain(|(_, amount)| *amount != Ore::ZERO);
    }

    fn join(&mut self, month: Month, bookings: Bookings) {
        self.months
            .entry(month)
            .and_modify(|all| all.join(bookings))
            .or_insert(bookings);
    }
}

impl EconomicFigure<'_> {
    /// The change from one size to another, its bookings grouped without gathering them;
    /// none when a difference may get or lose its value on the way.
    pub(super) fn grouped(&self, from: u64, to: u64) -> Option<Grouped> {
        let mut grouped = Grouped::default();
        let mut start = from;
        for position in self.structure(from, to) {
            self.group_within((start, position), &mut grouped)?;
            grouped
                .told
                .push((Position(position), self.effect(position).amount));
            start = position + 1;
        }
        self.group_within((start, to), &mut grouped)?;
        grouped.sum();
        Some(grouped)
    }

    /// The same between two changes of the tree.
    fn group_within(&self, (from, to): (u64, u64), grouped: &mut Grouped) -> Option<()> {
        if from >= to {
            return Some(());
        }
        let lines = self.lines(from);
        let is_difference = self.column.terms().len() > 1;
        if is_difference && lines.iter().any(|line| self.may_turn(line, (from, to))) {
            return None;
        }
        if is_difference && self.ledger_value(from).is_none() {
            return Some(());
        }
        for (column, adds) in self.column.terms() {
            let signed = |amount: Ore| if *adds { amount } else { -amount };
            for line in &lines {
                let Some(booked) = column.booked_in(self.period) else {
                    self.deltas(line, *column, (from, to), &mut |position, touch| {
                        grouped.told.push((position, signed(touch.amount)));
                    });
                    continue;
                };
                for (month, moved) in self.economy.cells.moved(line, booked, (from, to)) {
                    let apart = moved.apart.into_iter();
                    let apart = apart.map(|(position, amount)| (position, signed(amount)));
                    grouped.told.extend(apart);
                    if let Some(bookings) = moved.bookings {
                        let amount = signed(bookings.amount);
                        grouped.join(month, Bookings { amount, ..bookings });
                    }
                }
            }
        }
        Some(())
    }

    /// Whether a line gets its first value in one of the columns that the figure is the
    /// difference of.
    fn may_turn(&self, line: &LineId, (from, to): (u64, u64)) -> bool {
        self.column.terms().iter().any(|(column, _)| {
            let mut is_touched = false;
            if !self.economy.has(line, *column, self.period, from) {
                self.deltas(line, *column, (from, to), &mut |_, _| is_touched = true);
            }
            is_touched
        })
    }
}
