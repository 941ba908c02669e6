//! The read model: every view, folded from the log together.

use bincode::{Decode, Encode};
use ledger::entry::Entry;
use ledger::event::reporting::ReportKind;
use ledger::ids::UnitId;
use ledger::period::Period;

use crate::actions::Actions;
use crate::assessments::Assessments;
use crate::claims::Claims;
use crate::control::Control;
use crate::corrections::Corrections;
use crate::decisions::Decisions;
use crate::economy::Economy;
use crate::figures::Figures;
use crate::indicators::Indicators;
use crate::investments::Investments;
use crate::narrative::Narrative;
use crate::organisation::Organisation;
use crate::plan::PlanView;
use crate::reporting::Reporting;
use crate::rules::Rules;
use crate::service::Projection;
use crate::timeline::Timeline;

/// Every view, folded up to [`ReadModel::size`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct ReadModel {
    size: u64,
    /// The action plan.
    pub actions: Actions,
    /// Assessments and assignment statuses.
    pub assessments: Assessments,
    /// What sources state.
    pub claims: Claims,
    /// Internal control.
    pub control: Control,
    /// Which events correct others.
    pub corrections: Corrections,
    /// Decisions.
    pub decisions: Decisions,
    /// Lines, bookings, budget and forecasts.
    pub economy: Economy,
    /// Personnel and volumes.
    pub figures: Figures,
    /// Indicators.
    pub indicators: Indicators,
    /// Investment objects.
    pub investments: Investments,
    /// Texts, significant events and future challenges.
    pub narrative: Narrative,
    /// The organisation.
    pub organisation: Organisation,
    /// The plan cascade.
    pub plan: PlanView,
    /// Periods, reports and waivers.
    pub reporting: Reporting,
    /// The rule set in force.
    pub rules: Rules,
    /// When what was recorded.
    pub timeline: Timeline,
}

/// The read model is the projection that the program itself serves. Its views put
/// a redaction where the redacted event stood ([`crate::redacted`]).
impl Projection for ReadModel {
    const NAME: &'static str = "read-model";
    const VERSION: u32 = 1;
    const DEFINITION: &'static str = concat!(
        env!("CARGO_PKG_VERSION"),
        " ",
        env!("LIGGARE_SOURCES_FINGERPRINT")
    );
    const REDACTS_IN_PLACE: bool = true;

    fn apply(&mut self, entry: &Entry) {
        Self::apply(self, entry);
    }
}

impl ReadModel {
    /// Takes in the next entry. Total: it neither fails nor panics (I9).
    pub fn apply(&mut self, entry: &Entry) {
        self.size = entry.position.0 + 1;
        self.actions.apply(entry);
        self.assessments.apply(entry);
        self.claims.apply(entry);
        self.control.apply(entry);
        self.corrections.apply(entry);
        self.decisions.apply(entry);
        self.economy.apply(entry);
        self.figures.apply(entry);
        self.indicators.apply(entry);
        self.investments.apply(entry);
        self.narrative.apply(entry);
        self.organisation.apply(entry);
        self.plan.apply(entry);
        self.reporting.apply(entry);
        self.rules.apply(entry);
        self.timeline.apply(entry);
    }

    /// The units whose lines make up the economic tables of a report: the unit
    /// itself, and in the annual report the board and every committee that
    /// existed at any time in the period too.
    pub fn bearers(
        &self,
        kind: ReportKind,
        unit: &UnitId,
        period: Period,
        size: u64,
    ) -> Vec<UnitId> {
        let mut bearers = vec![unit.clone()];
        if kind == ReportKind::AnnualReport {
            let committees = self.organisation.committees(period, size);
            bearers.extend(
                committees
                    .into_iter()
                    .map(|committee| committee.unit)
                    .filter(|committee| committee != unit),
            );
        }
        bearers
    }

    /// The views that are not the same in another model, by the names of their fields.
    pub fn differing(&self, other: &Self) -> Vec<&'static str> {
        let Self {
            size,
            actions,
            assessments,
            claims,
            control,
            corrections,
            decisions,
            economy,
            figures,
            indicators,
            investments,
            narrative,
            organisation,
            plan,
            reporting,
            rules,
            timeline,
        } = self;
        [
            ("size", *size == other.size),
            ("actions", *actions == other.actions),
            ("assessments", *assessments == other.assessments),
            ("claims", *claims == other.claims),
            ("control", *control == other.control),
            ("corrections", *corrections == other.corrections),
            ("decisions", *decisions == other.decisions),
            ("economy", *economy == other.economy),
            ("figures", *figures == other.figures),
            ("indicators", *indicators == other.indicators),
            ("investments", *investments == other.investments),
            ("narrative", *narrative == other.narrative),
            ("organisation", *organisation == other.organisation),
            ("plan", *plan == other.plan),
            ("reporting", *reporting == other.reporting),
            ("rules", *rules == other.rules),
            ("timeline", *timeline == other.timeline),
        ]
        .into_iter()
        .filter(|(_, same)| !same)
        .map(|(view, _)| view)
        .collect()
    }

    /// How many events are folded in.
    pub fn size(&self) -> u64 {
        self.size
    }
}
