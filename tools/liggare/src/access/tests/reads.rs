//! Every role against every capability.

use super::given::{TODAY, Year, account, day, unit};
use crate::access::account::Account;
use crate::access::matrix::{Capability, Reach};
use crate::access::permit::may_read;
use crate::access::role::Role;

#[test]
fn every_role_sees_what_is_listed_for_it_within_its_units_and_nothing_else() {
    let year = Year::played();
    for &capability in Capability::ALL {
        for role in Role::ALL {
            let sees = |held: Option<&str>, asked: Option<&str>, today: &str| {
                let account = account(&[(role, held)]);
                let asked = asked.map(unit);
                may_read(
                    &account,
                    capability,
                    asked.as_ref(),
                    &year.model,
                    day(today),
                )
                .is_ok()
            };
            let is_listed = capability.roles().contains(&role);
            let what = format!("{role} {}", capability.code());
            for asked in [None, Some("KN"), Some("BIB")] {
                assert_eq!(sees(None, asked, TODAY), is_listed, "{what}");
                assert!(!sees(None, asked, "2025-12-31"), "{what} before");
                assert!(!sees(None, asked, "2027-01-01"), "{what} after");
            }
            if role.is_of_a_unit() {
                let of_a_unit = is_listed && capability.reach() == Reach::Unit;
                let everyones = is_listed && capability.reach() == Reach::Everyone;
                assert_eq!(
                    sees(Some("KN"), Some("BIB"), TODAY),
                    of_a_unit || everyones,
                    "{what}"
                );
                for (held, asked) in [("KN", None), ("KN", Some("RF")), ("UTE", Some("BIB"))] {
                    assert_eq!(sees(Some(held), asked, TODAY), everyones, "{what} {held}");
                }
            }
        }
        let nobody = account(&[]);
        assert!(may_read(&nobody, capability, None, &year.model, day(TODAY)).is_err());
        let disabled = Account {
            disabled: true,
            ..account(&Role::ALL.map(|role| (role, None)))
        };
        assert!(may_read(&disabled, capability, None, &year.model, day(TODAY)).is_err());
    }
}

#[test]
fn only_what_is_published_can_be_opened_to_those_without_a_login() {
    let public: Vec<_> = Capability::ALL
        .iter()
        .filter(|capability| capability.may_be_public())
        .collect();
    assert_eq!(public, [&Capability::Publications]);
}

#[test]
fn the_auditor_sees_all_that_is_recorded_and_the_supervisor_all_units() {
    for &capability in Capability::ALL {
        let auditor = capability.roles().contains(&Role::Auditor);
        let is_recorded = capability != Capability::Operation;
        assert_eq!(auditor, is_recorded, "{}", capability.code());
        if capability.reach() == Reach::Unit {
            assert!(capability.roles().contains(&Role::Supervisor));
        }
    }
}
