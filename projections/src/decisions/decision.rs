//! Decisions as the view answers them.

use ledger::event::decision::{DecisionKind, Delegation, Precision};
use ledger::ids::{DecisionId, ItemId, UnitId};
use ledger::money::Ore;
use ledger::time::Date;
use serde::Serialize;

use crate::fact::Grounds;

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Decision {
    /// The decision.
    pub decision: DecisionId,
    /// The unit whose matter it is.
    pub unit: UnitId,
    /// The organ or official that decided.
    pub organ: String,
    /// What it is about.
    pub kind: DecisionKind,
    /// What was decided.
    pub title: String,
    /// When, as exactly as `precision` says.
    pub date: Date,
    /// How exactly the date is known.
    pub precision: Precision,
    /// Diarienummer.
    pub case_number: Option<String>,
    /// Paragraph of the minutes.
    pub paragraph: Option<String>,
    /// The amount it decides over; costs negative.
    #[cfg_attr(feature = "schema", schema(value_type = Option<i64>))]
    pub amount_ore: Option<Ore>,
    /// The delegation it was taken under.
    pub delegation: Option<Delegation>,
    /// When and where it was reported to the committee that delegated.
    pub reported: Option<DecisionReport>,
    /// What it referred back.
    pub referrals: Vec<ReferralBack>,
    /// What the answer rests on.
    pub grounds: Grounds,
}

/// The reporting of a delegated decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DecisionReport {
    /// The committee.
    pub committee: UnitId,
    /// The day of the meeting.
    pub date: Date,
    /// Paragraph of that meeting's minutes.
    pub paragraph: Option<String>,
}

/// A matter that was referred back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReferralBack {
    /// The decision to refer back.
    pub decision: DecisionId,
    /// What the matter is.
    pub matter: String,
    /// The item of the plan it concerns.
    pub item: Option<ItemId>,
    /// Whether a minority referred it back; `None` when that is redacted.
    pub by_minority: Option<bool>,
    /// Why.
    pub motivation: String,
    /// What the answer rests on.
    pub grounds: Grounds,
}

impl Decision {
    /// Whether it was taken by delegation from the committee and is not reported to it.
    pub fn awaits(&self, committee: &UnitId) -> bool {
        let delegation = self.delegation.as_ref();
        self.reported.is_none()
            && delegation.is_some_and(|delegation| delegation.committee == *committee)
    }
}
