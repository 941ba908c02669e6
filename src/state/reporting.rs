//! Periods, reports, waivers, claims, rules, corrections and redactions.

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};

use crate::event::reporting::{
    CheckName, CheckWaived, FactClaimed, PayloadRedacted, PeriodClosed, PeriodOpened, ReportKind,
    ReportPublished, ReportSubmitted, RulesAdopted,
};
use crate::ids::{ClaimId, EventId, ReportId, UnitId};
use crate::period::Period;
use crate::rules::RuleSet;

/// What reporting asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Reporting {
    periods: BTreeMap<UnitId, BTreeMap<(Period, ReportKind), Phase>>,
    submitted: BTreeSet<Report>,
    published: BTreeMap<ReportId, Report>,
    waived: BTreeSet<(CheckName, Report)>,
    claims: BTreeSet<ClaimId>,
    rules: Option<RuleSet>,
    corrected: BTreeMap<EventId, EventId>,
    redacted: BTreeSet<EventId>,
}

/// Whether a period still takes reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Phase {
    /// It is open.
    Open,
    /// It is closed.
    Closed,
}

/// A report of a unit and period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Report {
    /// Its kind.
    pub kind: ReportKind,
    /// Whose it is.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
}

impl Reporting {
    /// The phase of a unit's own period for a report; `None` before it is opened.
    pub fn phase(&self, unit: &UnitId, period: Period, report: ReportKind) -> Option<Phase> {
        self.periods.get(unit)?.get(&(period, report)).copied()
    }

    /// A closed period of the unit itself that holds the whole of a period.
    pub fn closed_over(&self, unit: &UnitId, period: Period) -> Option<Period> {
        self.periods
            .get(unit)?
            .iter()
            .find(|((closed, _), phase)| **phase == Phase::Closed && closed.covers(period))
            .map(|((closed, _), _)| *closed)
    }

    /// Whether a report has been handed in.
    pub fn is_submitted(&self, report: &Report) -> bool {
        self.submitted.contains(report)
    }

    /// The report published under an id.
    pub fn report(&self, report: &ReportId) -> Option<&Report> {
        self.published.get(report)
    }

    /// Whether a check has been let pass for a report.
    pub fn is_waived(&self, check: CheckName, report: &Report) -> bool {
        self.waived.contains(&(check, report.clone()))
    }

    /// Whether a claim has been recorded.
    pub fn is_claimed(&self, claim: &ClaimId) -> bool {
        self.claims.contains(claim)
    }

    /// The version of the rules in force; 0 when none was adopted.
    pub fn rules_version(&self) -> u32 {
        self.rules.as_ref().map_or(0, |rules| rules.version)
    }

    /// The rules in force; those a new ledger starts with when none was adopted.
    pub fn rules(&self) -> RuleSet {
        self.rules.clone().unwrap_or_else(RuleSet::first)
    }

    /// The correction that replaced an event.
    pub fn correction_of(&self, event: EventId) -> Option<EventId> {
        self.corrected.get(&event).copied()
    }

    /// Whether an event's payload has been destroyed.
    pub fn is_redacted(&self, event: EventId) -> bool {
        self.redacted.contains(&event)
    }

    pub(super) fn opened(&mut self, e: &PeriodOpened) {
        self.periods
            .entry(e.unit.clone())
            .or_default()
            .insert((e.period, e.report), Phase::Open);
    }

    pub(super) fn closed(&mut self, e: &PeriodClosed) {
        self.periods
            .entry(e.unit.clone())
            .or_default()
            .insert((e.period, e.report), Phase::Closed);
    }

    pub(super) fn submitted(&mut self, e: &ReportSubmitted) {
        let (kind, unit, period) = (e.kind, e.unit.clone(), e.period);
        self.submitted.insert(Report { kind, unit, period });
    }

    pub(super) fn published(&mut self, e: &ReportPublished) {
        let (kind, unit, period) = (e.kind, e.unit.clone(), e.period);
        self.published
            .insert(e.report.clone(), Report { kind, unit, period });
    }

    pub(super) fn waived(&mut self, e: &CheckWaived) {
        let (kind, unit, period) = (e.kind, e.unit.clone(), e.period);
        self.waived.insert((e.check, Report { kind, unit, period }));
    }

    pub(super) fn claimed(&mut self, e: &FactClaimed) {
        self.claims.insert(e.id.clone());
    }

    pub(super) fn rules_adopted(&mut self, e: &RulesAdopted) {
        self.rules = Some(e.rules.clone());
    }

    pub(super) fn corrected(&mut self, wrong: EventId, by: EventId) {
        self.corrected.insert(wrong, by);
    }

    pub(super) fn redacted(&mut self, e: &PayloadRedacted) {
        self.redacted.insert(e.event);
    }
}
