//! The documents beside the code say what the code does.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ledger::command::Submission;
use ledger::entropy::SeededEntropy;
use ledger::event::{Event, EventKind};
use ledger::ledger::{Ledger, SubmitError};
use ledger::log::memory::MemoryLog;
use ledger::refusal::RefusalCode;
use ledger::stream::StreamForm;
use ledger::time::Timestamp;

use crate::decide::given::{COMMANDS, Given, examples};

const REFUSALS: &str = include_str!("../../src/decide/REFUSALS.md");
const GLOSSARY: &str = include_str!("../../src/GLOSSARY.md");

#[test]
fn every_documented_example_is_accepted_in_order_or_refused_as_it_says() {
    let mut given = Given::default();
    for example in examples() {
        let answer = given.record(example.line).map_err(|refusal| refusal.code);
        assert_eq!(
            answer.as_ref().err().copied(),
            example.refused,
            "{}",
            example.line
        );
    }
}

#[test]
fn a_ledger_takes_every_documented_example_and_answers_the_same_again() {
    let entropy = Box::new(SeededEntropy::new("documented examples"));
    let mut ledger = Ledger::open(MemoryLog::new(), entropy).unwrap();
    for again in [false, true] {
        for example in examples() {
            let submission = Submission::parse_line(example.line.as_bytes()).unwrap();
            match (ledger.submit(&submission, Timestamp(1)), example.refused) {
                (Ok(receipt), None) => assert_eq!(receipt.repeated, again, "{}", example.line),
                (Err(SubmitError::Refused(refusal)), Some(code)) => assert_eq!(refusal.code, code),
                // The page redacts one of its own examples: that one nobody can compare.
                (Err(SubmitError::Refused(refusal)), None) if again => {
                    assert_eq!(refusal.code, "command_id_redacted", "{}", example.line);
                }
                (answer, _) => panic!("{}: {answer:?}", example.line),
            }
        }
    }
}

#[test]
fn every_command_kind_has_its_section_with_an_example() {
    let commands = include_str!("../../src/command.rs");
    let kinds: Vec<&str> = commands
        .split("pub enum Command {")
        .nth(1)
        .and_then(|rest| rest.split("\n}\n").next())
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.trim().split_once('('))
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .collect();
    assert!(kinds.len() >= 50, "{kinds:?}");
    let shown: BTreeSet<String> = examples()
        .iter()
        .filter_map(|example| Submission::parse_line(example.line.as_bytes()).ok())
        .filter_map(|submission| serde_json::to_value(submission.command).ok())
        .filter_map(|command| command.as_object()?.keys().next().cloned())
        .collect();
    for kind in kinds {
        assert!(
            COMMANDS.contains(&format!("\n### {kind}\n")),
            "COMMANDS.md has no section for {kind}"
        );
        assert!(shown.contains(kind), "COMMANDS.md has no example of {kind}");
    }
}

/// Which streams a command touches stood nowhere, and an expectation on any other
/// name held whatever happened.
#[test]
fn the_table_of_streams_is_the_programs_and_says_what_every_command_touches() {
    let marked = |words: &str, between: &str| {
        let words: Vec<_> = words.split(between).map(|it| format!("`{it}`")).collect();
        words.join(between)
    };
    let mut rows = String::new();
    for form in StreamForm::ALL {
        let names = marked(form.form, " och ");
        let commands = marked(&form.commands.join(", "), ", ");
        let _ = writeln!(rows, "| {names} | {} | {commands} |", form.about);
    }
    assert!(COMMANDS.contains(&rows), "COMMANDS.md should have:\n{rows}");
    let kind_of = |line: &str| {
        let command = Submission::parse_line(line.as_bytes()).ok()?.command;
        serde_json::to_value(command)
            .ok()?
            .as_object()?
            .keys()
            .next()
            .cloned()
    };
    let mut given = Given::default();
    for example in examples().iter().filter(|it| it.refused.is_none()) {
        let kind = kind_of(example.line).unwrap();
        for stream in given
            .record(example.line)
            .unwrap()
            .iter()
            .flat_map(Event::touches)
        {
            assert!(stream.rests_on().is_some(), "{stream} has no form");
            let subject = stream.as_str().split('/').next();
            let mut forms = StreamForm::ALL.iter();
            let form = forms.find(|form| Some(form.subject) == subject).unwrap();
            assert!(
                form.commands.contains(&kind.as_str()),
                "{kind} touches {stream}"
            );
        }
    }
    for command in StreamForm::ALL.iter().flat_map(|form| form.commands) {
        let section = format!("\n### {command}\n");
        assert!(COMMANDS.contains(&section), "there is no command {command}");
    }
}

#[test]
fn an_example_written_and_read_again_is_the_same_submission() {
    for example in examples() {
        let submission = Submission::parse_line(example.line.as_bytes()).unwrap();
        let written = serde_json::to_string(&submission).unwrap();
        assert_eq!(
            Submission::parse_line(written.as_bytes()),
            Ok(submission),
            "{}",
            example.line
        );
    }
}

#[test]
fn the_documented_year_leads_to_every_kind_of_event_but_those_of_a_published_report() {
    let led_to: BTreeSet<EventKind> = Given::year()
        .entries
        .iter()
        .map(ledger::entry::Entry::kind)
        .collect();
    for kind in EventKind::ALL {
        let published = [EventKind::ReportPublished, EventKind::PublicationWitnessed];
        assert_eq!(
            led_to.contains(kind),
            !published.contains(kind),
            "{}",
            kind.name()
        );
    }
}

/// The table of refusals is the catalogue. To change it, change
/// `src/refusal/catalogue.rs` and copy what this test prints.
#[test]
fn the_table_of_refusals_equals_the_catalogue() {
    let mut rows = String::new();
    for code in RefusalCode::ALL {
        let (title, when, remedy) = (code.title(), code.when(), code.remedy());
        writeln!(rows, "| `{code}` | {title} | {when} | {remedy} |").unwrap();
    }
    let table = REFUSALS
        .split_once("| --- | --- | --- | --- |\n")
        .map(|(_, table)| table)
        .unwrap_or_default();
    assert_eq!(table, rows, "REFUSALS.md should end with:\n{rows}");
}

#[test]
fn refusal_codes_are_distinct_snake_case() {
    let codes: BTreeSet<&str> = RefusalCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), RefusalCode::ALL.len());
    for code in codes {
        assert!(
            code.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
            "{code}"
        );
    }
}

#[test]
fn every_event_kind_has_a_row_in_the_glossary() {
    for kind in EventKind::ALL {
        let row = GLOSSARY
            .lines()
            .find(|line| line.starts_with(&format!("| `{}` |", kind.name())));
        let cells = row.map(|row| {
            row.split('|')
                .filter(|cell| !cell.trim().is_empty())
                .count()
        });
        assert_eq!(
            cells,
            Some(4),
            "the glossary's row of {}: {row:?}",
            kind.name()
        );
    }
}
