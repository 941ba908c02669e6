//! Economic tables: what is booked, decided and forecast.

use serde_json::json;

use super::{History, agrees, places, table};

const RESULT: &str = "operating_result";
const INTERIM: (&str, &str, &str) = ("interim_report", "RS", "2024-01/2024-07");
const YEAR: (&str, &str, &str) = ("operations_report", "RS", "2024");
const REGION: (&str, &str, &str) = ("annual_report", "RF", "2024");

const ALL: &str = "outcome budget variance previous change forecast budget_year forecast_variance";
const FIVE: &str = "outcome budget variance previous change";

/// A total of `A` and `B`; of `B` only the part `B1` is known by name.
fn lines() -> History {
    History::region()
        .line("T", "RS", None, (RESULT, "complete", 30))
        .line("A", "RS", Some("T"), (RESULT, "none", 10))
        .line("B", "RS", Some("T"), (RESULT, "partial", 20))
        .line("B1", "RS", Some("B"), (RESULT, "none", 21))
}

fn year() -> History {
    lines()
        .frame("A", -1200)
        .frame("B", -600)
        .frame("B1", -120)
        .and(
            "FrameAdjusted",
            json!({"line": "A", "year": 2024, "kind": "reduction", "amount_ore": 120,
                "distribution": {"span": {"first": 7, "last": 12}}}),
        )
        .and(
            "BudgetReallocated",
            json!({"year": 2024, "from_month": 7, "postings": [
                {"line": "A", "amount_ore": 60}, {"line": "B", "amount_ore": -60}]}),
        )
        .booked("A", "2024-01", -300)
        .booked("A", "2024-02", -200)
        .corrected(
            12,
            &json!({"booking": {"unit": "RS", "line": "A",
                "month": "2024-02", "was_ore": -200, "amount_ore": -250}}),
        )
        .booked("B", "2024-03", -100)
        .booked("B1", "2024-04", -40)
        .and(
            "OutcomeRestated",
            json!({"unit": "RS", "line": "B", "month": "2024-05", "amount_ore": 15,
                "policy": "molntjänster", "recommendation": "RKR R3"}),
        )
        .booked("A", "2023-03", -500)
        .booked("B", "2023-08", -1)
        .forecast("A", "2024-01/2024-03", -900)
        .forecast("A", "2024-01/2024-07", -1000)
        .forecast("B", "2024-07", -650)
}

impl History {
    fn forecast(self, line: &str, period: &str, ore: i64) -> Self {
        self.and(
            "ForecastSubmitted",
            json!({"unit": "RS", "line": line, "basis_period": period, "amount_ore": ore}),
        )
    }
}

#[test]
fn every_column_of_a_result_follows_from_bookings_corrections_restatements_frames_and_forecasts() {
    let stated = table(
        RESULT,
        ALL,
        &[
            ("A", "-550 -670 120 -500 -50 -1000 -1020 20"),
            ("B", "-125 -430 305 _ _ -650 -780 130"),
            ("B1", "-40 -70 30 _ _ _ -120 _"),
            ("B:rest", "-85 -360 275 _ _ -650 -660 10"),
            // B has no outcome of the year before: the total has no change.
            ("T", "-675 -1100 425 -500 _ -1650 -1800 150"),
        ],
    );
    agrees(&year().table(INTERIM, stated), 31);
}

#[test]
fn a_frame_shows_what_was_decided_what_changed_it_and_what_is_left() {
    let columns = "decided change current used left";
    let stated = table(
        "frames",
        columns,
        &[
            ("A", "-1200 180 -1020 -550 -470"),
            ("A@9", "_ 120 _ _ _"),
            ("A@10", "_ 60 _ _ _"),
            ("B", "-600 -60 -660 -85 -575"),
            ("B@10", "_ -60 _ _ _"),
            ("B1", "-120 0 -120 -40 -80"),
        ],
    );
    agrees(&year().table(INTERIM, stated), 18);
    let stated = table(
        "reallocations",
        "amount from_month",
        &[("10", "0 count:7"), ("10/0:A", "60 _"), ("10/1:B", "-60 _")],
    );
    agrees(&year().table(INTERIM, stated), 4);
}

#[test]
fn a_frame_decided_anew_replaces_the_decision_and_keeps_the_changes() {
    let history = year().frame("A", -1440);
    let stated = table(
        "frames",
        "decided change current used left",
        &[
            ("A", "-1440 180 -1260 -550 -710"),
            ("A@9", "_ 120 _ _ _"),
            ("A@10", "_ 60 _ _ _"),
            ("B", "-600 -60 -660 -85 -575"),
            ("B@10", "_ -60 _ _ _"),
            ("B1", "-120 0 -120 -40 -80"),
        ],
    );
    agrees(&history.table(INTERIM, stated), 18);
}

#[test]
fn a_reserve_that_is_put_to_use_gives_to_the_line_that_receives() {
    let history = lines().frame("A", -1200).frame("B", -600).and(
        "ReserveDisposed",
        json!({"reserve": "B", "line": "A", "year": 2024, "from_month": 7, "amount_ore": 240,
            "purpose": "hyror"}),
    );
    let stated = table(
        "reserves",
        "decided disposed left",
        &[("B", "-600 240 -360"), ("B@8", "_ 240 _")],
    );
    agrees(&history.table(YEAR, stated), 4);
    let stated = table(
        RESULT,
        FIVE,
        &[
            ("A", "_ -1440 _ _ _"),
            ("B", "_ -360 _ _ _"),
            ("B1", "_ _ _ _ _"),
            ("B:rest", "_ -360 _ _ _"),
            ("T", "_ -1800 _ _ _"),
        ],
    );
    agrees(&history.table(YEAR, stated), 4);
}

#[test]
fn a_changed_figure_is_found_with_its_row_and_column_and_what_it_should_be() {
    let stated = table(
        RESULT,
        ALL,
        &[
            ("A", "-550 -670 120 -500 -50 -1000 -1020 20"),
            ("B", "-125 -430 305 _ _ -650 -780 131"),
            ("B1", "-40 -70 30 0 _ _ -120 _"),
            ("B:rest", "-85 -360 275 _ _ -650 -660 10"),
            ("T", "-675 -1100 425 -500 _ _ -1800 150"),
        ],
    );
    let result = year().table(INTERIM, stated);
    assert_eq!(
        places(&result),
        [
            ("B", "forecast_variance"),
            ("B1", "previous"),
            ("T", "forecast")
        ]
    );
    let first = &result.differences[0];
    assert_eq!(first.stated, "1,31\u{a0}kr");
    assert_eq!(first.counted, "1,30\u{a0}kr");
}

#[test]
fn a_row_that_is_left_out_added_or_doubled_is_found() {
    let stated = table(
        "frames",
        "decided change current used left",
        &[
            ("A", "-1200 0 -1200 _ -1200"),
            ("A", "-1200 0 -1200 _ -1200"),
            ("C", "-1 0 -1 _ -1"),
        ],
    );
    let history = lines().frame("A", -1200).frame("B", -600);
    let result = history.table(YEAR, stated);
    assert_eq!(places(&result), [("A", ""), ("C", ""), ("B", "")]);
}

#[test]
fn a_table_that_should_stand_in_the_report_and_does_not_is_found() {
    let recount = lines()
        .frame("A", -1200)
        .recount("operations_report", "RS", "2024", vec![]);
    let left_out: Vec<&str> = recount
        .tables
        .iter()
        .filter(|table| !table.differences.is_empty())
        .map(|table| table.table.as_str())
        .collect();
    assert!(
        left_out.contains(&"frames") && left_out.contains(&RESULT),
        "{left_out:?}"
    );
    assert!(!left_out.contains(&"reserves") && !left_out.contains(&"investments"));
}

#[test]
fn a_committee_that_is_dissolved_in_the_year_has_its_part_of_the_regions_sum() {
    let history = lines()
        .unit("SN", "committee", Some("RF"))
        .unit("ON", "committee", Some("RF"))
        .and(
            "UnitDissolved",
            json!({"unit": "SN", "valid_to": "2024-06-30"}),
        )
        .and(
            "UnitDissolved",
            json!({"unit": "ON", "valid_to": "2023-12-31"}),
        )
        .line("S", "SN", None, (RESULT, "none", 1))
        .line("O", "ON", None, (RESULT, "none", 1))
        .booked("A", "2024-02", -300)
        .booked("S", "2024-03", -70)
        .booked("O", "2023-03", -9);
    let mut stated = table(
        RESULT,
        FIVE,
        &[
            ("S", "-70 _ _ _ _"),
            ("T", "-300 _ _ _ _"),
            ("total", "-370 _ _ _ _"),
        ],
    );
    for (nth, name) in ["SN: S", "RS: T", "Summa"].into_iter().enumerate() {
        stated["rows"][nth]["cells"][0] = json!({ "text": name });
    }
    agrees(&history.table(REGION, stated), 3);
    let stated = table(
        "development",
        "2020 2021 2022 2023 2024",
        &[("operating", "_ _ _ -9 -370")],
    );
    agrees(&history.table(REGION, stated), 2);
}

#[test]
fn what_a_unit_gives_counts_where_it_belonged_at_any_time_in_the_period() {
    let action = |action: &str, unit: &str| {
        json!({"action": action, "unit": unit, "title": action, "category": "other",
            "effects": [{"year": 2024, "amount_ore": 100, "fte": "1.5"}]})
    };
    let history = History::region()
        .unit("SN", "committee", Some("RF"))
        .unit("RS-IT", "department", Some("RS"))
        .and("ActionPlanned", action("Å1", "RS-IT"))
        .and("ActionPlanned", action("Å2", "SN"))
        .and(
            "ActionEffectReported",
            json!({"action": "Å1", "period": "2024-01/2024-07",
                "outcome": {"year": 2024, "amount_ore": 40},
                "forecast": [{"year": 2025, "fte": "2"}]}),
        )
        .and(
            "UnitMoved",
            json!({"unit": "RS-IT", "parent": "SN", "valid_from": "2024-10-01"}),
        );
    let columns = "plan outcome shortfall forecast_2025 fte_plan fte_outcome fte_forecast_2025";
    let both = "100 40 60 _ number:1.5 _ number:2";
    for (unit, rows) in [
        ("RS", vec![("Å1", both), ("total", both)]),
        (
            "SN",
            vec![
                ("Å1", both),
                ("Å2", "100 _ _ _ number:1.5 _ _"),
                ("total", "200 40 160 _ number:3.0 _ number:2"),
            ],
        ),
    ] {
        let stated = table("action_plan", columns, &rows);
        let result = history.table(("operations_report", unit, "2024"), stated);
        assert_eq!(result.differences, [], "{unit}");
    }
    // Before the move it was only the board's.
    let stated = table(
        "action_plan",
        columns,
        &[
            ("Å2", "100 _ _ _ number:1.5 _ _"),
            ("total", "100 _ _ _ number:1.5 _ _"),
        ],
    );
    let result = history.table(("interim_report", "SN", "2024-01/2024-07"), stated);
    assert_eq!(result.differences, []);
}

#[test]
fn spending_on_an_object_counts_on_its_line_and_is_shown_as_positive() {
    let approved = |line: &str, ore: i64| {
        json!({"object": "O1", "unit": "RS", "line": line, "title": "O1",
            "budget": [{"year": 2024, "amount_ore": ore}, {"year": 2025, "amount_ore": -10}]})
    };
    let spent = |month: &str, ore: i64| json!({"object": "O1", "month": month, "amount_ore": ore, "document": "v"});
    let history = History::region()
        .line("I", "RS", None, ("investment", "none", 1))
        .and("InvestmentObjectApproved", approved("I", -500))
        .and("InvestmentSpent", spent("2023-11", -30))
        .and("InvestmentSpent", spent("2024-02", -200))
        .corrected(
            5,
            &json!({"spending": {"object": "O1", "month": "2024-02",
                "was_ore": -200, "amount_ore": -180}}),
        )
        .and("InvestmentObjectApproved", approved("I", -400));
    let stated = table("investments", FIVE, &[("I", "180 400 -220 30 150")]);
    agrees(&history.table(YEAR, stated), 5);
    let stated = table(
        "investment_objects",
        "outcome budget outcome_to_date budget_all_years",
        &[("O1", "180 400 210 410")],
    );
    agrees(&history.table(YEAR, stated), 4);
}

#[test]
fn the_balance_requirement_adds_the_adjustments_to_the_years_result() {
    let table_of = "balance_requirement";
    let history = History::region()
        .line("R", "RF", None, ("income_statement", "none", 1))
        .line("J1", "RF", None, (table_of, "none", 1))
        .line("J2", "RF", None, (table_of, "none", 2))
        .booked("R", "2024-12", 900)
        .booked("J1", "2024-12", -250);
    let stated = table(
        table_of,
        "outcome",
        &[("result", "900"), ("J1", "-250"), ("total", "650")],
    );
    agrees(&history.table(REGION, stated), 3);
}

#[test]
fn the_source_of_a_row_is_the_weakest_of_what_it_rests_on() {
    let history = lines()
        .booked("A", "2024-01", -1)
        .from("stated")
        .booked("A", "2024-02", -1)
        .from("generated");
    let mut stated = table(
        RESULT,
        FIVE,
        &[
            ("A", "-2 _ _ _ _"),
            ("B", "_ _ _ _ _"),
            ("B1", "_ _ _ _ _"),
            ("B:rest", "_ _ _ _ _"),
            ("T", "-2 _ _ _ _"),
        ],
    );
    stated["rows"][0]["provenance"] = json!("generated");
    stated["rows"][4]["provenance"] = json!("stated");
    let result = history.table(YEAR, stated);
    assert_eq!(places(&result), [("T", "provenance")]);
}

#[test]
fn a_figure_that_may_rest_on_a_redacted_booking_is_not_judged_and_others_are() {
    let history = lines()
        .booked("A", "2024-01", -300)
        .booked("B", "2024-01", -100)
        .redacted("OutcomeBooked", "outcome/A/2024");
    let stated = table(
        RESULT,
        FIVE,
        &[
            ("A", "-350 _ _ _ _"),
            ("B", "-101 _ _ _ _"),
            ("B1", "_ _ _ _ _"),
            ("B:rest", "-100 _ _ _ _"),
            ("T", "-450 _ _ _ _"),
        ],
    );
    let result = history.table(YEAR, stated);
    assert_eq!(places(&result), [("B", "outcome")]);
    assert!(result.redacted >= 2, "{result:?}");
}

#[test]
fn a_report_that_does_not_say_what_it_is_or_rests_on_something_else_differs_in_every_row() {
    // A keeper who wants forged figures left alone has only to say something
    // that the verifier does not know: another kind, a period that is none,
    // another basis, a table of a name of its own. Each of them is a difference.
    let history = lines();
    let books = history.books();
    let row = json!({"key": "L1", "cells": [{"amount": 99_900}]});
    let table = json!({"key": RESULT, "columns": [{"key": "outcome"}], "rows": [row]});
    let report = json!({"kind": "operations_report", "unit": "RS", "period": "2024",
        "basis": {"size": history.events.len()}, "sections": [{"blocks": [{"table": table}]}]});
    for (member, value) in [
        ("kind", json!("special_report")),
        ("period", json!("2024-xx")),
        ("unit", json!(null)),
        ("basis", json!({"size": 9_000_000})),
        ("basis", json!(null)),
    ] {
        let mut forged = report.clone();
        forged[member] = value;
        let recount = books.compare(&forged);
        assert!(!recount.agrees(), "{member}");
        assert_eq!(recount.tables[0].differences[0].row, member);
        assert_eq!(places(&recount.tables[1]), [("L1", "")]);
    }
    let mut unknown = report.clone();
    unknown["sections"][0]["blocks"][0]["table"]["key"] = json!("own_figures");
    let recount = books.compare(&unknown);
    let own = recount.tables.iter().find(|own| own.table == "own_figures");
    assert_eq!(places(own.unwrap()), [("L1", "")]);
}

#[test]
fn books_answer_only_for_what_they_have_taken_and_take_only_the_next_event() {
    let mut books = lines().books();
    let report = json!({"kind": "operations_report", "unit": "RS", "period": "2024",
        "basis": {"size": 3}, "sections": [{"blocks": [{"table": {"key": RESULT}}]}]});
    let recount = books.compare(&report);
    assert_eq!(places(&recount.tables[1]), [("", "")]);
    assert_eq!(books.taken(), 6);
    let last = super::Fact {
        position: 9,
        event_id: "e",
        kind: "OutcomeBooked",
        stream: "s",
        recorded_at: "",
        actor: "",
        decision: None,
        reason: None,
        causation_id: None,
        provenance: None,
        payload: None,
    };
    assert_eq!(books.take(&last).unwrap_err().position, 9);
}
