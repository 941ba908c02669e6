//! The plan cascade.

use super::{Row, check, no, yes};

const PLAN: &str = r#""decision":"B-PLAN""#;
const WHY: &str = r#""reason":"Därför""#;

#[expect(clippy::too_many_lines, reason = "a table of rows")]
pub(super) fn rows() -> Vec<Row> {
    let plan = |id: &str, unit: &str, year: u16| {
        format!(r#"{{"AdoptPlan":{{"plan":"{id}","unit":"{unit}","year":{year},"title":"Plan"}}}}"#)
    };
    let objective = |id: &str, plan: &str, rest: &str, owner: &str| {
        format!(
            r#"{{"SetObjective":{{"item":"{id}","plan":"{plan}","kind":"committee_objective","title":"Mål","perspective":"process",{rest}"owner":"{owner}"}}}}"#
        )
    };
    let assignment = |objective: &str, strategy: &str| {
        format!(
            r#"{{"GiveAssignment":{{"item":"U9","plan":"VP-KN-2025","title":"Uppdrag","perspective":"process","strategy":"{strategy}","objective":"{objective}","owner":"KF"}}}}"#
        )
    };
    let indicator = |id: &str, item: &str| {
        format!(
            r#"{{"DefineIndicator":{{"indicator":"{id}","item":"{item}","title":"Antal","unit_of_measure":"st","desired":"increase"}}}}"#
        )
    };
    let target = |period: &str, target: &str| {
        format!(r#"{{"SetTarget":{{"indicator":"I1.1","period":"{period}","target":{target}}}}}"#)
    };
    let reduction = |base: u16, percent: &str, by: u16| {
        target(
            "2026",
            &format!(
                r#"{{"reduction_since":{{"base_year":{base},"base_value":"2","percent":"{percent}","by_year":{by}}}}}"#
            ),
        )
    };
    let link = |item: &str, to: &str, relation: &str| {
        format!(r#"{{"LinkItems":{{"item":"{item}","to":"{to}","relation":"{relation}"}}}}"#)
    };
    let reword = |item: &str, title: &str| {
        format!(r#"{{"RewordItem":{{"item":"{item}","title":"{title}"}}}}"#)
    };
    let withdraw = |item: &str, to: &str| {
        format!(r#"{{"WithdrawItem":{{"item":"{item}","valid_to":"{to}"}}}}"#)
    };
    vec![
        yes(&plan("VP-KN-2026", "KN", 2026)).with(PLAN),
        no("decision_missing", &plan("VP-KN-2026", "KN", 2026)),
        no("unknown_decision", &plan("VP-KN-2026", "KN", 2026)).with(r#""decision":"X""#),
        no("id_taken", &plan("VP-KN-2025", "KN", 2025)).with(PLAN),
        no("unit_not_valid", &plan("VP-KN-2019", "KN", 2019)).with(PLAN),
        no("year_out_of_range", &plan("VP", "KN", 1899)).with(PLAN),
        yes(&objective("M9", "VP-KN-2025", r#""strategy":"S1","#, "KF")),
        no("id_taken", &objective("M1", "VP-KN-2025", "", "KF")),
        no("unknown_plan", &objective("M9", "X", "", "KF")),
        no(
            "unknown_item",
            &objective("M9", "VP-KN-2025", r#""strategy":"X","#, "KF"),
        ),
        no(
            "wrong_item_kind",
            &objective("M9", "VP-KN-2025", r#""strategy":"M1","#, "KF"),
        ),
        no("unknown_unit", &objective("M9", "VP-KN-2025", "", "X")),
        yes(&assignment("M1", "S1")),
        no("wrong_item_kind", &assignment("S1", "S1")),
        no("wrong_item_kind", &assignment("M1", "U1")),
        yes(&indicator("I9", "M1")),
        no("id_taken", &indicator("I1.1", "M1")),
        no("wrong_item_kind", &indicator("I9", "U1")),
        no("item_withdrawn", &indicator("I9", "M1")).after(WHY, &withdraw("M1", "2025-12-31")),
        yes(&target("2026", r#"{"at_least":{"value":"6"}}"#)),
        no(
            "reason_missing",
            &target("2025", r#"{"at_least":{"value":"6"}}"#),
        ),
        yes(&target("2025", r#"{"at_least":{"value":"6"}}"#)).with(WHY),
        no(
            "nothing_changed",
            &target("2025", r#"{"better_than_previous":{"previous":"5.20"}}"#),
        ),
        no("period_closed", &target("2025-03", r#""reported_only""#)),
        no(
            "target_invalid",
            &target("2026", r#"{"interval":{"low":"80","high":"77"}}"#),
        ),
        yes(&target("2026", r#"{"interval":{"low":"77","high":"77"}}"#)),
        no(
            "self_reference",
            &target("2026", r#"{"at_least_series":{"indicator":"I1.1"}}"#),
        ),
        no(
            "unknown_indicator",
            &target("2026", r#"{"at_least_series":{"indicator":"X"}}"#),
        ),
        yes(&target(
            "2026",
            r#"{"at_least_series":{"indicator":"I1.2"}}"#,
        )),
        yes(&reduction(2005, "60", 2030)),
        no("target_invalid", &reduction(2030, "60", 2030)),
        no("target_invalid", &reduction(2005, "0", 2030)),
        no("target_invalid", &reduction(2005, "100.1", 2030)),
        no("year_out_of_range", &reduction(1805, "60", 2030)),
        no(
            "text_missing",
            &target("2026", r#"{"qualitative":{"wish":""}}"#),
        ),
        yes(&link("M1", "M2", "contributes_to")),
        no("self_reference", &link("M1", "M1", "contributes_to")),
        no("link_exists", &link("U2", "M2", "contributes_to")),
        no("link_exists", &link("M2", "U2", "contributes_to")),
        no("date_order", &link("M2", "M1", "succeeds")),
        no("unknown_item", &link("M1", "X", "succeeds")),
        yes(&reword("M1", "Fler läser mer")).with(WHY),
        no("reason_missing", &reword("M1", "Fler läser mer")),
        no("nothing_changed", &reword("M1", "Fler läser")).with(WHY),
        no("item_withdrawn", &reword("U2", "Nytt")).with(WHY),
        yes(&withdraw("M1", "2025-12-31")).with(WHY),
        no("reason_missing", &withdraw("M1", "2025-12-31")),
        no("item_withdrawn", &withdraw("U2", "2025-12-31")).with(WHY),
        no("date_order", &withdraw("M1", "2024-12-30")).with(WHY),
    ]
}

#[test]
fn plans_items_indicators_and_targets_hold_together() {
    check(&rows());
}
