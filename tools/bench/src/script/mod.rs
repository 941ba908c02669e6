//! The seeded script: the commands of five years, in time order, one month at a time.
//!
//! Guarantee: the same seed and size give the same commands. Every command
//! keeps the domain's rules, so that a ledger accepts it as it would a real one.
//! The months before hold only what a real ledger would: no event is repeated
//! to fill up the number; more events means more bookings a month.

mod founding;
mod month;
mod plan;

use chrono::NaiveDate;
use ledger::command::{Command, Submission};
use ledger::event::Provenance;
use ledger::ids::{ActorId, CommandId, DecisionId, InvalidId};
use ledger::period::Month;
use ledger::time::Timestamp;

use crate::random::Random;
use crate::region::Region;

/// The first year that the script plays.
const FIRST_YEAR: u16 = 2020;
/// How many years it plays.
const YEARS: u16 = 5;
/// Roughly how many events are no bookings: plans, targets, outcomes, assessments, key figures.
const EVENTS_BESIDE_BOOKINGS: u64 = 32_500;
/// How many rows one import of bookings carries at most.
const ROWS_PER_IMPORT: usize = 500;

/// A command and the moment it is sent.
pub(crate) struct Step {
    pub(crate) at: Timestamp,
    pub(crate) submission: Submission,
}

/// The script of a region.
pub(crate) struct Script {
    region: Region,
    random: Random,
    /// How many bookings a unit makes a month.
    bookings: usize,
    /// The moment of the next command.
    clock: Timestamp,
    steps: Vec<Step>,
}

/// A day or period that the script asks for and the calendar lacks: never, with the constants above.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScriptError {
    #[error("ett id i manuset är ogiltigt")]
    Id(#[from] InvalidId),
    #[error("ett datum i manuset finns inte")]
    Calendar,
}

impl Script {
    /// The script for about so many events.
    pub(crate) fn new(seed: u64, events: u64) -> Result<Self, ScriptError> {
        let region = Region::new()?;
        let months = u64::from(YEARS) * 12;
        let units = u64::try_from(region.booking_units()).unwrap_or(1);
        let bookings = events.saturating_sub(EVENTS_BESIDE_BOOKINGS) / (months * units);
        Ok(Self {
            region,
            random: Random::seeded(seed),
            bookings: usize::try_from(bookings.max(1)).unwrap_or(usize::MAX),
            clock: Timestamp(0),
            steps: Vec::new(),
        })
    }

    /// When the ledger is made: the morning of the founding.
    pub(crate) fn founded() -> Result<Timestamp, ScriptError> {
        morning(FIRST_YEAR - 1, 10, 1)
    }

    /// Plays the script: hands over a batch of steps for the founding and for each month.
    pub(crate) fn play<E: From<ScriptError>>(
        mut self,
        mut take: impl FnMut(Vec<Step>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.found()?;
        take(std::mem::take(&mut self.steps))?;
        for year in FIRST_YEAR..FIRST_YEAR + YEARS {
            self.plan_year(year)?;
            take(std::mem::take(&mut self.steps))?;
            for number in 1..=12 {
                let month = Month::new(year, number).ok_or(ScriptError::Calendar)?;
                self.play_month(month)?;
                take(std::mem::take(&mut self.steps))?;
            }
        }
        Ok(())
    }

    fn send(&mut self, id: String, command: Command) -> Result<(), ScriptError> {
        self.send_by(id, command, None)
    }

    fn send_by(
        &mut self,
        id: String,
        command: Command,
        decision: Option<DecisionId>,
    ) -> Result<(), ScriptError> {
        self.clock = Timestamp(self.clock.0 + 250_000);
        let submission = Submission {
            id: CommandId::new(id)?,
            actor: ActorId::new("generator")?,
            decision,
            reason: None,
            correlation_id: None,
            provenance: Some(Provenance::Generated),
            expect: Vec::new(),
            command,
        };
        self.steps.push(Step {
            at: self.clock,
            submission,
        });
        Ok(())
    }

    fn set_clock(&mut self, year: u16, month: u8, day: u8) -> Result<(), ScriptError> {
        self.clock = self.clock.max(morning(year, month, day)?);
        Ok(())
    }
}

/// Seven o'clock, UTC.
fn morning(year: u16, month: u8, day: u8) -> Result<Timestamp, ScriptError> {
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .and_then(|date| date.and_hms_opt(7, 0, 0))
        .map(|moment| Timestamp::from_utc(moment.and_utc()))
        .ok_or(ScriptError::Calendar)
}
