//! Budget frames: decided, adjusted, reallocated, disposed; and their spread over months.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::budget::Distribution;
use ledger::ids::LineId;
use ledger::period::Period;

use super::economy::sum;
use super::events;

/// A change of a line's frame in a year, in öre, with its spread.
pub(crate) struct Change {
    pub(crate) ore: i64,
    pub(crate) spread: Distribution,
}

/// Every change of a line's own frame in a year, in order.
pub(crate) fn changes(log: &[Entry], line: &LineId, year: u16) -> Vec<Change> {
    let mut changes = Vec::new();
    let to_december = |first| Distribution::Span { first, last: 12 };
    for (_, event) in events(log) {
        match event {
            Event::FrameDecided(e) if e.line == *line && e.year == year => {
                changes.push(Change {
                    ore: e.amount_ore.0,
                    spread: e.distribution.clone(),
                });
            }
            Event::FrameAdjusted(e) if e.line == *line && e.year == year => changes.push(Change {
                ore: e.amount_ore.0,
                spread: e.distribution.clone(),
            }),
            Event::BudgetReallocated(e) if e.year == year => {
                for posting in e.postings.iter().filter(|posting| posting.line == *line) {
                    changes.push(Change {
                        ore: posting.amount_ore.0,
                        spread: to_december(e.from_month),
                    });
                }
            }
            Event::ReserveDisposed(e) if e.year == year => {
                // Room to spend is a negative frame: what the reserve gives makes it
                // less negative, what the line receives makes it more so.
                if e.reserve == *line {
                    changes.push(Change {
                        ore: e.amount_ore.0,
                        spread: to_december(e.from_month),
                    });
                }
                if e.line == *line {
                    changes.push(Change {
                        ore: -e.amount_ore.0,
                        spread: to_december(e.from_month),
                    });
                }
            }
            Event::InvestmentObjectApproved(e) if e.line == *line => {
                for part in e.budget.iter().filter(|part| part.year == year) {
                    changes.push(Change {
                        ore: part.amount_ore.0,
                        spread: Distribution::Even,
                    });
                }
            }
            _ => {}
        }
    }
    changes
}

/// The line's own frame of the whole year; `None` when none was decided, which is not zero.
pub(crate) fn frame(log: &[Entry], line: &LineId, year: u16) -> Option<i64> {
    sum(changes(log, line, year)
        .iter()
        .map(|change| Some(change.ore)))
}

/// The line's own budget of a period; `None` when nothing was decided for its year.
pub(crate) fn budget(log: &[Entry], line: &LineId, period: Period) -> Option<i64> {
    sum(changes(log, line, period.year()).iter().map(|change| {
        Some(share(change, period.last().month()) - share(change, period.first().month() - 1))
    }))
}

/// How much of a change has fallen due after so many months, cut toward zero.
pub(crate) fn share(change: &Change, months: u8) -> i64 {
    let (first, last) = match &change.spread {
        Distribution::Months(amounts) => {
            return amounts[..usize::from(months)]
                .iter()
                .map(|amount| amount.0)
                .sum();
        }
        Distribution::Even => (1, 12),
        Distribution::Span { first, last } => (*first, *last),
    };
    let due = (first..=last).filter(|month| *month <= months).count();
    let all = (first..=last).count();
    if all == 0 {
        return 0;
    }
    let part = i128::from(change.ore) * i128::try_from(due).expect("at most twelve")
        / i128::try_from(all).expect("at most twelve");
    i64::try_from(part).expect("a part is no larger than the whole")
}
