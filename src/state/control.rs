//! Actions, risks and control actions: that they exist and whose they are.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use crate::event::action::ActionPlanned;
use crate::event::control::{ControlActionPlanned, RiskIdentified};
use crate::ids::{ActionId, ControlId, RiskId, UnitId};

/// Actions, risks and control actions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Control {
    actions: BTreeMap<ActionId, UnitId>,
    risks: BTreeMap<RiskId, YearPlan>,
    controls: BTreeMap<ControlId, YearPlan>,
}

/// The internal control plan that something stands in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct YearPlan {
    /// Whose plan.
    pub unit: UnitId,
    /// The plan's year.
    pub year: u16,
}

impl Control {
    /// The unit that carries an action out.
    pub fn action(&self, action: &ActionId) -> Option<&UnitId> {
        self.actions.get(action)
    }

    /// The plan that a risk stands in.
    pub fn risk(&self, risk: &RiskId) -> Option<&YearPlan> {
        self.risks.get(risk)
    }

    /// The plan that a control action stands in.
    pub fn control(&self, control: &ControlId) -> Option<&YearPlan> {
        self.controls.get(control)
    }

    pub(super) fn action_planned(&mut self, e: &ActionPlanned) {
        self.actions.insert(e.action.clone(), e.unit.clone());
    }

    pub(super) fn risk_identified(&mut self, e: &RiskIdentified) {
        let (unit, year) = (e.unit.clone(), e.year);
        self.risks.insert(e.risk.clone(), YearPlan { unit, year });
    }

    pub(super) fn control_planned(&mut self, e: &ControlActionPlanned) {
        let (unit, year) = (e.unit.clone(), e.year);
        self.controls
            .insert(e.control.clone(), YearPlan { unit, year });
    }
}
