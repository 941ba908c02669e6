//! Report lines, frames and what moves them.
//!
//! In the documented year L1 has 33 mnkr left of its frame (39,5 less 6,5
//! booked), and the reserve L3 has 1,2 mnkr left.

use super::{Row, check, no, yes};

const FRAME: &str = r#""decision":"B-RAM""#;

#[expect(clippy::too_many_lines, reason = "a table of rows")]
pub(super) fn rows() -> Vec<Row> {
    let line = |id: &str, table: &str, parent: &str| {
        format!(
            r#"{{"line":"{id}","table":"{table}","unit":"KN","title":"Rad","parent":"{parent}","breakdown":"none","order":1}}"#
        )
    };
    let lines = |rows: &str| format!(r#"{{"DefineReportLines":{{"rows":[{rows}]}}}}"#);
    let one = |id: &str, table: &str, parent: &str| lines(&line(id, table, parent));
    let frame = |line: &str, year: u16, amount: i64, distribution: &str| {
        format!(
            r#"{{"line":"{line}","year":{year},"amount_ore":{amount},"distribution":{distribution}}}"#
        )
    };
    let frames = |rows: &str| format!(r#"{{"DecideFrames":{{"rows":[{rows}]}}}}"#);
    let decide = |line: &str, year: u16, amount: i64, distribution: &str| {
        frames(&frame(line, year, amount, distribution))
    };
    let adjust = |line: &str, kind: &str, amount: i64, rest: &str| {
        format!(
            r#"{{"AdjustFrame":{{"line":"{line}","year":2025,"kind":"{kind}","amount_ore":{amount},"distribution":"even"{rest}}}}}"#
        )
    };
    let grant = r#","financing":{"grants":{"source":"Staten"}}"#;
    let postings = |month: u8, rows: &str| {
        format!(
            r#"{{"ReallocateBudget":{{"year":2025,"from_month":{month},"postings":[{rows}]}}}}"#
        )
    };
    let posting = |line: &str, amount: i64| format!(r#"{{"line":"{line}","amount_ore":{amount}}}"#);
    let give = |line: &str, amount: i64| {
        postings(
            6,
            &[posting(line, amount), posting("L2", -amount)].join(","),
        )
    };
    let reserve = |from: &str, to: &str, month: u8, amount: i64| {
        format!(
            r#"{{"DisposeReserve":{{"reserve":"{from}","line":"{to}","year":2025,"from_month":{month},"amount_ore":{amount},"purpose":"Hyra"}}}}"#
        )
    };
    let uneven = "{\"months\":[-2,-2,-2,-2,-2,-2,-2,-2,-2,-2,-2,-3]}";
    let huge = 9_000_000_000_000_000_i64;
    vec![
        yes(&one("L9", "operating_result", "LSUM")),
        yes(&lines(
            &[
                line("L9", "operating_result", "L2"),
                line("L8", "operating_result", "L2"),
            ]
            .join(","),
        )),
        no(
            "id_taken",
            &lines(
                &[
                    line("L9", "operating_result", "L2"),
                    line("L9", "operating_result", "L2"),
                ]
                .join(","),
            ),
        ),
        no("id_taken", &one("L1", "operating_result", "LSUM")),
        no("unknown_line", &one("L9", "operating_result", "X")),
        no("line_without_parts", &one("L9", "operating_result", "L1")),
        no("table_mismatch", &one("L9", "income_statement", "LSUM")),
        no("self_reference", &one("L9", "operating_result", "L9")),
        no("rows_missing", &lines("")),
        yes(&decide("L1", 2026, -25, uneven)).with(FRAME),
        no("decision_missing", &decide("L1", 2026, -25, uneven)),
        no("distribution_mismatch", &decide("L1", 2026, -24, uneven)).with(FRAME),
        no(
            "distribution_mismatch",
            &decide("L1", 2026, -24, r#"{"span":{"first":7,"last":6}}"#),
        )
        .with(FRAME),
        no(
            "distribution_mismatch",
            &decide("L1", 2026, -24, r#"{"span":{"first":0,"last":6}}"#),
        )
        .with(FRAME),
        no("line_is_total", &decide("LSUM", 2026, -25, uneven)).with(FRAME),
        no("unknown_line", &decide("X", 2026, -25, uneven)).with(FRAME),
        no("frame_exists", &decide("L1", 2025, -25, uneven)).with(FRAME),
        no(
            "frame_exists",
            &frames(
                &[
                    frame("L1", 2026, 1, r#""even""#),
                    frame("L1", 2026, 2, r#""even""#),
                ]
                .join(","),
            ),
        )
        .with(FRAME),
        no(
            "amount_out_of_range",
            &decide("L1", 2026, -huge - 1, r#""even""#),
        )
        .with(FRAME),
        yes(&decide("L1", 2026, -huge, r#""even""#)).with(FRAME),
        no("year_out_of_range", &decide("L1", 2200, -25, uneven)).with(FRAME),
        yes(&adjust("L1", "supplement", -100, grant)).with(FRAME),
        no("decision_missing", &adjust("L1", "supplement", -100, grant)),
        no("financing_missing", &adjust("L1", "supplement", -100, "")).with(FRAME),
        no("financing_missing", &adjust("L1", "indexation", -100, "")).with(FRAME),
        no(
            "text_missing",
            &adjust(
                "L1",
                "supplement",
                -100,
                r#","financing":{"equity":{"motivation":""}}"#,
            ),
        )
        .with(FRAME),
        yes(&adjust("L1", "reduction", 100, "")).with(FRAME),
        no("adjustment_sign", &adjust("L1", "reduction", -100, grant)).with(FRAME),
        no("adjustment_sign", &adjust("L1", "supplement", 100, "")).with(FRAME),
        no("adjustment_sign", &adjust("L1", "indexation", 0, "")).with(FRAME),
        no(
            "amount_out_of_range",
            &adjust("L1", "supplement", -huge, grant),
        )
        .with(FRAME),
        no("frame_missing", &adjust("L1", "supplement", -100, grant))
            .with(FRAME)
            .until("ramar-2025"),
        no("line_is_total", &adjust("LSUM", "supplement", -100, grant)).with(FRAME),
        yes(&give("L1", 3_300_000_000)).with(FRAME),
        no("frame_overdrawn", &give("L1", 3_300_000_001)).with(FRAME),
        yes(&give("L3", 120_000_000)).with(FRAME),
        no("frame_overdrawn", &give("L3", 120_000_001)).with(FRAME),
        no("decision_missing", &give("L1", 1)),
        no("frame_missing", &give("L1", 1))
            .with(FRAME)
            .until("ramar-2025"),
        no("line_is_total", &give("LSUM", 1)).with(FRAME),
        no("postings_too_few", &postings(6, &posting("L1", 0))).with(FRAME),
        no(
            "posting_repeated",
            &postings(6, &[posting("L1", 1), posting("L1", -1)].join(",")),
        )
        .with(FRAME),
        no(
            "posting_zero",
            &postings(6, &[posting("L1", 0), posting("L2", 0)].join(",")),
        )
        .with(FRAME),
        no(
            "postings_not_zero",
            &postings(6, &[posting("L1", 2), posting("L2", -1)].join(",")),
        )
        .with(FRAME),
        no(
            "number_out_of_range",
            &postings(13, &[posting("L1", 1), posting("L2", -1)].join(",")),
        )
        .with(FRAME),
        yes(&reserve("L3", "L1", 12, 120_000_000)).with(FRAME),
        no("frame_overdrawn", &reserve("L3", "L1", 12, 120_000_001)).with(FRAME),
        no("adjustment_sign", &reserve("L3", "L1", 12, 0)).with(FRAME),
        no("self_reference", &reserve("L3", "L3", 12, 1)).with(FRAME),
        no("decision_missing", &reserve("L3", "L1", 12, 1)),
        no("frame_missing", &reserve("L3", "L1", 12, 1))
            .with(FRAME)
            .until("ramar-2025"),
        no("number_out_of_range", &reserve("L3", "L1", 0, 1)).with(FRAME),
    ]
}

#[test]
fn frames_are_decided_once_and_moved_without_overdraft() {
    check(&rows());
}

#[test]
fn an_overdrawn_frame_says_how_much_is_left() {
    let given = super::given::Given::year();
    let refusal = given
        .decide(&super::line(
            "when",
            FRAME,
            r#"{"ReallocateBudget":{"year":2025,"from_month":6,"postings":[{"line":"L2","amount_ore":-9900000000},{"line":"L1","amount_ore":9900000000}]}}"#,
        ))
        .unwrap_err();
    assert_eq!(refusal.place, "postings[1].amount_ore");
    assert!(
        refusal
            .message
            .contains("har 33\u{a0}000\u{a0}000\u{a0}kr kvar"),
        "{refusal}"
    );
}
