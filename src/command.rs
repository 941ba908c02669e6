//! Commands: what someone wants recorded.
//!
//! A [`Submission`] is a command with its sender's particulars. As JSON it is
//! one object a line:
//!
//! ```json
//! {"id":"ram-L5-2024","actor":"p-17","decision":"D04","command":{"DecideFrames":{"rows":[…]}}}
//! ```
//!
//! Commands are imperative. Where a command adds nothing to the fact it leads
//! to, it carries the event's own payload.

mod draft;
pub mod parse;

use serde::{Deserialize, Serialize};

pub use draft::Draft;

use crate::basis::Basis;
use crate::event::Provenance;
use crate::event::action::{ActionEffectReported, ActionPlanned};
use crate::event::budget::{
    BudgetReallocated, FrameAdjusted, FrameDecided, ReportLineDefined, ReserveDisposed,
};
use crate::event::control::{
    ControlActionFollowedUp, ControlActionPlanned, ControlAssessed, RiskIdentified,
};
use crate::event::decision::{DecisionReported, DecisionTaken};
use crate::event::economy::{ForecastSubmitted, OutcomeBooked};
use crate::event::figure::KeyFigureReported;
use crate::event::followup::{
    AssignmentStatusReported, Colour, NarrativeWritten, SignificantEventNoted, Trend,
};
use crate::event::indicator::{
    CorrectedFact, IndicatorOutcomeReported, OutcomeMissing, WishOverridden,
};
use crate::event::investment::{InvestmentObjectApproved, InvestmentSpent};
use crate::event::organisation::{
    MandateMoved, UnitDissolved, UnitEstablished, UnitMoved, UnitRenamed,
};
use crate::event::plan::{
    AssignmentGiven, IndicatorDefined, ItemLinked, ItemReworded, ItemWithdrawn, MatterReferredBack,
    ObjectiveSet, PlanAdopted, StrategySet, TargetSet,
};
use crate::event::proof::WitnessPolicyAdopted;
use crate::event::reporting::{
    CheckName, CheckWaived, FactClaimed, PeriodClosed, PeriodOpened, ReportKind, ReportSubmitted,
    SectionHash,
};
use crate::ids::{ActorId, CommandId, CorrelationId, DecisionId, ItemId, LineId, ReportId, UnitId};
use crate::money::Ore;
use crate::period::{Month, Period};
use crate::rules::RuleSet;
use crate::stream::StreamId;

/// A command with its sender's particulars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The sender's own name of the command: sent again, it gives the first result (I8).
    pub id: CommandId,
    /// Who acts: a pseudonym, never a name (I11).
    pub actor: ActorId,
    /// The decision it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The matter or import it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<CorrelationId>,
    /// Where the figures come from, when that is to be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// A list of what must still hold for the command to be carried out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<Expectation>,
    /// The command.
    pub command: Command,
}

/// What must hold of a stream for a command to be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expectation {
    /// The stream has exactly so many events of its own.
    Version {
        /// The stream.
        stream: StreamId,
        /// How many events.
        version: u64,
    },
    /// No event has touched the stream at or after a log size.
    UnchangedSince {
        /// The stream.
        stream: StreamId,
        /// The size of the log that the sender had seen.
        size: u64,
    },
}

/// A reference to an event: its id, its position as `@123`, or the command that
/// led to it as `command-id` (its first event) or `command-id#2` (its second).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventRef(pub String);

/// What someone wants recorded. Rows of one command are recorded together or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Command {
    /// Leads to [`UnitEstablished`].
    EstablishUnit(UnitEstablished),
    /// Leads to [`UnitMoved`].
    MoveUnit(UnitMoved),
    /// Leads to [`UnitRenamed`].
    RenameUnit(UnitRenamed),
    /// Leads to [`UnitDissolved`].
    DissolveUnit(UnitDissolved),
    /// Leads to [`MandateMoved`].
    MoveMandate(MandateMoved),
    /// Leads to [`PlanAdopted`]; names its decision.
    AdoptPlan(PlanAdopted),
    /// Leads to [`ObjectiveSet`].
    SetObjective(ObjectiveSet),
    /// Leads to [`StrategySet`].
    SetStrategy(StrategySet),
    /// Leads to [`AssignmentGiven`].
    GiveAssignment(AssignmentGiven),
    /// Leads to [`IndicatorDefined`].
    DefineIndicator(IndicatorDefined),
    /// Leads to [`TargetSet`].
    SetTarget(TargetSet),
    /// Leads to [`ItemLinked`].
    LinkItems(ItemLinked),
    /// Leads to [`ItemReworded`]; gives a reason.
    RewordItem(ItemReworded),
    /// Leads to [`ItemWithdrawn`]; gives a reason.
    WithdrawItem(ItemWithdrawn),
    /// Leads to [`MatterReferredBack`].
    ReferBackMatter(MatterReferredBack),
    /// Leads to [`DecisionTaken`].
    TakeDecision(DecisionTaken),
    /// Leads to [`DecisionReported`].
    ReportDecision(DecisionReported),
    /// Leads to a [`ReportLineDefined`] a row.
    DefineReportLines(Rows<ReportLineDefined>),
    /// Leads to a [`FrameDecided`] a row; names its decision.
    DecideFrames(Rows<FrameDecided>),
    /// Leads to [`FrameAdjusted`]; names its decision.
    AdjustFrame(FrameAdjusted),
    /// Leads to [`BudgetReallocated`]; names its decision.
    ReallocateBudget(BudgetReallocated),
    /// Leads to [`ReserveDisposed`]; names its decision.
    DisposeReserve(ReserveDisposed),
    /// Leads to an [`OutcomeBooked`] a row.
    BookOutcomes(Rows<OutcomeBooked>),
    /// Leads to a [`ForecastSubmitted`] a row.
    SubmitForecast(Rows<ForecastSubmitted>),
    /// Leads to [`crate::event::economy::OutcomeRestated`]; names its decision.
    RestateOutcome(RestateOutcome),
    /// Leads to an [`IndicatorOutcomeReported`] a row.
    ReportIndicatorOutcomes(Rows<IndicatorOutcomeReported>),
    /// Leads to [`OutcomeMissing`].
    ReportMissingOutcome(OutcomeMissing),
    /// Leads to [`crate::event::indicator::OutcomeCorrected`]; gives a reason.
    CorrectOutcome(CorrectOutcome),
    /// Leads to [`WishOverridden`]; gives a reason.
    OverrideWish(WishOverridden),
    /// Leads to [`crate::event::followup::AssessmentMade`].
    MakeAssessment(MakeAssessment),
    /// Leads to [`AssignmentStatusReported`].
    ReportAssignmentStatus(AssignmentStatusReported),
    /// Leads to [`NarrativeWritten`].
    WriteNarrative(NarrativeWritten),
    /// Leads to [`SignificantEventNoted`].
    NoteSignificantEvent(SignificantEventNoted),
    /// Leads to [`ActionPlanned`].
    PlanAction(ActionPlanned),
    /// Leads to [`ActionEffectReported`].
    ReportActionEffect(ActionEffectReported),
    /// Leads to [`RiskIdentified`].
    IdentifyRisk(RiskIdentified),
    /// Leads to [`ControlActionPlanned`].
    PlanControlAction(ControlActionPlanned),
    /// Leads to [`ControlActionFollowedUp`].
    FollowUpControlAction(ControlActionFollowedUp),
    /// Leads to [`ControlAssessed`].
    AssessControl(ControlAssessed),
    /// Leads to [`InvestmentObjectApproved`]; names its decision.
    ApproveInvestmentObject(InvestmentObjectApproved),
    /// Leads to an [`InvestmentSpent`] a row.
    SpendInvestment(Rows<InvestmentSpent>),
    /// Leads to a [`KeyFigureReported`] a row.
    ReportKeyFigures(Rows<KeyFigureReported>),
    /// Leads to [`PeriodOpened`].
    OpenPeriod(PeriodOpened),
    /// Leads to [`PeriodClosed`].
    ClosePeriod(PeriodClosed),
    /// Leads to [`ReportSubmitted`].
    SubmitReport(ReportSubmitted),
    /// Leads to [`crate::event::reporting::ReportPublished`], and to
    /// [`crate::event::proof::PublicationWitnessed`] when it shows a cosigned checkpoint.
    PublishReport(PublishReport),
    /// Leads to [`CheckWaived`]; gives a reason and names its decision.
    WaiveCheck(CheckWaived),
    /// Leads to a [`FactClaimed`] a row.
    ClaimFacts(Rows<FactClaimed>),
    /// Leads to [`crate::event::reporting::RulesAdopted`].
    AdoptRules(RuleSet),
    /// Leads to [`crate::event::reporting::PayloadRedacted`]; names its decision.
    RedactPayload(RedactPayload),
    /// Leads to [`crate::event::proof::SigningKeyRotated`].
    RotateSigningKey(RotateSigningKey),
    /// Leads to [`WitnessPolicyAdopted`]; names its decision.
    AdoptWitnessPolicy(WitnessPolicyAdopted),
}

impl Command {
    /// The events that the command refers to, in the order they stand.
    pub fn references(&self) -> Vec<&EventRef> {
        match self {
            Self::RestateOutcome(command) => command.restates.iter().collect(),
            Self::CorrectOutcome(command) => vec![&command.corrects],
            Self::MakeAssessment(command) => command.evidence.iter().collect(),
            Self::RedactPayload(command) => vec![&command.event],
            Self::EstablishUnit(_)
            | Self::MoveUnit(_)
            | Self::RenameUnit(_)
            | Self::DissolveUnit(_)
            | Self::MoveMandate(_)
            | Self::AdoptPlan(_)
            | Self::SetObjective(_)
            | Self::SetStrategy(_)
            | Self::GiveAssignment(_)
            | Self::DefineIndicator(_)
            | Self::SetTarget(_)
            | Self::LinkItems(_)
            | Self::RewordItem(_)
            | Self::WithdrawItem(_)
            | Self::ReferBackMatter(_)
            | Self::TakeDecision(_)
            | Self::ReportDecision(_)
            | Self::DefineReportLines(_)
            | Self::DecideFrames(_)
            | Self::AdjustFrame(_)
            | Self::ReallocateBudget(_)
            | Self::DisposeReserve(_)
            | Self::BookOutcomes(_)
            | Self::SubmitForecast(_)
            | Self::ReportIndicatorOutcomes(_)
            | Self::ReportMissingOutcome(_)
            | Self::OverrideWish(_)
            | Self::ReportAssignmentStatus(_)
            | Self::WriteNarrative(_)
            | Self::NoteSignificantEvent(_)
            | Self::PlanAction(_)
            | Self::ReportActionEffect(_)
            | Self::IdentifyRisk(_)
            | Self::PlanControlAction(_)
            | Self::FollowUpControlAction(_)
            | Self::AssessControl(_)
            | Self::ApproveInvestmentObject(_)
            | Self::SpendInvestment(_)
            | Self::ReportKeyFigures(_)
            | Self::OpenPeriod(_)
            | Self::ClosePeriod(_)
            | Self::SubmitReport(_)
            | Self::PublishReport(_)
            | Self::WaiveCheck(_)
            | Self::ClaimFacts(_)
            | Self::AdoptRules(_)
            | Self::RotateSigningKey(_)
            | Self::AdoptWitnessPolicy(_) => Vec::new(),
        }
    }
}

/// The rows of a command, at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rows<T> {
    /// The rows.
    #[cfg_attr(feature = "schema", schema(min_items = 1))]
    pub rows: Vec<T>,
}

/// Restates a booked outcome because an accounting policy changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RestateOutcome {
    /// The unit that bears it.
    pub unit: UnitId,
    /// The line.
    pub line: LineId,
    /// The month whose outcome changes.
    pub month: Month,
    /// The change of the outcome.
    pub amount_ore: Ore,
    /// The policy that changed, in words.
    pub policy: String,
    /// The recommendation that demands it.
    pub recommendation: String,
    /// The event it restates, when it restates a single one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restates: Option<EventRef>,
}

/// Says what an earlier, wrong fact should have said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CorrectOutcome {
    /// The event that was wrong.
    pub corrects: EventRef,
    /// The right fact.
    pub fact: CorrectedFact,
}

/// Assesses an objective or an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeAssessment {
    /// The item.
    pub item: ItemId,
    /// The unit that assesses.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// The colour.
    pub colour: Colour,
    /// The trend, when one is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<Trend>,
    /// The events it rests on.
    pub evidence: Vec<EventRef>,
    /// The motivation.
    pub motivation: String,
}

/// Publishes a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishReport {
    /// The report's id.
    pub report: ReportId,
    /// Its kind.
    pub kind: ReportKind,
    /// Whose report it is.
    pub unit: UnitId,
    /// The period.
    pub period: Period,
    /// What it is pinned to. Filled in by whoever builds the report; never typed by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<Pinned>,
}

/// What a published report is pinned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Pinned {
    /// What it rests on.
    pub basis: Basis,
    /// SHA-256 of its canonical view, in lower-case hexadecimal.
    pub view_sha256: String,
    /// The hash of each section, in the report's order.
    pub sections: Vec<SectionHash>,
    /// The named checks that failed.
    pub failed_checks: Vec<CheckName>,
    /// The checkpoint of the basis with the cosignatures of witnesses, as a signed
    /// note; demanded when a witness policy is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cosigned_checkpoint: Option<String>,
}

/// Destroys the payload of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RedactPayload {
    /// The event.
    pub event: EventRef,
    /// The legal ground.
    pub legal_ground: String,
}

/// Signs the log with another key from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RotateSigningKey {
    /// The verifier key from now on.
    pub next: String,
    /// The verifier key until now; may be left out once a rotation has recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}
