//! Closings: which periods are closed, which checks are waived, and what came
//! after a closing without being a correction.
//!
//! Only what came late is kept, position by position; a ledger that keeps its
//! own rules has nothing of the kind.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::{Month, Period};
use super::fact::{Fact, Malformed};
use super::organisation::Organisation;
use super::payload::Payload;

/// Closed periods, waivers and late entries.
#[derive(Debug, Clone, Default)]
pub(super) struct Closings {
    /// Where a period was closed last; none while it is open.
    periods: BTreeMap<String, BTreeMap<(Period, String), Option<u64>>>,
    /// The units that have closed a period with the month, and how many such periods.
    months: BTreeMap<Month, BTreeMap<String, usize>>,
    waived: BTreeSet<(String, String, String, Period)>,
    late: Vec<Late>,
}

/// An entry that came after a closing of its month.
#[derive(Debug, Clone)]
pub(super) struct Late {
    /// Where it stands.
    pub(super) position: u64,
    /// The unit it concerns.
    pub(super) unit: String,
    /// What it is about.
    pub(super) about: About,
}

/// What a late entry is about.
#[derive(Debug, Clone)]
pub(super) enum About {
    /// A booking on a line.
    Line(String, Month),
    /// An outcome of an indicator.
    Indicator(String, Period),
}

impl Closings {
    /// Takes in the opening or closing of a period, or a waiver.
    pub(super) fn take(&mut self, fact: &Fact<'_>, of: Payload<'_>) -> Result<(), Malformed> {
        let (unit, period) = (of.text("unit")?.to_owned(), of.read::<Period>("period")?);
        if fact.kind == "CheckWaived" {
            let (check, kind) = (of.text("check")?.into(), of.text("kind")?.into());
            self.waived.insert((check, kind, unit, period));
            return Ok(());
        }
        let closed = (fact.kind == "PeriodClosed").then_some(fact.position);
        let key = (period, of.text("report")?.to_owned());
        let before = self
            .periods
            .entry(unit.clone())
            .or_default()
            .insert(key, closed)
            .flatten();
        for month in period.months() {
            let units = self.months.entry(month).or_default();
            let count = units.entry(unit.clone()).or_default();
            match (before, closed) {
                (None, Some(_)) => *count += 1,
                (Some(_), None) => *count = count.saturating_sub(1),
                _ => {}
            }
        }
        Ok(())
    }

    /// Takes in an entry that is no correction; it is kept when a unit that it
    /// concerns has closed the month.
    pub(super) fn enter(
        &mut self,
        position: u64,
        unit: &str,
        about: About,
        organisation: &Organisation,
    ) {
        let month = match &about {
            About::Line(_, month) => *month,
            About::Indicator(_, period) => period.last,
        };
        let Some(closed) = self.months.get(&month) else {
            return;
        };
        let concerned = organisation.ever_above(unit);
        let is_closed = |unit: &String| closed.get(unit).is_some_and(|count| *count > 0);
        if concerned.iter().any(is_closed) {
            self.late.push(Late {
                position,
                unit: unit.into(),
                about,
            });
        }
    }

    /// The periods of a unit that are closed, each with where.
    pub(super) fn closed(&self, unit: &str) -> impl Iterator<Item = (Period, u64)> {
        let periods = self.periods.get(unit).into_iter().flatten();
        periods.filter_map(|((period, _), closed)| Some((*period, (*closed)?)))
    }

    /// What came after a closing.
    pub(super) fn late(&self) -> &[Late] {
        &self.late
    }

    /// Whether a check of a report is waived.
    pub(super) fn is_waived(&self, check: &str, kind: &str, unit: &str, period: Period) -> bool {
        let waiver = (check.into(), kind.into(), unit.into(), period);
        self.waived.contains(&waiver)
    }
}
