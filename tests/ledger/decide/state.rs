//! What the state keeps, and what it deliberately does not.

use ledger::entry::Payload;
use ledger::ids::LineId;
use ledger::money::Ore;
use ledger::state::State;

use super::given::Given;
use super::line;

#[test]
fn a_fresh_fold_of_the_entries_is_the_state_that_decided_them() {
    let given = Given::year();
    let mut fresh = State::default();
    given.entries.iter().for_each(|entry| fresh.apply(entry));
    assert!(fresh == given.state);
}

#[test]
fn a_redacted_payload_is_skipped_and_its_place_is_kept() {
    let mut given = Given::year();
    let id = LineId::new("L1").unwrap();
    let before = given.state.budget.outcome(&id, 2025);
    assert_eq!(before, Ore(-650_000_000));
    let mut fresh = State::default();
    for entry in &mut given.entries {
        if matches!(entry.event(), Some(ledger::event::Event::OutcomeBooked(e)) if e.document == "V 1001")
        {
            entry.payload = Payload::Redacted(entry.kind());
        }
        fresh.apply(entry);
    }
    assert_eq!(fresh.budget.outcome(&id, 2025), Ore(-320_000_000));
    assert_eq!(fresh.size(), given.state.size());
    for entry in &given.entries {
        assert_eq!(
            fresh.stream_version(&entry.stream),
            given.state.stream_version(&entry.stream)
        );
    }
}

/// The state may grow with cells, never with bookings: after the first booking
/// of a cell a hundred more change numbers alone.
#[test]
fn a_booking_leaves_nothing_behind_but_its_amount() {
    let booking = r#"{"BookOutcomes":{"rows":[{"unit":"KF","line":"L1","month":"2025-12","amount_ore":-7,"document":"V"}]}}"#;
    let shape = |given: &Given| {
        let text = format!("{:?}", given.state);
        text.chars()
            .map(|c| if c.is_ascii_digit() { '0' } else { c })
            .collect::<String>()
            .replace("00", "0")
            .len()
    };
    let mut given = Given::year().and(&[&line("first", "", booking)]);
    let before = shape(&given);
    for number in 0..100 {
        given
            .record(&line(&format!("next-{number}"), "", booking))
            .unwrap();
    }
    assert!(
        shape(&given).abs_diff(before) < 16,
        "{before} became {}",
        shape(&given)
    );
}
