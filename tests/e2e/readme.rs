//! The README's own lines, run as a reader would run them.

use std::fs;
use std::path::Path;

use crate::harness::{Ledger, granska, liggare};

/// The answers that are no failure though their exit code is 1: they say that something does not agree.
const MAY_DISAGREE: [&str; 3] = ["checks", "diff", "reports"];

/// The lines of a section of the README that begin with some text.
fn lines(heading: &str, beginning: &str) -> Vec<String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = fs::read_to_string(readme).expect("README.md");
    let section = text
        .split(heading)
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next())
        .expect("the section");
    section
        .lines()
        .filter(|line| line.starts_with(beginning))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_question_in_the_readme_is_answered_by_the_demonstration() {
    let ledger = Ledger::demonstration();
    let lines = lines("## Fråga liggaren", "liggare ");
    assert!(lines.len() >= 6, "the README asks too little: {lines:?}");
    for line in lines {
        let arguments: Vec<&str> = line.split_whitespace().skip(1).collect();
        let answer = ledger.run(&arguments);
        let most = i32::from(MAY_DISAGREE.contains(&arguments[0]));
        assert!(
            (0..=most).contains(&answer.code),
            "`{line}` ended with {}:\n{}",
            answer.code,
            answer.err
        );
        assert!(answer.out.lines().count() > 3, "`{line}` says nothing");
    }
}

#[test]
fn help_is_had_by_a_word_as_by_a_flag() {
    let of = |words: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_liggare"))
            .args(words)
            .output()
            .expect("the command starts");
        assert!(output.status.success(), "{words:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert_eq!(of(&["help"]), of(&["--help"]));
    assert_eq!(of(&["help", "report"]), of(&["report", "--help"]));
}

#[test]
fn the_readmes_own_ledger_is_recorded_and_reported() {
    let ledger = Ledger::empty();
    let commands = lines("## Egna uppgifter", "{\"id\"").join("\n");
    let answer = ledger.run_with(&["record", "-", "--format", "json"], commands.as_bytes());
    assert_eq!(answer.code, 0, "{}{}", answer.out, answer.err);
    let report = ["report", "periodrapport", "RF", "2025-01/2025-03"];
    let text = ledger.run(&report).ok().out;
    assert!(text.contains("−2,9") && text.contains("−3,0"), "{text}");
}

/// The block of the README under "Låt någon annan granska", word for word, with
/// the two commands as functions in the place of the aliases, and the ledger's own key
/// in the place of the one that an auditor has from the minutes.
#[test]
fn what_the_readme_says_of_examining_ends_in_approval() {
    let ledger = Ledger::demonstration();
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = fs::read_to_string(readme).expect("README.md");
    let block = text
        .split("## Låt någon annan granska")
        .nth(1)
        .and_then(|rest| rest.split("```sh\n").nth(1))
        .and_then(|rest| rest.split("```").next())
        .expect("the block");
    let lines: Vec<&str> = block
        .lines()
        .filter(|line| !line.starts_with("alias"))
        // The key that the region has published stands in no file of the archive's.
        .map(|line| {
            if line.starts_with("NYCKEL=") {
                "NYCKEL=$(liggare key --format csv | tail -1 | cut -d, -f1)"
            } else {
                line
            }
        })
        .collect();
    let script = format!(
        "set -euo pipefail\nliggare() {{ \"$LIGGARE_COMMAND\" \"$@\"; }}\ngranska() {{ \"$GRANSKA_COMMAND\" \"$@\"; }}\n{}\n",
        lines.join("\n")
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(ledger.around.path())
        .env("LIGGARE", &ledger.folder)
        .env("LIGGARE_COMMAND", liggare().get_program())
        .env("GRANSKA_COMMAND", granska().get_program())
        .output()
        .expect("bash runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
    assert_eq!(said.matches("GODKÄNT").count(), 2, "{said}\n{errors}");
}
