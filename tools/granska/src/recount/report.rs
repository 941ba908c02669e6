//! Reports: what a report says that it is, and which tables its kind has.

use std::collections::BTreeSet;

use serde_json::Value;

use super::answer::Difference;
use super::calendar::Period;

/// The four reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Periodrapport.
    Period,
    /// Delårsrapport.
    Interim,
    /// Verksamhetsberättelse.
    Operations,
    /// Årsredovisning.
    Annual,
}

/// What a report says that it is.
#[derive(Debug, Clone)]
pub(super) struct Report<'a> {
    /// Its kind.
    pub(super) kind: Kind,
    /// Whose it is.
    pub(super) unit: &'a str,
    /// The period it concerns.
    pub(super) period: Period,
    /// How many events it rests on.
    pub(super) size: u64,
}

impl<'a> Report<'a> {
    /// Reads a report.
    ///
    /// # Errors
    /// The member by which it does not say what it is.
    pub(super) fn read(document: &'a Value) -> Result<Self, Difference> {
        let kind = match document["kind"].as_str() {
            Some("period_report") => Kind::Period,
            Some("interim_report") => Kind::Interim,
            Some("operations_report") => Kind::Operations,
            Some("annual_report") => Kind::Annual,
            _ => return Err(unsaid(document, "kind", "ett av de fyra rapportslagen")),
        };
        let unit = document["unit"].as_str();
        let period = document["period"].as_str();
        let size = document["basis"]["size"].as_u64();
        Ok(Self {
            kind,
            unit: unit.ok_or_else(|| unsaid(document, "unit", "en enhet"))?,
            period: period
                .and_then(|period| period.parse().ok())
                .ok_or_else(|| unsaid(document, "period", "en period"))?,
            size: size.ok_or_else(|| unsaid(document, "basis", "ett antal händelser"))?,
        })
    }
}

/// That a member does not say what it must say.
fn unsaid(document: &Value, member: &str, wanted: &str) -> Difference {
    let stated = document.get(member);
    Difference {
        row: member.into(),
        column: String::new(),
        stated: stated.map_or_else(|| "inget".into(), ToString::to_string),
        counted: wanted.into(),
    }
}

/// The tables of a document, in order.
pub(super) fn tables(document: &Value) -> Vec<&Value> {
    super::table::list(document, "sections")
        .iter()
        .flat_map(|section| super::table::list(section, "blocks"))
        .filter_map(|block| block.get("table"))
        .collect()
}

const ECONOMY: [&str; 3] = ["operating_result", "income_statement", "key_figures"];

const PLAN: [&str; 9] = [
    "objectives",
    "indicators",
    "assignments",
    "colour_counts",
    "indicator_counts",
    "significant_events",
    "organisation_changes",
    "mandates_moved",
    "future_challenges",
];

const PERSONNEL: [&str; 4] = ["payroll", "fte", "fte_net_of_leave", "sick_leave"];

const VOLUMES: [&str; 3] = ["listed_patients", "volumes", "turnover"];

const COMMITTEE: [&str; 8] = [
    "frames",
    "reallocations",
    "reserves",
    "investments",
    "investment_objects",
    "risks",
    "internal_control",
    "control_counts",
];

const YEAR_END: [&str; 3] = ["control_assessment", "decisions", "referrals_back"];

const REGION: [&str; 7] = [
    "development",
    "committees",
    "objective_weighing",
    "balance_requirement",
    "investments",
    "control_counts",
    "submitted_reports",
];

const ALWAYS: [&str; 3] = ["sources", "basis", "checks"];

impl Kind {
    /// Its name in the portable form.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Period => "period_report",
            Self::Interim => "interim_report",
            Self::Operations => "operations_report",
            Self::Annual => "annual_report",
        }
    }

    /// The tables that a report of the kind has where there is anything to show.
    pub(super) fn tables(self) -> BTreeSet<&'static str> {
        let parts: &[&[&'static str]] = match self {
            Self::Period => &[&ECONOMY, &["action_plan"]],
            Self::Interim => &[
                &ECONOMY,
                &PLAN,
                &PERSONNEL,
                &VOLUMES,
                &COMMITTEE,
                &["action_plan", "open_decisions"],
            ],
            Self::Operations => &[
                &ECONOMY,
                &PLAN,
                &PERSONNEL,
                &VOLUMES,
                &COMMITTEE,
                &YEAR_END,
                &["action_plan", "open_decisions"],
            ],
            Self::Annual => &[
                &ECONOMY,
                &PLAN,
                &PERSONNEL,
                &REGION,
                &YEAR_END,
                &["open_decisions"],
            ],
        };
        let parts = parts.iter().copied().chain([ALWAYS.as_slice()]);
        parts.flatten().copied().collect()
    }
}
