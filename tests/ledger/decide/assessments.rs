//! Assessments and the status of assignments.

use ledger::event::Event;
use ledger::event::followup::{AssessmentBasis, AssessmentMade, Colour};

use super::given::{Given, examples};
use super::{Row, check, line, no, yes};

const WHY: &str = r#""reason":"Utgår""#;

fn assess(item: &str, period: &str, colour: &str, evidence: &str, motivation: &str) -> String {
    format!(
        r#"{{"MakeAssessment":{{"item":"{item}","unit":"KN","period":"{period}","colour":"{colour}","evidence":[{evidence}],"motivation":"{motivation}"}}}}"#
    )
}

pub(super) fn rows() -> Vec<Row> {
    let m1 = |colour: &str, evidence: &str, why: &str| assess("M1", "2025", colour, evidence, why);
    let (outcome, text) = (r#""utfall-2025""#, r#""text-ekonomi""#);
    let arrived = r#"{"ReportIndicatorOutcomes":{"rows":[{"indicator":"I2.1","unit":"KN","period":"2025","outcome":{"number":{"value":"81"}}}]}}"#;
    let of_board =
        r#"{"WriteNarrative":{"unit":"RS","period":"2025","section":"economy","text":"Annat"}}"#;
    let withdraw = r#"{"WithdrawItem":{"item":"M1","valid_to":"2025-12-31"}}"#;
    let status = |item: &str, period: &str| {
        format!(
            r#"{{"ReportAssignmentStatus":{{"item":"{item}","unit":"KF","period":"{period}","status":"ongoing","text":""}}}}"#
        )
    };
    vec![
        yes(&m1("yellow", outcome, "Delvis")),
        yes(&m1("red", outcome, "Trots allt")),
        no("evidence_missing", &m1("yellow", "", "Delvis")),
        no("evidence_missing", &m1("green", "", "Bra")),
        yes(&m1("not_assessable", "", "Underlaget är osäkert")),
        no("motivation_missing", &m1("not_assessable", "", "")),
        no("motivation_missing", &m1("red", outcome, " ")),
        no("motivation_missing", &m1("yellow", outcome, "")),
        // The rule suggests yellow: green is a departure that needs its reason.
        no("motivation_missing", &m1("green", outcome, "")),
        yes(&m1("green", outcome, "Trenden är stark")),
        no("unknown_event", &m1("yellow", r#""@9999""#, "Delvis")),
        no("unknown_event", &m1("yellow", r#""finns-inte""#, "Delvis")),
        no(
            "evidence_repeated",
            &m1("yellow", r#""utfall-2025","utfall-2025#1""#, "Delvis"),
        ),
        no("evidence_kind", &m1("yellow", r#""regler-1""#, "Delvis")),
        no("evidence_kind", &m1("yellow", r#""mal-1""#, "Delvis")),
        no(
            "evidence_unrelated",
            &m1("yellow", r#""saknas-I2.1""#, "Delvis"),
        ),
        no(
            "evidence_unrelated",
            &m1("yellow", r#""given-0""#, "Delvis"),
        )
        .after("", of_board),
        // What the assignment of the objective has come to, its unit's economy, its committee's decision.
        yes(&m1(
            "yellow",
            r#""status-U1","bokning-1","beslut-plan","nyckeltal-2025""#,
            "Delvis",
        )),
        yes(&m1("yellow", r#""bedom-U1""#, "Delvis")),
        no(
            "colour_on_missing_data",
            &assess("M2", "2025", "yellow", r#""saknas-I2.1""#, "Gissning"),
        ),
        no(
            "colour_on_missing_data",
            &assess("M2", "2025", "green", text, "Gissning"),
        ),
        yes(&assess("M2", "2025", "green", text, "Nu finns värdet")).after("", arrived),
        // The event that said it was missing is no longer what is known.
        yes(&assess(
            "M2",
            "2025",
            "green",
            r#""saknas-I2.1","given-0""#,
            "Nu finns värdet",
        ))
        .after("", arrived),
        no(
            "wrong_item_kind",
            &assess("S1", "2025", "green", text, "Bra"),
        ),
        no("unknown_item", &assess("X", "2025", "green", text, "Bra")),
        no(
            "item_withdrawn",
            &assess("M1", "2026", "green", text, "Bra"),
        )
        .after(WHY, withdraw),
        yes(&assess("M1", "2025", "yellow", text, "Delvis")).after(WHY, withdraw),
        no(
            "period_closed",
            &assess("M1", "2025-01/2025-07", "yellow", text, "Delvis"),
        ),
        yes(&status("U1", "2025-08")),
        no("wrong_item_kind", &status("M1", "2025-08")),
        no("period_closed", &status("U1", "2025-07")),
    ]
}

#[test]
fn colours_rest_on_evidence_and_never_on_missing_data() {
    check(&rows());
}

fn made(given: &Given, command: &str) -> AssessmentMade {
    let events = given.decide(&line("when", "", command)).unwrap();
    match &events[0].event {
        Event::AssessmentMade(assessment) => assessment.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_assessment_records_what_the_rule_suggested_and_whether_it_was_followed() {
    let given = Given::year();
    let outcome = r#""utfall-2025""#;
    // I1.1 is better than before; I1.2 is far from its count: one of two is yellow.
    let followed = made(&given, &assess("M1", "2025", "yellow", outcome, "Delvis"));
    assert_eq!(
        (followed.basis, followed.suggested),
        (AssessmentBasis::Rule, Some(Colour::Yellow))
    );
    let departed = made(&given, &assess("M1", "2025", "green", outcome, "Trend"));
    assert_eq!(
        (departed.basis, departed.suggested),
        (AssessmentBasis::Override, Some(Colour::Yellow))
    );
    let judged = made(&given, &assess("U1", "2025", "green", r#""status-U1""#, ""));
    assert_eq!(
        (judged.basis, judged.suggested),
        (AssessmentBasis::Judgement, None)
    );
}

#[test]
fn an_outcome_that_lags_counts_when_it_was_first_stated_after_the_target() {
    let older = line(
        "aldre",
        "",
        r#"{"ReportIndicatorOutcomes":{"rows":[{"indicator":"I1.1","unit":"KN","period":"2023","outcome":{"number":{"value":"6"}}}]}}"#,
    );
    let assessed = assess(
        "M1",
        "2025",
        "green",
        r#""bokning-1""#,
        "Enligt senaste mätning",
    );
    let after = Given::until("utfall-2025").and(&[&older]);
    assert_eq!(made(&after, &assessed).suggested, Some(Colour::Green));
    // What the plan already knew is no result of it, whatever the evidence names.
    let mut before = Given::until("malvarde-1").and(&[&older]);
    for example in examples().iter().filter(|e| {
        ["malvarde-1", "rader-2025", "bokning-1", "ramar-2025"]
            .iter()
            .any(|id| e.line.contains(&format!("{{\"id\":\"{id}\",")))
    }) {
        before.record(example.line).unwrap();
    }
    let named = assess("M1", "2025", "green", r#""aldre""#, "Enligt mätning");
    assert_eq!(made(&before, &named).suggested, None);
}

#[test]
fn evidence_that_was_corrected_counts_as_what_the_correction_says() {
    // I1.2 misses its count of 4000 until it is corrected; I1.1 is met all along.
    let assessed = assess(
        "M1",
        "2025",
        "green",
        r#""utfall-2025","utfall-2025#2""#,
        "Bra",
    );
    let given = Given::until("ratta-utfall");
    assert_eq!(made(&given, &assessed).suggested, Some(Colour::Yellow));
    let right = r#"{"CorrectOutcome":{"corrects":"utfall-2025#2","fact":{"indicator":{"indicator":"I1.2","unit":"KN","period":"2025","outcome":{"number":{"value":"4000"}}}}}}"#;
    let given = given.and(&[&line("ratta", r#""reason":"Sen rapport""#, right)]);
    assert_eq!(made(&given, &assessed).suggested, Some(Colour::Green));
}

#[test]
fn an_overridden_wish_turns_the_rule_for_that_unit_and_those_under_it() {
    let given = Given::until("utfall-2025").and(&[
        &line("onskan", r#""reason":"Färre är bättre här""#, r#"{"OverrideWish":{"indicator":"I1.1","unit":"KF","desired":"decrease"}}"#),
        &line("utfall", "", r#"{"ReportIndicatorOutcomes":{"rows":[{"indicator":"I1.1","unit":"KN","period":"2025","outcome":{"number":{"value":"6"}}},{"indicator":"I1.1","unit":"BIB","period":"2025","outcome":{"number":{"value":"6"}}}]}}"#),
    ]);
    let by = |unit: &str| {
        assess("M1", "2025", "yellow", r#""utfall""#, "Bedömning")
            .replace("\"KN\"", &format!("\"{unit}\""))
    };
    assert_eq!(made(&given, &by("KN")).suggested, Some(Colour::Green));
    assert_eq!(made(&given, &by("BIB")).suggested, Some(Colour::Red));
}
