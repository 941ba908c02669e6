//! The README's own lines, run as a reader would run them.

use std::fs;
use std::path::Path;

use crate::harness::Ledger;

/// The answers that are no failure though their exit code is 1: they say that something does not agree.
const MAY_DISAGREE: [&str; 3] = ["checks", "diff", "reports"];

/// The lines of the README's section that begin with the command's name.
fn lines() -> Vec<String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = fs::read_to_string(readme).expect("README.md");
    let section = text
        .split("## Fråga liggaren")
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next())
        .expect("the section on questions");
    section
        .lines()
        .filter(|line| line.starts_with("liggare "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_question_in_the_readme_is_answered_by_the_demonstration() {
    let ledger = Ledger::demonstration();
    let lines = lines();
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
