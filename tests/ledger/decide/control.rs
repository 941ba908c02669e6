//! The action plan and internal control.

use super::{Row, check, no, yes};

pub(super) fn rows() -> Vec<Row> {
    let action = |id: &str, effects: &str| {
        format!(
            r#"{{"PlanAction":{{"action":"{id}","unit":"KF","title":"Åtgärd","category":"other","effects":[{effects}]}}}}"#
        )
    };
    let effect = |action: &str, period: &str, outcome: u16, forecast: &str| {
        format!(
            r#"{{"ReportActionEffect":{{"action":"{action}","period":"{period}","outcome":{{"year":{outcome},"amount_ore":5}},"forecast":[{forecast}]}}}}"#
        )
    };
    let risk = |id: &str, likelihood: u8, impact: u8| {
        format!(
            r#"{{"IdentifyRisk":{{"risk":"{id}","unit":"KN","year":2025,"area":"HR","title":"Risk","likelihood":{likelihood},"impact":{impact}}}}}"#
        )
    };
    let control = |id: &str, risk: &str, year: u16| {
        format!(
            r#"{{"PlanControlAction":{{"control":"{id}","risk":"{risk}","unit":"KN","year":{year},"title":"Kontroll","scope":"region"}}}}"#
        )
    };
    let follow = |control: &str, period: &str, rest: &str| {
        format!(
            r#"{{"FollowUpControlAction":{{"control":"{control}","period":"{period}",{rest}}}}}"#
        )
    };
    let assess = |year: u16, rest: &str| {
        format!(r#"{{"AssessControl":{{"unit":"KN","year":{year},"requirement":"c",{rest}}}}}"#)
    };
    let year = r#"{"year":2026,"amount_ore":5}"#;
    let (ongoing, done) = (r#""status":"ongoing""#, r#""status":"completed""#);
    let insufficient = r#""judgement":"insufficient""#;
    let closed = r#"{"ClosePeriod":{"unit":"KN","period":"2025","report":"operations_report"}}"#;
    vec![
        yes(&action("A9", year)),
        no("id_taken", &action("A1", year)),
        no("year_repeated", &action("A9", &[year, year].join(","))),
        no("effect_missing", &action("A9", r#"{"year":2026}"#)),
        yes(&action("A9", r#"{"year":2026,"fte":"1"}"#)),
        no(
            "year_out_of_range",
            &action("A9", r#"{"year":1,"fte":"1"}"#),
        ),
        no(
            "amount_out_of_range",
            &action("A9", r#"{"year":2026,"amount_ore":9000000000000001}"#),
        ),
        yes(&effect("A1", "2025-01/2025-10", 2025, year)),
        no("unknown_action", &effect("X", "2025", 2025, year)),
        no("date_order", &effect("A1", "2025", 2024, year)),
        no(
            "date_order",
            &effect("A1", "2025", 2025, r#"{"year":2025,"amount_ore":5}"#),
        ),
        no(
            "period_closed",
            &effect("A1", "2025-01/2025-07", 2025, year),
        ),
        yes(&risk("R9", 1, 4)),
        no("id_taken", &risk("R1", 1, 4)),
        no("grade_out_of_range", &risk("R9", 0, 4)),
        no("grade_out_of_range", &risk("R9", 1, 5)),
        yes(&control("K9", "R1", 2025)),
        no("unknown_risk", &control("K9", "X", 2025)),
        no("id_taken", &control("K1", "R1", 2025)),
        no("unit_not_valid", &control("K9", "R1", 2019)),
        yes(&follow("K1", "2025", ongoing)),
        no("effect_missing", &follow("K1", "2025", done)),
        no("unknown_control", &follow("X", "2025", ongoing)),
        no("period_closed", &follow("K1", "2025-07", ongoing)),
        yes(&assess(2025, r#""judgement":"sufficient""#)),
        no("motivation_missing", &assess(2025, insufficient)),
        yes(&assess(
            2025,
            &format!(r#"{insufficient},"motivation":"Rutin saknas""#),
        )),
        no(
            "period_closed",
            &assess(2025, r#""judgement":"sufficient""#),
        )
        .after("", closed),
    ]
}

#[test]
fn actions_risks_and_controls_are_followed_up() {
    check(&rows());
}
