//! What differs between two documents, and how it is told.

use super::*;
use ledger::basis::Hash;
use ledger::money::Ore;
use ledger::period::Period;

fn document(rows: &[(&str, i64)], text: &str) -> Document {
    let table = Table::new("t", "Tabell", "", &[("title", ""), ("outcome", "Utfall")]).with(
        rows.iter()
            .map(|(key, ore)| Row::new(*key, vec![Cell::text(*key), Cell::Amount(Ore(*ore))])),
    );
    Document {
        kind: "period_report".into(),
        title: "Periodrapport".into(),
        unit: "RS".into(),
        period: Period::whole_year(2024).unwrap(),
        basis: Basis {
            size: 1,
            root: Hash([0; 32]),
            rules_version: 0,
        },
        sections: vec![Section::new("s", "Avsnitt", 1).text(text).table(table)],
    }
}

fn mirrored(change: &Change) -> Change {
    match change.clone() {
        Change::Figure(c) => Change::Figure(FigureChange {
            delta: delta(&c.after, &c.before),
            before: c.after,
            after: c.before,
            ..c
        }),
        Change::RowAdded(c) => Change::RowGone(c),
        Change::RowGone(c) => Change::RowAdded(c),
        Change::TableAdded(c) => Change::TableGone(c),
        Change::TableGone(c) => Change::TableAdded(c),
        Change::Text(c) => Change::Text(TextChange {
            before: c.after,
            after: c.before,
            ..c
        }),
        Change::Form(c) => Change::Form(FormChange {
            before: c.after,
            after: c.before,
            ..c
        }),
    }
}

#[test]
fn a_document_differs_from_itself_in_nothing() {
    let a = document(&[("L1", 100), ("L2", -5)], "Text");
    assert!(diff(&a, &a).is_empty());
}

#[test]
fn a_changed_figure_is_named_with_both_values_and_the_delta() {
    let a = document(&[("L1", 100), ("L2", -5)], "Text");
    let b = document(&[("L1", 100), ("L2", 7)], "Text");
    let found = diff(&a, &b);
    assert_eq!(found.changes.len(), 1);
    let change = found.figures().next().unwrap();
    assert_eq!(change.figure.to_string(), "t:L2:outcome");
    assert_eq!(change.title, "Tabell, L2, Utfall");
    assert_eq!(change.delta, Some(Cell::Amount(Ore(12))));
}

/// Rows were told as the program's own names for them.
#[test]
fn a_row_that_rests_on_something_else_is_told_in_words() {
    let a = document(&[("L1", 100)], "Text");
    let mut b = a.clone();
    for block in &mut b.sections[0].blocks {
        if let Block::Table(table) = block {
            table.rows[0].provenance = Some(Provenance::Inferred);
        }
    }
    let found = diff(&a, &b);
    let [Change::Form(form)] = &found.changes[..] else {
        panic!("{found:?}");
    };
    assert_eq!(form.before, "rad");
    assert_eq!(form.after, "rad, vilar på härledda uppgifter");
}

#[test]
fn the_difference_the_other_way_is_its_mirror() {
    let versions = [
        document(&[("L1", 100), ("L2", -5)], "Text"),
        document(&[("L2", -5), ("L1", 100)], "Text"),
        document(&[("L1", 1), ("L3", 2)], "Annan text"),
        document(&[], "Text"),
    ];
    for a in &versions {
        for b in &versions {
            let mut forth: Vec<String> = diff(a, b)
                .changes
                .iter()
                .map(|c| format!("{c:?}"))
                .collect();
            let mut back: Vec<String> = diff(b, a)
                .changes
                .iter()
                .map(|c| format!("{:?}", mirrored(c)))
                .collect();
            forth.sort();
            back.sort();
            assert_eq!(forth, back);
            assert_eq!(
                forth.is_empty(),
                a == b,
                "only equal documents differ in nothing"
            );
        }
    }
}
