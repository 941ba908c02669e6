//! Bookings, forecasts, restatements, corrections of bookings and investments.

use super::{Row, check, no, yes};

const RESTATE: &str = r#""decision":"B-OMR""#;
const OF_KF: &str = r#"{"DefineReportLines":{"rows":[{"line":"L9","table":"operating_result","unit":"KF","title":"Kansli","parent":"LSUM","breakdown":"none","order":40}]}}"#;
const OF_BIB: &str = r#"{"DefineReportLines":{"rows":[{"line":"L9","table":"operating_result","unit":"BIB","title":"Böcker","parent":"LSUM","breakdown":"none","order":40}]}}"#;
const OF_DIG: &str = r#"{"DefineReportLines":{"rows":[{"line":"L9","table":"operating_result","unit":"DIG","title":"Digitalt","parent":"LSUM","breakdown":"none","order":40}]}}"#;
const OF_RS: &str = r#"{"DefineReportLines":{"rows":[{"line":"L9","table":"operating_result","unit":"RS","title":"Köpt stöd","parent":"LSUM","breakdown":"none","order":40}]}}"#;
const WHY: &str = r#""reason":"Dubbelt bokförd""#;

#[expect(clippy::too_many_lines, reason = "a table of rows")]
pub(super) fn rows() -> Vec<Row> {
    let booking = |unit: &str, line: &str, month: &str, amount: i64| {
        format!(
            r#"{{"unit":"{unit}","line":"{line}","month":"{month}","amount_ore":{amount},"document":"V 1"}}"#
        )
    };
    let book = |rows: &str| format!(r#"{{"BookOutcomes":{{"rows":[{rows}]}}}}"#);
    let one = |unit: &str, line: &str, month: &str, amount: i64| {
        book(&booking(unit, line, month, amount))
    };
    let forecast = |line: &str, period: &str, amount: i64| {
        format!(
            r#"{{"unit":"KN","line":"{line}","basis_period":"{period}","amount_ore":{amount}}}"#
        )
    };
    let forecasts = |rows: &str| format!(r#"{{"SubmitForecast":{{"rows":[{rows}]}}}}"#);
    let restate = |unit: &str, amount: i64, restates: &str| {
        format!(
            r#"{{"RestateOutcome":{{"unit":"{unit}","line":"L1","month":"2025-03","amount_ore":{amount},"policy":"Ny princip","recommendation":"RKR R3"{restates}}}}}"#
        )
    };
    let correct = |event: &str, line: &str, was: i64, amount: i64| {
        format!(
            r#"{{"CorrectOutcome":{{"corrects":"{event}","fact":{{"booking":{{"unit":"BIB","line":"{line}","month":"2025-03","was_ore":{was},"amount_ore":{amount}}}}}}}}}"#
        )
    };
    let spending = |event: &str, was: i64, amount: i64| {
        format!(
            r#"{{"CorrectOutcome":{{"corrects":"{event}","fact":{{"spending":{{"object":"INV-1","month":"2025-05","was_ore":{was},"amount_ore":{amount}}}}}}}}}"#
        )
    };
    let object = |id: &str, line: &str, budget: &str| {
        format!(
            r#"{{"ApproveInvestmentObject":{{"object":"{id}","unit":"BIB","line":"{line}","title":"Hyllor","budget":[{budget}]}}}}"#
        )
    };
    let spend = |object: &str, month: &str, amount: i64| {
        format!(
            r#"{{"SpendInvestment":{{"rows":[{{"object":"{object}","month":"{month}","amount_ore":{amount},"document":"V 2"}}]}}}}"#
        )
    };
    let year = r#"{"year":2026,"amount_ore":-5}"#;
    let huge = 9_000_000_000_000_000_i64;
    let too_many = vec![booking("KF", "L1", "2025-11", -1); 10_001].join(",");
    vec![
        yes(&one("KF", "L1", "2025-11", -100)),
        no("rows_missing", &book("")),
        no("too_many_rows", &book(&too_many)),
        no("unknown_unit", &one("X", "L1", "2025-11", -100)),
        no("unknown_line", &one("KF", "X", "2025-11", -100)),
        yes(&one("DIG", "L1", "2025-09", -100)),
        no("unit_not_valid", &one("DIG", "L1", "2025-10", -100)),
        no("line_is_total", &one("KF", "LSUM", "2025-11", -100)),
        no("line_is_investment", &one("KF", "IL1", "2025-11", -100)),
        // KN has closed January to July: for itself, its subtree and its lines.
        no("period_closed", &one("KN", "L1", "2025-07", -100)),
        no("period_closed", &one("BIB", "L2", "2025-07", -100)),
        // L1 is KN's: another committee bears nothing on it, at any time.
        no("line_of_other_unit", &one("RS", "L1", "2025-11", -100)),
        no("line_of_other_unit", &one("RF", "L1", "2025-11", -100)),
        // A line of KF is not KN's own, but everything under KF may bear it.
        no("line_of_other_unit", &one("KN", "L9", "2025-11", -100)).after("", OF_KF),
        yes(&one("BIB", "L9", "2025-11", -100)).after("", OF_KF),
        // A line of RS stands in KN's table: both bear it, and nobody else.
        yes(&one("RS", "L9", "2025-11", -100)).after("", OF_RS),
        yes(&one("BIB", "L9", "2025-11", -100)).after("", OF_RS),
        no("line_of_other_unit", &one("RF", "L9", "2025-11", -100)).after("", OF_RS),
        // DIG lay under KF until April and then under BIB, and ended in September.
        yes(&one("DIG", "L9", "2025-09", -100)).after("", OF_BIB),
        no("line_of_other_unit", &one("DIG", "L9", "2024-03", -100)).after("", OF_BIB),
        no("line_of_other_unit", &one("KF", "L9", "2025-09", -100)).after("", OF_DIG),
        yes(&one("KF", "L9", "2025-10", -100)).after("", OF_DIG),
        yes(&one("BIB", "L2", "2025-08", -100)),
        no("amount_out_of_range", &one("KF", "L1", "2025-12", huge + 1)),
        yes(&one("KF", "L1", "2025-12", huge)),
        // The cell already holds -3,2 mnkr.
        no("amount_out_of_range", &one("KF", "L1", "2025-11", -huge)),
        no(
            "amount_out_of_range",
            &book(
                &[
                    booking("KF", "L1", "2025-12", huge),
                    booking("KF", "L1", "2025-12", 1),
                ]
                .join(","),
            ),
        ),
        yes(&book(
            &[
                booking("KF", "L1", "2025-12", huge),
                booking("BIB", "L1", "2025-12", 1),
            ]
            .join(","),
        )),
        no(
            "text_missing",
            r#"{"BookOutcomes":{"rows":[{"unit":"KF","line":"L1","month":"2025-11","amount_ore":1,"document":""}]}}"#,
        ),
        yes(&forecasts(&forecast("L1", "2025-01/2025-10", -5))),
        // The line's own unit forecasts it, or one above it within the table.
        yes(&forecasts(&forecast("L9", "2025-01/2025-10", -5))).after("", OF_BIB),
        yes(&forecasts(&forecast("L9", "2025-01/2025-10", -5))).after("", OF_KF),
        no(
            "line_of_other_unit",
            &forecasts(&forecast("L1", "2025-01/2025-10", -5).replace("KN", "RS")),
        ),
        no(
            "line_of_other_unit",
            &forecasts(&forecast("L1", "2025-01/2025-10", -5).replace("KN", "RF")),
        ),
        no(
            "line_of_other_unit",
            &forecasts(&forecast("L1", "2025-01/2025-10", -5).replace("KN", "BIB")),
        ),
        no(
            "period_closed",
            &forecasts(&forecast("L1", "2025-01/2025-07", -5)),
        ),
        no(
            "line_is_total",
            &forecasts(&forecast("LSUM", "2025-01/2025-10", -5)),
        ),
        no(
            "posting_repeated",
            &forecasts(
                &[
                    forecast("L1", "2025-01/2025-10", -5),
                    forecast("L1", "2025-01/2025-10", -6),
                ]
                .join(","),
            ),
        ),
        no(
            "amount_out_of_range",
            &forecasts(&forecast("L1", "2025-01/2025-10", huge + 1)),
        ),
        yes(&spending("investering-1", -62_000_000, -61_000_000)).with(WHY),
        no(
            "amount_differs_from_record",
            &spending("investering-1", -62_000_001, -61_000_000),
        )
        .with(WHY),
        no(
            "nothing_changed",
            &spending("investering-1", -62_000_000, -62_000_000),
        )
        .with(WHY),
        no(
            "corrects_other_fact",
            &spending("bokning-1", -330_000_000, -61_000_000),
        )
        .with(WHY),
        no(
            "corrected_already",
            &spending("investering-1", -62_000_000, -60_000_000),
        )
        .with(WHY)
        .after(WHY, &spending("investering-1", -62_000_000, -61_000_000)),
        yes(&spending("given-0", -61_000_000, -60_000_000))
            .with(WHY)
            .after(WHY, &spending("investering-1", -62_000_000, -61_000_000)),
        // A restatement is the way to change a closed period.
        yes(&restate("KF", 5, "")).with(RESTATE),
        no("line_of_other_unit", &restate("RS", 5, "")).with(RESTATE),
        no("decision_missing", &restate("KF", 5, "")),
        no("nothing_changed", &restate("KF", 0, "")).with(RESTATE),
        yes(&restate("KF", 5, r#","restates":"bokning-1""#)).with(RESTATE),
        no(
            "corrects_other_fact",
            &restate("KF", 5, r#","restates":"bokning-1#2""#),
        )
        .with(RESTATE),
        no(
            "corrects_other_fact",
            &restate("KF", 5, r#","restates":"regler-1""#),
        )
        .with(RESTATE),
        no("unknown_event", &restate("KF", 5, r#","restates":"@9999""#)).with(RESTATE),
        no(
            "unit_not_valid",
            &restate("DIG", 5, "").replace("2025-03", "2025-10"),
        )
        .with(RESTATE),
        yes(&correct("bokning-1#3", "L2a", -40_000_000, -41_000_000)).with(WHY),
        no(
            "reason_missing",
            &correct("bokning-1#3", "L2a", -40_000_000, -41_000_000),
        ),
        no(
            "amount_differs_from_record",
            &correct("bokning-1#3", "L2a", -40_000_001, -41_000_000),
        )
        .with(WHY),
        no(
            "nothing_changed",
            &correct("bokning-1#3", "L2a", -40_000_000, -40_000_000),
        )
        .with(WHY),
        no(
            "corrects_other_fact",
            &correct("bokning-1#3", "L2", -40_000_000, -41_000_000),
        )
        .with(WHY),
        no(
            "corrects_other_fact",
            &correct("enhet-RF", "L2a", -40_000_000, -41_000_000),
        )
        .with(WHY),
        no(
            "unknown_event",
            &correct("bokning-1#4", "L2a", -40_000_000, -41_000_000),
        )
        .with(WHY),
        // The second row has been corrected: the correction is what stands now.
        no(
            "corrected_already",
            &correct("bokning-1#2", "L2", -480_000_000, -1),
        )
        .with(WHY),
        yes(&correct("ratta-bokning", "L2", -470_000_000, -1)).with(WHY),
        no(
            "amount_differs_from_record",
            &correct("ratta-bokning", "L2", -480_000_000, -1),
        )
        .with(WHY),
        no(
            "amount_out_of_range",
            &correct("bokning-1#3", "L2a", -40_000_000, huge + 1),
        )
        .with(WHY),
        yes(&object("INV-2", "IL1", year)).with(RESTATE),
        no("decision_missing", &object("INV-2", "IL1", year)),
        no("id_taken", &object("INV-1", "IL1", year)).with(RESTATE),
        no("table_mismatch", &object("INV-2", "L1", year)).with(RESTATE),
        no(
            "year_repeated",
            &object("INV-2", "IL1", &[year, year].join(",")),
        )
        .with(RESTATE),
        yes(&spend("INV-1", "2025-11", -5)),
        no("unknown_investment", &spend("X", "2025-11", -5)),
        no("period_closed", &spend("INV-1", "2025-07", -5)),
        no("unit_not_valid", &spend("INV-1", "2019-12", -5)),
        no("amount_out_of_range", &spend("INV-1", "2025-11", huge + 1)),
    ]
}

#[test]
fn outcomes_are_booked_where_and_when_they_may_be() {
    check(&rows());
}
