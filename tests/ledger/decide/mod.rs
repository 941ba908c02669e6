//! Given, when, then: every decider against the documented year.
//!
//! A [`Row`] gives what is recorded before (the documented year, a part of it,
//! or more), one command, and the code it is refused with, or none when it is
//! accepted. Every code of the catalogue is provoked by some row.

pub(crate) mod given;

mod assessments;
mod control;
mod decisions;
mod economy;
mod edge;
mod events;
mod frames;
mod indicators;
mod laws;
mod organisation;
mod plans;
mod proof;
mod redaction;
mod reporting;
mod state;

use std::collections::BTreeSet;

use ledger::refusal::RefusalCode;

use given::Given;

/// The codes that are the writer's own: `ledger`'s tests provoke them.
const WRITER: &[RefusalCode] = &[
    RefusalCode::CommandIdReused,
    RefusalCode::CommandIdRedacted,
    RefusalCode::ExpectationFailed,
    RefusalCode::UnknownStream,
];

/// A case: what is given, what is sent, and what comes of it.
pub(crate) struct Row {
    /// The documented year until before this command; the whole year when empty.
    until: &'static str,
    /// Lines recorded after that.
    and: Vec<String>,
    /// Members of the submission beside id, actor and command.
    with: &'static str,
    command: String,
    refused: Option<&'static str>,
}

/// A command that is accepted.
fn yes(command: &str) -> Row {
    Row {
        until: "",
        and: Vec::new(),
        with: "",
        command: command.to_owned(),
        refused: None,
    }
}

/// A command that is refused with a code.
fn no(code: &'static str, command: &str) -> Row {
    Row {
        refused: Some(code),
        ..yes(command)
    }
}

impl Row {
    fn until(self, until: &'static str) -> Self {
        Self { until, ..self }
    }

    fn with(self, with: &'static str) -> Self {
        Self { with, ..self }
    }

    fn after(mut self, with: &str, command: &str) -> Self {
        let id = format!("given-{}", self.and.len());
        self.and.push(line(&id, with, command));
        self
    }
}

fn line(id: &str, with: &str, command: &str) -> String {
    let with = if with.is_empty() {
        String::new()
    } else {
        format!("{with},")
    };
    format!(r#"{{"id":"{id}","actor":"p-9",{with}"command":{command}}}"#)
}

fn check(rows: &[Row]) {
    for row in rows {
        let and: Vec<&str> = row.and.iter().map(String::as_str).collect();
        let given = Given::until(row.until).and(&and);
        let sent = line("when", row.with, &row.command);
        let answer = given.decide(&sent);
        match (&answer, row.refused) {
            (Ok(events), None) => assert!(!events.is_empty(), "{sent} led to nothing"),
            (Err(refusal), Some(code)) if refusal.code == code => {
                assert!(!refusal.message.is_empty(), "{sent}");
                assert!(!refusal.remedy.is_empty(), "{sent}");
            }
            _ => panic!("{sent}\nexpected {:?}, got {answer:?}", row.refused),
        }
    }
}

#[test]
fn every_refusal_code_is_provoked_by_a_row() {
    let rows = [
        organisation::rows(),
        plans::rows(),
        decisions::rows(),
        frames::rows(),
        economy::rows(),
        indicators::rows(),
        assessments::rows(),
        control::rows(),
        reporting::rows(),
        redaction::rows(),
        proof::rows(),
    ];
    let provoked: BTreeSet<&str> = rows
        .iter()
        .flatten()
        .filter_map(|row| row.refused)
        .chain(edge::rows().into_iter().map(|(code, _)| code))
        .chain(WRITER.iter().map(|code| code.as_str()))
        .collect();
    let catalogue: BTreeSet<&str> = RefusalCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(provoked, catalogue);
}
