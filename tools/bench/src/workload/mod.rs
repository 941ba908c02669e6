//! The workload: the commands of a made-up region, in time order.
//!
//! [`Script`] plays whole years, one month at a time; [`Bookings`] goes on after it
//! with commands of any number of rows.
//!
//! Guarantee: the same seed and size give the same commands. Every command
//! keeps the domain's rules, so that a ledger accepts it as it would a real one.
//! The months before hold only what a real ledger would: no event is repeated
//! to fill up the number; more events means more years, then more bookings a month.

mod bookings;
mod founding;
mod month;
mod plan;
mod region;

use chrono::NaiveDate;
use ledger::command::{Command, Submission};
use ledger::event::Provenance;
use ledger::ids::{ActorId, CommandId, DecisionId, InvalidId};
use ledger::period::Month;
use ledger::time::Timestamp;

use crate::random::Random;
pub use bookings::Bookings;
pub use region::{Committee, Objective, Region};

/// The first year that the script plays.
const FIRST_YEAR: u16 = 2020;
/// Roughly how many events of a year are no bookings: plans, targets, outcomes,
/// assessments, key figures.
const BESIDE_BOOKINGS: u64 = 6_500;
/// How long there is between two commands, in microseconds.
const BETWEEN: i64 = 250_000;
/// How many rows one import of bookings carries at most.
const ROWS_PER_IMPORT: usize = 500;

/// A command and the moment it is sent.
#[derive(Debug, Clone)]
pub struct Step {
    /// When it is sent.
    pub at: Timestamp,
    /// The command with its sender's particulars.
    pub submission: Submission,
}

impl Step {
    fn of(at: Timestamp, id: String, command: Command) -> Result<Self, ScriptError> {
        let submission = Submission {
            id: CommandId::new(id)?,
            actor: ActorId::new("generator")?,
            decision: None,
            reason: None,
            correlation_id: None,
            provenance: Some(Provenance::Generated),
            expect: Vec::new(),
            command,
        };
        Ok(Self { at, submission })
    }
}

/// The script of a region.
pub struct Script {
    region: Region,
    random: Random,
    /// How many years it plays.
    years: u16,
    /// How many bookings a unit makes a month.
    bookings: usize,
    /// The moment of the next command.
    clock: Timestamp,
    steps: Vec<Step>,
}

/// A day or period that the script asks for and the calendar lacks: never, with the constants above.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// An id that the ledger does not take.
    #[error("ett id i manuset är ogiltigt")]
    Id(#[from] InvalidId),
    /// A day or period that there is none of.
    #[error("ett datum i manuset finns inte")]
    Calendar,
}

impl Script {
    /// The script for about so many events.
    ///
    /// # Errors
    /// [`ScriptError`] when the script itself is wrong.
    pub fn new(seed: u64, events: u64) -> Result<Self, ScriptError> {
        let region = Region::new()?;
        let years = years(events);
        let months = u64::from(years) * 12;
        let units = u64::try_from(region.booking_units()).unwrap_or(1);
        let beside = BESIDE_BOOKINGS * u64::from(years);
        let bookings = events.saturating_sub(beside) / (months * units);
        Ok(Self {
            region,
            random: Random::seeded(seed),
            years,
            bookings: usize::try_from(bookings.max(1)).unwrap_or(usize::MAX),
            clock: Timestamp(0),
            steps: Vec::new(),
        })
    }

    /// The last year that it plays.
    pub fn last_year(&self) -> u16 {
        FIRST_YEAR + self.years - 1
    }

    /// When the ledger is made: the morning of the founding.
    ///
    /// # Errors
    /// As [`Script::new`].
    pub fn founded() -> Result<Timestamp, ScriptError> {
        morning(FIRST_YEAR - 1, 10, 1)
    }

    /// Plays the script: hands over a batch of steps for the founding and for each month.
    ///
    /// # Errors
    /// As [`Script::new`], and what `take` answers.
    pub fn play<E: From<ScriptError>>(
        mut self,
        mut take: impl FnMut(Vec<Step>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.found()?;
        take(std::mem::take(&mut self.steps))?;
        for year in FIRST_YEAR..FIRST_YEAR + self.years {
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
        self.clock = Timestamp(self.clock.0 + BETWEEN);
        let mut step = Step::of(self.clock, id, command)?;
        step.submission.decision = decision;
        self.steps.push(step);
        Ok(())
    }

    fn set_clock(&mut self, year: u16, month: u8, day: u8) -> Result<(), ScriptError> {
        self.clock = self.clock.max(morning(year, month, day)?);
        Ok(())
    }
}

/// How many years so many events are spread over: a small ledger is a young one.
fn years(events: u64) -> u16 {
    match events {
        ..50_000 => 1,
        50_000..5_000_000 => 5,
        5_000_000.. => 10,
    }
}

/// Seven o'clock, UTC.
fn morning(year: u16, month: u8, day: u8) -> Result<Timestamp, ScriptError> {
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .and_then(|date| date.and_hms_opt(7, 0, 0))
        .map(|moment| Timestamp::from_utc(moment.and_utc()))
        .ok_or(ScriptError::Calendar)
}
