//! The named checks: what must hold of a report before it is published.
//!
//! Each check is a pure function of what is known. It adjusts nothing: it says
//! what is stated, what the parts give, and the difference. A failed check
//! that an event has waived is reported as waived, with its findings.

pub mod claims;
mod economy;
mod followup;
mod late;
mod row;
#[cfg(test)]
mod tests;

use ledger::event::reporting::{CheckName, ReportKind};
use ledger::ids::UnitId;
use ledger::period::Period;
use serde::Serialize;

pub use row::CheckRow;

use crate::claims::{ClaimRecord, ClaimValue};
use crate::document::CheckOutcome;
use crate::model::ReadModel;
use crate::scope::Scope;

/// The report that checks are asked of, and what is known.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Every view.
    pub model: &'a ReadModel,
    /// How many events are known.
    pub size: u64,
    /// The report's kind.
    pub kind: ReportKind,
    /// Whose report it is.
    pub unit: &'a UnitId,
    /// The period.
    pub period: Period,
}

/// Something that a check came upon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Finding {
    /// Where: a claim, a line, an item, a control action.
    pub place: String,
    /// What is stated or demanded.
    pub stated: Option<ClaimValue>,
    /// What the parts give.
    pub computed: Option<ClaimValue>,
    /// Stated less computed.
    pub difference: Option<ClaimValue>,
    /// What was found, in Swedish.
    pub text: String,
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// The check.
    pub name: CheckName,
    /// Whether it holds.
    pub outcome: CheckOutcome,
    /// What it came upon; one that holds may still have found something worth saying.
    pub findings: Vec<Finding>,
}

/// Every check, in the order of a report.
pub const ALL: [CheckName; 12] = [
    CheckName::CompleteTotalsSum,
    CheckName::PartialRemainderShown,
    CheckName::VarianceIsOutcomeLessBudget,
    CheckName::ReallocationsBalance,
    CheckName::ClaimsAgree,
    CheckName::ColourCountsAgree,
    CheckName::WarningsMotivated,
    CheckName::NoColourOnMissingData,
    CheckName::InterimPeriodLength,
    CheckName::ActionEffectsMeetDemand,
    CheckName::ControlActionsHaveStatus,
    CheckName::LateEntriesAreCorrections,
];

/// The stable key of a check.
pub fn key(check: CheckName) -> &'static str {
    match check {
        CheckName::CompleteTotalsSum => "complete_totals_sum",
        CheckName::PartialRemainderShown => "partial_remainder_shown",
        CheckName::VarianceIsOutcomeLessBudget => "variance_is_outcome_less_budget",
        CheckName::ReallocationsBalance => "reallocations_balance",
        CheckName::ClaimsAgree => "claims_agree",
        CheckName::ColourCountsAgree => "colour_counts_agree",
        CheckName::WarningsMotivated => "warnings_motivated",
        CheckName::NoColourOnMissingData => "no_colour_on_missing_data",
        CheckName::InterimPeriodLength => "interim_period_length",
        CheckName::ActionEffectsMeetDemand => "action_effects_meet_demand",
        CheckName::ControlActionsHaveStatus => "control_actions_have_status",
        CheckName::LateEntriesAreCorrections => "late_entries_are_corrections",
    }
}

/// Runs every check.
pub fn run_all(context: &Context<'_>) -> Vec<CheckResult> {
    ALL.iter().map(|check| run(*check, context)).collect()
}

/// Runs one check.
pub fn run(check: CheckName, context: &Context<'_>) -> CheckResult {
    let verdict = match check {
        CheckName::CompleteTotalsSum => economy::complete_totals_sum(context),
        CheckName::PartialRemainderShown => economy::partial_remainder_shown(context),
        CheckName::VarianceIsOutcomeLessBudget => economy::variances_are_differences(context),
        CheckName::ReallocationsBalance => economy::reallocations_balance(context),
        CheckName::ClaimsAgree => claims::claims_agree(context),
        CheckName::ColourCountsAgree => claims::colour_counts_agree(context),
        CheckName::WarningsMotivated => followup::warnings_motivated(context),
        CheckName::NoColourOnMissingData => followup::no_colour_on_missing_data(context),
        CheckName::InterimPeriodLength => followup::interim_period_length(context),
        CheckName::ActionEffectsMeetDemand => economy::action_effects_meet_demand(context),
        CheckName::ControlActionsHaveStatus => followup::control_actions_have_status(context),
        CheckName::LateEntriesAreCorrections => late::late_entries_are_corrections(context),
    };
    let waived = || {
        let reporting = &context.model.reporting;
        reporting
            .waiver(
                check,
                context.kind,
                context.unit,
                context.period,
                context.size,
            )
            .is_some()
    };
    let outcome = match verdict.outcome {
        CheckOutcome::Failed if waived() => CheckOutcome::Waived,
        outcome => outcome,
    };
    CheckResult {
        name: check,
        outcome,
        findings: verdict.findings,
    }
}

/// What a check says before waivers are looked at.
struct Verdict {
    outcome: CheckOutcome,
    findings: Vec<Finding>,
}

impl Verdict {
    fn not_applicable() -> Self {
        Self {
            outcome: CheckOutcome::NotApplicable,
            findings: Vec::new(),
        }
    }

    /// Not applicable, for a reason that a reader needs.
    fn not_applicable_since(place: &str, reason: &str) -> Self {
        Self {
            outcome: CheckOutcome::NotApplicable,
            findings: vec![Finding::words(place, reason.into())],
        }
    }

    fn of(holds: bool, findings: Vec<Finding>) -> Self {
        let outcome = if holds {
            CheckOutcome::Holds
        } else {
            CheckOutcome::Failed
        };
        Self { outcome, findings }
    }
}

impl Finding {
    fn words(place: &str, text: String) -> Self {
        Self {
            place: place.into(),
            stated: None,
            computed: None,
            difference: None,
            text,
        }
    }
}

impl Context<'_> {
    fn scope(&self) -> Scope {
        self.model
            .organisation
            .scope(self.unit, self.period, self.size)
    }

    /// A unit with all that belonged to it in a period.
    fn units_of(&self, unit: &UnitId, period: Period) -> Vec<UnitId> {
        let mut units = self
            .model
            .organisation
            .subtree_over(unit, period, self.size);
        units.insert(unit.clone());
        units.into_iter().collect()
    }

    /// The claims made for the report's unit and for every unit that belonged to
    /// it in the period, by id: what a committee states is checked in the region's report too.
    fn claims(&self) -> Vec<&ClaimRecord> {
        let mut claims: Vec<_> = self
            .units_of(self.unit, self.period)
            .iter()
            .flat_map(|unit| self.model.claims.of_unit(unit, self.period, self.size))
            .collect();
        claims.sort_by(|a, b| a.claimed.id.cmp(&b.claimed.id));
        claims
    }

    /// The units whose economic tables the report shows: its own, and in the
    /// annual report those of the board and every committee.
    fn table_units(&self) -> Vec<UnitId> {
        self.model
            .bearers(self.kind, self.unit, self.period, self.size)
    }
}
