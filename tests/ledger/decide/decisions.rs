//! Decisions, their reporting and referrals back.

use super::{Row, check, no, yes};

pub(super) fn rows() -> Vec<Row> {
    let take = |id: &str, unit: &str, date: &str, precision: &str, rest: &str| {
        format!(
            r#"{{"TakeDecision":{{"decision":"{id}","unit":"{unit}","organ":"Nämnden","kind":"other","title":"Beslut","date":"{date}","precision":"{precision}"{rest}}}}}"#
        )
    };
    let delegated =
        |committee: &str| format!(r#","delegation":{{"committee":"{committee}","urgent":true}}"#);
    let report = |decision: &str, committee: &str, date: &str| {
        format!(
            r#"{{"ReportDecision":{{"decision":"{decision}","committee":"{committee}","date":"{date}"}}}}"#
        )
    };
    let refer = |decision: &str, why: &str| {
        format!(
            r#"{{"ReferBackMatter":{{"decision":"{decision}","matter":"Plan","by_minority":true,"motivation":"{why}"}}}}"#
        )
    };
    let (day, kn) = ("2025-05-12", delegated("KN"));
    let urgent = take("B9", "KN", day, "month", &kn);
    vec![
        yes(&take("B9", "KN", day, "day", &kn)),
        no("id_taken", &take("B-RAM", "KN", day, "day", "")),
        no("wrong_unit_kind", &take("B9", "KF", day, "day", "")),
        no(
            "wrong_unit_kind",
            &take("B9", "KN", day, "day", &delegated("BIB")),
        ),
        no(
            "unknown_unit",
            &take("B9", "KN", day, "day", &delegated("X")),
        ),
        no("unit_not_valid", &take("B9", "KN", "2019-12-31", "day", "")),
        // The year is all that is known, and the committee existed in none of 2019.
        no(
            "unit_not_valid",
            &take("B9", "KN", "2019-12-31", "year", ""),
        ),
        no(
            "amount_out_of_range",
            &take("B9", "KN", day, "day", r#","amount_ore":9000000000000001"#),
        ),
        yes(&take(
            "B9",
            "KN",
            day,
            "day",
            r#","amount_ore":-9000000000000000"#,
        )),
        yes(&report("B9", "KN", "2025-05-01")).after("", &urgent),
        no("date_order", &report("B9", "KN", "2025-04-30")).after("", &urgent),
        no("wrong_committee", &report("B9", "RS", "2025-06-01")).after("", &urgent),
        no(
            "decision_reported_already",
            &report("B-OMD", "KN", "2025-06-05"),
        ),
        no("not_delegated", &report("B-RAM", "KN", "2025-06-05")),
        no("unknown_decision", &report("X", "KN", "2025-06-05")),
        yes(&refer("B-ATR", "Underlaget räcker inte.")),
        no("motivation_missing", &refer("B-ATR", " ")),
        no(
            "wrong_decision_kind",
            &refer("B-RAM", "Underlaget räcker inte."),
        ),
    ]
}

#[test]
fn decisions_are_taken_by_those_who_decide_and_reported_once() {
    check(&rows());
}
