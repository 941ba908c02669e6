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
