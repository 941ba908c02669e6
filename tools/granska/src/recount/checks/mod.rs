//! The named checks of a report, asked anew.
//!
//! A finding is named by the check and by what it is about, as in the report;
//! a claim's also says in words what it states, which is not compared.

mod claimed;
mod economy;
mod followup;
mod late;

use std::collections::BTreeSet;

use serde_json::Value;

use super::cell::Cell;
use super::decimal::Decimal;
use super::figures::FigureValue;
use super::report::Kind;
use super::table::{Row, Table};
use super::view::View;

/// What a check says.
struct Verdict {
    outcome: Outcome,
    findings: Vec<Finding>,
}

/// How a check turns out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Holds,
    NotApplicable,
    Waived,
    Failed,
    /// It may rest on something redacted.
    Redacted,
}

/// Something that a check came upon.
struct Finding {
    place: String,
    stated: Option<Quantity>,
    computed: Option<Quantity>,
    difference: Option<Quantity>,
}

/// A quantity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantity {
    Ore(i128),
    Number(Decimal),
    Count(i64),
}

/// A check with its key and the events that it rests on and that may be redacted.
struct Check {
    key: &'static str,
    rests_on: &'static [&'static str],
    ask: fn(&View<'_>) -> Verdict,
}

const MONEY: &[&str] = &[
    "OutcomeBooked",
    "OutcomeRestated",
    "OutcomeCorrected",
    "InvestmentSpent",
    "InvestmentObjectApproved",
    "FrameDecided",
    "FrameAdjusted",
    "BudgetReallocated",
    "ReserveDisposed",
    "ForecastSubmitted",
];

const CLAIMED: &[&str] = &[
    "FactClaimed",
    "KeyFigureReported",
    "OutcomeCorrected",
    "OutcomeBooked",
];

const ASSESSED: &[&str] = &[
    "AssessmentMade",
    "ObjectiveSet",
    "AssignmentGiven",
    "ItemWithdrawn",
];

const ON_DATA: &[&str] = &[
    "AssessmentMade",
    "OutcomeMissing",
    "OutcomeCorrected",
    "IndicatorOutcomeReported",
    "IndicatorDefined",
];

const ACTIONS: &[&str] = &[
    "ActionPlanned",
    "ActionEffectReported",
    "FrameAdjusted",
    "RulesAdopted",
];

const CONTROL: &[&str] = &["ControlActionPlanned", "ControlActionFollowedUp"];

const LATE: &[&str] = &[
    "PeriodClosed",
    "PeriodOpened",
    "OutcomeMissing",
    "OutcomeBooked",
];

/// Every check, in the order of a report.
const ALL: [Check; 12] = [
    Check::new("complete_totals_sum", MONEY, economy::complete_totals),
    Check::new("partial_remainder_shown", MONEY, economy::remainders),
    Check::new("variance_is_outcome_less_budget", MONEY, economy::variances),
    Check::new("reallocations_balance", MONEY, economy::reallocations),
    Check::new("claims_agree", CLAIMED, claimed::claims),
    Check::new("colour_counts_agree", ASSESSED, claimed::colour_counts),
    Check::new("warnings_motivated", ASSESSED, followup::warnings),
    Check::new("no_colour_on_missing_data", ON_DATA, followup::missing_data),
    Check::new(
        "interim_period_length",
        &["RulesAdopted"],
        followup::interim_length,
    ),
    Check::new(
        "action_effects_meet_demand",
        ACTIONS,
        economy::action_effects,
    ),
    Check::new(
        "control_actions_have_status",
        CONTROL,
        followup::control_actions,
    ),
    Check::new("late_entries_are_corrections", LATE, late::late_entries),
];

impl Check {
    const fn new(
        key: &'static str,
        rests_on: &'static [&'static str],
        ask: fn(&View<'_>) -> Verdict,
    ) -> Self {
        Self { key, rests_on, ask }
    }

    fn verdict(&self, view: &View<'_>) -> Verdict {
        if view.books.redacted.any(self.rests_on) {
            return Verdict {
                outcome: Outcome::Redacted,
                findings: Vec::new(),
            };
        }
        let mut verdict = (self.ask)(view);
        let scope = &view.scope;
        let closings = &view.books.closings;
        if verdict.outcome == Outcome::Failed
            && closings.is_waived(self.key, view.kind.name(), &scope.unit, scope.period)
        {
            verdict.outcome = Outcome::Waived;
        }
        verdict
    }
}

impl Verdict {
    fn not_applicable() -> Self {
        Self {
            outcome: Outcome::NotApplicable,
            findings: Vec::new(),
        }
    }

    /// It cannot be asked, for a reason that stands as a finding.
    fn not_applicable_since(place: &str) -> Self {
        Self {
            outcome: Outcome::NotApplicable,
            findings: vec![Finding::words(place)],
        }
    }

    fn of(holds: bool, findings: Vec<Finding>) -> Self {
        let outcome = if holds {
            Outcome::Holds
        } else {
            Outcome::Failed
        };
        Self { outcome, findings }
    }

    /// It holds when nothing is found.
    fn of_findings(findings: Vec<Finding>) -> Self {
        Self::of(findings.is_empty(), findings)
    }
}

impl Finding {
    fn words(place: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            stated: None,
            computed: None,
            difference: None,
        }
    }

    fn money(place: String, [stated, computed, difference]: [Option<i128>; 3]) -> Self {
        Self {
            place,
            stated: stated.map(Quantity::Ore),
            computed: computed.map(Quantity::Ore),
            difference: difference.map(Quantity::Ore),
        }
    }
}

impl Quantity {
    fn cell(self) -> Cell {
        match self {
            Self::Ore(ore) => Cell::amount(ore),
            Self::Number(number) => Cell::number(number),
            Self::Count(count) => Cell::count(count),
        }
    }
}

impl From<FigureValue> for Quantity {
    fn from(value: FigureValue) -> Self {
        match value {
            FigureValue::Amount(ore) => Self::Ore(ore),
            FigureValue::Number(number) => Self::Number(number),
        }
    }
}

impl Outcome {
    fn cell(self) -> Cell {
        match self {
            Self::Holds => Cell::word("check", "holds"),
            Self::NotApplicable => Cell::word("check", "not_applicable"),
            Self::Waived => Cell::word("check", "waived"),
            Self::Failed => Cell::word("check", "failed"),
            Self::Redacted => Cell::Redacted,
        }
    }
}

/// The table of the checks.
pub(super) fn table(view: &View<'_>) -> Table {
    let mut rows = Vec::new();
    let mut redacted = false;
    for check in &ALL {
        let verdict = check.verdict(view);
        redacted |= verdict.outcome == Outcome::Redacted;
        rows.push(
            Row::new(check.key)
                .with("outcome", verdict.outcome.cell())
                .with("stated", Cell::Empty)
                .with("computed", Cell::Empty)
                .with("difference", Cell::Empty),
        );
        let mut keys = BTreeSet::new();
        for finding in verdict.findings {
            let key = distinct(format!("{}/{}", check.key, finding.place), &mut keys);
            let shown = |quantity: Option<Quantity>| Cell::some(quantity, Quantity::cell);
            rows.push(
                Row::new(key)
                    .with("outcome", Cell::Empty)
                    .with("stated", shown(finding.stated))
                    .with("computed", shown(finding.computed))
                    .with("difference", shown(finding.difference)),
            );
        }
    }
    Table::of(rows).lacking_rows(redacted)
}

/// How many checks of a report fail, and how many are waived.
pub(super) fn failed_and_waived(view: &View<'_>) -> [Cell; 2] {
    let outcomes: Vec<Outcome> = ALL
        .iter()
        .map(|check| check.verdict(view).outcome)
        .collect();
    [Outcome::Failed, Outcome::Waived].map(|wanted| {
        if outcomes.contains(&Outcome::Redacted) {
            return Cell::Redacted;
        }
        Cell::size(
            outcomes
                .iter()
                .filter(|outcome| **outcome == wanted)
                .count(),
        )
    })
}

/// A report's table of checks, with the findings on claims named by the claim
/// and by whether they are of a per cent, and not by what it is about in words.
pub(super) fn without_words(stated: &Value) -> Value {
    let mut table = stated.clone();
    let rows = table.get_mut("rows").and_then(Value::as_array_mut);
    let mut keys = BTreeSet::new();
    for row in rows.into_iter().flatten() {
        let key = row["key"].as_str().unwrap_or_default();
        let of_claim = key.starts_with("claims_agree/") || key.starts_with("colour_counts_agree/");
        if let Some((claim, about)) = key.split_once(" (").filter(|_| of_claim) {
            let percent = if about.contains("förändring i procent") {
                PERCENT
            } else {
                ""
            };
            row["key"] = distinct(format!("{claim}{percent}"), &mut keys).into();
        }
    }
    table
}

/// What the name of a finding on a stated per cent ends with.
const PERCENT: &str = "%";

fn distinct(mut key: String, keys: &mut BTreeSet<String>) -> String {
    while !keys.insert(key.clone()) {
        key.push('+');
    }
    key
}

/// The units whose economic tables a report shows: in an annual report the committees' too.
fn table_units(view: &View<'_>) -> Vec<String> {
    let mut units = vec![view.scope.unit.clone()];
    if view.kind == Kind::Annual {
        let committees = view.books.organisation.committees(view.scope.period);
        units.extend(
            committees
                .into_iter()
                .filter(|unit| *unit != view.scope.unit),
        );
    }
    units
}
