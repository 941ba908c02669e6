//! Indicators: which outcome stands, what it is compared with, and how far the target is met.

use serde_json::{Value, json};

use super::{History, agrees, places, table};

const YEAR: (&str, &str, &str) = ("operations_report", "RS", "2024");
const COLUMNS: &str = "outcome previous fulfilment";

impl History {
    fn outcome(self, unit: &str, period: &str, value: &str) -> Self {
        self.and(
            "IndicatorOutcomeReported",
            json!({"indicator": "I1", "unit": unit, "period": period,
                "outcome": {"number": {"value": value}}}),
        )
    }

    fn target(self, target: &Value) -> Self {
        self.and(
            "TargetSet",
            json!({"indicator": "I1", "period": "2024", "target": target}),
        )
    }

    fn indicator(self, indicator: &str) -> Self {
        self.and(
            "IndicatorDefined",
            json!({"indicator": indicator, "item": "E1", "title": indicator,
                "unit_of_measure": "%", "desired": "increase"}),
        )
    }

    fn shows(&self, report: (&str, &str, &str), cells: &str) {
        let stated = table("indicators", COLUMNS, &[("E1", "_ _ _"), ("I1", cells)]);
        let result = self.table(report, stated);
        assert_eq!(result.differences, [], "{cells}");
    }
}

fn defined() -> History {
    History::region()
        .unit("RS-IT", "department", Some("RS"))
        .and(
            "RulesAdopted",
            json!({"rules": {"version": 1, "partly_within_percent": 5,
                "interim_from_month": 6, "interim_to_month": 8, "action_shortfall_percent": 0}}),
        )
        .and(
            "PlanAdopted",
            json!({"plan": "vp-rs", "unit": "RS", "year": 2024, "title": "Plan"}),
        )
        .and(
            "ObjectiveSet",
            json!({"item": "E1", "plan": "vp-rs", "kind": "effect_objective", "title": "E1",
                "perspective": "process", "owner": "RS"}),
        )
        .indicator("I1")
}

#[test]
fn each_kind_of_target_is_met_as_the_rules_say() {
    for (target, outcome, before, met) in [
        (json!({"at_least": {"value": "80"}}), "80", "70", "fully"),
        (json!({"at_least": {"value": "80"}}), "76", "90", "partly"),
        (
            json!({"at_least": {"value": "80"}}),
            "75.9",
            "90",
            "not_at_all",
        ),
        (json!({"at_least": {"value": "80"}}), "50", "49", "partly"),
        (json!({"at_most": {"value": "10.0"}}), "10", "9", "fully"),
        (json!({"at_most": {"value": "10.0"}}), "10.5", "9", "partly"),
        (
            json!({"at_most": {"value": "10.0"}}),
            "10.51",
            "9",
            "not_at_all",
        ),
        (json!({"count": {"number": 3}}), "3", "9", "fully"),
        (
            json!({"interval": {"low": "77", "high": "80"}}),
            "80",
            "1",
            "fully",
        ),
        (
            json!({"interval": {"low": "77", "high": "80"}}),
            "60",
            "59",
            "partly",
        ),
        (
            json!({"interval": {"low": "77", "high": "80"}}),
            "100",
            "90",
            "not_at_all",
        ),
        (json!({"better_than_previous": {}}), "70", "70.0", "partly"),
        (json!({"better_than_previous": {}}), "71", "70", "fully"),
        (
            json!({"better_than_previous": {}}),
            "69",
            "70",
            "not_at_all",
        ),
        // From 200 in 2014, 60 per cent less by 2034: in 2024 half of the way, 140.
        (reduction(), "140", "150", "fully"),
        (reduction(), "147.1", "100", "not_at_all"),
        (reduction(), "147", "100", "partly"),
    ] {
        let history = defined()
            .target(&target)
            .outcome("RS", "2023", before)
            .outcome("RS", "2024", outcome);
        let cells = format!("number:{outcome} number:{before} fulfilment:{met}");
        let stated = table("indicators", COLUMNS, &[("E1", "_ _ _"), ("I1", &cells)]);
        assert_eq!(
            history.table(YEAR, stated).differences,
            [],
            "{target} {outcome}"
        );
    }
}

fn reduction() -> Value {
    json!({"reduction_since": {"base_year": 2014, "base_value": "200", "percent": "60",
        "by_year": 2034}})
}

#[test]
fn a_missing_outcome_is_never_a_number_and_never_met() {
    let history = defined()
        .target(&json!({"at_least": {"value": "0"}}))
        .outcome("RS", "2024", "1")
        .and(
            "OutcomeMissing",
            json!({"indicator": "I1", "unit": "RS", "period": "2024", "missing_reason": "byte"}),
        );
    history.shows(YEAR, "? _ ?");
    let stated = table(
        "indicators",
        COLUMNS,
        &[("E1", "_ _ _"), ("I1", "number:0 _ fulfilment:fully")],
    );
    let result = history.table(YEAR, stated);
    assert_eq!(places(&result), [("I1", "outcome"), ("I1", "fulfilment")]);
}

#[test]
fn a_corrected_outcome_stands_instead_of_what_was_reported() {
    let history = defined()
        .target(&json!({"at_least": {"value": "80"}}))
        .outcome("RS", "2024", "90")
        .corrects_last(&json!({"indicator": {"indicator": "I1", "unit": "RS",
            "period": "2024", "outcome": {"number": {"value": "60"}}}}));
    history.shows(YEAR, "number:60 _ fulfilment:not_at_all");
}

#[test]
fn an_overridden_wish_turns_the_direction_for_the_unit_and_those_below_it() {
    let history = defined()
        .target(&json!({"better_than_previous": {"previous": "70"}}))
        .outcome("RS-IT", "2024", "60");
    history.shows(YEAR, "number:60 number:70 fulfilment:not_at_all");
    let wish = |history: History, unit: &str| {
        history.and(
            "WishOverridden",
            json!({"indicator": "I1", "unit": unit, "desired": "decrease"}),
        )
    };
    let history = wish(history, "RF");
    history.shows(YEAR, "number:60 number:70 fulfilment:fully");
}

#[test]
fn an_earlier_outcome_stands_in_only_when_it_came_after_the_target() {
    let history = defined()
        .outcome("RS", "2023", "50")
        .target(&json!({"at_least": {"value": "80"}}));
    history.shows(YEAR, "? number:50 _");
    let history = history
        .outcome("RS", "2022", "40")
        .outcome("RS", "2024-06", "81");
    history.shows(YEAR, "number:81 number:50 fulfilment:fully");
    let interim = ("interim_report", "RS", "2024-01/2024-07");
    history.shows(interim, "number:81 number:50 fulfilment:fully");
}

#[test]
fn a_target_may_be_another_indicators_value_for_the_same_period() {
    let history = defined()
        .indicator("I2")
        .target(&json!({"at_least_series": {"indicator": "I2"}}))
        .outcome("RS", "2024", "90")
        .and(
            "IndicatorOutcomeReported",
            json!({"indicator": "I2", "unit": "RF", "period": "2024",
                "outcome": {"number": {"value": "91"}}}),
        );
    // RF stands above, so its value of I2 is the report's own too; I2 has no target.
    let stated = table(
        "indicators",
        COLUMNS,
        &[
            ("E1", "_ _ _"),
            ("I1", "number:90 _ fulfilment:partly"),
            ("I2", "number:91 _ _"),
        ],
    );
    assert_eq!(history.table(YEAR, stated).differences, []);
}

#[test]
fn indicators_are_counted_by_how_far_they_are_met() {
    let history = defined()
        .indicator("I2")
        .indicator("I3")
        .target(&json!({"at_least": {"value": "80"}}))
        .outcome("RS", "2024", "90")
        .and(
            "OutcomeMissing",
            json!({"indicator": "I2", "unit": "RS", "period": "2024", "missing_reason": "byte"}),
        );
    let columns = "total fully partly not_at_all missing not_reported without_status";
    let stated = |cells: &'static str| table("indicator_counts", columns, &[("all", cells)]);
    let right = "count:3 count:1 count:0 count:0 count:1 count:1 count:0";
    agrees(&history.table(YEAR, stated(right)), 7);
    let wrong = "count:3 count:2 count:0 count:0 count:0 count:1 count:0";
    let result = history.table(YEAR, stated(wrong));
    assert_eq!(places(&result), [("all", "fully"), ("all", "missing")]);
    let history = history.redacted("OutcomeCorrected", "indicator/I1");
    let result = history.table(YEAR, stated(wrong));
    assert_eq!((result.differences.len(), result.redacted), (0, 6));
}
