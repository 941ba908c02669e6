//! Which events a reader is told.
//!
//! Each part that is given narrows: an event is told when it is of one of the
//! types, in one of the streams and concerns one of the units. What concerns the
//! whole ledger concerns every unit: a reader of one unit must know of a
//! redaction or of new rules. So does what can be traced to no unit: a reader is
//! told too much rather than too little.

use std::collections::BTreeSet;

use super::Subject;
use crate::entry::Entry;
use crate::event::EventKind;
use crate::ids::UnitId;
use crate::stream::StreamId;

/// Which events are told; the default tells all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The types; any when empty.
    pub kinds: BTreeSet<EventKind>,
    /// The streams; any when empty.
    pub streams: BTreeSet<StreamId>,
    /// The units; any when none is given.
    pub units: Option<BTreeSet<UnitId>>,
}

impl Filter {
    /// Whether everything is told.
    pub fn tells_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an event is told. `units_of` gives the units that answer for
    /// something that is not itself a unit.
    pub fn tells(&self, entry: &Entry, units_of: &dyn Fn(&Subject) -> Vec<UnitId>) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&entry.kind()))
            && (self.streams.is_empty() || self.streams.contains(&entry.stream))
            && self.units.as_ref().is_none_or(|units| {
                Subject::of(entry)
                    .iter()
                    .any(|subject| concerns(units, subject, units_of))
            })
    }
}

fn concerns(
    units: &BTreeSet<UnitId>,
    subject: &Subject,
    units_of: &dyn Fn(&Subject) -> Vec<UnitId>,
) -> bool {
    match subject {
        Subject::Ledger => true,
        Subject::Unit(unit) => units.contains(unit),
        other => {
            let answerable = units_of(other);
            answerable.is_empty() || answerable.iter().any(|unit| units.contains(unit))
        }
    }
}
