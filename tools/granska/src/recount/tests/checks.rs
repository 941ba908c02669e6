//! The named checks: their outcomes, and what they come upon.

use serde_json::{Value, json};

use super::{History, places, table};

const INTERIM: (&str, &str, &str) = ("interim_report", "RS", "2024-01/2024-07");
const YEAR: (&str, &str, &str) = ("operations_report", "RS", "2024");
const RESULT: &str = "operating_result";

/// Every check, in order, for a report on which nothing can be asked but what is given.
fn stated(outcomes: &[(&str, &str)], findings: &[(&str, &str)]) -> Value {
    let all = [
        "complete_totals_sum",
        "partial_remainder_shown",
        "variance_is_outcome_less_budget",
        "reallocations_balance",
        "claims_agree",
        "colour_counts_agree",
        "warnings_motivated",
        "no_colour_on_missing_data",
        "interim_period_length",
        "action_effects_meet_demand",
        "control_actions_have_status",
        "late_entries_are_corrections",
    ];
    let outcome_of = |check: &str| {
        let given = outcomes.iter().find(|(of, _)| *of == check);
        given.map_or("not_applicable", |(_, outcome)| outcome)
    };
    let mut rows: Vec<(String, String)> = all
        .iter()
        .map(|check| {
            (
                check.to_string(),
                format!("check:{} _ _ _", outcome_of(check)),
            )
        })
        .collect();
    rows.extend(
        findings
            .iter()
            .map(|(key, cells)| (key.to_string(), format!("_ {cells}"))),
    );
    let rows: Vec<(&str, &str)> = rows
        .iter()
        .map(|(key, cells)| (key.as_str(), cells.as_str()))
        .collect();
    table("checks", "outcome stated computed difference", &rows)
}

#[track_caller]
fn says(
    history: &History,
    report: (&str, &str, &str),
    outcomes: &[(&str, &str)],
    findings: &[(&str, &str)],
) {
    let result = history.table(report, stated(outcomes, findings));
    assert_eq!(result.differences, []);
}

impl History {
    fn claimed(self, claim: &Value) -> Self {
        let id = format!("P{}", self.events.len());
        self.and(
            "FactClaimed",
            json!({"id": id, "unit": "RS", "source": "årsrapporten", "claim": claim}),
        )
    }

    fn closed(self, unit: &str, period: &str) -> Self {
        self.and(
            "PeriodClosed",
            json!({"unit": unit, "period": period, "report": "operations_report"}),
        )
    }

    fn waived(self, check: &str) -> Self {
        self.and(
            "CheckWaived",
            json!({"check": check, "kind": "operations_report", "unit": "RS", "period": "2024"}),
        )
    }
}

#[test]
fn an_amount_on_a_total_itself_fails_and_a_remainder_is_told() {
    let history = History::region()
        .line("T", "RS", None, (RESULT, "complete", 9))
        .line("A", "RS", Some("T"), (RESULT, "partial", 1))
        .line("A1", "RS", Some("A"), (RESULT, "none", 2))
        .booked("T", "2024-01", -5)
        .booked("A", "2024-01", -30)
        .booked("A1", "2024-01", -70)
        .frame("A1", -1200);
    says(
        &history,
        YEAR,
        &[
            ("complete_totals_sum", "failed"),
            ("partial_remainder_shown", "holds"),
            ("variance_is_outcome_less_budget", "holds"),
        ],
        &[
            ("complete_totals_sum/T:outcome", "-105 -100 -5"),
            ("partial_remainder_shown/A:outcome", "-100 -70 -30"),
        ],
    );
}

#[test]
fn a_failed_check_that_is_waived_is_waived_in_that_report_only() {
    let history = History::region()
        .line("T", "RS", None, (RESULT, "complete", 9))
        .booked("T", "2024-01", -5)
        .waived("complete_totals_sum");
    let findings = [("complete_totals_sum/T:outcome", "-5 0 -5")];
    let outcome = |outcome: &'static str| [("complete_totals_sum", outcome)];
    says(&history, YEAR, &outcome("waived"), &findings);
    let mut interim = outcome("failed").to_vec();
    interim.push(("interim_period_length", "holds"));
    let mut found = findings.to_vec();
    found.push(("action_effects_meet_demand/handlingsplan", "_ _ _"));
    found.push(("control_actions_have_status/internkontrollplan", "_ _ _"));
    says(&history, INTERIM, &interim, &found);
}

#[test]
fn a_reallocation_that_takes_more_than_the_frame_holds_is_found() {
    let history = History::region()
        .line("A", "RS", None, (RESULT, "none", 1))
        .line("B", "RS", None, (RESULT, "none", 2))
        .frame("A", -100)
        .and(
            "BudgetReallocated",
            json!({"year": 2024, "from_month": 7, "postings": [
                {"line": "A", "amount_ore": 160}, {"line": "B", "amount_ore": -160}]}),
        );
    says(
        &history,
        YEAR,
        &[("reallocations_balance", "failed")],
        &[("reallocations_balance/5 A", "160 100 60")],
    );
}

#[test]
fn claims_are_compared_with_their_parts_and_rounding_is_allowed_for() {
    let line = |column: &str, ore: i64| {
        json!({"line_amount": {"line": "A", "period": "2024", "column": column,
            "amount_ore": ore, "rounded_to_ore": 10}})
    };
    let figure = |period: &str, value: &str| {
        json!({"unit": "RS", "measure": "full_time_equivalents", "period": period,
            "dimensions": {"sex": "women"}, "value": {"number": {"value": value}}})
    };
    let total = json!({"key_figure_total": {"figure": {"unit": "RS",
        "measure": "full_time_equivalents", "period": "2024", "dimensions": {},
        "value": {"number": {"value": "9"}}}, "rounded_to": {"number": {"value": "1"}}}});
    let change = json!({"key_figure_change": {"figure": figure("2024", "2.5"), "since": "2023",
        "percent": "50", "rounded_to": {"number": {"value": "0.1"}}}});
    let colours = json!({"colour_count": {"unit": "RS", "period": "2024",
        "kind": "effect_objective", "count": 1}});
    let actions = json!({"action_total": {"unit": "RS", "period": "2024", "year": 2024,
        "planned": true, "amount_ore": 7, "rounded_to_ore": 0}});
    let history = History::region()
        .line("A", "RS", None, (RESULT, "none", 1))
        .booked("A", "2024-01", -101)
        .and("KeyFigureReported", figure("2024", "7.5"))
        .and("KeyFigureReported", figure("2023", "5.0"))
        .claimed(&line("outcome", -101))
        .claimed(&line("outcome", -105))
        .claimed(&line("outcome", -107))
        .claimed(&line("budget", -1))
        .claimed(&total)
        .claimed(&change)
        .claimed(&colours)
        .claimed(&actions);
    says(
        &history,
        YEAR,
        &[
            ("claims_agree", "failed"),
            ("colour_counts_agree", "failed"),
        ],
        &[
            ("claims_agree/P7 (rad)", "-105 -101 -4"),
            ("claims_agree/P8 (rad)", "-107 -101 -6"),
            ("claims_agree/P9 (rad)", "-1 _ _"),
            ("claims_agree/P10 (summa)", "number:9 number:7.5 number:1.5"),
            ("claims_agree/P13 (plan)", "7 _ _"),
            ("colour_counts_agree/P12 (alla)", "count:1 count:0 count:1"),
        ],
    );
    let wrong = stated(
        &[("claims_agree", "holds"), ("colour_counts_agree", "failed")],
        &[
            ("claims_agree/P7 (rad)", "-105 -101 -4"),
            ("claims_agree/P8 (rad)", "-107 -102 -5"),
            ("claims_agree/P9 (rad)", "-1 _ _"),
            (
                "claims_agree/P11 (förändring i procent sedan)",
                "number:50 number:50.0 number:0",
            ),
            ("claims_agree/P13 (plan)", "7 _ _"),
            ("colour_counts_agree/P12 (alla)", "count:1 count:0 count:1"),
        ],
    );
    let result = history.table(YEAR, wrong);
    assert_eq!(
        places(&result),
        [
            ("claims_agree", "outcome"),
            ("claims_agree/P8", "computed"),
            ("claims_agree/P8", "difference"),
            ("claims_agree/P11%", ""),
            ("claims_agree/P10", ""),
        ]
    );
}

#[test]
fn the_effects_of_actions_are_measured_against_the_demanded_saving() {
    let action = json!({"action": "Å1", "unit": "RS", "title": "t", "category": "other",
        "effects": [{"year": 2024, "amount_ore": 90}]});
    let told = json!({"action": "Å1", "period": "2024", "forecast": [],
        "outcome": {"year": 2024, "amount_ore": 80}});
    let planned = History::region()
        .line("A", "RS", None, (RESULT, "none", 1))
        .and("ActionPlanned", action);
    let place = "action_effects_meet_demand/handlingsplan";
    let outcome = [("action_effects_meet_demand", "failed")];
    says(&planned, YEAR, &outcome, &[(place, "90 _ _")]);
    let told = planned.and("ActionEffectReported", told);
    says(&told, YEAR, &outcome, &[(place, "90 80 10")]);
    let demanded = told.frame("A", -900).and(
        "FrameAdjusted",
        json!({"line": "A", "year": 2024, "kind": "reduction", "amount_ore": 80,
            "distribution": "even"}),
    );
    says(
        &demanded,
        YEAR,
        &[("action_effects_meet_demand", "holds")],
        &[],
    );
}

#[test]
fn what_comes_after_a_closing_is_late_unless_it_corrects() {
    let history = History::region()
        .unit("RS-IT", "department", Some("RS"))
        .line("A", "RS", None, (RESULT, "none", 1))
        .booked("A", "2024-05", -1)
        .closed("RS", "2024")
        .and(
            "OutcomeRestated",
            json!({"unit": "RS", "line": "A", "month": "2024-05", "amount_ore": 1, "policy": "p",
                "recommendation": "r"}),
        );
    says(
        &history,
        YEAR,
        &[("late_entries_are_corrections", "holds")],
        &[],
    );
    let late = history
        .and(
            "OutcomeBooked",
            json!({"unit": "RS-IT", "line": "A", "month": "2024-06", "amount_ore": -1,
                "document": "v"}),
        )
        .booked("A", "2025-01", -1);
    says(
        &late,
        YEAR,
        &[("late_entries_are_corrections", "failed")],
        &[("late_entries_are_corrections/7 A 2024-06", "_ _ _")],
    );
    let reopened = late.and(
        "PeriodOpened",
        json!({"unit": "RS", "period": "2024", "report": "operations_report",
            "due": "2025-03-01"}),
    );
    says(&reopened, YEAR, &[], &[]);
}

#[test]
fn a_warning_without_ground_and_an_interim_report_of_a_wrong_length_are_found() {
    let history = History::region()
        .and(
            "PlanAdopted",
            json!({"plan": "vp", "unit": "RS", "year": 2024, "title": "Plan"}),
        )
        .and(
            "ObjectiveSet",
            json!({"item": "E1", "plan": "vp", "kind": "effect_objective", "title": "E1",
                "perspective": "process", "owner": "RS"}),
        )
        .and(
            "AssessmentMade",
            json!({"item": "E1", "unit": "RS", "period": "2024-01/2024-05", "colour": "red",
                "evidence": [], "basis": "judgement", "motivation": "så är det"}),
        );
    says(
        &history,
        ("interim_report", "RS", "2024-01/2024-05"),
        &[
            ("warnings_motivated", "failed"),
            ("no_colour_on_missing_data", "holds"),
            ("interim_period_length", "failed"),
        ],
        &[
            ("warnings_motivated/E1", "_ _ _"),
            ("interim_period_length/2024-01/2024-05", "_ _ _"),
            ("action_effects_meet_demand/handlingsplan", "_ _ _"),
            ("control_actions_have_status/internkontrollplan", "_ _ _"),
        ],
    );
}
