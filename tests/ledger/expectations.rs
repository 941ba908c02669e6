//! What a sender expects of streams holds, or is refused with what is the case.

use ledger::log::ReadLog;

use crate::commands::{at, establish, expecting, mandate, unchanged_since, version};
use crate::writing::{accepted, in_memory, refused};

#[test]
fn every_expectation_that_fails_is_answered_at_once_with_expected_and_actual() {
    let mut ledger = in_memory();
    for (id, name) in [("k1", "RF"), ("k2", "A"), ("k3", "B"), ("k4", "C")] {
        accepted(ledger.submit(&establish(id, name), at(0)));
    }
    accepted(ledger.submit(&mandate("k5", "Kulturfrågor", "A", "B"), at(1)));
    let holds = vec![
        version("unit/A", 2),
        version("unit/B", 1),
        version("unit/X", 0),
        unchanged_since("unit/C", 4),
        unchanged_since("period/C/2025-01/2025-07", 0),
        unchanged_since("unit/B", 5),
    ];
    let ask = |expect| expecting(mandate("k6", "Idrott", "C", "A"), expect);
    let fails = vec![
        version("unit/A", 1),
        unchanged_since("unit/B", 4),
        version("unit/C", 1),
        unchanged_since("unit/C", 3),
        unchanged_since("proof/keys", 6),
    ];
    let refusal = refused(ledger.submit(&ask(fails), at(2)));
    assert_eq!(refusal.code, "expectation_failed");
    let last = refusal.violations[1].last.expect("what changed it");
    assert_eq!((last.position.0, last.kind), (4, "MandateMoved"));
    assert_eq!(last.recorded_at, at(1));
    let told: Vec<String> = refusal
        .violations
        .iter()
        .map(|v| format!("{}: {} / {}", v.stream, v.expected, v.actual))
        .collect();
    assert_eq!(
        told,
        [
            "unit/A: 1 händelse / 2 händelser",
            "unit/B: oförändrad sedan 4 händelser / ändrad vid @4 av MandateMoved",
            "unit/C: oförändrad sedan 3 händelser / ändrad vid @3 av UnitEstablished",
            "proof/keys: oförändrad sedan 6 händelser / liggaren har bara 5 händelser",
        ]
    );
    assert_eq!(ledger.log().size(), 5);
    accepted(ledger.submit(&ask(holds), at(2)));
}

/// An expectation on a stream that nothing can belong to held whatever happened, so
/// that a name that was misspelt guarded nothing.
#[test]
fn an_expectation_on_a_stream_that_there_is_none_of_is_refused_with_its_place() {
    let mut ledger = in_memory();
    for (id, name) in [("k1", "RF"), ("k2", "A")] {
        accepted(ledger.submit(&establish(id, name), at(0)));
    }
    let ask = |wrong| expecting(establish("k3", "B"), vec![version("unit/A", 1), wrong]);
    for (wrong, place) in [
        (
            unchanged_since("foo", 2),
            "expect[1].unchanged_since.stream",
        ),
        (
            unchanged_since("unit/a", 2),
            "expect[1].unchanged_since.stream",
        ),
        (
            unchanged_since("frame/L2/2025", 2),
            "expect[1].unchanged_since.stream",
        ),
        (version("enhet/A", 0), "expect[1].version.stream"),
    ] {
        let refusal = refused(ledger.submit(&ask(wrong), at(1)));
        assert_eq!((refusal.code, &*refusal.place), ("unknown_stream", place));
    }
    accepted(ledger.submit(&ask(version("unit/B", 0)), at(1)));
}
