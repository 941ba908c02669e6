//! Risks, control actions and judgements as reports show them.

use ledger::event::control::{ControlScope, ControlStatus, Requirement, Sufficiency, WishedEffect};
use ledger::ids::{ControlId, RiskId, UnitId};
use ledger::period::Period;
use serde::Serialize;

use crate::document::Cell;
use crate::fact::{Grounds, Source};
use crate::redacted::Redaction;

/// A risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Risk {
    /// The risk.
    pub risk: RiskId,
    /// The unit whose plan it stands in.
    pub unit: UnitId,
    /// The area.
    pub area: String,
    /// What could happen.
    pub title: String,
    /// How likely, 1 to 4.
    pub likelihood: Option<u8>,
    /// How grave, 1 to 4.
    pub impact: Option<u8>,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// A control action with its latest follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ControlAction {
    /// The control action.
    pub control: ControlId,
    /// The unit whose plan it stands in.
    pub unit: UnitId,
    /// The risk it is against.
    pub risk: RiskId,
    /// That risk's area, when the risk is known.
    pub area: Option<String>,
    /// That risk's title, when the risk is known.
    pub risk_title: Option<String>,
    /// What is to be done.
    pub title: String,
    /// Common to the region or the committee's own.
    pub scope: ControlScope,
    /// The latest follow-up up to the period's end.
    pub follow_up: Option<FollowUp>,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// A follow-up of a control action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ControlFollowUp))]
pub struct FollowUp {
    /// The period it is for.
    pub period: Period,
    /// How far the action has come; `None` when it is redacted.
    pub status: Option<ControlStatus>,
    /// Whether it had the wished effect.
    pub effect: Option<WishedEffect>,
    /// A comment.
    pub comment: Option<String>,
    /// The redaction, when its content is gone.
    pub redacted: Option<Redaction>,
    /// The event that says so.
    pub source: Source,
}

/// How many control actions have which status and effect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ControlCounts {
    /// All of them.
    pub total: u32,
    /// Avslutad.
    pub completed: u32,
    /// Pågår.
    pub ongoing: u32,
    /// Ej genomförd.
    pub not_carried_out: u32,
    /// Without a follow-up.
    pub without_status: u32,
    /// Had the wished effect.
    pub effect_yes: u32,
    /// Had it in part.
    pub effect_partly: u32,
    /// Had it not.
    pub effect_no: u32,
    /// Nothing is said about the effect.
    pub effect_unknown: u32,
    /// Followed up, but the follow-up is redacted: of no status and no effect.
    pub redacted: u32,
}

/// The judgement of a requirement on internal control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ControlAssessment {
    /// The requirement, a to e.
    pub requirement: Requirement,
    /// The judgement; `None` when it is not judged yet or redacted.
    pub judgement: Option<Sufficiency>,
    /// The motivation.
    pub motivation: Option<String>,
    /// The redaction, when its content is gone.
    pub redacted: Option<Redaction>,
    /// What the answer rests on.
    pub grounds: Grounds,
}

impl FollowUp {
    /// The status, or what stands in its place.
    pub fn status_cell(&self) -> Cell {
        match (&self.status, &self.redacted) {
            (Some(status), _) => Cell::Control(*status),
            (None, Some(redaction)) => redaction.cell(),
            (None, None) => Cell::Empty,
        }
    }
}

impl ControlAssessment {
    /// The judgement, or what stands in its place.
    pub fn judgement_cell(&self) -> Cell {
        match (&self.judgement, &self.redacted) {
            (Some(judgement), _) => Cell::Sufficiency(*judgement),
            (None, Some(redaction)) => redaction.cell(),
            (None, None) => Cell::Missing("inte bedömt".into()),
        }
    }
}

impl ControlCounts {
    /// Counts control actions.
    pub fn of<'a>(actions: impl IntoIterator<Item = &'a ControlAction>) -> Self {
        let mut counts = Self::default();
        for action in actions {
            counts.total += 1;
            let follow_up = action.follow_up.as_ref();
            if follow_up.is_some_and(|follow_up| follow_up.redacted.is_some()) {
                counts.redacted += 1;
                continue;
            }
            *match follow_up.and_then(|follow_up| follow_up.status) {
                Some(ControlStatus::Completed) => &mut counts.completed,
                Some(ControlStatus::Ongoing) => &mut counts.ongoing,
                Some(ControlStatus::NotCarriedOut) => &mut counts.not_carried_out,
                None => &mut counts.without_status,
            } += 1;
            *match follow_up.and_then(|follow_up| follow_up.effect) {
                Some(WishedEffect::Yes) => &mut counts.effect_yes,
                Some(WishedEffect::Partly) => &mut counts.effect_partly,
                Some(WishedEffect::No) => &mut counts.effect_no,
                None => &mut counts.effect_unknown,
            } += 1;
        }
        counts
    }
}
