//! The read model: every view, folded from the log together.

use ledger::entry::Entry;

use crate::actions::Actions;
use crate::claims::Claims;
use crate::economy::Economy;
use crate::investments::Investments;
use crate::reporting::Reporting;

/// Every view, folded up to [`ReadModel::size`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadModel {
    size: u64,
    /// The action plan.
    pub actions: Actions,
    /// What sources state.
    pub claims: Claims,
    /// Lines, bookings, budget and forecasts.
    pub economy: Economy,
    /// Investment objects.
    pub investments: Investments,
    /// Periods, reports and waivers.
    pub reporting: Reporting,
}

impl ReadModel {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        self.size = entry.position.0 + 1;
        self.actions.apply(entry);
        self.claims.apply(entry);
        self.economy.apply(entry);
        self.investments.apply(entry);
        self.reporting.apply(entry);
    }

    /// How many events are folded in.
    pub fn size(&self) -> u64 {
        self.size
    }
}
