//! Internal control, decisions and the organisation, as they stood on a day.

use ledger::event::control::Sufficiency;
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::control::ControlCounts;
use projections::scope::Scope;

use super::played::{AFTER_PUBLICATION, PLAYED};

fn unit(id: &str) -> UnitId {
    id.parse().expect("a unit id")
}

fn scope(id: &str) -> Scope {
    let period: Period = "2024".parse().expect("a year");
    let size = PLAYED.size_on(AFTER_PUBLICATION);
    PLAYED.model.organisation.scope(&unit(id), period, size)
}

#[test]
fn one_of_the_boards_fourteen_control_actions_was_not_carried_out() {
    let board = scope("RS");
    let actions = PLAYED.model.control.actions(&board);
    let counts = ControlCounts::of(&actions);
    assert_eq!(
        (counts.total, counts.completed, counts.not_carried_out),
        (14, 13, 1)
    );
    assert_eq!(
        (counts.effect_yes, counts.effect_partly, counts.effect_no),
        (12, 1, 1)
    );
    let risks: usize = PLAYED.model.control.risks(&board).len();
    assert_eq!(risks, 10);
}

#[test]
fn the_service_committees_control_actions_are_planned_and_not_followed_up() {
    let counts = ControlCounts::of(&PLAYED.model.control.actions(&scope("SN")));
    assert_eq!((counts.total, counts.without_status), (8, 8));
}

#[test]
fn the_boards_internal_control_is_sufficient_on_all_five_requirements() {
    let size = PLAYED.size_on(AFTER_PUBLICATION);
    let judged: Vec<_> = PLAYED
        .model
        .control
        .assessment(&unit("RS"), 2024, size)
        .into_iter()
        .map(|assessed| assessed.judgement)
        .collect();
    assert_eq!(judged, [Some(Sufficiency::Sufficient); 5]);
}

#[test]
fn one_delegated_decision_is_left_unreported() {
    let size = PLAYED.size_on(AFTER_PUBLICATION);
    let open: Vec<_> = PLAYED
        .model
        .decisions
        .unreported(None, size)
        .into_iter()
        .map(|decision| decision.decision.to_string())
        .collect();
    assert_eq!(open, ["D09"]);
}

#[test]
fn digitalisation_moves_to_the_service_committee_on_the_first_of_october() {
    let size = PLAYED.size_on(AFTER_PUBLICATION);
    let exists = |id: &str, day: &str| {
        let day = day.parse().expect("a day");
        PLAYED
            .model
            .organisation
            .unit(&unit(id), day, size)
            .is_some()
    };
    assert!(exists("RS-DIG", "2024-09-30"));
    assert!(!exists("RS-DIG", "2024-10-01"));
    assert!(!exists("SN-DIG", "2024-09-30"));
    assert!(exists("SN-DIG", "2024-10-01"));
}
