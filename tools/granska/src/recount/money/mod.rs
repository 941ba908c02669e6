//! Money: what is booked, decided and forecast on the lines of the economic tables.
//!
//! Amounts are in öre and in the ledger's sign: costs and spending negative.
//! What nothing was booked, decided or forecast for has no value, never zero.

mod budget;
mod column;
mod lines;
mod months;
mod objects;
mod sum;
mod tables;

use std::collections::BTreeMap;

use super::calendar::{Month, Period};
use super::fact::{Fact, Malformed, Source};
use super::payload::Payload;
use super::redacted::Redacted;
pub(super) use column::{Asked, Column};
use lines::Lines;
pub(super) use lines::TableKind;
use objects::Objects;
pub(super) use sum::Sum;
pub(super) use tables::{LineRow, shown};

/// A forecast's place: the last month of its follow-up, then how many months that covers.
type FollowUp = (Month, i32);

/// All that is said of money.
#[derive(Debug, Clone, Default)]
pub(super) struct Money {
    lines: Lines,
    objects: Objects,
    booked: BTreeMap<String, BTreeMap<Month, Sum>>,
    budgets: budget::Budgets,
    forecasts: BTreeMap<String, BTreeMap<FollowUp, Sum>>,
}

/// The types of events that concern the outcome of a line.
const OUTCOMES: [&str; 3] = ["OutcomeBooked", "OutcomeRestated", "OutcomeCorrected"];

impl Money {
    /// Takes in an event that concerns money.
    pub(super) fn take(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let source = Source::of(fact)?;
        match fact.kind {
            "ReportLineDefined" => self.lines.define(of)?,
            "FrameDecided" | "FrameAdjusted" | "BudgetReallocated" | "ReserveDisposed" => {
                self.budgets.take(fact, source, of)?;
            }
            "ForecastSubmitted" => {
                let period: Period = of.read("basis_period")?;
                self.forecasts
                    .entry(of.text("line")?.into())
                    .or_default()
                    .insert(
                        (period.last, period.length()),
                        Sum::of(of.whole("amount_ore")?, source),
                    );
            }
            "OutcomeBooked" | "OutcomeRestated" => {
                let amount = i128::from(of.whole("amount_ore")?);
                self.book(of.text("line")?, of.read("month")?, amount, source);
            }
            "InvestmentObjectApproved" => {
                self.budgets.approve(fact, source, of)?;
                self.objects.approve(source, of)?;
            }
            _ => self.spend(of, i128::from(of.whole("amount_ore")?), source)?,
        }
        Ok(())
    }

    /// The line and the unit that bear an entry, when it is one that may come too late.
    pub(super) fn borne_by<'a>(
        &'a self,
        fact: &Fact<'_>,
        of: Payload<'a>,
    ) -> Result<Option<(&'a str, &'a str)>, Malformed> {
        Ok(match fact.kind {
            "OutcomeBooked" => Some((of.text("line")?, of.text("unit")?)),
            "InvestmentSpent" => self.objects.borne_by(of.text("object")?),
            _ => None,
        })
    }

    /// Takes in the correction of a booking or of spending: the difference it makes.
    pub(super) fn correct(
        &mut self,
        fact: &Fact<'_>,
        shape: &str,
        of: Payload<'_>,
    ) -> Result<(), Malformed> {
        let source = Source::of(fact)?;
        let change = i128::from(of.whole("amount_ore")?) - i128::from(of.whole("was_ore")?);
        if shape == "spending" {
            return self.spend(of, change, source);
        }
        self.book(of.text("line")?, of.read("month")?, change, source);
        Ok(())
    }

    fn book(&mut self, line: &str, month: Month, amount: i128, source: Option<Source>) {
        self.booked
            .entry(line.into())
            .or_default()
            .entry(month)
            .or_default()
            .add(Sum::known(amount, source));
    }

    /// Spending on an object counts on the line that the object stands under then.
    fn spend(
        &mut self,
        of: Payload<'_>,
        amount: i128,
        source: Option<Source>,
    ) -> Result<(), Malformed> {
        let (object, month) = (of.text("object")?, of.read("month")?);
        self.objects.spend(object, month, amount, source);
        if let Some(line) = self.objects.line(object).map(str::to_owned) {
            self.book(&line, month, amount, source);
        }
        Ok(())
    }

    /// What is booked on a line itself in a period, the lines below it apart.
    fn booked(&self, line: &str, period: Period, redacted: &Redacted) -> Sum {
        let months = self.booked.get(line).into_iter();
        let mut sum: Sum = months
            .flat_map(|months| months.range(period.first..=period.last))
            .map(|(_, sum)| *sum)
            .collect();
        if !redacted.is_empty() {
            let stream = format!("outcome/{line}/{}", period.year());
            if redacted.hits(&OUTCOMES, &stream) || self.objects.lost_on(line, redacted) {
                sum.lose();
            }
        }
        sum
    }

    /// The forecast of a line itself for the year of a period.
    fn forecast(&self, line: &str, period: Period, redacted: &Redacted) -> Sum {
        let from = (period.full_year().first, 0);
        let mut sum = self
            .forecasts
            .get(line)
            .and_then(|made| made.range(from..=(period.last, i32::MAX)).next_back())
            .map_or_else(Sum::default, |(_, sum)| *sum);
        let stream = format!("forecast/{line}/{}", period.year());
        if redacted.hits(&["ForecastSubmitted"], &stream) {
            sum.lose();
        }
        sum
    }
}
