//! What a report says of itself, and the committees side by side.

use serde_json::json;

use super::{History, agrees, places, table};

const YEAR: (&str, &str, &str) = ("operations_report", "RS", "2024");
const REGION: (&str, &str, &str) = ("annual_report", "RF", "2024");

#[test]
fn the_basis_states_how_many_events_and_which_rules() {
    let history = History::region().and(
        "RulesAdopted",
        json!({"rules": {"version": 3, "partly_within_percent": 0,
                "interim_from_month": 6, "interim_to_month": 8, "action_shortfall_percent": 0}}),
    );
    let stated = |size: &'static str| {
        table(
            "basis",
            "value",
            &[
                ("unit", "\"RS"),
                ("period", "\"2024"),
                ("known_at", "\"nu"),
                ("size", size),
                ("root", "\"0"),
                ("rules_version", "count:3"),
            ],
        )
    };
    agrees(&history.table(YEAR, stated("count:3")), 2);
    assert_eq!(
        places(&history.table(YEAR, stated("count:4"))),
        [("size", "value")]
    );
}

#[test]
fn the_sources_count_the_reports_own_rows() {
    let mut money = table(
        "operating_result",
        "outcome",
        &[("T", "_"), ("A", "_"), ("B", "_")],
    );
    money["rows"][0]["provenance"] = json!("stated");
    money["rows"][1]["provenance"] = json!("generated");
    let stated = |stated: &'static str| {
        table(
            "sources",
            "count",
            &[
                ("stated", stated),
                ("inferred", "count:0"),
                ("generated", "count:1"),
            ],
        )
    };
    let compare = |table| {
        let tables = vec![money.clone(), table];
        let recount = History::region().recount("operations_report", "RS", "2024", tables);
        let mut tables = recount.tables.into_iter();
        tables.find(|table| table.table == "sources").unwrap()
    };
    agrees(&compare(stated("count:1")), 3);
    assert_eq!(places(&compare(stated("count:2"))), [("stated", "count")]);
}

#[test]
fn the_committees_stand_side_by_side_with_their_results() {
    let history = History::region()
        .unit("SN", "committee", Some("RF"))
        .line("T", "RS", None, ("operating_result", "none", 1))
        .frame("T", -1200)
        .booked("T", "2024-02", -1100)
        .and(
            "ControlAssessed",
            json!({"unit": "SN", "year": 2024, "requirement": "a", "judgement": "insufficient"}),
        );
    let columns = "total green yellow red not_assessable not_assessed outcome budget variance \
                   insufficient_control failed_checks waived_checks";
    let none = "count:0 count:0 count:0 count:0 count:0 count:0";
    let rows = [
        (
            "RS",
            format!("{none} -1100 -1200 100 count:0 count:0 count:0"),
        ),
        ("SN", format!("{none} _ _ _ count:1 count:0 count:0")),
    ];
    let rows = rows.each_ref().map(|(key, cells)| (*key, cells.as_str()));
    agrees(
        &history.table(REGION, table("committees", columns, &rows)),
        21,
    );
}
