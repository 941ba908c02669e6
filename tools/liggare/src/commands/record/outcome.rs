//! What became of each line, as it is told.

use std::fmt::Write as _;

use ledger::ids::{CommandId, Position};
use ledger::ledger::Receipt;
use ledger::refusal::Refusal;
use serde::Serialize;

use crate::render::paint::Paint;
use crate::render::{Layout, swedish, text};

/// What became of a line.
#[derive(Debug, Serialize)]
pub(super) struct LineOutcome {
    /// The line's number, from 1.
    pub(super) line: u64,
    /// The command's id, when it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<CommandId>,
    /// What became of it.
    #[serde(flatten)]
    pub(super) outcome: Outcome,
}

/// Recorded, recorded before, or refused.
#[derive(Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum Outcome {
    /// It is recorded; in a trial, it would be.
    Recorded {
        /// The position of its first event.
        first_position: Position,
        /// How many events.
        count: u32,
    },
    /// It had been recorded before.
    Repeated {
        /// The position of its first event.
        first_position: Position,
        /// How many events.
        count: u32,
    },
    /// It is refused; nothing of it is recorded.
    Refused {
        /// Why.
        refusal: Refusal,
    },
}

/// How many lines came to what.
#[derive(Debug, Default, Serialize)]
pub(super) struct Summary {
    /// Recorded lines.
    pub(super) recorded: u64,
    /// Lines that had been recorded before.
    pub(super) repeated: u64,
    /// Refused lines.
    pub(super) refused: u64,
    /// Recorded events.
    pub(super) events: u64,
}

impl LineOutcome {
    /// The outcome of a line that is recorded.
    pub(super) fn of(line: u64, receipt: Receipt) -> Self {
        let (first_position, count) = (receipt.first_position, receipt.count);
        Self {
            line,
            id: Some(receipt.command_id),
            outcome: if receipt.repeated {
                Outcome::Repeated {
                    first_position,
                    count,
                }
            } else {
                Outcome::Recorded {
                    first_position,
                    count,
                }
            },
        }
    }

    /// The outcome of a line that is refused.
    pub(super) fn refused(line: u64, id: Option<CommandId>, refusal: Refusal) -> Self {
        Self {
            line,
            id,
            outcome: Outcome::Refused { refusal },
        }
    }

    /// The outcome in words.
    pub(super) fn in_words(&self, trial: bool, layout: Layout) -> String {
        let line = format!("rad {}", swedish::size(self.line));
        let id = self.id.as_ref().map_or("", CommandId::as_str);
        match &self.outcome {
            Outcome::Recorded {
                first_position,
                count,
            } => {
                let word = if trial { "kan antecknas" } else { "antecknad" };
                format!("✓ {line}  {word} {}  {id}\n", span(*first_position, *count))
            }
            Outcome::Repeated {
                first_position,
                count,
            } => {
                let span = span(*first_position, *count);
                format!("= {line}  redan antecknad {span}  {id}\n")
            }
            Outcome::Refused { refusal } => {
                let place = if refusal.place.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", refusal.place)
                };
                let head = format!("✗ {line}  NEKAD {}{place}  {id}", refusal.code);
                let mut said = Paint::Red.on(head.trim_end(), layout.colour);
                said.push('\n');
                text::push_lines(&mut said, &format!("    {}", refusal.message), layout);
                for violation in &refusal.violations {
                    let line = format!(
                        "    {}: väntade {}, är {}",
                        violation.stream, violation.expected, violation.actual
                    );
                    text::push_lines(&mut said, &line, layout);
                }
                text::push_lines(
                    &mut said,
                    &format!("    Gör så: {}", refusal.remedy),
                    layout,
                );
                said
            }
        }
    }

    /// The outcome as a row: line, id, outcome, first position, count, code, place, message, remedy.
    pub(super) fn row(&self) -> [String; 9] {
        let mut row = [const { String::new() }; 9];
        row[0] = self.line.to_string();
        row[1] = self
            .id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        match &self.outcome {
            Outcome::Recorded {
                first_position,
                count,
            }
            | Outcome::Repeated {
                first_position,
                count,
            } => {
                let repeated = matches!(self.outcome, Outcome::Repeated { .. });
                row[2].push_str(if repeated { "repeated" } else { "recorded" });
                row[3] = first_position.0.to_string();
                row[4] = count.to_string();
            }
            Outcome::Refused { refusal } => {
                row[2].push_str("refused");
                row[5].push_str(refusal.code);
                row[6].clone_from(&refusal.place);
                row[7].clone_from(&refusal.message);
                row[8].clone_from(&refusal.remedy);
            }
        }
        row
    }
}

impl Summary {
    /// Counts an outcome.
    pub(super) fn add(&mut self, outcome: &LineOutcome) {
        match &outcome.outcome {
            Outcome::Recorded { count, .. } => {
                self.recorded += 1;
                self.events += u64::from(*count);
            }
            Outcome::Repeated { .. } => self.repeated += 1,
            Outcome::Refused { .. } => self.refused += 1,
        }
    }

    /// The summary in words.
    pub(super) fn in_words(&self, trial: bool) -> String {
        let mut said = String::new();
        let word = if trial { "kan antecknas" } else { "antecknade" };
        let _ = write!(
            said,
            "\n{} {word} ({}), {} redan antecknade, {} nekade.",
            swedish::counted(self.recorded, "rad", "rader"),
            swedish::events(self.events),
            swedish::size(self.repeated),
            swedish::size(self.refused),
        );
        if trial {
            said.push_str(" Inget har skrivits.");
        }
        said.push('\n');
        said
    }
}

fn span(first: Position, count: u32) -> String {
    if count <= 1 {
        return first.to_string();
    }
    let last = Position(first.0 + u64::from(count) - 1);
    format!("{first}–{last} ({})", swedish::events(u64::from(count)))
}
