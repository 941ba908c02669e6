//! Grants: a role that an account holds for a unit, between two days.

use ledger::ids::UnitId;
use ledger::time::Date;
use projections::model::ReadModel;
use serde::{Deserialize, Serialize};

use super::refused::Refused;
use super::role::Role;

/// A role that an account holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grant {
    /// The role.
    pub(crate) role: Role,
    /// The unit it is held for, with its subtree; none for the whole region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<UnitId>,
    /// The first day.
    pub(crate) from: Date,
    /// The last day; before the first when it was taken back the same day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Date>,
}

impl Grant {
    /// Whether such a grant can be held.
    ///
    /// # Errors
    /// [`Refused`] when a role of the region is bound to a unit.
    pub(crate) fn check(&self) -> Result<(), Refused> {
        if self.unit.is_some() && !self.role.is_of_a_unit() {
            return Err(Refused::RoleOfTheRegion(self.role));
        }
        Ok(())
    }

    /// Whether it holds on a day.
    pub(crate) fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|last| day <= last)
    }

    /// Whether it is held for the whole region.
    pub(crate) fn is_of_the_region(&self) -> bool {
        self.unit.is_none()
    }

    /// Whether it reaches a unit: the unit of the grant, or one below it as the
    /// organisation is on the day. A unit that does not exist that day belongs
    /// where it did on the nearest day on which it does; one that is not known
    /// belongs nowhere.
    pub(crate) fn reaches(&self, unit: &UnitId, model: &ReadModel, day: Date) -> bool {
        let Some(granted) = &self.unit else {
            return true;
        };
        let (organisation, size) = (&model.organisation, model.size());
        let is_known = organisation.unit_near(unit, day, size).is_some();
        is_known && (granted == unit || organisation.ancestors(unit, day, size).contains(granted))
    }
}
