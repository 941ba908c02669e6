//! Accounts and tokens as an administrator keeps them.

use std::fs::{self, File};
use std::path::Path;

use serde_json::Value;

use crate::harness::{Answer, Ledger};

const PASSWORD: &str = "en hemlig fras 1";

fn add(ledger: &Ledger, login: &str, rest: &[&str]) -> Answer {
    let words = [
        "user",
        "add",
        login,
        "--name",
        "Anna Ek",
        "--password-stdin",
    ];
    let words: Vec<&str> = words.iter().chain(rest).copied().collect();
    ledger.run_with(&words, format!("{PASSWORD}\n").as_bytes())
}

fn accounts(ledger: &Ledger) -> Value {
    ledger
        .run(&["user", "list", "--format", "json"])
        .ok()
        .json()
}

/// Every file below a folder that holds a text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else {
            let bytes = fs::read(&path).expect("a file");
            if bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
            {
                found.push(
                    path.file_name()
                        .expect("a name")
                        .to_string_lossy()
                        .into_owned(),
                );
            }
        }
    }
    found
}

#[test]
fn an_account_is_added_given_roles_and_removed() {
    let ledger = Ledger::empty();
    let added = add(
        &ledger,
        "anna",
        &["--actor", "p-17", "--role", "registrator", "--unit", "RS"],
    )
    .ok();
    assert!(added.out.contains("p-17"), "{}", added.out);
    ledger
        .run(&["user", "grant", "anna", "revisor", "--from", "2025-01-01"])
        .ok();
    ledger
        .run(&["user", "revoke", "anna", "registrator", "--unit", "RS"])
        .ok();
    ledger
        .run(&["user", "rename", "anna", "--login", "anna.ek"])
        .ok();
    ledger.run(&["user", "disable", "anna.ek"]).ok();
    let account = &accounts(&ledger)["accounts"][0];
    assert_eq!(account["login"], "anna.ek");
    assert_eq!(account["actor"], "p-17");
    assert_eq!(account["disabled"], true);
    assert_eq!(account["has_password"], true);
    assert_eq!(account["grants"][0]["role"], "registrator");
    assert_eq!(account["grants"][0]["holds_today"], false);
    assert_eq!(account["grants"][1]["role"], "auditor");
    assert_eq!(account["grants"][1]["holds_today"], true);
    for form in ["text", "json", "csv"] {
        let shown = ledger.run(&["user", "list", "--format", form]).ok().out;
        assert!(
            shown.contains("anna.ek") && !shown.contains("argon2"),
            "{shown}"
        );
    }
    ledger.run(&["user", "enable", "anna.ek"]).ok();
    ledger
        .run(&["user", "password", "anna.ek", "--remove"])
        .ok();
    assert_eq!(accounts(&ledger)["accounts"][0]["has_password"], false);
    ledger.run(&["user", "remove", "anna.ek"]).ok();
    assert_eq!(holding(&ledger.folder, "Anna Ek"), Vec::<String>::new());
    let again = add(&ledger, "bo", &["--actor", "p-17"]);
    assert_eq!(again.code, 1, "a pseudonym is nobody else's: {}", again.err);
    ledger.run(&["user", "public", "on"]).ok();
    assert_eq!(accounts(&ledger)["public"], true);
}

#[test]
fn what_cannot_be_is_refused_with_what_to_do() {
    let ledger = Ledger::empty();
    add(&ledger, "anna", &[]).ok();
    let rows: &[(&[&str], i32, &str)] = &[
        (
            &["user", "add", "Anna", "--name", "A", "--no-password"],
            2,
            "a till z",
        ),
        (
            &["user", "add", "anna", "--name", "A", "--no-password"],
            1,
            "redan ett konto",
        ),
        (
            &["user", "add", "bo", "--name", "Bo"],
            2,
            "--password-stdin",
        ),
        (
            &[
                "user",
                "add",
                "bo",
                "--name",
                "Bo",
                "--no-password",
                "--unit",
                "RS",
            ],
            2,
            "--role",
        ),
        (&["user", "grant", "anna", "controller"], 2, "--region"),
        (
            &["user", "grant", "anna", "revisor", "--unit", "RS"],
            1,
            "hela regionen",
        ),
        (&["user", "grant", "anna", "kung"], 2, "sekreterare"),
        (&["user", "revoke", "anna", "revisor"], 1, "inte rollen"),
        (&["user", "disable", "bo"], 1, "inget konto"),
        (
            &["user", "password", "anna", "--password-stdin"],
            1,
            "minst 12 tecken",
        ),
        (&["user"], 2, "kommando"),
        (&["token", "create", "bo", "--label", "x"], 1, "inget konto"),
        (
            &[
                "token",
                "create",
                "anna",
                "--label",
                "x",
                "--until",
                "2199-01-01",
            ],
            1,
            "högst 731",
        ),
        (&["token", "revoke", "0123456789ab"], 1, "ingen nyckel"),
    ];
    for (words, code, said) in rows {
        let answer = ledger.run(words);
        assert_eq!(
            answer.code, *code,
            "{words:?}: {}{}",
            answer.out, answer.err
        );
        assert!(answer.err.contains(said), "{words:?}: {}", answer.err);
        assert!(answer.err.contains("gör så"), "{words:?}: {}", answer.err);
    }
    let elsewhere = Ledger::none().run(&["user", "list"]);
    assert_eq!(elsewhere.code, 3, "{}", elsewhere.err);
}

#[test]
fn a_password_is_kept_only_as_its_hash() {
    let ledger = Ledger::empty();
    let said = add(&ledger, "anna", &[]).ok();
    assert!(!format!("{}{}", said.out, said.err).contains(PASSWORD));
    assert_eq!(holding(&ledger.folder, PASSWORD), Vec::<String>::new());
    assert_eq!(
        holding(&ledger.folder, "$argon2id$v=19$m=19456,t=2,p=1$"),
        ["accounts.json"]
    );
}

#[test]
fn a_token_is_shown_once_and_can_be_taken_back() {
    let ledger = Ledger::empty();
    add(&ledger, "system", &[]).ok();
    let words = [
        "token", "create", "system", "--label", "prov", "--format", "json",
    ];
    let made = ledger.run(&words).ok().json();
    let token = made["tokens"][0]["token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let id = made["tokens"][0]["id"].as_str().expect("an id").to_owned();
    assert!(token.starts_with(&format!("liggare_{id}_")), "{token}");
    let secret = &token[token.len() - 40..];
    assert_eq!(holding(&ledger.folder, secret), Vec::<String>::new());
    let list = |ledger: &Ledger| ledger.run(&["token", "list", "--format", "json"]).ok();
    assert!(!list(&ledger).out.contains(secret));
    assert_eq!(list(&ledger).json()["tokens"][0]["valid"], true);
    ledger.run(&["token", "revoke", &id]).ok();
    assert_eq!(list(&ledger).json()["tokens"][0]["valid"], false);
}

#[test]
fn accounts_are_kept_while_another_process_holds_the_ledger() {
    let ledger = Ledger::empty();
    let held = File::open(ledger.folder.join("lock")).expect("the lock");
    held.lock().expect("taken");
    assert_eq!(ledger.run(&["status"]).code, 3, "the ledger is in use");
    add(&ledger, "anna", &[]).ok();
    ledger
        .run(&["token", "create", "anna", "--label", "prov"])
        .ok();
    assert_eq!(accounts(&ledger)["accounts"][0]["tokens"], 1);
}

#[test]
fn the_demonstration_has_a_user_per_role_and_shows_their_passwords_once() {
    let ledger = Ledger::none();
    let made = ledger
        .run(&["demo", "--no-serve", "--format", "json"])
        .ok()
        .json();
    let users = made["users"].as_array().expect("users");
    let roles: Vec<&str> = users
        .iter()
        .filter_map(|user| user["role"].as_str())
        .collect();
    let expected = [
        "registrator",
        "controller",
        "decision_secretary",
        "supervisor",
        "auditor",
        "administrator",
    ];
    assert_eq!(roles, expected);
    for user in users {
        let password = user["password"].as_str().expect("a password");
        assert_eq!(password.len(), 20);
        assert_eq!(holding(&ledger.folder, password), Vec::<String>::new());
    }
    let kept = accounts(&ledger);
    assert_eq!(
        kept["accounts"].as_array().expect("accounts").len(),
        expected.len()
    );
    assert_eq!(kept["public"], false);
}

#[test]
fn an_archive_holds_no_accounts() {
    let ledger = Ledger::demonstration();
    add(&ledger, "anna", &[]).ok();
    let archive = ledger.around.path().join("arkiv");
    ledger.run(&["export", &archive.display().to_string()]).ok();
    assert_eq!(holding(&archive, "Anna Ek"), Vec::<String>::new());
    assert_eq!(holding(&archive, "argon2"), Vec::<String>::new());
    assert_eq!(holding(&ledger.folder, "Anna Ek"), ["accounts.json"]);
}
