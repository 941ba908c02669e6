//! Chains and loops as long as a hostile log: an answer, and no overflow.

use serde_json::json;

use super::{History, agrees, table};

/// As many units or lines as a log of some megabytes can chain.
const DEEP: usize = 100_000;

/// Story: each unit stood under the one before, and the recount died of its own
/// recursion with no verdict.
#[test]
fn a_chain_of_units_as_long_as_the_log_is_gone_through() {
    let mut history = History::region();
    for nth in 0..DEEP {
        let above = match nth {
            0 => "RS".to_owned(),
            nth => format!("E{}", nth - 1),
        };
        history = history.unit(&format!("E{nth}"), "department", Some(&above));
    }
    let last = format!("E{}", DEEP - 1);
    history = history.and(
        "KeyFigureReported",
        json!({"unit": last, "measure": "full_time_equivalents", "period": "2024",
            "dimensions": {}, "value": {"number": {"value": "7"}}}),
    );
    let stated = table(
        "key_figures",
        "outcome budget variance previous change",
        &[("fte", "number:7 _ _ _ _")],
    );
    agrees(
        &history.table(("operations_report", "RS", "2024"), stated),
        1,
    );
}

#[test]
fn units_that_stand_in_a_ring_are_each_gone_through_once() {
    let moved = |unit: &str, parent: &str| json!({"unit": unit, "parent": parent, "valid_from": "2016-01-01"});
    let history = History::region()
        .unit("A", "department", Some("RS"))
        .unit("B", "department", Some("A"))
        .and("UnitMoved", moved("RS", "B"))
        .line("L", "RS", None, ("operating_result", "none", 1))
        .booked("L", "2024-01", -5);
    let stated = table(
        "operating_result",
        "outcome budget variance previous change forecast budget_year forecast_variance",
        &[("L", "-5 _ _ _ _ _ _ _")],
    );
    agrees(
        &history.table(("operations_report", "RS", "2024"), stated),
        1,
    );
}

/// Each line of a chain sums those below it, so this one is shorter.
#[test]
fn a_chain_of_lines_has_a_row_for_each_and_overflows_nothing() {
    let mut history = History::region().line("L0", "RS", None, ("operating_result", "complete", 1));
    for nth in 1..600 {
        let above = format!("L{}", nth - 1);
        history = history.line(
            &format!("L{nth}"),
            "RS",
            Some(&above),
            ("operating_result", "complete", 1),
        );
    }
    let history = history.booked("L599", "2024-01", -5);
    let keys: Vec<String> = (0..600).map(|nth| format!("L{nth}")).collect();
    let rows: Vec<(&str, &str)> = keys
        .iter()
        .map(|key| (key.as_str(), "-5 _ _ _ _ _ _ _"))
        .collect();
    let stated = table(
        "operating_result",
        "outcome budget variance previous change forecast budget_year forecast_variance",
        &rows,
    );
    agrees(
        &history.table(("operations_report", "RS", "2024"), stated),
        600,
    );
}

/// Story: a claim rounded to a number of nineteen digits made the bound overflow.
#[test]
fn numbers_of_nineteen_digits_overflow_nothing() {
    let most = "9999999999999999999.999999";
    let figure = |value: &str| {
        json!({"unit": "RS", "measure": "volumes", "period": "2024", "dimensions": {},
            "value": {"number": {"value": value}}})
    };
    let claim = json!({"key_figure_change": {"figure": figure(most), "percent": most,
        "rounded_to": {"number": {"value": most}}, "since": "2023"}});
    let mut before = figure("0.000001");
    before["period"] = "2023".into();
    let history = History::region()
        .and("KeyFigureReported", before)
        .and("KeyFigureReported", figure(most))
        .and(
            "FactClaimed",
            json!({"claim": claim, "id": "C", "source": "s", "unit": "RS"}),
        );
    let checks = table("checks", "outcome stated computed difference", &[]);
    let result = history.table(("operations_report", "RS", "2024"), checks);
    assert!(!result.differences.is_empty());
}
