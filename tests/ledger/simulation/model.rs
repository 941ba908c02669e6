//! What the ledger should hold, written without its deciders, state or log.
//!
//! It knows four commands: a unit is established, a mandate is moved, a disposal
//! is decided, an event is redacted. That is enough for events of one stream and
//! of two, references, repetitions, expectations and destroyed payloads.

use std::collections::{BTreeMap, BTreeSet};

use ledger::command::{Command, Expectation, Submission};
use ledger::entry::Payload;
use ledger::entry::Record;
use ledger::event::Event;
use ledger::ids::Position;
use ledger::ledger::{Receipt, SubmitError};

/// What stands at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    command: String,
    kind: &'static str,
    /// The texts that the event carries, and none when they are destroyed.
    says: Option<Vec<String>>,
}

/// What should come of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expected {
    Recorded { position: u64 },
    Repeated { position: u64 },
    Refused,
    Reused,
    Unknowable,
    Violations(usize),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) lines: Vec<Line>,
    commands: BTreeMap<String, (Submission, u64)>,
    units: BTreeSet<String>,
    decisions: BTreeSet<String>,
    versions: BTreeMap<String, u64>,
    touched: BTreeMap<String, u64>,
}

impl Model {
    pub(crate) fn size(&self) -> u64 {
        self.lines.len() as u64
    }

    /// Takes a submission and says what should come of it.
    pub(crate) fn take(&mut self, submission: &Submission) -> Expected {
        let id = submission.id.to_string();
        if let Some((first, position)) = self.commands.get(&id) {
            let at = usize::try_from(*position).unwrap();
            return if self.lines[at].says.is_none() {
                Expected::Unknowable
            } else if first == submission {
                Expected::Repeated {
                    position: *position,
                }
            } else {
                Expected::Reused
            };
        }
        let unheard_of = |expectation: &Expectation| match expectation {
            Expectation::Version { .. } => false,
            Expectation::UnchangedSince { stream, .. } => {
                !self.touched.contains_key(stream.as_str())
            }
        };
        if submission.expect.iter().any(unheard_of) {
            return Expected::Refused;
        }
        let violations = submission.expect.iter().filter(|e| !self.holds(e)).count();
        if violations > 0 {
            return Expected::Violations(violations);
        }
        if !self.carry_out(submission) {
            return Expected::Refused;
        }
        let position = self.size() - 1;
        self.commands.insert(id, (submission.clone(), position));
        Expected::Recorded { position }
    }

    fn holds(&self, expectation: &Expectation) -> bool {
        match expectation {
            Expectation::Version { stream, version } => {
                self.versions.get(stream.as_str()).copied().unwrap_or(0) == *version
            }
            Expectation::UnchangedSince { stream, size } => {
                *size <= self.size()
                    && self
                        .touched
                        .get(stream.as_str())
                        .is_none_or(|position| position < size)
            }
        }
    }

    fn carry_out(&mut self, submission: &Submission) -> bool {
        let position = self.size();
        let id = submission.id.to_string();
        let (kind, says, streams) = match &submission.command {
            Command::EstablishUnit(unit) => {
                let name = unit.unit.to_string();
                let has_parent = name == "RF" || self.units.contains("RF");
                if !has_parent || !self.units.insert(name.clone()) {
                    return false;
                }
                let streams = vec![format!("unit/{name}")];
                ("UnitEstablished", vec![name, unit.name.clone()], streams)
            }
            Command::MoveMandate(moved) => {
                let (from, to) = (moved.from_unit.to_string(), moved.to_unit.to_string());
                if from == to || !self.units.contains(&from) || !self.units.contains(&to) {
                    return false;
                }
                let streams = vec![format!("unit/{from}"), format!("unit/{to}")];
                (
                    "MandateMoved",
                    vec![moved.mandate.clone(), from, to],
                    streams,
                )
            }
            Command::TakeDecision(decision) => {
                let name = decision.decision.to_string();
                if !self.units.contains("RF") || !self.decisions.insert(name.clone()) {
                    return false;
                }
                let streams = vec![format!("decision/{name}")];
                ("DecisionTaken", vec![name], streams)
            }
            Command::RedactPayload(redaction) => {
                let decision = submission.decision.as_ref().map(ToString::to_string);
                let decided = decision.is_some_and(|name| self.decisions.contains(&name));
                let target = self.position_of(&redaction.event.0);
                let Some(line) = target.and_then(|at| self.lines.get_mut(at)) else {
                    return false;
                };
                let is_redactable = line.kind == "MandateMoved";
                if !decided || !is_redactable || line.says.is_none() {
                    return false;
                }
                line.says = None;
                (
                    "PayloadRedacted",
                    vec![redaction.legal_ground.clone()],
                    Vec::new(),
                )
            }
            other => panic!("the simulation sends no {other:?}"),
        };
        if let Some(own) = streams.first() {
            *self.versions.entry(own.clone()).or_default() += 1;
        }
        for stream in streams {
            self.touched.insert(stream, position);
        }
        self.lines.push(Line {
            command: id,
            kind,
            says: Some(says),
        });
        true
    }

    fn position_of(&self, reference: &str) -> Option<usize> {
        let position = match reference.strip_prefix('@') {
            Some(digits) => digits.parse().ok()?,
            None => self.commands.get(reference)?.1,
        };
        usize::try_from(position).ok()
    }

    /// Once a payload is destroyed, nothing but its own stream is known of it:
    /// a decision cannot be named any more, a second stream is not touched by it.
    pub(crate) fn settle(&mut self) {
        self.touched.clear();
        for (position, line) in (0..).zip(&self.lines) {
            let (Some((submission, _)), said) = (self.commands.get(&line.command), &line.says)
            else {
                continue;
            };
            let streams = match &submission.command {
                Command::EstablishUnit(unit) => vec![format!("unit/{}", unit.unit)],
                Command::MoveMandate(moved) if said.is_some() => {
                    vec![
                        format!("unit/{}", moved.from_unit),
                        format!("unit/{}", moved.to_unit),
                    ]
                }
                Command::MoveMandate(moved) => vec![format!("unit/{}", moved.from_unit)],
                Command::TakeDecision(decision) => vec![format!("decision/{}", decision.decision)],
                _ => Vec::new(),
            };
            for stream in streams {
                self.touched.insert(stream, position);
            }
        }
    }

    /// Whether a log holds exactly this.
    pub(crate) fn is_held_by(&self, records: &[Record]) -> Result<(), String> {
        let held: Vec<Line> = records.iter().map(line).collect();
        if held != self.lines {
            return Err(format!("held {held:#?}\nexpected {:#?}", self.lines));
        }
        for (position, record) in (0..).zip(records) {
            if record.entry.position != Position(position) {
                return Err(format!("{} stands at {position}", record.entry.position));
            }
        }
        Ok(())
    }
}

fn line(record: &Record) -> Line {
    let says = match &record.entry.payload {
        Payload::Redacted(_) => None,
        Payload::Present(event) => Some(match event {
            Event::UnitEstablished(unit) => vec![unit.unit.to_string(), unit.name.clone()],
            Event::MandateMoved(moved) => vec![
                moved.mandate.clone(),
                moved.from_unit.to_string(),
                moved.to_unit.to_string(),
            ],
            Event::DecisionTaken(decision) => vec![decision.decision.to_string()],
            Event::PayloadRedacted(redaction) => vec![redaction.legal_ground.clone()],
            other => vec![format!("{other:?}")],
        }),
    };
    Line {
        command: record.entry.commit.command_id.to_string(),
        kind: record.entry.kind().name(),
        says,
    }
}

/// Whether an outcome is the expected one.
pub(crate) fn agrees(outcome: &Result<Receipt, SubmitError>, expected: &Expected) -> bool {
    match (outcome, expected) {
        (Ok(receipt), Expected::Recorded { position }) => {
            !receipt.repeated && receipt.first_position.0 == *position && receipt.count == 1
        }
        (Ok(receipt), Expected::Repeated { position }) => {
            receipt.repeated && receipt.first_position.0 == *position && receipt.count == 1
        }
        (Err(SubmitError::Refused(refusal)), expected) => match expected {
            Expected::Reused => refusal.code == "command_id_reused",
            Expected::Unknowable => refusal.code == "command_id_redacted",
            Expected::Violations(count) => {
                refusal.code == "expectation_failed" && refusal.violations.len() == *count
            }
            Expected::Refused => {
                !refusal.code.starts_with("command_id") && refusal.code != "expectation_failed"
            }
            Expected::Recorded { .. } | Expected::Repeated { .. } => false,
        },
        _ => false,
    }
}
