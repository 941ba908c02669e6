//! Every role against every kind of command.

use std::collections::BTreeSet;

use super::given::{TODAY, Year, account, submission};
use crate::access::account::Account;
use crate::access::denied::{Denied, Place};
use crate::access::matrix::CommandKind;
use crate::access::role::Role;
use crate::access::touched::touched;

#[test]
fn every_role_may_give_the_commands_that_are_listed_for_it_and_no_other() {
    // Goal: denied unless listed. Method: each documented command, of every
    // kind, for an account with one role, held for the region, for the assembly
    // that all units are under, and for a committee that no command touches.
    let year = Year::played();
    let kinds: BTreeSet<_> = year
        .submissions
        .iter()
        .map(|submission| CommandKind::of(&submission.command))
        .collect();
    assert_eq!(kinds, CommandKind::ALL.iter().copied().collect());
    for submission in &year.submissions {
        let kind = CommandKind::of(&submission.command);
        let touches_the_region = touched(&submission.command, &year.model).contains(&Place::Region);
        for role in Role::ALL {
            let is_listed = kind.roles().contains(&role);
            let of = |unit| year.permit(&account(&[(role, unit)]), submission).is_ok();
            let what = format!("{} {role} {}", submission.id, kind.name());
            assert_eq!(of(None), is_listed, "{what} for the region");
            let inside = is_listed && !touches_the_region;
            if role.is_of_a_unit() {
                assert_eq!(of(Some("RF")), inside, "{what} for the assembly");
                assert!(!of(Some("UTE")), "{what} outside");
            }
        }
    }
}

#[test]
fn a_role_counts_only_from_its_first_day_to_its_last_and_of_an_open_account() {
    let year = Year::played();
    for submission in &year.submissions {
        for role in Role::ALL {
            let held = account(&[(role, None)]);
            let may = year.permit(&held, submission).is_ok();
            for (today, holds) in [
                ("2025-12-31", false),
                ("2026-01-01", true),
                ("2026-12-31", true),
                ("2027-01-01", false),
            ] {
                let on = year.permit_on(&held, submission, today).is_ok();
                assert_eq!(on, may && holds, "{} {role} {today}", submission.id);
            }
            let disabled = Account {
                disabled: true,
                ..held
            };
            let denied = year.permit(&disabled, submission).expect_err("shut off");
            assert!(denied.is_disabled && denied.message().contains("avstängt"));
        }
        assert!(year.permit(&account(&[]), submission).is_err());
    }
}

#[test]
fn a_denial_names_the_unit_and_the_roles_that_would_do() {
    let year = Year::played();
    let booking = year.command("bokning-2");
    let denied = |unit| {
        let of = account(&[(Role::Registrator, Some(unit))]);
        year.permit(&of, booking).expect_err("another's unit")
    };
    let said = denied("BIB");
    assert_eq!(said.needed_for, Place::Unit(super::given::unit("KF")));
    assert_eq!(said.message(), "Kontot får inte bokföra utfall för KF.");
    assert_eq!(
        said.remedy(),
        "Det krävs rollen registrator eller controller för KF eller en enhet ovanför."
    );
    assert_eq!(Denied::CODE, "not_permitted");
    let secretary = account(&[(Role::DecisionSecretary, None)]);
    let rules = year.permit(&secretary, year.command("regler-1"));
    let rules = rules.expect_err("the administrator's");
    assert_eq!(rules.remedy(), "Det krävs rollen administratör.");
}

#[test]
fn a_reallocation_needs_the_giving_and_the_receiving_unit() {
    let year = Year::played();
    let moved = submission(
        r#"{"id":"omdisp-ute","actor":"p-3","decision":"B-OMD","command":{"ReallocateBudget":{"year":2025,"from_month":6,"postings":[{"line":"L1","amount_ore":100},{"line":"LUTE","amount_ore":-100}]}}}"#,
    );
    let of = |grants: &[_]| year.permit(&account(grants), &moved);
    let controller = |unit| (Role::Controller, Some(unit));
    let giver = of(&[controller("KN")]).expect_err("the receiver is another's");
    assert_eq!(giver.needed_for, Place::Unit(super::given::unit("UTE")));
    let receiver = of(&[controller("UTE")]).expect_err("the giver is another's");
    assert_eq!(receiver.needed_for, Place::Unit(super::given::unit("KN")));
    assert_eq!(of(&[controller("KN"), controller("UTE")]), Ok(()));
    assert_eq!(of(&[controller("RF")]), Ok(()));
    assert_eq!(of(&[(Role::Controller, None)]), Ok(()));
    let mixed = of(&[controller("KN"), (Role::Registrator, Some("UTE"))]);
    assert!(mixed.is_err(), "a registrator receives no budget");
}

#[test]
fn a_registrator_corrects_what_it_recorded_itself_and_nothing_else() {
    let year = Year::played();
    let correction = year.command("ratta-bokning");
    let registrator = account(&[(Role::Registrator, Some("BIB"))]);
    let denied = year.permit(&registrator, correction).expect_err("others'");
    assert_eq!(denied.needed_for, Place::OthersFact);
    assert_eq!(denied.remedy(), "Det krävs rollen controller.");
    let who_recorded = Account {
        actor: correction.actor.clone(),
        ..registrator
    };
    assert_eq!(year.permit(&who_recorded, correction), Ok(()));
    let elsewhere = Account {
        grants: account(&[(Role::Registrator, Some("UTE"))]).grants,
        ..who_recorded.clone()
    };
    assert!(year.permit(&elsewhere, correction).is_err());
    let of_nothing = submission(
        r#"{"id":"ratta-ingenting","actor":"p-3","reason":"Fel.","command":{"CorrectOutcome":{"corrects":"@999999","fact":{"booking":{"unit":"BIB","line":"L2","month":"2025-03","was_ore":-1,"amount_ore":-2}}}}}"#,
    );
    assert!(year.permit(&who_recorded, &of_nothing).is_err());
    let controller = account(&[(Role::Controller, Some("BIB"))]);
    assert_eq!(year.permit(&controller, correction), Ok(()));
}

#[test]
fn what_cannot_be_looked_up_needs_the_role_for_the_whole_region() {
    let year = Year::played();
    for (line, role) in [
        (
            r#"{"id":"x","actor":"p-3","command":{"ReportActionEffect":{"action":"A99","period":"2025","outcome":{"year":2025,"amount_ore":1},"forecast":[]}}}"#,
            Role::Registrator,
        ),
        (
            r#"{"id":"x","actor":"p-3","command":{"FollowUpControlAction":{"control":"K99","period":"2025","status":"ongoing"}}}"#,
            Role::Registrator,
        ),
        (
            r#"{"id":"x","actor":"p-3","command":{"SpendInvestment":{"rows":[{"object":"INV-99","month":"2025-05","amount_ore":-1,"document":"V"}]}}}"#,
            Role::Registrator,
        ),
        (
            r#"{"id":"x","actor":"p-3","command":{"SetTarget":{"indicator":"I99","period":"2025","target":"reported_only"}}}"#,
            Role::Controller,
        ),
        (
            r#"{"id":"x","actor":"p-3","command":{"WithdrawItem":{"item":"M99","valid_to":"2025-12-31"}}}"#,
            Role::DecisionSecretary,
        ),
        (
            r#"{"id":"x","actor":"p-3","command":{"DecideFrames":{"rows":[{"line":"L99","year":2025,"amount_ore":-1,"distribution":"even"}]}}}"#,
            Role::DecisionSecretary,
        ),
        (
            r#"{"id":"x","actor":"p-3","command":{"BookOutcomes":{"rows":[{"unit":"OKAND","line":"L1","month":"2025-03","amount_ore":-1,"document":"V"}]}}}"#,
            Role::Registrator,
        ),
        (
            r#"{"id":"x","actor":"p-3","command":{"BookOutcomes":{"rows":[]}}}"#,
            Role::Registrator,
        ),
    ] {
        let command = submission(line);
        let of = |unit| year.permit(&account(&[(role, unit)]), &command);
        assert!(of(Some("RF")).is_err(), "{line}");
        assert!(of(Some("OKAND")).is_err(), "{line}");
        assert_eq!(of(None), Ok(()), "{line}");
    }
}

#[test]
fn a_unit_is_reached_by_those_above_it_as_the_organisation_is_today() {
    let year = Year::played();
    let text = submission(
        r#"{"id":"x","actor":"p-3","command":{"WriteNarrative":{"unit":"DIG","period":"2025","section":"summary","text":"Text."}}}"#,
    );
    let mut held = account(&[(Role::Registrator, Some("BIB"))]);
    held.grants[0].from = super::given::day("2020-01-01");
    // DIG belongs to BIB from 2025-04-01, and to KF before.
    assert!(year.permit_on(&held, &text, "2025-03-31").is_err());
    assert_eq!(year.permit_on(&held, &text, "2025-04-01"), Ok(()));
    assert_eq!(year.permit_on(&held, &text, TODAY), Ok(()));
    let below = account(&[(Role::Registrator, Some("DIG"))]);
    assert!(year.permit(&below, year.command("bokning-1")).is_err());
}
