//! Assessments of objectives and assignments, and the status of assignments,
//! with all their versions.
//!
//! Guarantee: an assessment is the last known that a unit made of an item for
//! exactly a period; an assessment for another period never stands in for it in
//! a report, so what nobody has assessed is reported as not assessed. What a reader
//! is told of a period without one of its own is [`Within`]'s.
//!
//! It deliberately suggests no colour: what the rule suggested is a fact of the
//! assessment's own event.

mod row;
mod within;

use std::collections::BTreeMap;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::Event as E;
use ledger::event::followup::{AssessmentMade, AssignmentStatusReported};
use ledger::event::remains::Remains;
use ledger::event::reporting::PayloadRedacted;
use ledger::ids::{ActorId, DecisionId, ItemId, Position, UnitId};
use ledger::period::Period;
use ledger::time::Timestamp;

use crate::fact::{Fact, Grounds, Source};
use crate::plan::{Item, ReportItems};
use crate::redacted::{Redaction, Said};
use crate::scope::Scope;
use crate::temporal::History;
pub use row::{Assessment, ColourCounts, ReportColours, ReportedStatus};
pub use within::{Partial, Within};

/// The versions of what units say of an item, by period and unit.
type ByPeriod<T> = BTreeMap<Period, BTreeMap<UnitId, History<Fact<T>>>>;

/// Every assessment and status, with all their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Assessments {
    assessed: BTreeMap<ItemId, ByPeriod<Made>>,
    statuses: BTreeMap<ItemId, ByPeriod<Reported>>,
}

/// What a unit says of an item for a period, or that it is gone.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OfItem<T> {
    item: ItemId,
    unit: UnitId,
    period: Period,
    said: Said<T>,
}

type Made = OfItem<Judged>;

/// An assignment's status for a period.
pub type Reported = OfItem<AssignmentStatusReported>;

/// An assessment with what its commit says of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Judged {
    assessment: AssessmentMade,
    actor: ActorId,
    decision: Option<DecisionId>,
    recorded_at: Timestamp,
}

impl Assessments {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else { return };
        match event {
            E::AssessmentMade(e) => {
                let judged = Judged {
                    assessment: e.clone(),
                    actor: entry.commit.actor.clone(),
                    decision: entry.commit.decision.clone(),
                    recorded_at: entry.commit.recorded_at,
                };
                let made = OfItem {
                    item: e.item.clone(),
                    unit: e.unit.clone(),
                    period: e.period,
                    said: Said::Present(judged),
                };
                versions(&mut self.assessed, &made).set(entry.position, Fact::of(entry, made));
            }
            E::AssignmentStatusReported(e) => {
                let reported = OfItem {
                    item: e.item.clone(),
                    unit: e.unit.clone(),
                    period: e.period,
                    said: Said::Present(e.clone()),
                };
                versions(&mut self.statuses, &reported)
                    .set(entry.position, Fact::of(entry, reported));
            }
            E::PayloadRedacted(e) => self.redact(e, &Redaction::of(entry, e)),
            E::UnitEstablished(_)
            | E::UnitMoved(_)
            | E::UnitRenamed(_)
            | E::UnitDissolved(_)
            | E::MandateMoved(_)
            | E::PlanAdopted(_)
            | E::ObjectiveSet(_)
            | E::StrategySet(_)
            | E::AssignmentGiven(_)
            | E::IndicatorDefined(_)
            | E::TargetSet(_)
            | E::ItemLinked(_)
            | E::ItemReworded(_)
            | E::ItemWithdrawn(_)
            | E::MatterReferredBack(_)
            | E::DecisionTaken(_)
            | E::DecisionReported(_)
            | E::ReportLineDefined(_)
            | E::FrameDecided(_)
            | E::FrameAdjusted(_)
            | E::BudgetReallocated(_)
            | E::ReserveDisposed(_)
            | E::OutcomeBooked(_)
            | E::ForecastSubmitted(_)
            | E::OutcomeRestated(_)
            | E::IndicatorOutcomeReported(_)
            | E::OutcomeMissing(_)
            | E::OutcomeCorrected(_)
            | E::WishOverridden(_)
            | E::NarrativeWritten(_)
            | E::SignificantEventNoted(_)
            | E::ActionPlanned(_)
            | E::ActionEffectReported(_)
            | E::RiskIdentified(_)
            | E::ControlActionPlanned(_)
            | E::ControlActionFollowedUp(_)
            | E::ControlAssessed(_)
            | E::InvestmentObjectApproved(_)
            | E::InvestmentSpent(_)
            | E::KeyFigureReported(_)
            | E::PeriodOpened(_)
            | E::PeriodClosed(_)
            | E::ReportSubmitted(_)
            | E::ReportPublished(_)
            | E::CheckWaived(_)
            | E::FactClaimed(_)
            | E::RulesAdopted(_)
            | E::SigningKeyRotated(_)
            | E::WitnessPolicyAdopted(_)
            | E::PublicationWitnessed(_) => {}
        }
    }

    /// Says that an assessment or a status is gone: what the unit said before it
    /// does not stand in for it.
    fn redact(&mut self, redacted: &PayloadRedacted, redaction: &Redaction) {
        match &redacted.remains {
            Remains::Assessment { item, unit, period } => {
                let made = OfItem::gone(item, unit, *period, redaction);
                versions(&mut self.assessed, &made).redact(redaction, made);
            }
            Remains::Status { item, unit, period } => {
                let reported = OfItem::gone(item, unit, *period, redaction);
                versions(&mut self.statuses, &reported).redact(redaction, reported);
            }
            Remains::Mandate { .. }
            | Remains::Referral { .. }
            | Remains::Wording { .. }
            | Remains::MissingOutcome { .. }
            | Remains::Narrative { .. }
            | Remains::Noted { .. }
            | Remains::ControlFollowUp { .. }
            | Remains::ControlAssessment { .. } => {}
        }
    }

    /// A unit's latest assessment of an item for exactly a period.
    pub fn latest(
        &self,
        item: &ItemId,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Option<Assessment> {
        let versions = self.assessed.get(item)?.get(&period)?.get(unit)?;
        versions.version_at(size).map(answer)
    }

    /// The assessment that stands in the scope's report, for exactly its period:
    /// the report's own unit's, else the owner's, else the only one of the
    /// subtree. Several units below with each its own have no common one: see
    /// [`Assessments::by_unit`].
    pub fn shown(&self, item: &Item, scope: &Scope) -> Option<Assessment> {
        chosen(self.assessed.get(&item.item)?, item, scope).map(answer)
    }

    /// The periods that an item has ever been assessed for.
    pub fn periods(&self, item: &ItemId) -> impl Iterator<Item = Period> {
        let periods = self.assessed.get(item).into_iter();
        periods.flat_map(BTreeMap::keys).copied()
    }

    /// The latest assessment of each unit of the subtree, for exactly the
    /// scope's period, in order of the units' ids.
    pub fn by_unit(&self, item: &ItemId, scope: &Scope) -> Vec<Assessment> {
        let units = self.assessed.get(item);
        units
            .and_then(|periods| periods.get(&scope.period))
            .into_iter()
            .flatten()
            .filter(|(unit, _)| scope.subtree.contains(*unit))
            .filter_map(|(_, versions)| versions.version_at(scope.size))
            .map(answer)
            .collect()
    }

    /// The status of an assignment in the scope's report, chosen as in [`Assessments::shown`].
    pub fn status(&self, item: &Item, scope: &Scope) -> Option<ReportedStatus> {
        chosen(self.statuses.get(&item.item)?, item, scope).map(status_answer)
    }

    /// The counts per colour of a report's items that apply on the period's last day.
    pub fn counts(&self, items: &ReportItems, scope: &Scope) -> ReportColours {
        let last_day = scope.period.last_day();
        let count = |items: &[Item]| {
            let applying = items.iter().filter(|item| item.applies_on(last_day));
            let mut redacted = 0;
            let counted = ColourCounts::of(applying.filter_map(|item| {
                let periods = self.assessed.get(&item.item);
                let Some((_, fact)) = periods.and_then(|periods| chosen(periods, item, scope))
                else {
                    return Some(None);
                };
                if let Some(judged) = fact.value.said.present() {
                    return Some(Some(judged.assessment.colour));
                }
                redacted += 1;
                None
            }));
            ColourCounts {
                total: counted.total + redacted,
                redacted,
                ..counted
            }
        };
        ReportColours {
            effect_objectives: count(&items.effect_objectives),
            committee_objectives: count(&items.committee_objectives),
            assignments: count(&items.assignments),
        }
    }

    /// Every assessment of an item, over all units and periods, in order of position.
    pub fn history(&self, item: &ItemId, size: u64) -> Vec<Assessment> {
        self.between(item, 0, size)
    }

    /// The assessments of an item that were made at positions from `from` to
    /// before `to`, in order of position, for a trace.
    pub fn between(&self, item: &ItemId, from: u64, to: u64) -> Vec<Assessment> {
        let mut made: Vec<Assessment> = self
            .assessed
            .get(item)
            .into_iter()
            .flat_map(BTreeMap::values)
            .flat_map(BTreeMap::values)
            .flat_map(|versions| versions.between(from, to))
            .map(|(position, fact)| answer((*position, fact)))
            .collect();
        made.sort_by_key(|assessment| assessment.source.position);
        made
    }

    /// Every status of an assignment, over all units and periods, in order of position.
    pub fn statuses(&self, item: &ItemId, size: u64) -> Vec<ReportedStatus> {
        let mut reported: Vec<ReportedStatus> = self
            .statuses
            .get(item)
            .into_iter()
            .flat_map(BTreeMap::values)
            .flat_map(BTreeMap::values)
            .flat_map(|versions| versions.between(0, size))
            .map(|(position, fact)| status_answer((*position, fact)))
            .collect();
        reported.sort_by_key(|status| status.source.position);
        reported
    }

    /// The statuses that a unit reported of an assignment for a period at
    /// positions from `from` to before `to`, for a trace.
    pub fn status_versions(
        &self,
        item: &ItemId,
        unit: &UnitId,
        period: Period,
        from: u64,
        to: u64,
    ) -> &[(Position, Fact<Reported>)] {
        self.statuses
            .get(item)
            .and_then(|periods| periods.get(&period)?.get(unit))
            .map_or(&[], |versions| versions.between(from, to))
    }
}

impl<T> OfItem<T> {
    fn gone(item: &ItemId, unit: &UnitId, period: Period, redaction: &Redaction) -> Self {
        Self {
            item: item.clone(),
            unit: unit.clone(),
            period,
            said: Said::Redacted(redaction.clone()),
        }
    }

    /// What the unit says; `None` when it is redacted.
    pub fn present(&self) -> Option<&T> {
        self.said.present()
    }
}

/// The versions of what a unit says of an item for a period.
fn versions<'a, T>(
    items: &'a mut BTreeMap<ItemId, ByPeriod<OfItem<T>>>,
    of: &OfItem<T>,
) -> &'a mut History<Fact<OfItem<T>>> {
    items
        .entry(of.item.clone())
        .or_default()
        .entry(of.period)
        .or_default()
        .entry(of.unit.clone())
        .or_default()
}

/// What stands in the scope's report of what units say of an item.
fn chosen<'a, T>(
    periods: &'a ByPeriod<T>,
    item: &Item,
    scope: &Scope,
) -> Option<(Position, &'a Fact<T>)> {
    let units = periods.get(&scope.period)?;
    let known = |unit: &UnitId| units.get(unit)?.version_at(scope.size);
    known(&scope.unit)
        .or_else(|| known(item.owner.as_ref()?))
        .or_else(|| {
            let mut below = scope.subtree.iter().filter_map(known);
            let first = below.next()?;
            below.next().is_none().then_some(first)
        })
}

fn status_answer((position, fact): (Position, &Fact<Reported>)) -> ReportedStatus {
    let reported = &fact.value;
    let said = reported.said.present();
    ReportedStatus {
        item: reported.item.clone(),
        unit: reported.unit.clone(),
        period: reported.period,
        status: said.map(|said| said.status),
        text: said.map_or_else(String::new, |said| said.text.clone()),
        redacted: reported.said.redaction().cloned(),
        source: Source {
            position,
            event: fact.event,
        },
        grounds: Grounds::on(position, fact),
    }
}

fn answer((position, fact): (Position, &Fact<Made>)) -> Assessment {
    let made = &fact.value;
    let judged = made.said.present();
    let stated = judged.map(|judged| &judged.assessment);
    Assessment {
        item: made.item.clone(),
        unit: made.unit.clone(),
        period: made.period,
        colour: stated.map(|stated| stated.colour),
        trend: stated.and_then(|stated| stated.trend),
        motivation: stated.map_or_else(String::new, |stated| stated.motivation.clone()),
        evidence: stated.map_or_else(Vec::new, |stated| stated.evidence.clone()),
        basis: stated.map(|stated| stated.basis),
        suggested: stated.and_then(|stated| stated.suggested),
        actor: judged.map(|judged| judged.actor.clone()),
        decision: judged.and_then(|judged| judged.decision.clone()),
        recorded_at: judged.map(|judged| judged.recorded_at),
        redacted: made.said.redaction().cloned(),
        source: Source {
            position,
            event: fact.event,
        },
        grounds: Grounds::on(position, fact),
    }
}

#[cfg(test)]
mod tests;
