//! What accepted commands lead to: causes and provenance.

use ledger::event::{EventKind, Provenance};

use super::given::Given;
use super::line;

#[test]
fn an_event_names_the_one_it_answers_to() {
    let given = Given::year();
    let entry = |kind: EventKind| {
        given
            .entries
            .iter()
            .find(|entry| entry.kind() == kind)
            .unwrap()
    };
    let causes = [
        (EventKind::OutcomeRestated, EventKind::InvestmentSpent),
        (
            EventKind::AssessmentMade,
            EventKind::IndicatorOutcomeReported,
        ),
        (EventKind::OutcomeCorrected, EventKind::OutcomeBooked),
        (EventKind::PayloadRedacted, EventKind::NarrativeWritten),
    ];
    for (effect, cause) in causes {
        let causation = entry(effect).causation_id;
        let caused_by = given
            .entries
            .iter()
            .find(|entry| Some(entry.event_id) == causation);
        assert_eq!(
            caused_by.map(ledger::entry::Entry::kind),
            Some(cause),
            "{effect:?}"
        );
    }
    assert_eq!(entry(EventKind::UnitMoved).causation_id, None);
}

#[test]
fn every_event_of_a_command_carries_its_provenance() {
    let given = Given::year();
    let booking = r#"{"BookOutcomes":{"rows":[{"unit":"KF","line":"L1","month":"2025-11","amount_ore":1,"document":"V"},{"unit":"KF","line":"L1","month":"2025-12","amount_ore":1,"document":"V"}]}}"#;
    let said = given
        .decide(&line("a", r#""provenance":"generated""#, booking))
        .unwrap();
    assert_eq!(said.len(), 2);
    assert!(
        said.iter()
            .all(|new| new.provenance == Some(Provenance::Generated))
    );
    let unsaid = given.decide(&line("a", "", booking)).unwrap();
    assert!(unsaid.iter().all(|new| new.provenance.is_none()));
}

#[test]
fn a_refusal_in_a_row_names_the_row() {
    let refusal = Given::year()
        .decide(&line("a", "", r#"{"BookOutcomes":{"rows":[{"unit":"KF","line":"L1","month":"2025-11","amount_ore":1,"document":"V"},{"unit":"KF","line":"X","month":"2025-12","amount_ore":1,"document":"V"}]}}"#))
        .unwrap_err();
    assert_eq!(
        (refusal.code, refusal.place.as_str()),
        ("unknown_line", "rows[1].line")
    );
}
