//! Settings: file, environment and flags, and which of them holds.

use std::fs;
use std::path::PathBuf;

use crate::harness::{Answer, Ledger};

/// File, variables, flags, value and where it comes from.
type Held<'a> = (
    Option<&'a str>,
    &'a [(&'a str, &'a str)],
    &'a [&'a str],
    &'a str,
    &'a str,
);

/// File, variables, flags and what is told.
type Refused<'a> = (
    &'a str,
    &'a [(&'a str, &'a str)],
    &'a [&'a str],
    &'a [&'a str],
);

/// What `serve --print-config` answers, with a file, variables and flags.
fn print(file: Option<&str>, variables: &[(&str, &str)], flags: &[&str]) -> Answer {
    let ledger = Ledger::empty();
    let path: PathBuf = ledger.folder.join("liggare.toml");
    if let Some(text) = file {
        fs::write(&path, text).expect("a file");
    }
    let mut command = ledger.command(&["serve", "--print-config", "--format", "json"]);
    command.args(flags).envs(variables.iter().copied());
    command.output().expect("the command runs").into()
}

fn setting(answer: &Answer, key: &str) -> (String, String) {
    let shown = answer.json();
    let all = shown["settings"].as_array().expect("a list");
    let found = all.iter().find(|setting| setting["key"] == key);
    let found = found.unwrap_or_else(|| panic!("{key} is not shown"));
    let text = |member: &str| found[member].as_str().expect("text").to_owned();
    (text("value"), text("source"))
}

#[test]
fn a_flag_holds_before_the_environment_before_the_file_before_what_nobody_said() {
    let file = "# kommentar\nlisten = \"127.0.0.1:1\"\n";
    let variable = ("LIGGARE_LISTEN", "127.0.0.1:2");
    let flag = ["--listen", "127.0.0.1:3"];
    let rows: &[Held<'_>] = &[
        (None, &[], &[], "127.0.0.1:8040", "förval"),
        (Some(file), &[], &[], "127.0.0.1:1", "liggare.toml, rad 2"),
        (Some(file), &[variable], &[], "127.0.0.1:2", "miljön"),
        (None, &[variable], &[], "127.0.0.1:2", "miljön"),
        (Some(file), &[variable], &flag, "127.0.0.1:3", "flagga"),
        (Some(file), &[], &flag, "127.0.0.1:3", "flagga"),
        (None, &[], &flag, "127.0.0.1:3", "flagga"),
    ];
    for (file, variables, flags, value, source) in rows {
        let shown = setting(&print(*file, variables, flags).ok(), "listen");
        assert_eq!(shown.0, *value, "{file:?} {variables:?} {flags:?}");
        assert!(shown.1.ends_with(source), "{shown:?}");
    }
}

#[test]
fn what_is_printed_is_a_file_that_says_the_same() {
    let ledger = Ledger::empty();
    let flags = [
        "--behind-proxy",
        "--slow-ms",
        "7",
        "--log",
        "warn,liggare=\"x\"",
    ];
    let shown = ledger
        .run(&[&["serve", "--print-config"][..], &flags].concat())
        .ok()
        .out;
    let path = ledger.around.path().join("annan.toml");
    fs::write(&path, &shown).expect("a file");
    let again = ledger.run(&[
        "serve",
        "--print-config",
        "--format",
        "json",
        "--config",
        path.to_str().expect("UTF-8"),
    ]);
    let again = again.ok();
    for (key, value) in [
        ("behind_proxy", "true"),
        ("slow_ms", "7"),
        ("log", "warn,liggare=\"x\""),
        ("listen", "127.0.0.1:8040"),
        ("tls_key", ""),
    ] {
        assert_eq!(setting(&again, key).0, value, "{key} in\n{shown}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_place() {
    let rows: &[Refused<'_>] = &[
        (
            "\nlissen = \"x\"\n",
            &[],
            &[],
            &["lissen", "rad 2", "--print-config"],
        ),
        (
            "listen = \"x\"\n",
            &[],
            &[],
            &["\"x\"", "listen", "rad 1", "127.0.0.1:8040"],
        ),
        (
            "listen = 8040\n",
            &[],
            &[],
            &["listen", "citationstecken", "rad 1"],
        ),
        (
            "slow_ms = \"7\"\n",
            &[],
            &[],
            &["slow_ms", "heltal", "rad 1"],
        ),
        (
            "slow_ms = -7\n",
            &[],
            &[],
            &["slow_ms", "-7", "rad 1", "heltal från 1"],
        ),
        ("behind_proxy = 1\n", &[], &[], &["behind_proxy", "true"]),
        (
            "listen = \"a\"\nlisten = \"b\"\n",
            &[],
            &[],
            &["TOML", "rad 2"],
        ),
        ("[server]\nlisten = \"a\"\n", &[], &[], &["server", "rad 1"]),
        ("listen\n", &[], &[], &["TOML", "rad 1"]),
        (
            "",
            &[("LIGGARE_GRACE_SECONDS", "kort")],
            &[],
            &["kort", "LIGGARE_GRACE_SECONDS"],
        ),
        (
            "",
            &[],
            &["--max-connections", "0"],
            &["max_connections", "--max-connections"],
        ),
        (
            "",
            &[],
            &["--tls-key", "k.pem"],
            &["tls_key", "tls_certificate"],
        ),
        ("", &[], &["--log-format", "xml"], &["xml", "--log-format"]),
    ];
    for (file, variables, flags, told) in rows {
        let answer = print(Some(file), variables, flags);
        assert_eq!(
            answer.code, 2,
            "{file:?} {variables:?} {flags:?}: {}",
            answer.err
        );
        for text in *told {
            assert!(answer.err.contains(text), "{text:?} in {}", answer.err);
        }
    }
}

#[test]
fn a_file_that_is_named_has_to_be_there() {
    let ledger = Ledger::empty();
    let answer = ledger.run(&["serve", "--print-config", "--config", "/finns/inte.toml"]);
    assert_eq!(answer.code, 4, "{}", answer.err);
    assert!(answer.err.contains("/finns/inte.toml"), "{}", answer.err);
}

#[test]
fn every_setting_is_shown_once() {
    let shown = print(None, &[], &[]).ok().json();
    let all = shown["settings"].as_array().expect("a list");
    let mut keys: Vec<_> = all.iter().map(|setting| &setting["key"]).collect();
    let many = keys.len();
    keys.sort_by_key(|key| key.as_str());
    keys.dedup();
    assert_eq!(keys.len(), many);
    assert!(all.iter().all(|setting| setting["source"] == "förval"));
}
