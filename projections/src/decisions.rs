//! Decisions.
use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::decision::{DecisionKind, Delegation, Precision};
use ledger::ids::{DecisionId, ItemId, UnitId};
use ledger::money::Ore;
use ledger::time::Date;

use crate::fact::Grounds;
use crate::scope::Scope;

/// Every decision, with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Decisions {}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionReport {
    /// The committee.
    pub committee: UnitId,
    /// The day of the meeting.
    pub date: Date,
    /// Paragraph of that meeting's minutes.
    pub paragraph: Option<String>,
}

/// A matter that was referred back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralBack {
    /// The decision to refer back.
    pub decision: DecisionId,
    /// What the matter is.
    pub matter: String,
    /// The item of the plan it concerns.
    pub item: Option<ItemId>,
    /// Whether a minority referred it back.
    pub by_minority: bool,
    /// Why.
    pub motivation: String,
    /// What the answer rests on.
    pub grounds: Grounds,
}

impl Decisions {
    /// Takes in the next entry. Total (I9).
    pub fn apply(&mut self, _entry: &Entry) {}
    /// A decision.
    pub fn decision(&self, _decision: &DecisionId, _size: u64) -> Option<Decision> {
        None
    }
    /// The decisions in the matters of the scope's units, of its period's year, by date and id.
    pub fn of_year(&self, _scope: &Scope) -> Vec<Decision> {
        Vec::new()
    }
    /// The delegated decisions that are not reported to their committee, by date; of one committee or of all.
    pub fn unreported(&self, _committee: Option<&UnitId>, _size: u64) -> Vec<Decision> {
        Vec::new()
    }
    /// The referrals back that concern an item of the plan.
    pub fn referrals_of(&self, _item: &ItemId, _size: u64) -> Vec<ReferralBack> {
        Vec::new()
    }
}
