//! What stands beside the recounted cells: members, blocks, columns and cells.

use serde_json::{Value, json};

use super::{History, table};

/// What is changed in a report, and in its table.
type Change<'a> = dyn Fn(&mut Value, &mut Value) + 'a;

fn report() -> (History, Value) {
    let history = History::region()
        .line("L1", "RS", None, ("operating_result", "complete", 1))
        .booked("L1", "2024-01", -500);
    let stated = table(
        "operating_result",
        "outcome budget variance previous change",
        &[("L1", "-500 _ _ _ _")],
    );
    let size = history.events.len();
    let report = json!({
        "kind": "operations_report", "unit": "RS", "period": "2024", "title": "t",
        "basis": {"size": size, "root": "", "rules_version": 0},
        "sections": [{"key": "s", "heading": "h", "level": 1, "blocks": [{"table": stated}]}],
    });
    (history, report)
}

/// What differs of the table, or of the report's head.
fn differing(history: &History, report: &Value) -> usize {
    let recount = history.books().compare(report);
    let own = recount
        .tables
        .iter()
        .filter(|found| found.table == "operating_result" || found.table == "rapportens huvud");
    own.map(|found| found.differences.len()).sum()
}

#[test]
fn nothing_may_stand_beside_the_cells_that_are_recounted() {
    // A keeper who can't change a figure may want to put another beside it: in a
    // column, a cell, a block or a member that nobody looks at, or by letting
    // two columns change names.
    let (history, honest) = report();
    assert_eq!(differing(&history, &honest), 0);
    let forged = |change: &dyn Fn(&mut Value, &mut Value)| {
        let mut report = honest.clone();
        let mut table = report["sections"][0]["blocks"][0]["table"].take();
        change(&mut report, &mut table);
        report["sections"][0]["blocks"][0]["table"] = table;
        differing(&history, &report)
    };
    let push = |list: &mut Value, more: Value| list.as_array_mut().unwrap().push(more);
    let cases: [(&str, &Change<'_>); 9] = [
        ("a column of its own", &|_, table| {
            push(
                &mut table["columns"],
                json!({"key": "outcome2", "title": "Utfall"}),
            );
            push(&mut table["rows"][0]["cells"], json!({"text": "999 mnkr"}));
        }),
        ("a cell too many", &|_, table| {
            push(&mut table["rows"][0]["cells"], json!({"amount": 99_900}));
        }),
        ("a cell too few", &|_, table| {
            table["rows"][0]["cells"].as_array_mut().unwrap().pop();
        }),
        ("a column twice", &|_, table| {
            push(
                &mut table["columns"],
                json!({"key": "outcome", "title": "Utfall"}),
            );
            push(&mut table["rows"][0]["cells"], json!({"amount": -500}));
        }),
        ("swapped names", &|_, table| {
            table["columns"][1]["title"] = json!("Budget");
            table["columns"][2]["title"] = json!("Utfall");
        }),
        ("a cell of two values", &|_, table| {
            table["rows"][0]["cells"][0] = json!({"text": "L1", "amount": 5});
        }),
        ("a member of the report", &|report, _| {
            report["bilaga"] = json!("5");
        }),
        ("a member of a row", &|_, table| {
            table["rows"][0]["note"] = json!("5");
        }),
        ("a block of its own", &|report, _| {
            let picture = json!({"bild": {"rows": []}});
            push(&mut report["sections"][0]["blocks"], picture);
        }),
    ];
    for (case, change) in cases {
        assert!(forged(change) > 0, "{case}");
    }
}
