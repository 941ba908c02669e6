//! Reporting: periods, reports, claims, waivers, rules and redactions.

use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::basis::{Basis, Hash};
use crate::event::figure::{FigureValue, KeyFigureReported};
use crate::event::followup::Colour;
use crate::event::plan::ObjectiveKind;
use crate::event::remains::Remains;
use crate::ids::{ClaimId, EventId, LineId, Position, ReportId, UnitId};
use crate::money::Ore;
use crate::period::Period;
use crate::quantity::Quantity;
use crate::rules::RuleSet;
use crate::time::Date;

/// The four reports.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// Periodrapport.
    PeriodReport,
    /// Delårsrapport (LKBR 13:1).
    InterimReport,
    /// Verksamhetsberättelse.
    OperationsReport,
    /// Årsredovisning.
    AnnualReport,
}

/// A period was opened for a unit's follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PeriodOpened {
    /// The unit, with its subtree.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// The report that it is collected for.
    pub report: ReportKind,
    /// The last day to report.
    pub due: Date,
}

/// A period was closed for a unit: from now on only corrections and restatements concern it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PeriodClosed {
    /// The unit, with its subtree.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// The report that was collected.
    pub report: ReportKind,
}

/// A unit handed its report in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportSubmitted {
    /// The report's kind.
    pub kind: ReportKind,
    /// Whose report it is.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// The unit it was handed to.
    pub to: UnitId,
}

/// The hash of one section of a published report: it tells which section is not
/// reproduced when the whole is not.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SectionHash {
    /// The section's key.
    pub section: String,
    /// SHA-256 of its canonical form.
    pub sha256: Hash,
}

/// A report was published: pinned to what was known, reproducible for ever (I7).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportPublished {
    /// The report.
    pub report: ReportId,
    /// Its kind.
    pub kind: ReportKind,
    /// Whose report it is.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// What it rests on.
    pub basis: Basis,
    /// SHA-256 of its canonical view, in lower-case hexadecimal.
    pub view_sha256: String,
    /// The hash of each section, in the report's order.
    pub sections: Vec<SectionHash>,
    /// The named checks that failed and were waived.
    pub waived: Vec<CheckName>,
}

/// The named checks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The children of a complete breakdown sum to the total.
    CompleteTotalsSum,
    /// A partial breakdown shows its remainder.
    PartialRemainderShown,
    /// Variance is outcome less budget.
    VarianceIsOutcomeLessBudget,
    /// Reallocations sum to zero and stay within the frame.
    ReallocationsBalance,
    /// Claims agree with their parts.
    ClaimsAgree,
    /// Counts per colour agree with the assessments.
    ColourCountsAgree,
    /// Every red or yellow has a motivation and evidence.
    WarningsMotivated,
    /// No assessment rests on missing data.
    NoColourOnMissingData,
    /// An interim period is between half and two thirds of the year.
    InterimPeriodLength,
    /// The effects of the actions agree with the demanded saving.
    ActionEffectsMeetDemand,
    /// Every control action has a status.
    ControlActionsHaveStatus,
    /// Late entries in closed periods are corrections.
    LateEntriesAreCorrections,
}

impl CheckName {
    /// What the check asserts, in Swedish.
    pub fn title(self) -> &'static str {
        match self {
            Self::CompleteTotalsSum => "Delarna i en fullständig uppdelning summerar till totalen",
            Self::PartialRemainderShown => {
                "En ofullständig uppdelning visar vad som inte är specificerat"
            }
            Self::VarianceIsOutcomeLessBudget => "Avvikelse är utfall minus budget",
            Self::ReallocationsBalance => "Omdisponeringar summerar till noll och ryms i ramen",
            Self::ClaimsAgree => "Angivna summor stämmer med sina delar",
            Self::ColourCountsAgree => "Antal per färg stämmer med bedömningarna",
            Self::WarningsMotivated => "Varje gul eller röd bedömning har motivering och underlag",
            Self::NoColourOnMissingData => "Ingen bedömning vilar på värden som saknas",
            Self::InterimPeriodLength => {
                "Delårsperioden är minst hälften och högst två tredjedelar av året"
            }
            Self::ActionEffectsMeetDemand => {
                "Åtgärdernas effekter motsvarar den begärda besparingen"
            }
            Self::ControlActionsHaveStatus => "Varje kontrollåtgärd har en status",
            Self::LateEntriesAreCorrections => {
                "Poster efter stängning är rättelser eller omräkningar"
            }
        }
    }
}

/// A failed check was let pass for a report. The commit carries actor, reason and decision.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckWaived {
    /// The check.
    pub check: CheckName,
    /// The report's kind.
    pub kind: ReportKind,
    /// Whose report.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
}

/// A column of an economic table.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LineColumn {
    /// Utfall.
    Outcome,
    /// Budget.
    Budget,
    /// Utfall motsvarande period föregående år.
    PreviousOutcome,
    /// Prognos.
    Forecast,
    /// Avvikelse: outcome less budget.
    Variance,
    /// Förändring: outcome less previous outcome.
    Change,
}

/// What a source states. Claims are compared with their parts and never added in (I5).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Claim {
    /// A figure of an economic table.
    LineAmount {
        /// The line.
        line: LineId,
        /// The period.
        period: Period,
        /// The column.
        column: LineColumn,
        /// What the source states, in the ledger's sign.
        amount_ore: Ore,
        /// The unit the source rounds to, in öre (10 000 000 for a tenth of a mnkr).
        rounded_to_ore: Ore,
    },
    /// The sum of a key figure over the dimensions that are left out.
    KeyFigureTotal {
        /// The total as the source states it; its dimensions say which parts it sums.
        figure: KeyFigureReported,
        /// Half of this is the most that rounding explains per part.
        rounded_to: FigureValue,
    },
    /// The difference of a key figure between two periods, and in per cent.
    KeyFigureChange {
        /// The figure of the later period, with the stated difference as its value.
        figure: KeyFigureReported,
        /// The earlier period.
        since: Period,
        /// The stated difference in per cent, when there is one.
        percent: Option<Quantity>,
        /// The unit the source rounds to.
        rounded_to: FigureValue,
    },
    /// How many items of a kind have a colour.
    ColourCount {
        /// The unit whose report states it.
        unit: UnitId,
        /// The period.
        period: Period,
        /// The kind of objective; none for assignments.
        kind: Option<ObjectiveKind>,
        /// The colour; none for the count of all.
        colour: Option<Colour>,
        /// The stated count.
        count: u32,
    },
    /// The sum of the action plan's effects in a year.
    ActionTotal {
        /// The unit whose plan.
        unit: UnitId,
        /// The follow-up it stands in.
        period: Period,
        /// The year of the effect.
        year: u16,
        /// Whether it is the planned effect; otherwise the outcome or the forecast.
        planned: bool,
        /// The stated sum.
        amount_ore: Ore,
        /// The unit the source rounds to, in öre.
        rounded_to_ore: Ore,
    },
}

/// A source states a total, a variance or a count.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FactClaimed {
    /// The claim.
    pub id: ClaimId,
    /// The unit whose document states it.
    pub unit: UnitId,
    /// The document and table.
    pub source: String,
    /// What it states.
    pub claim: Claim,
}

/// A rule set is in force from this position on: rules are dated data.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RulesAdopted {
    /// The rules.
    pub rules: RuleSet,
}

/// An event's payload and salt were destroyed (gallring). The event itself and every proof remain.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PayloadRedacted {
    /// The event whose payload is gone.
    pub event: EventId,
    /// Where it stands.
    pub position: Position,
    /// The legal ground.
    pub legal_ground: String,
    /// Which place of which report is empty now.
    pub remains: Remains,
}
