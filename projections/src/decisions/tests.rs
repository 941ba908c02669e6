//! Tests of the view `decisions`: rows of given events and what it then answers, and that a later event never changes an older answer.

use ledger::event::Event;
use ledger::event::decision::{DecisionKind, Delegation, Precision};
use ledger::money::Ore;
use proptest::prelude::*;

use super::*;
use crate::testing::{answers_as_a_replay_would, day, entries, fold, id, period, quickly};

fn taken(decision: &str, unit: &str, date: &str, committee: Option<&str>) -> Event {
    DecisionTaken {
        decision: id(decision),
        unit: id(unit),
        organ: "Regiondirektören".into(),
        kind: DecisionKind::Reallocation,
        title: "Omdisponering".into(),
        date: day(date),
        precision: Precision::Month,
        case_number: None,
        paragraph: None,
        amount_ore: Some(Ore(-200_000_000)),
        delegation: committee.map(|committee| Delegation {
            committee: id(committee),
            urgent: false,
        }),
    }
    .into()
}

fn reported(decision: &str, committee: &str) -> Event {
    DecisionReported {
        decision: id(decision),
        committee: id(committee),
        date: day("2024-06-01"),
        paragraph: Some("§ 12".into()),
    }
    .into()
}

fn referred_back(decision: &str, item: Option<&str>) -> Event {
    MatterReferredBack {
        decision: id(decision),
        matter: "Krav- och kvalitetsboken".into(),
        item: item.map(id),
        by_minority: true,
        motivation: "Underlaget behöver kompletteras".into(),
    }
    .into()
}

fn ids(decisions: &[Decision]) -> Vec<&str> {
    decisions
        .iter()
        .map(|decision| decision.decision.as_str())
        .collect()
}

fn scope(size: u64) -> Scope {
    Scope {
        unit: id("RS"),
        period: period("2024"),
        size,
        subtree: [id("RS"), id("RS-HV")].into(),
        ancestors: Vec::new(),
        parents: BTreeMap::new(),
    }
}

#[test]
fn a_delegated_decision_is_on_the_open_list_until_its_own_committee_hears_of_it() {
    let view = fold(
        &entries([
            taken("D9", "RS", "2024-12-31", Some("RS")),
            taken("D10", "RS", "2024-12-31", Some("RS")),
            taken("D3", "SN", "2024-09-01", Some("SN")),
            taken("D4", "RS", "2024-01-01", None),
            reported("D9", "SN"),
            reported("D9", "RS"),
        ]),
        Decisions::apply,
    );
    assert_eq!(ids(&view.unreported(None, 5)), ["D3", "D9", "D10"]);
    assert_eq!(ids(&view.unreported(None, 6)), ["D3", "D10"]);
    assert_eq!(ids(&view.unreported(Some(&id("RS")), 6)), ["D10"]);
    let told = view.decision(&id("D9"), 6).unwrap();
    assert_eq!(told.reported.unwrap().paragraph.as_deref(), Some("§ 12"));
    assert_eq!(told.grounds.positions(), [Position(0), Position(5)]);
}

#[test]
fn a_years_decisions_are_those_in_the_matters_of_the_reports_units_by_date() {
    let view = fold(
        &entries([
            taken("D8", "RS", "2024-10-01", None),
            taken("D7", "RS-HV", "2024-09-01", None),
            taken("D5", "RS", "2023-12-31", None),
            taken("D2", "SN", "2024-02-01", None),
        ]),
        Decisions::apply,
    );
    assert_eq!(ids(&view.of_year(&scope(4))), ["D7", "D8"]);
    assert_eq!(ids(&view.of_unit(&id("RS"), 2023, 4)), ["D5"]);
}

#[test]
fn a_referral_back_is_found_by_its_decision_and_by_its_item() {
    let view = fold(
        &entries([
            taken("D10", "RF", "2024-12-01", None),
            referred_back("D10", Some("RS-U1")),
            referred_back("D10", None),
        ]),
        Decisions::apply,
    );
    assert_eq!(view.decision(&id("D10"), 3).unwrap().referrals.len(), 2);
    assert_eq!(view.decision(&id("D10"), 1).unwrap().referrals, []);
    assert_eq!(view.referrals_of(&id("RS-U1"), 3).len(), 1);
}

fn any_event() -> impl Strategy<Value = Event> {
    let decision = || prop::sample::select(vec!["D1", "D2", "D10"]);
    let unit = || prop::sample::select(vec!["RS", "SN"]);
    let date = prop::sample::select(vec!["2023-11-01", "2024-03-01"]);
    prop_oneof![
        (decision(), unit(), date, prop::option::of(unit()))
            .prop_map(|(d, u, on, c)| taken(d, u, on, c)),
        (decision(), unit()).prop_map(|(d, c)| reported(d, c)),
        (decision(), prop::option::of(Just("U1"))).prop_map(|(d, i)| referred_back(d, i)),
    ]
}

proptest! {
    #![proptest_config(quickly())]

    #[test]
    fn every_answer_is_that_of_a_replay(events in prop::collection::vec(any_event(), 0..14)) {
        answers_as_a_replay_would(&entries(events), Decisions::apply, |view, size| {
            (
                view.of_year(&scope(size)),
                view.unreported(None, size),
                view.unreported(Some(&id("SN")), size),
                view.referrals_of(&id("U1"), size),
            )
        });
    }
}
