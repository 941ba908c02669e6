//! Assessments and assignment statuses.
mod row;

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::ids::{ItemId, UnitId};
use ledger::period::Period;

use crate::plan::{Item, ReportItems};
use crate::scope::Scope;
pub use row::{Assessment, ColourCounts, ReportColours, ReportedStatus};

/// Every assessment and status, with all their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Assessments {}

impl Assessments {
    /// Takes in the next entry. Total (I9).
    pub fn apply(&mut self, _entry: &Entry) {}
    /// A unit's latest assessment of an item for exactly a period.
    pub fn latest(
        &self,
        _item: &ItemId,
        _unit: &UnitId,
        _period: Period,
        _size: u64,
    ) -> Option<Assessment> {
        None
    }
    /// The assessment that the scope's report shows: the unit's own, else the owner's, else the only one in the subtree.
    pub fn shown(&self, _item: &Item, _scope: &Scope) -> Option<Assessment> {
        None
    }
    /// Every unit's latest assessment of an item, in the scope, for exactly its period.
    pub fn by_unit(&self, _item: &ItemId, _scope: &Scope) -> Vec<Assessment> {
        Vec::new()
    }
    /// The assignment status that the scope's report shows, chosen like the assessment.
    pub fn status(&self, _item: &Item, _scope: &Scope) -> Option<ReportedStatus> {
        None
    }
    /// The counts per colour of the items that apply on the period's last day.
    pub fn counts(&self, _items: &ReportItems, _scope: &Scope) -> ReportColours {
        ReportColours::default()
    }
    /// Every assessment of an item, over all units and periods, in order of position.
    pub fn history(&self, _item: &ItemId, _size: u64) -> Vec<Assessment> {
        Vec::new()
    }
    /// The assessments of an item that were made at positions from `from` to before `to`, for a trace.
    pub fn between(&self, _item: &ItemId, _from: u64, _to: u64) -> Vec<Assessment> {
        Vec::new()
    }
}
