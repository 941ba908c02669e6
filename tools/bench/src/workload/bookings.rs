//! Bookings that go on where the script ends, as an accounting system sends them.

use ledger::command::{Command, Rows};
use ledger::event::economy::OutcomeBooked;
use ledger::money::Ore;
use ledger::period::Month;
use ledger::time::Timestamp;

use super::{BETWEEN, Region, Script, ScriptError, Step, morning};
use crate::random::Random;

/// Commands of bookings in the last month that the script plays, without end.
pub struct Bookings {
    region: Region,
    random: Random,
    month: Month,
    clock: Timestamp,
    /// What the commands' ids begin with, so that two of these can be recorded in one ledger.
    name: String,
    sent: u64,
}

impl Bookings {
    /// Bookings after the script of a seed and size.
    ///
    /// # Errors
    /// [`ScriptError`] when the script itself is wrong.
    pub fn after(seed: u64, events: u64, name: &str) -> Result<Self, ScriptError> {
        let year = Script::new(seed, events)?.last_year();
        Ok(Self {
            region: Region::new()?,
            random: Random::seeded(seed ^ events),
            month: Month::new(year, 12).ok_or(ScriptError::Calendar)?,
            clock: morning(year + 1, 2, 1)?,
            name: name.to_owned(),
            sent: 0,
        })
    }

    /// The next command, of so many rows: each an event.
    ///
    /// # Errors
    /// As [`Bookings::after`].
    pub fn next(&mut self, rows: usize) -> Result<Step, ScriptError> {
        let rows = (0..rows)
            .map(|n| {
                let committee = self.random.pick(&self.region.committees);
                OutcomeBooked {
                    unit: self.random.pick(&committee.units).clone(),
                    line: self.random.pick(&committee.lines).clone(),
                    month: self.month,
                    amount_ore: Ore(-self.random.between(1_000, 90_000_000)),
                    document: format!("V{}-{:06}", self.month, n + 1).into(),
                }
            })
            .collect();
        self.sent += 1;
        self.clock = Timestamp(self.clock.0 + BETWEEN);
        let id = format!("{}-{}", self.name, self.sent);
        Step::of(self.clock, id, Command::BookOutcomes(Rows { rows }))
    }
}
