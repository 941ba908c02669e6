//! The case: what is being decided, and what it is decided against.
//!
//! Holds the questions that every decider asks: does what is named exist, did
//! the unit exist then, is the period open, is there a decision and a reason.

use crate::command::{EventRef, Submission};
use crate::decide::Resolved;
use crate::entry::Entry;
use crate::event::Event;
use crate::ids::{DecisionId, IndicatorId, ItemId, LineId, PlanId, UnitId};
use crate::period::{Month, Period};
use crate::refusal::{Refusal, RefusalCode as Code};
use crate::state::State;
use crate::state::budget::Line;
use crate::state::decision::Decision;
use crate::state::indicator::Indicator;
use crate::state::organisation::Unit;
use crate::state::plan::{Item, Plan};
use crate::time::Date;

/// What a decider answers.
pub(super) type Decided = Result<Vec<Event>, Refusal>;

/// A submission with the state it meets.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) state: &'a State,
    pub(super) submission: &'a Submission,
    pub(super) resolved: &'a Resolved,
}

impl<'a> Case<'a> {
    /// The decision that the command must rest on.
    pub(super) fn decision_required(self) -> Result<&'a Decision, Refusal> {
        match &self.submission.decision {
            Some(decision) => self.decision(decision, "decision"),
            None => Err(Refusal::new(
                Code::DecisionMissing,
                "decision",
                "Kommandot anger inget beslut.",
            )),
        }
    }

    /// Refuses a command that says no reason, where one is needed.
    pub(super) fn reason_required(self) -> Result<(), Refusal> {
        let reason = self.submission.reason.as_deref().unwrap_or_default();
        if reason.trim().is_empty() {
            return Err(Refusal::new(
                Code::ReasonMissing,
                "reason",
                "Kommandot anger inget skäl.",
            ));
        }
        Ok(())
    }

    /// The entry that a reference names.
    pub(super) fn entry(self, reference: &EventRef, place: &str) -> Result<&'a Entry, Refusal> {
        self.resolved.get(reference).ok_or_else(|| {
            let shown: String = reference.0.chars().take(100).collect();
            Refusal::new(
                Code::UnknownEvent,
                place,
                format!("{shown:?} pekar inte på någon händelse."),
            )
        })
    }

    pub(super) fn unit(self, unit: &UnitId, place: &str) -> Result<&'a Unit, Refusal> {
        self.state
            .units
            .get(unit)
            .ok_or_else(|| unknown(Code::UnknownUnit, place, "Enheten", unit))
    }

    pub(super) fn unit_on(
        self,
        unit: &UnitId,
        day: Date,
        place: &str,
    ) -> Result<&'a Unit, Refusal> {
        let found = self.unit(unit, place)?;
        if found.exists_on(day) {
            return Ok(found);
        }
        Err(not_valid(unit, found, &format!("den {day}"), place))
    }

    pub(super) fn unit_in(
        self,
        unit: &UnitId,
        period: Period,
        place: &str,
    ) -> Result<&'a Unit, Refusal> {
        let found = self.unit(unit, place)?;
        if found.exists_within(period.first_day(), period.last_day()) {
            return Ok(found);
        }
        Err(not_valid(unit, found, &format!("under {period}"), place))
    }

    /// The unit, when it existed in the year.
    pub(super) fn unit_in_year(
        self,
        unit: &UnitId,
        year: u16,
        place: &str,
    ) -> Result<&'a Unit, Refusal> {
        self.unit_in(unit, whole_year(year, "year")?, place)
    }

    pub(super) fn plan(self, plan: &PlanId, place: &str) -> Result<&'a Plan, Refusal> {
        self.state
            .plans
            .plan(plan)
            .ok_or_else(|| unknown(Code::UnknownPlan, place, "Planen", plan))
    }

    pub(super) fn item(self, item: &ItemId, place: &str) -> Result<&'a Item, Refusal> {
        self.state
            .plans
            .item(item)
            .ok_or_else(|| unknown(Code::UnknownItem, place, "Planposten", item))
    }

    pub(super) fn indicator(
        self,
        indicator: &IndicatorId,
        place: &str,
    ) -> Result<&'a Indicator, Refusal> {
        self.state
            .indicators
            .get(indicator)
            .ok_or_else(|| unknown(Code::UnknownIndicator, place, "Indikatorn", indicator))
    }

    pub(super) fn line(self, line: &LineId, place: &str) -> Result<&'a Line, Refusal> {
        self.state
            .budget
            .line(line)
            .ok_or_else(|| unknown(Code::UnknownLine, place, "Raden", line))
    }

    pub(super) fn decision(
        self,
        decision: &DecisionId,
        place: &str,
    ) -> Result<&'a Decision, Refusal> {
        self.state
            .decisions
            .get(decision)
            .ok_or_else(|| unknown(Code::UnknownDecision, place, "Beslutet", decision))
    }

    /// Refuses an event whose subject's id names something already. The stream
    /// remembers an id even when what it named has been redacted.
    pub(super) fn unused(
        self,
        event: &Event,
        id: &impl std::fmt::Display,
        place: &str,
    ) -> Result<(), Refusal> {
        if self.state.stream_version(&event.stream()) > 0 {
            return Err(taken(id, place));
        }
        Ok(())
    }

    /// Refuses a fact of a period that is closed for the unit or one above it.
    pub(super) fn open(self, unit: &UnitId, period: Period, place: &str) -> Result<(), Refusal> {
        self.open_for(&period, unit, period, place)
    }

    /// The same of a day, by the year that it lies in.
    pub(super) fn open_on(self, unit: &UnitId, day: Date, place: &str) -> Result<(), Refusal> {
        self.open_for(&day, unit, whole_year(day.year(), place)?, place)
    }

    /// The same of something in a period, which the refusal names.
    fn open_for(
        self,
        named: &impl std::fmt::Display,
        unit: &UnitId,
        period: Period,
        place: &str,
    ) -> Result<(), Refusal> {
        for above in self.state.units.chain(unit, period.last_day()) {
            if let Some(closed) = self.state.reporting.closed_over(above, period) {
                return Err(Refusal::new(
                    Code::PeriodIsClosed,
                    place,
                    format!("{named} ligger i perioden {closed}, som är stängd för {above}."),
                ));
            }
        }
        Ok(())
    }

    pub(super) fn open_month(
        self,
        unit: &UnitId,
        month: Month,
        place: &str,
    ) -> Result<(), Refusal> {
        self.open(unit, month.into(), place)
    }
}

/// The whole year, when it lies within the calendar.
pub(super) fn whole_year(year: u16, place: &str) -> Result<Period, Refusal> {
    Period::whole_year(year).ok_or_else(|| {
        Refusal::new(
            Code::YearOutOfRange,
            place,
            format!("Året {year} ligger utanför 1900 till 2199."),
        )
    })
}

pub(super) fn unknown(code: Code, place: &str, what: &str, id: &impl std::fmt::Display) -> Refusal {
    Refusal::new(code, place, format!("{what} {id} finns inte."))
}

pub(super) fn taken(id: &impl std::fmt::Display, place: &str) -> Refusal {
    Refusal::new(Code::IdTaken, place, format!("Id:t {id} används redan."))
}

fn not_valid(id: &UnitId, unit: &Unit, then: &str, place: &str) -> Refusal {
    let until = unit
        .valid_to
        .map_or_else(|| "tills vidare".to_owned(), |day| format!("till {day}"));
    Refusal::new(
        Code::UnitNotValid,
        place,
        format!(
            "Enheten {id} fanns inte {then}; den finns från {} {until}.",
            unit.valid_from
        ),
    )
}

/// Decides each row in turn and says in which row a refusal lies.
pub(super) fn each_row<'a, T>(
    rows: &'a [T],
    mut decide: impl FnMut(&'a T) -> Result<Event, Refusal>,
) -> Decided {
    if rows.is_empty() {
        return Err(Refusal::new(
            Code::RowsMissing,
            "rows",
            "Listan med rader är tom.",
        ));
    }
    if rows.len() > crate::entry::MAX_COMMIT_EVENTS {
        return Err(Refusal::new(
            Code::TooManyRows,
            "rows",
            format!("Kommandot har {} rader.", rows.len()),
        ));
    }
    rows.iter()
        .enumerate()
        .map(|(number, row)| {
            decide(row).map_err(|refusal| refusal.within(&format!("rows[{number}]")))
        })
        .collect()
}
