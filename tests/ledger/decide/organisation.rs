//! Units come, move, change name and go.

use super::{Row, check, no, yes};

pub(super) fn rows() -> Vec<Row> {
    let establish = |unit: &str, kind: &str, parent: &str, from: &str| {
        format!(
            r#"{{"EstablishUnit":{{"unit":"{unit}","name":"Ny","kind":"{kind}",{parent}"valid_from":"{from}"}}}}"#
        )
    };
    let named = |name: &str| {
        format!(r#"{{"RenameUnit":{{"unit":"KF","name":"{name}","valid_from":"2026-01-01"}}}}"#)
    };
    let moved = |unit: &str, parent: &str, from: &str| {
        format!(r#"{{"MoveUnit":{{"unit":"{unit}","parent":"{parent}","valid_from":"{from}"}}}}"#)
    };
    let dissolved = |unit: &str, to: &str, successor: &str| {
        format!(r#"{{"DissolveUnit":{{"unit":"{unit}","valid_to":"{to}"{successor}}}}}"#)
    };
    let mandate = |from: &str, to: &str, day: &str| {
        format!(
            r#"{{"MoveMandate":{{"mandate":"Lån","from_unit":"{from}","to_unit":"{to}","valid_from":"{day}"}}}}"#
        )
    };
    let parent = |unit: &str| format!(r#""parent":"{unit}","#);
    let (day, kf) = ("2026-01-01", parent("KF"));
    vec![
        yes(&establish("NY", "office", &kf, day)),
        no(
            "id_taken",
            &establish("KN", "committee", &parent("RF"), day),
        ),
        no("second_assembly", &establish("RF2", "assembly", "", day)),
        yes(&establish("RF", "assembly", "", day)).until("enhet-RF"),
        no("parent_missing", &establish("NY", "office", "", day)),
        no(
            "parent_forbidden",
            &establish("RF2", "assembly", &parent("RF"), day),
        ),
        no(
            "unknown_unit",
            &establish("NY", "office", &parent("X"), day),
        ),
        no(
            "unit_not_valid",
            &establish("NY", "office", &kf, "2019-12-31"),
        ),
        no(
            "unit_not_valid",
            &establish("NY", "office", &parent("DIG"), day),
        ),
        // The parent exists that day, but ceases while the unit would remain.
        no(
            "unit_not_valid",
            &establish("NY", "office", &parent("DIG"), "2025-05-01"),
        ),
        yes(&named("Kultur och fritid")),
        no("text_missing", &named(" ")),
        no("text_too_long", &named(&"å".repeat(301))),
        yes(&named(&"å".repeat(300))),
        no("text_character", &named(r"Kultur\u0007")),
        no("text_character", &named(r"Kultur\nfritid")),
        no("text_character", &named(r"\u202eKultur")),
        // What has no width, or turns the direction unseen, reads as another name.
        no("text_character", &named(r"Kul\u200btur")),
        no("text_character", &named(r"\u200eKultur")),
        no("text_character", &named(r"\u061cKultur")),
        no("text_missing", &named(r"\u00ad\u00ad")),
        no("nothing_changed", &named("Kulturförvaltningen")),
        no(
            "unit_not_valid",
            r#"{"RenameUnit":{"unit":"DIG","name":"D","valid_from":"2025-10-01"}}"#,
        ),
        yes(&moved("BIB", "KN", day)),
        no("unknown_unit", &moved("X", "KN", day)),
        no("unit_not_valid", &moved("DIG", "KN", "2025-10-01")),
        no("unit_not_valid", &moved("BIB", "DIG", day)),
        no("parent_forbidden", &moved("RF", "KN", day)),
        no("nothing_changed", &moved("KF", "KN", day)),
        no("unit_cycle", &moved("KN", "KF", day)),
        no("unit_cycle", &moved("KN", "KN", day)),
        // BIB leaves KF in June: before that KF under BIB is a ring, after it is not.
        no("unit_cycle", &moved("KF", "BIB", day)).after("", &moved("BIB", "RF", "2026-06-01")),
        yes(&moved("KF", "BIB", "2026-06-01")).after("", &moved("BIB", "RF", "2026-06-01")),
        // A move recorded late must not make a ring with a later one.
        no("unit_cycle", &moved("KF", "BIB", "2026-03-01"))
            .after("", &moved("BIB", "RF", "2026-02-01"))
            .after("", &moved("BIB", "KF", "2026-09-01")),
        yes(&dissolved("BIB", "2026-12-31", r#","successor":"KF""#)),
        no("unit_dissolved", &dissolved("DIG", "2026-12-31", "")),
        no("date_order", &dissolved("BIB", "2019-12-31", "")),
        no("unit_has_children", &dissolved("KF", "2026-12-31", "")),
        // DIG belonged to BIB until it was itself dissolved.
        no("unit_has_children", &dissolved("BIB", "2025-09-29", "")),
        yes(&dissolved("BIB", "2025-09-30", "")),
        no(
            "self_reference",
            &dissolved("BIB", "2026-12-31", r#","successor":"BIB""#),
        ),
        no(
            "unit_not_valid",
            &dissolved("BIB", "2026-12-31", r#","successor":"DIG""#),
        ),
        yes(&mandate("DIG", "KF", "2025-10-01")),
        no("unit_not_valid", &mandate("DIG", "KF", "2025-10-02")),
        no("unit_not_valid", &mandate("KF", "DIG", "2025-10-01")),
        no("self_reference", &mandate("KF", "KF", "2025-10-01")),
    ]
}

#[test]
fn units_come_move_and_go_within_the_days_they_exist() {
    check(&rows());
}
