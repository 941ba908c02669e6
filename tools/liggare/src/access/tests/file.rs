//! The accounts' file: kept whole, private and understood, or refused.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use ledger::entropy::SeededEntropy;
use ledger::time::Timestamp;
use tempfile::TempDir;

use super::given::{account, day, unit};
use crate::access::account::{Account, Login};
use crate::access::accounts::{Accounts, NotLetIn};
use crate::access::accounts_file::{AccountsError, FILE, change, load};
use crate::access::grant::Grant;
use crate::access::password::PasswordHash;
use crate::access::refused::Refused;
use crate::access::role::Role;
use crate::access::token::{Presented, Token};
use crate::access::watch::Watch;

const PASSWORD: &str = "ett långt lösenord";

fn login(text: &str) -> Login {
    text.parse().expect("a login")
}

fn named(name: &str) -> Account {
    Account {
        login: login(name),
        actor: format!("p-{name}").parse().expect("a pseudonym"),
        ..account(&[(Role::Controller, Some("RS"))])
    }
}

fn add(folder: &Path, name: &str) {
    change(folder, |accounts| accounts.add(named(name))).expect("added");
}

fn names(accounts: &Accounts) -> Vec<&str> {
    let all = accounts.all().iter();
    all.map(|account| account.login.as_str()).collect()
}

#[test]
fn the_file_is_its_owners_and_holds_what_was_put_into_it() {
    let folder = TempDir::new().expect("a folder");
    assert!(load(folder.path()).expect("no accounts").0.all().is_empty());
    add(folder.path(), "bo");
    add(folder.path(), "anna");
    let file = folder.path().join(FILE);
    let mode = fs::metadata(&file).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let (accounts, _) = load(folder.path()).expect("accounts");
    assert_eq!(names(&accounts), ["anna", "bo"]);
    assert_eq!(accounts.account(&login("bo")), Some(&named("bo")));
    let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 2, "the file and its lock: {left:?}");
}

/// An account that root added made the file root's; the server's own user could
/// not read it, and nobody was let in.
#[test]
fn the_file_and_its_lock_belong_to_the_owner_of_the_folder_whoever_changes_it() {
    const NOBODY: u32 = 65_534;
    let folder = TempDir::new().expect("a folder");
    add(folder.path(), "anna");
    // Only root can give a folder away; for anyone else the owner is the same.
    let _ = chown(folder.path(), Some(NOBODY), Some(NOBODY));
    add(folder.path(), "bo");
    let owner = fs::metadata(folder.path()).expect("the folder").uid();
    for entry in fs::read_dir(folder.path()).expect("a folder") {
        let entry = entry.expect("an entry");
        let metadata = entry.metadata().expect("its metadata");
        assert_eq!(metadata.uid(), owner, "{:?}", entry.file_name());
        assert_eq!(metadata.mode() & 0o777, 0o600);
    }
    assert_eq!(names(&load(folder.path()).expect("read").0), ["anna", "bo"]);
}

#[test]
fn a_file_that_others_can_read_or_nobody_understands_is_refused() {
    let folder = TempDir::new().expect("a folder");
    add(folder.path(), "anna");
    let file = folder.path().join(FILE);
    let whole = fs::read_to_string(&file).expect("the file");
    let with = |text: &str| {
        fs::write(&file, text).expect("written");
        load(folder.path()).map(|_| ())
    };
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode");
        let refused = load(folder.path()).map(|_| ());
        assert!(
            matches!(refused, Err(AccountsError::Exposed { .. })),
            "{mode:o}"
        );
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode");
    let newer = whole.replace("\"format\": 1", "\"format\": 2, \"other\": 1");
    assert!(matches!(
        with(&newer),
        Err(AccountsError::Newer { format: 2, .. })
    ));
    let twice = whole.replace("\"public\": false", "\"public\": false, \"public\": true");
    let unknown = whole.replace("\"public\": false", "\"public\": false, \"open\": true");
    let in_grant = whole.replace("\"role\"", "\"weight\": 1, \"role\"");
    let no_role = whole.replace("\"controller\"", "\"king\"");
    let of_the_region = whole.replace("\"controller\"", "\"auditor\"");
    let orphan = whole.replace("p-anna", "-");
    let cut = &whole[..whole.len() / 2];
    for text in [
        &twice,
        &unknown,
        &in_grant,
        &no_role,
        &of_the_region,
        &orphan,
        cut,
        "",
        "[]",
    ] {
        assert_ne!(text, whole, "the text was changed");
        let refused = with(text);
        assert!(
            matches!(refused, Err(AccountsError::Malformed { .. })),
            "{text}: {refused:?}"
        );
        let change = change(folder.path(), |accounts| accounts.add(named("bo")));
        assert!(
            change.is_err(),
            "nothing is written over what is not understood"
        );
    }
    with(&whole).expect("the whole file");
}

#[test]
fn a_refused_change_leaves_the_file_as_it_was() {
    let folder = TempDir::new().expect("a folder");
    add(folder.path(), "anna");
    let before = fs::read(folder.path().join(FILE)).expect("the file");
    let refused = change(folder.path(), |accounts| {
        accounts.set_disabled(&login("anna"), true)?;
        accounts.add(named("anna"))
    });
    assert!(matches!(
        refused,
        Err(AccountsError::Refused(Refused::LoginTaken(_)))
    ));
    assert_eq!(
        fs::read(folder.path().join(FILE)).expect("the file"),
        before
    );
}

#[test]
fn changes_at_the_same_time_are_all_kept() {
    let folder = TempDir::new().expect("a folder");
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let folder = folder.path();
            scope.spawn(move || (0..8).for_each(|n| add(folder, &format!("w{writer}-{n}"))));
        }
    });
    assert_eq!(load(folder.path()).expect("accounts").0.all().len(), 32);
}

#[test]
fn a_server_sees_a_change_at_the_next_request_and_lets_nobody_in_while_it_cannot_read() {
    let folder = TempDir::new().expect("a folder");
    let watch = Watch::new(folder.path());
    assert!(watch.current().expect("no accounts").all().is_empty());
    add(folder.path(), "anna");
    let first = watch.current().expect("accounts");
    assert_eq!(names(&first), ["anna"]);
    let again = watch.current().expect("accounts");
    assert!(std::sync::Arc::ptr_eq(&first, &again), "it is read once");
    change(folder.path(), |accounts| {
        accounts.set_disabled(&login("anna"), true)
    })
    .expect("done");
    let off = watch.current().expect("accounts");
    assert!(off.all()[0].disabled);
    let file = folder.path().join(FILE);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("a mode");
    assert!(watch.current().is_err());
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode");
    assert_eq!(names(&watch.current().expect("accounts")), ["anna"]);
    fs::remove_file(&file).expect("removed");
    assert!(watch.current().expect("no accounts").all().is_empty());
}

#[test]
fn a_caller_is_let_in_by_a_valid_token_or_the_password_of_an_open_account() {
    let mut accounts = Accounts::default();
    let mut entropy = SeededEntropy::new("caller");
    let password = Some(PasswordHash::of(PASSWORD, &mut entropy).expect("a hash"));
    accounts
        .add(Account {
            password,
            ..named("anna")
        })
        .expect("added");
    accounts.add(named("utan")).expect("added");
    let presented = Presented::generate(&mut entropy).expect("a token");
    let token = Token {
        id: presented.id().clone(),
        secret_sha256: presented.hash(),
        login: login("anna"),
        label: "prov".to_owned(),
        created: Timestamp(0),
        expires: Timestamp(100),
        revoked: None,
    };
    let too_long = Token {
        expires: Timestamp(732 * 24 * 3600 * 1_000_000),
        ..token.clone()
    };
    assert_eq!(accounts.add_token(too_long), Err(Refused::TokenLife));
    accounts.add_token(token).expect("added");
    let (text, id) = (presented.text(), presented.id().to_string());
    let by_token = |accounts: &Accounts, at| {
        let found = accounts.by_token(&text, Timestamp(at));
        found.map(|account| account.login.to_string())
    };
    assert_eq!(by_token(&accounts, 99), Ok("anna".to_owned()));
    assert_eq!(by_token(&accounts, 100), Err(NotLetIn::Expired));
    assert_eq!(
        accounts.by_token("liggare_x", Timestamp(1)),
        Err(NotLetIn::Unknown)
    );
    assert!(accounts.by_password("anna", PASSWORD).is_ok());
    for (login, given) in [
        ("anna", "ett annat lösenord"),
        ("utan", PASSWORD),
        ("ingen", PASSWORD),
    ] {
        assert_eq!(
            accounts.by_password(login, given),
            Err(NotLetIn::Unknown),
            "{login}"
        );
    }
    accounts.set_disabled(&login("anna"), true).expect("done");
    assert_eq!(by_token(&accounts, 1), Err(NotLetIn::Disabled));
    assert_eq!(
        accounts.by_password("anna", PASSWORD),
        Err(NotLetIn::Disabled)
    );
    assert_eq!(accounts.by_password("anna", "fel"), Err(NotLetIn::Unknown));
    accounts.set_disabled(&login("anna"), false).expect("done");
    accounts
        .rename(&login("anna"), None, Some(login("anna.ek")))
        .expect("done");
    assert_eq!(by_token(&accounts, 1), Ok("anna.ek".to_owned()));
    accounts.revoke_token(&id, Timestamp(5)).expect("revoked");
    assert_eq!(by_token(&accounts, 6), Err(NotLetIn::Revoked));
    accounts.remove(&login("anna.ek")).expect("removed");
    assert_eq!(by_token(&accounts, 6), Err(NotLetIn::Unknown));
}

#[test]
fn a_pseudonym_is_never_given_to_another_account() {
    let mut accounts = Accounts::default();
    accounts.add(named("anna")).expect("added");
    let same_actor = |name: &str| Account {
        actor: named("anna").actor,
        ..named(name)
    };
    assert!(matches!(
        accounts.add(same_actor("bo")),
        Err(Refused::ActorTaken(_))
    ));
    accounts.remove(&login("anna")).expect("removed");
    assert!(matches!(
        accounts.add(same_actor("bo")),
        Err(Refused::ActorTaken(_))
    ));
    let kept = serde_json::to_string(&accounts).expect("JSON");
    assert!(!kept.contains("Prov"), "the name is erased: {kept}");
}

#[test]
fn a_role_that_is_taken_back_keeps_its_days() {
    let mut accounts = Accounts::default();
    accounts.add(named("anna")).expect("added");
    let (anna, rs) = (login("anna"), unit("RS"));
    let last = day("2026-06-30");
    accounts
        .revoke(&anna, Role::Controller, Some(&rs), last)
        .expect("revoked");
    let held = |accounts: &Accounts| accounts.all()[0].grants.clone();
    assert_eq!(held(&accounts)[0].until, Some(last));
    let again = accounts.revoke(&anna, Role::Controller, Some(&rs), last);
    assert!(matches!(again, Err(Refused::NotHeld { .. })));
    let grant = |from: &str| Grant {
        role: Role::Controller,
        unit: Some(rs.clone()),
        from: day(from),
        until: None,
    };
    let overlapping = accounts.grant(&anna, grant("2026-06-30"));
    assert!(matches!(overlapping, Err(Refused::HeldAlready { .. })));
    accounts.grant(&anna, grant("2026-07-01")).expect("granted");
    let same_day = accounts.revoke(&anna, Role::Controller, Some(&rs), day("2026-06-30"));
    assert_eq!(same_day, Ok(()));
    assert!(!held(&accounts)[1].holds_on(day("2026-07-01")));
    accounts.check().expect("it can be kept");
    let bound = Grant {
        role: Role::Auditor,
        ..grant("2026-07-01")
    };
    assert_eq!(
        accounts.grant(&anna, bound),
        Err(Refused::RoleOfTheRegion(Role::Auditor))
    );
}
