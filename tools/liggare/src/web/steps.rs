//! Steps in time: from one change of a page to the next.
//!
//! What a page was read from tells the nearest events around it
//! ([`projections::temporal`]). An event need not show, so the page is built again at
//! each until it shows something else. Guarantee: no event that changes the page
//! lies between where a step begins and where it ends, unless the page was built
//! [`MOST_BUILDS`] times; then the step ends where the search did.

use projections::temporal::Surroundings;

use super::html::Html;
use crate::server::problem::Problem;

/// How often a page is built for one step, at most.
const MOST_BUILDS: usize = 100;

/// Which way a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// To what the page showed before its latest change.
    Back,
    /// To the next change.
    Forward,
}

impl Direction {
    /// The direction that an address names.
    ///
    /// # Errors
    /// [`Problem`] 400 when it names none.
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        match text {
            "fore" => Ok(Self::Back),
            "efter" => Ok(Self::Forward),
            _ => Err(Problem::question("steg", "Ett steg är fore eller efter.")),
        }
    }

    /// The direction as an address names it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Back => "fore",
            Self::Forward => "efter",
        }
    }
}

/// What a page shows at a size, and the events around it; nothing when it cannot be shown.
pub(super) type Shown = (Option<Html>, Surroundings);

/// The size at which a page shows something else than now, one change away.
///
/// Back ends just after the change before the latest one, forward just after the next.
pub(super) fn find(
    direction: Direction,
    size: u64,
    now: Shown,
    end: u64,
    shown: impl Fn(u64) -> Shown,
) -> Option<u64> {
    let (body, mut around) = now;
    let mut reached = None;
    for _ in 0..MOST_BUILDS {
        let other = match direction {
            // Just before the latest event that made something of the page.
            Direction::Back => around.latest?.0,
            Direction::Forward => around.next?.0.saturating_add(1),
        };
        if other > end || other == size {
            return None;
        }
        let there = shown(other);
        around = there.1;
        reached = Some(other);
        if there.0 != body {
            return Some(match direction {
                // It looks the same since the event before, where the reader finds it.
                Direction::Back => around.latest.map_or(other, |latest| latest.0 + 1),
                Direction::Forward => other,
            });
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use ledger::ids::Position;

    use super::*;

    /// A page that shows how many of these events are known, and reads all those that
    /// do not show too.
    fn page(showing: &[u64], read: &[u64], size: u64) -> Shown {
        let all = || showing.iter().chain(read).copied();
        let known = showing.iter().filter(|position| **position < size).count();
        let around = Surroundings {
            latest: all().filter(|at| *at < size).max().map(Position),
            next: all().filter(|at| *at >= size).min().map(Position),
        };
        (Some(Html::escaped(&known.to_string())), around)
    }

    #[test]
    fn a_step_passes_what_does_not_show_and_ends_at_what_does() {
        let (showing, read) = ([3, 10, 20], [1, 5, 12, 15, 25]);
        let step = |direction, size| {
            let shown = |size| page(&showing, &read, size);
            find(direction, size, shown(size), 30, shown)
        };
        assert_eq!(step(Direction::Forward, 0), Some(4));
        assert_eq!(step(Direction::Forward, 4), Some(11));
        assert_eq!(step(Direction::Forward, 11), Some(21));
        assert_eq!(step(Direction::Forward, 21), None);
        assert_eq!(
            step(Direction::Back, 30),
            Some(16),
            "before 20, level with 15"
        );
        assert_eq!(step(Direction::Back, 16), Some(6));
        assert_eq!(step(Direction::Back, 6), Some(2));
        assert_eq!(step(Direction::Back, 2), None);
    }
}
