//! Verdicts: what each named check found.
//!
//! Guarantee: a check that did not run is never shown as one that holds. Each
//! begins as not judged, and holds only when it is told to after all that it
//! covers has been looked at, without a finding.

pub mod check;
pub(crate) mod counted;
mod words;

pub use check::Check;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

/// The most findings that are kept of one check; the others are counted.
const MAX_FINDINGS: usize = 10;

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All that it covers was looked at and holds.
    Holds,
    /// Something does not hold.
    Fails,
    /// It could not be judged, because something else failed before it.
    NotJudged,
    /// It does not concern this archive or package.
    NotConcerned,
}

/// Where something was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, as it is named in the archive; or the part of a package.
    pub file: Cow<'static, str>,
    /// The line, counted from 1.
    pub line: Option<u64>,
    /// The byte in the line, or in the file when no line is told, counted from 0.
    pub byte: Option<u64>,
    /// The event's position.
    pub position: Option<u64>,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What, in Swedish.
    pub text: String,
}

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What it came to.
    pub outcome: Outcome,
    /// What does not hold, first found first.
    pub findings: Vec<Finding>,
    /// How many more findings there are.
    pub more: u64,
    /// What the check looked at, or why it was not judged, in Swedish.
    pub notes: Vec<String>,
}

/// The verdicts of an archive or a package.
#[derive(Debug, Clone)]
pub struct Verdicts {
    subject: String,
    by_check: BTreeMap<Check, Verdict>,
    statements: Vec<String>,
}

impl Place {
    /// A file as a whole.
    pub fn file(name: impl Into<String>) -> Self {
        Self {
            file: Cow::Owned(name.into()),
            ..Self::default()
        }
    }

    /// A line of a file.
    pub fn line(name: &'static str, line: u64) -> Self {
        Self {
            file: Cow::Borrowed(name),
            line: Some(line),
            ..Self::default()
        }
    }

    /// The same place, at a byte.
    #[must_use]
    pub fn at_byte(self, byte: usize) -> Self {
        Self {
            byte: u64::try_from(byte).ok(),
            ..self
        }
    }

    /// The same place, at a position.
    #[must_use]
    pub fn at_position(self, position: u64) -> Self {
        Self {
            position: Some(position),
            ..self
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", rad {line}")?;
        }
        if let Some(byte) = self.byte {
            write!(f, ", byte {byte}")?;
        }
        match self.position {
            Some(position) => write!(f, " (@{position})"),
            None => Ok(()),
        }
    }
}

/// A text as one line that can do nothing to a terminal: what is examined may
/// hold line ends and control characters that would draw a verdict of its own.
fn plain(text: impl Into<String>) -> String {
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.into().replace(harmful, "\u{fffd}")
}

impl Verdicts {
    /// Verdicts of something, each not judged yet.
    pub fn of(subject: impl Into<String>, checks: &[Check]) -> Self {
        let unjudged = Verdict {
            outcome: Outcome::NotJudged,
            findings: Vec::new(),
            more: 0,
            notes: Vec::new(),
        };
        Self {
            subject: plain(subject),
            by_check: checks
                .iter()
                .map(|check| (*check, unjudged.clone()))
                .collect(),
            statements: Vec::new(),
        }
    }

    /// Says that something does not hold.
    pub fn fails(&mut self, check: Check, place: Place, text: impl Into<String>) {
        let verdict = self.verdict(check);
        verdict.outcome = Outcome::Fails;
        if verdict.findings.len() < MAX_FINDINGS {
            let text = plain(text);
            let place = Place {
                file: plain(place.file).into(),
                ..place
            };
            verdict.findings.push(Finding { place, text });
        } else {
            verdict.more += 1;
        }
    }

    /// Says that all that a check covers was looked at. It holds, unless
    /// something was found.
    pub fn looked_at(&mut self, check: Check, note: impl Into<String>) {
        let verdict = self.verdict(check);
        if verdict.outcome != Outcome::Fails {
            verdict.outcome = Outcome::Holds;
        }
        verdict.notes.push(plain(note));
    }

    /// Says that a check does not concern what is verified, and why.
    pub fn not_concerned(&mut self, check: Check, why: impl Into<String>) {
        let verdict = self.verdict(check);
        if verdict.outcome != Outcome::Fails {
            verdict.outcome = Outcome::NotConcerned;
        }
        verdict.notes.push(plain(why));
    }

    /// Adds to what a check looked at.
    pub fn note(&mut self, check: Check, note: impl Into<String>) {
        self.verdict(check).notes.push(plain(note));
    }

    /// Says something of the whole: what is proved, and what is not.
    pub fn state(&mut self, statement: impl Into<String>) {
        self.statements.push(plain(statement));
    }

    /// Says why the checks that are not judged are not.
    pub fn stopped(&mut self, why: &str) {
        for verdict in self.by_check.values_mut() {
            if verdict.outcome == Outcome::NotJudged && verdict.notes.is_empty() {
                verdict.notes.push(why.to_owned());
            }
        }
    }

    /// Takes over what other verdicts found, of checks that these do not have.
    pub fn join(&mut self, other: Self) {
        self.by_check.extend(other.by_check);
        self.statements.extend(other.statements);
    }

    /// Whether every check holds that concerns what is verified.
    pub fn hold(&self) -> bool {
        self.by_check
            .values()
            .all(|verdict| matches!(verdict.outcome, Outcome::Holds | Outcome::NotConcerned))
    }

    /// What one check found, when it is among these.
    pub fn get(&self, check: Check) -> Option<&Verdict> {
        self.by_check.get(&check)
    }

    /// The checks that fail, in order.
    pub fn failing(&self) -> Vec<Check> {
        self.by_check
            .iter()
            .filter(|(_, verdict)| verdict.outcome == Outcome::Fails)
            .map(|(check, _)| *check)
            .collect()
    }

    /// The check that a failing one fails as a consequence of, when another fails
    /// that it follows from. What it found is told all the same.
    pub fn cause_of(&self, check: Check) -> Option<Check> {
        let failing = |check: &Check| {
            let verdict = self.by_check.get(check);
            verdict.is_some_and(|verdict| verdict.outcome == Outcome::Fails)
        };
        let mut causes = check.follows_from().iter().copied();
        causes.find(failing).filter(|_| failing(&check))
    }

    /// Where to begin: of what fails on its own account, the first in the log,
    /// or else the first that was found.
    fn begin(&self) -> Option<&Finding> {
        let failing = self.failing().into_iter();
        let own = failing.filter(|check| self.cause_of(*check).is_none());
        let findings = own.filter_map(|check| self.by_check.get(&check)?.findings.first());
        // Of two with one place the first stands.
        findings.min_by_key(|found| {
            let of_event = found.place.position.is_some() && found.place.line.is_some();
            (!of_event, of_event.then_some(found.place.line))
        })
    }

    /// The verdicts as JSON.
    pub fn json(&self) -> Value {
        let checks: Vec<Value> = self
            .by_check
            .iter()
            .map(|(check, verdict)| {
                json!({
                    "id": check.id(),
                    "title": check.title(),
                    "outcome": verdict.outcome.id(),
                    "follows_from": self.cause_of(*check).map(Check::id),
                    "findings": verdict.findings.iter().map(Finding::json).collect::<Vec<_>>(),
                    "more_findings": verdict.more,
                    "notes": verdict.notes,
                })
            })
            .collect();
        json!({
            "subject": self.subject,
            "holds": self.hold(),
            "checks": checks,
            "statements": self.statements,
        })
    }

    fn verdict(&mut self, check: Check) -> &mut Verdict {
        self.by_check.entry(check).or_insert(Verdict {
            outcome: Outcome::NotJudged,
            findings: Vec::new(),
            more: 0,
            notes: Vec::new(),
        })
    }
}

impl Outcome {
    /// Its name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::NotJudged => "not_judged",
            Self::NotConcerned => "not_concerned",
        }
    }
}

impl Finding {
    fn json(&self) -> Value {
        json!({
            "file": self.place.file,
            "line": self.place.line,
            "byte": self.place.byte,
            "position": self.place.position,
            "text": self.text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_that_did_not_run_does_not_hold() {
        let mut verdicts = Verdicts::of("prov", &[Check::Lines, Check::Positions]);
        assert!(!verdicts.hold());
        verdicts.looked_at(Check::Lines, "3 rader");
        assert!(!verdicts.hold());
        verdicts.looked_at(Check::Positions, "3 positioner");
        assert!(verdicts.hold());
        verdicts.fails(Check::Lines, Place::line("events.ndjson", 2), "fel");
        verdicts.looked_at(Check::Lines, "3 rader");
        verdicts.not_concerned(Check::Lines, "ändå inte");
        assert!(!verdicts.hold());
        assert_eq!(verdicts.failing(), [Check::Lines]);
    }

    /// A command id with a line end and an escape sequence drew "GODKÄNT" under
    /// the verdict that refused it.
    #[test]
    fn what_is_examined_can_draw_nothing_on_the_terminal() {
        let mut verdicts = Verdicts::of("arkiv\n", &[Check::Lines]);
        let place = Place::file("events\u{1b}[2J.ndjson");
        verdicts.fails(Check::Lines, place, "id\nGODKÄNT\u{202e}\u{9b}");
        let said = verdicts.to_string();
        assert!(said.lines().all(|line| line != "GODKÄNT"), "{said}");
        let harmful = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!said.contains(harmful), "{said:?}");
        assert!(!verdicts.hold());
    }
}
