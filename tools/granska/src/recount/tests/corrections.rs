//! Corrections: what they say was stated is what the event that they name says.

use serde_json::{Value, json};

use super::{History, id};

const RESULT: &str = "operating_result";

fn booking(line: &str, was: i64, right: i64) -> Value {
    json!({"booking": {"unit": "RS", "line": line, "month": "2024-02",
        "was_ore": was, "amount_ore": right}})
}

/// A region whose line `A` has a booking of −200 öre, the event @4, and whose
/// line `B` has one of −300, the event @5.
fn booked() -> History {
    History::region()
        .line("A", "RS", None, (RESULT, "none", 10))
        .line("B", "RS", None, (RESULT, "none", 20))
        .booked("A", "2024-02", -200)
        .booked("B", "2024-02", -300)
}

#[track_caller]
fn refused(history: &History, why: &str) {
    let refused = history.try_books().unwrap_err();
    assert!(refused.problem.contains(why), "{refused}");
}

/// Story: a correction took away 900 öre where 200 were booked, and every total
/// that was counted with it agreed with the ledger's.
#[test]
fn a_correction_takes_away_what_the_corrected_event_says_and_nothing_else() {
    assert!(
        booked()
            .corrected(4, &booking("A", -200, -250))
            .try_books()
            .is_ok()
    );
    let forged = booked().corrected(4, &booking("A", -900, -250));
    refused(&forged, "anger att -900 öre stod i");
    // Of the corrected event it is the correction that says what stands there.
    let again = booked().corrected(4, &booking("A", -200, -250));
    assert!(
        again
            .corrects_last(&booking("A", -250, -200))
            .try_books()
            .is_ok()
    );
    let again = booked().corrected(4, &booking("A", -200, -250));
    refused(
        &again.corrects_last(&booking("A", -200, -210)),
        "anger att -200",
    );
}

#[test]
fn a_correction_is_of_the_matter_that_the_corrected_event_states() {
    refused(
        &booked().corrected(5, &booking("A", -300, 0)),
        "gäller en annan uppgift",
    );
    refused(
        &booked().corrected(0, &booking("A", -200, 0)),
        "inget som kan rättas",
    );
    let unknown = booked().corrected(77, &booking("A", -200, 0));
    refused(&unknown, &id(77));
}

#[test]
fn corrections_form_a_line_and_never_a_fork() {
    let once = booked().corrected(4, &booking("A", -200, -250));
    refused(
        &once.corrected(4, &booking("A", -200, -260)),
        "redan rättad",
    );
}

/// An indicator has one outcome of a period: what was replaced stands nowhere.
#[test]
fn only_the_latest_outcome_of_an_indicator_can_be_corrected() {
    let outcome = |value: &str| {
        json!({"indicator": "I1", "unit": "RS", "period": "2024",
            "outcome": {"number": {"value": value}}})
    };
    let reported = |history: History| history.and("IndicatorOutcomeReported", outcome("90"));
    let right = json!({"indicator": outcome("60")});
    let once = reported(History::region());
    assert!(once.corrected(2, &right).try_books().is_ok());
    let twice = reported(reported(History::region()));
    refused(&twice.corrected(2, &right), "redan rättad eller ersatt");
    // What a redacted event said nobody knows; its correction stands.
    let gone = History::region().redacted("OutcomeMissing", "indicator/I1");
    assert!(gone.corrected(2, &right).try_books().is_ok());
}
