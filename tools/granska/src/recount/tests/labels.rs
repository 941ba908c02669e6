//! What rows are called, and the order that a rule sets.

use serde_json::json;

use super::{History, agrees, places, table};

const YEAR: (&str, &str, &str) = ("operations_report", "RS", "2024");
const FIVE: &str = "outcome budget variance previous change";
const ROWS: [(&str, &str); 3] = [
    ("A", "-5 _ _ _ _"),
    ("B", "-7 _ _ _ _"),
    ("T", "-12 _ _ _ _"),
];

fn lines() -> History {
    History::region()
        .line("T", "RS", None, ("operating_result", "complete", 30))
        .line("A", "RS", Some("T"), ("operating_result", "none", 10))
        .line("B", "RS", Some("T"), ("operating_result", "none", 20))
        .booked("A", "2024-01", -5)
        .booked("B", "2024-01", -7)
}

/// Story: the names of two lines changed places, and each had the other's outcome.
#[test]
fn a_row_is_called_what_its_line_is_called() {
    let mut stated = table("operating_result", FIVE, &ROWS);
    agrees(&lines().table(YEAR, stated.clone()), 3);
    stated["rows"][0]["cells"][0] = json!({"text": "B"});
    stated["rows"][1]["cells"][0] = json!({"text": "A"});
    let result = lines().table(YEAR, stated);
    assert_eq!(places(&result), [("A", "title"), ("B", "title")]);
    assert_eq!(result.differences[0].counted, "A");
}

#[test]
fn lines_stand_in_the_order_of_their_table_with_the_total_where_it_belongs() {
    let stated = table("operating_result", FIVE, &[ROWS[2], ROWS[0], ROWS[1]]);
    let result = lines().table(YEAR, stated);
    assert_eq!(places(&result), [("T", "")]);
    assert_eq!(result.differences[0].counted, "raden A");
}

#[test]
fn in_the_regions_table_a_line_is_told_with_its_units_name_on_the_last_day() {
    let renamed = |name: &str, day: &str| json!({"unit": "RS", "name": name, "valid_from": day});
    let history = lines()
        .and("UnitRenamed", renamed("Styrelsen", "2024-06-01"))
        .and("UnitRenamed", renamed("En annan", "2025-01-01"));
    let mut stated = table(
        "operating_result",
        FIVE,
        &[("T", "-12 _ _ _ _"), ("total", "-12 _ _ _ _")],
    );
    stated["rows"][0]["cells"][0] = json!({"text": "Styrelsen: T"});
    stated["rows"][1]["cells"][0] = json!({"text": "Summa"});
    agrees(&history.table(("annual_report", "RF", "2024"), stated), 2);
}
