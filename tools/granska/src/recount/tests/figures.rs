//! Key figures: what is added, what is not, and how two periods differ.

use serde_json::{Value, json};

use super::{History, agrees, places, table};

const YEAR: (&str, &str, &str) = ("operations_report", "RS", "2024");

impl History {
    fn figure(self, unit: &str, measure: &str, period: &str, parts: &Value, value: &str) -> Self {
        self.and(
            "KeyFigureReported",
            json!({"unit": unit, "measure": measure, "period": period, "dimensions": parts,
                "value": {"number": {"value": value}}}),
        )
    }
}

fn region() -> History {
    History::region().unit("RS-IT", "department", Some("RS"))
}

#[test]
fn full_time_equivalents_are_added_over_units_and_parts_and_compared_with_the_year_before() {
    let fte = "full_time_equivalents";
    let part = |sex: &str, occupation: &str| json!({"sex": sex, "occupation": occupation});
    let history = region()
        .figure("RS", fte, "2024", &part("women", "Läkare"), "10.5")
        .figure("RS", fte, "2024", &part("men", "Läkare"), "4")
        .figure("RS-IT", fte, "2024", &part("men", "Tekniker"), "2.25")
        .figure("RS", fte, "2023", &part("women", "Läkare"), "8");
    let columns = "women men outcome women_previous men_previous previous change change_percent";
    let stated = |total: &'static str| {
        table(
            "fte",
            columns,
            &[
                (
                    "Läkare",
                    "number:10.5 number:4 number:14.5 number:8 _ number:8 number:6.5 percent:81.3",
                ),
                ("Tekniker", "_ number:2.25 number:2.25 _ _ _ _ _"),
                ("total", total),
            ],
        )
    };
    let total =
        "number:10.5 number:6.25 number:16.75 number:8 _ number:8 number:8.75 percent:109.4";
    agrees(&history.table(YEAR, stated(total)), 16);
    let wrong =
        "number:10.5 number:6.25 number:16.75 number:8 _ number:8 number:8.75 percent:109.3";
    let result = history.table(YEAR, stated(wrong));
    assert_eq!(places(&result), [("total", "change_percent")]);
    assert_eq!(result.differences[0].counted, "109,4 %");
    // The selected key figures show the same total.
    let stated = table(
        "key_figures",
        "outcome budget variance previous change",
        &[("fte", "number:16.75 _ _ number:8 number:8.75")],
    );
    agrees(&history.table(YEAR, stated), 3);
    // Corrected, the right figure stands instead.
    let history = history.corrected(
        5,
        &json!({"key_figure": {"unit": "RS-IT", "measure": fte,
            "period": "2024", "dimensions": part("men", "Tekniker"),
            "value": {"number": {"value": "2.2"}}}}),
    );
    let stated = table(
        "key_figures",
        "outcome budget variance previous change",
        &[("fte", "number:16.7 _ _ number:8 number:8.7")],
    );
    agrees(&history.table(YEAR, stated), 3);
}

#[test]
fn shares_are_never_added_and_change_by_percentage_points() {
    let part = |sex: &str| json!({"category": "Totalt", "sex": sex});
    let history = region()
        .figure("RS", "sick_leave", "2024", &part("women"), "4.0")
        .figure("RS", "sick_leave", "2024", &part("men"), "2.0")
        .figure("RS", "sick_leave", "2024", &part("all"), "3.5")
        .figure("RS", "sick_leave", "2023", &part("all"), "3.9");
    let columns = "women men outcome women_previous men_previous previous change change_percent";
    let cells = "percent:4.0 percent:2.0 percent:3.5 _ _ percent:3.9 number:-0.4 _";
    // The total row has nothing of its own: the categories are not summed.
    let stated = table("sick_leave", columns, &[("Totalt", cells)]);
    agrees(&history.table(YEAR, stated), 5);
    let stated = table(
        "key_figures",
        "outcome previous change",
        &[("sick_leave", "percent:3.5 percent:3.9 number:-0.4")],
    );
    agrees(&history.table(YEAR, stated), 3);
    // Two units with a share each have none together.
    let history = history.figure("RS-IT", "sick_leave", "2024", &part("all"), "9");
    let cells = "percent:4.0 percent:2.0 _ _ _ percent:3.9 _ _";
    let stated = table("sick_leave", columns, &[("Totalt", cells)]);
    agrees(&history.table(YEAR, stated), 3);
}

#[test]
fn volumes_of_different_kinds_are_not_added_and_a_stock_is_that_of_the_last_month() {
    let kind = |kind: &str| json!({ "category": kind });
    let history = region()
        .figure("RS", "volume", "2024", &kind("Besök"), "100")
        .figure("RS-IT", "volume", "2024", &kind("Besök"), "20")
        .figure("RS", "volume", "2024", &kind("Operationer"), "7")
        .figure(
            "RS",
            "listed_patients",
            "2024-12",
            &json!({"age_group": "0-4"}),
            "3000",
        )
        .figure(
            "RS",
            "listed_patients",
            "2023-12",
            &json!({"age_group": "0-4"}),
            "3003",
        );
    let stated = table(
        "volumes",
        "outcome previous change change_percent",
        &[
            ("Besök", "number:120 _ _ _"),
            ("Operationer", "number:7 _ _ _"),
        ],
    );
    agrees(&history.table(YEAR, stated), 2);
    let cells = "number:3000 number:3003 number:-3 percent:-0.1";
    let stated = table(
        "listed_patients",
        "outcome previous change change_percent",
        &[("0-4", cells), ("total", cells)],
    );
    agrees(&history.table(YEAR, stated), 8);
}

#[test]
fn a_measure_that_has_lost_a_figure_of_the_reports_units_agrees_with_nothing() {
    let history = region()
        .figure("RS", "turnover", "2024", &json!({}), "5")
        .redacted("KeyFigureReported", "key-figures/RS-IT");
    let stated = table(
        "turnover",
        "outcome previous change change_percent",
        &[("total", "number:9 _ _ _")],
    );
    // No figure may ever be redacted: where its payload is gone, nothing passes.
    assert_eq!(places(&history.table(YEAR, stated)), [("total", "")]);
    let elsewhere = region()
        .figure("RS", "turnover", "2024", &json!({}), "5")
        .redacted("KeyFigureReported", "key-figures/SN");
    let stated = table(
        "turnover",
        "outcome previous change change_percent",
        &[("total", "number:9 _ _ _")],
    );
    let result = elsewhere.table(YEAR, stated);
    assert_eq!(places(&result), [("total", "outcome")]);
}
