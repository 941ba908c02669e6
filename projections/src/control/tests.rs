//! Tests of the view `control`: rows of given events and what it then answers, and that a later event never changes an older answer.

use ledger::event::Event;
use ledger::event::control::{ControlScope, ControlStatus, Sufficiency, WishedEffect};
use proptest::prelude::*;

use super::*;
use crate::testing::{answers_as_a_replay_would, entries, fold, id, period, quickly};

fn risk(risk: &str, unit: &str) -> Event {
    RiskIdentified {
        risk: id(risk),
        unit: id(unit),
        year: 2024,
        area: "HR".into(),
        title: "Ohälsa och olycksfall".into(),
        likelihood: Some(2),
        impact: None,
    }
    .into()
}

fn planned(control: &str, unit: &str, year: u16) -> Event {
    ControlActionPlanned {
        control: id(control),
        risk: id("R1"),
        unit: id(unit),
        year,
        title: "Årlig uppföljning".into(),
        scope: ControlScope::Region,
    }
    .into()
}

fn followed_up(
    control: &str,
    of: &str,
    status: ControlStatus,
    effect: Option<WishedEffect>,
) -> Event {
    ControlActionFollowedUp {
        control: id(control),
        period: period(of),
        status,
        effect,
        comment: None,
    }
    .into()
}

fn assessed(unit: &str, requirement: Requirement, judgement: Sufficiency) -> Event {
    ControlAssessed {
        unit: id(unit),
        year: 2024,
        requirement,
        judgement,
        motivation: None,
    }
    .into()
}

fn scope(of: &str, size: u64) -> Scope {
    Scope {
        unit: id("RS"),
        period: period(of),
        size,
        subtree: [id("RS"), id("RS-TV")].into(),
        ancestors: Vec::new(),
        parents: BTreeMap::new(),
    }
}

/// The board's plan for 2024 as published: 14 actions, one of them not carried
/// out, one with the wished effect in part.
#[test]
fn the_control_actions_of_2024_come_out_as_published() {
    let mut events = vec![risk("R1", "RS")];
    for number in 1..=14 {
        let control = format!("IK-{number}");
        events.push(planned(&control, "RS", 2024));
        let (status, effect) = match number {
            7 => (ControlStatus::Completed, WishedEffect::Partly),
            11 => (ControlStatus::NotCarriedOut, WishedEffect::No),
            _ => (ControlStatus::Completed, WishedEffect::Yes),
        };
        events.push(followed_up(&control, "2024", status, Some(effect)));
    }
    events.push(planned("IK-15", "SN", 2024));
    events.push(planned("IK-16", "RS", 2023));
    let size = u64::try_from(events.len()).unwrap();
    let view = fold(&entries(events), Control::apply);
    let actions = view.actions(&scope("2024", size));
    let ids: Vec<_> = actions
        .iter()
        .map(|action| action.control.as_str())
        .collect();
    assert_eq!(ids[..2], ["IK-1", "IK-2"]);
    assert_eq!(ids[13], "IK-14");
    assert_eq!(actions[0].area.as_deref(), Some("HR"));
    assert_eq!(
        ControlCounts::of(&actions),
        ControlCounts {
            total: 14,
            completed: 13,
            ongoing: 0,
            not_carried_out: 1,
            without_status: 0,
            effect_yes: 12,
            effect_partly: 1,
            effect_no: 1,
            effect_unknown: 0,
            redacted: 0,
        }
    );
    assert_eq!(view.risks(&scope("2024", size)).len(), 1);
}

#[test]
fn an_action_shows_the_follow_up_of_the_latest_period_up_to_the_reports() {
    let view = fold(
        &entries([
            planned("IK-1", "RS", 2024),
            followed_up(
                "IK-1",
                "2024",
                ControlStatus::Completed,
                Some(WishedEffect::Yes),
            ),
            followed_up("IK-1", "2024-01/2024-07", ControlStatus::Ongoing, None),
        ]),
        Control::apply,
    );
    let at = |of: &str, size| {
        view.action(&id("IK-1"), period(of), size)
            .and_then(|action| action.follow_up)
            .and_then(|follow_up| follow_up.status)
    };
    assert_eq!(at("2024", 1), None);
    assert_eq!(at("2024", 3), Some(ControlStatus::Completed));
    assert_eq!(at("2024-01/2024-07", 3), Some(ControlStatus::Ongoing));
    assert_eq!(at("2024-01/2024-07", 2), None, "the year's is not yet told");
    assert_eq!(at("2024-01/2024-10", 3), Some(ControlStatus::Ongoing));
    let without = ControlCounts::of(&view.actions(&scope("2024-01/2024-06", 3)));
    assert_eq!((without.without_status, without.effect_unknown), (1, 1));
    assert_eq!(
        view.follow_up_versions(&id("IK-1"), period("2024"), 0, 3)
            .len(),
        1
    );
}

#[test]
fn every_requirement_is_listed_judged_or_not() {
    use Requirement::{A, B};
    let view = fold(
        &entries([
            assessed("RS", A, Sufficiency::Insufficient),
            assessed("RS", B, Sufficiency::Sufficient),
            assessed("RS", A, Sufficiency::Sufficient),
        ]),
        Control::apply,
    );
    let at = |size| {
        view.assessment(&id("RS"), 2024, size)
            .into_iter()
            .map(|judged| judged.judgement)
            .collect::<Vec<_>>()
    };
    let (good, bad) = (
        Some(Sufficiency::Sufficient),
        Some(Sufficiency::Insufficient),
    );
    assert_eq!(at(2), [bad, good, None, None, None]);
    assert_eq!(at(3), [good, good, None, None, None]);
}

fn any_event() -> impl Strategy<Value = Event> {
    let control = || prop::sample::select(vec!["IK-1", "IK-2", "IK-10"]);
    let unit = || prop::sample::select(vec!["RS", "SN"]);
    let of = prop::sample::select(vec!["2024-01/2024-07", "2024"]);
    let status = prop::sample::select(vec![ControlStatus::Ongoing, ControlStatus::Completed]);
    let requirement = prop::sample::select(vec![Requirement::A, Requirement::E]);
    prop_oneof![
        unit().prop_map(|u| risk("R1", u)),
        (control(), unit(), 2023..2025_u16).prop_map(|(c, u, y)| planned(c, u, y)),
        (control(), of, status).prop_map(|(c, p, s)| followed_up(c, p, s, None)),
        (unit(), requirement).prop_map(|(u, r)| assessed(u, r, Sufficiency::Sufficient)),
    ]
}

proptest! {
    #![proptest_config(quickly())]

    #[test]
    fn every_answer_is_that_of_a_replay(events in prop::collection::vec(any_event(), 0..14)) {
        answers_as_a_replay_would(&entries(events), Control::apply, |view, size| {
            (
                view.risks(&scope("2024", size)),
                view.actions(&scope("2024", size)),
                view.actions(&scope("2024-01/2024-07", size)),
                view.assessment(&id("RS"), 2024, size),
            )
        });
    }
}

#[test]
fn the_follow_ups_of_a_year_are_told_in_order_up_to_the_period() {
    let events = vec![
        planned("K1", "RS", 2024),
        followed_up(
            "K1",
            "2024",
            ControlStatus::Completed,
            Some(WishedEffect::Yes),
        ),
        followed_up("K1", "2024-01/2024-07", ControlStatus::Ongoing, None),
        followed_up("K1", "2023", ControlStatus::NotCarriedOut, None),
        followed_up("K1", "2024-07", ControlStatus::NotCarriedOut, None),
    ];
    let view = fold(&entries(events), Control::apply);
    let told = |of: &str, size| {
        let made = view.follow_ups(&id("K1"), period(of), size);
        let periods = made.iter().map(|follow_up| follow_up.period.to_string());
        periods.collect::<Vec<_>>()
    };
    assert_eq!(told("2024", 5), ["2024-07", "2024-01/2024-07", "2024"]);
    assert_eq!(told("2024-01/2024-08", 5), ["2024-07", "2024-01/2024-07"]);
    assert_eq!(told("2024", 2), ["2024"]);
    assert!(view.follow_ups(&id("K2"), period("2024"), 5).is_empty());
}
