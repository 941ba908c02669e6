//! Groups: a figure's change with its bookings summed, month by month.
//!
//! A figure of one booked column has its groups from the running totals of its cells,
//! so they cost what the table has of lines and months and not what was booked. They
//! are those that gathering every touch would give: same causes, same groups.

use std::collections::BTreeMap;

use ledger::ids::Position;
use ledger::money::Ore;
use ledger::period::{Month, Period};

use super::economic::EconomicFigure;
use super::touches::Touch;
use crate::economy::cells::CellCause;
use crate::economy::column::Column;
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

    fn join(&mut self, month: Month, bookings: Bookings) {
        self.months
            .entry(month)
            .and_modify(|all| all.join(bookings))
            .or_insert(bookings);
    }
}

impl EconomicFigure<'_> {
    /// The change from one size to another, its bookings grouped without gathering them;
    /// none of a column that is not of bookings alone.
    pub(super) fn grouped(&self, from: u64, to: u64) -> Option<Grouped> {
        let booked = match self.column {
            Column::Outcome => self.period,
            Column::Previous => self.period.previous_year(),
            Column::Budget
            | Column::Variance
            | Column::Change
            | Column::Forecast
            | Column::BudgetYear
            | Column::ForecastVariance => return None,
        };
        let mut grouped = Grouped::default();
        let mut start = from;
        for position in self.structure(from, to) {
            self.group_within(booked, (start, position), &mut grouped);
            let effect = self.effect(position).amount;
            if effect != Ore::ZERO {
                grouped.told.push((Position(position), effect));
            }
            start = position + 1;
        }
        self.group_within(booked, (start, to), &mut grouped);
        grouped.told.sort_unstable_by_key(|(position, _)| *position);
        Some(grouped)
    }

    /// The same between two changes of the tree.
    fn group_within(&self, booked: Period, (from, to): (u64, u64), grouped: &mut Grouped) {
        if from >= to {
            return;
        }
        let cells = &self.economy.cells;
        for line in self.lines(from) {
            for (month, moved) in cells.moved(&line, booked, (from, to)) {
                grouped.told.extend(moved.apart);
                if let Some(bookings) = moved.bookings {
                    grouped.join(month, bookings);
                }
            }
        }
    }
}
