//! `record`: commands from a file or a stream become events.
//!
//! Each line is recorded whole or not at all; a refused line does not hinder
//! the following. Lines that are at hand together are made durable with one
//! write, and a line is reported only when it is durable (I2). The input is
//! read in constant memory.
//!
//! A redaction is written by itself, and the kept copies of published reports are
//! overwritten and removed before it: once it is recorded, nothing tells which of
//! them show what is gone. `redact` tells them apart, and searches afterwards.

mod lines;
mod outcome;
mod trial;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ledger::command::parse::MAX_LINE_BYTES;
use ledger::command::{Command, Submission};
use ledger::decide::{Resolved, decide};
use ledger::ledger::{Ledger, Receipt, SubmitError, locate};
use ledger::log::Log;
use ledger::refusal::{Refusal, RefusalCode};
use ledger::time::Timestamp;

use crate::cli::Record;
use crate::failure::{Exit, Failure};
use crate::publication::copies;
use crate::render::{Format, csv, json, swedish};
use crate::session::Session;
use crate::world::World;
use lines::{Line, Lines};
use outcome::{LineOutcome, Summary};
use trial::TrialLog;

/// How many lines are made durable with one write.
const GROUP_LINES: usize = 512;

/// How many bytes of lines are held at most before they are written.
const GROUP_BYTES: usize = 8 * 1024 * 1024;

/// Records the commands of an input.
///
/// # Errors
/// [`Failure`] when the input cannot be read or the ledger cannot take more;
/// lines that were reported before that are recorded.
pub(crate) fn run(asked: &Record, world: &mut World<'_>) -> Result<Exit, Failure> {
    let input = open(&asked.file)?;
    let place = asked.file.display().to_string();
    let session = Session::open(world)?;
    let demonstration = session.demonstration();
    world.mark(demonstration)?;
    let summary = if asked.check {
        let entropy = (world.entropy)()
            .map_err(|error| Failure::io("slumptal kunde inte hämtas", "systemet", &error))?;
        let mut ledger = Ledger::open(TrialLog::on(session.store), entropy)?;
        record(&mut ledger, input, &place, true, world)?
    } else {
        let mut writer = session.into_writer(world)?;
        let recorded = record(&mut writer.ledger, input, &place, false, world);
        let summary = recorded.map_err(|failure| {
            failure.aloud(
                "Det som hann antecknas finns kvar. Skicka filen igen: kommandon med samma id antecknas en gång.",
            )
        })?;
        writer.close(world)?;
        summary
    };
    let said = match world.format {
        Format::Text => summary.in_words(asked.check),
        Format::Json => json::line(&serde_json::json!({
            "kind": "record_summary", "demonstration": demonstration, "check": asked.check, "summary": summary,
        }))?,
        Format::Csv => String::new(),
    };
    world.say(&said)?;
    Ok(if summary.refused > 0 {
        Exit::Found
    } else {
        Exit::Done
    })
}

fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let failed = |error: &io::Error| {
        Failure::io("filen kunde inte läsas", path.display().to_string(), error)
    };
    let file = File::open(path).map_err(|error| failed(&error))?;
    if file.metadata().map_err(|error| failed(&error))?.is_dir() {
        return Err(failed(&io::ErrorKind::IsADirectory.into()));
    }
    Ok(Box::new(file))
}

/// A line that waits to be recorded, or was refused when it was read.
enum Waiting {
    /// To be recorded.
    Submission(u64, Box<Submission>),
    /// Refused already.
    Refused(LineOutcome),
}

fn record<L: Log>(
    ledger: &mut Ledger<L>,
    input: Box<dyn Read>,
    place: &str,
    trial: bool,
    world: &mut World<'_>,
) -> Result<Summary, Failure> {
    let mut lines = Lines::of(input);
    let mut summary = Summary::default();
    if world.format == Format::Csv {
        world.say("line,id,outcome,first_position,count,code,place,message,remedy\n")?;
    }
    loop {
        let mut waiting = Vec::new();
        let mut bytes = 0;
        let ended = loop {
            let line = lines
                .next()
                .map_err(|error| Failure::io("indata kunde inte läsas", place, &error))?;
            let Some((number, line)) = line else {
                break true;
            };
            if let Line::Whole(line) = &line {
                bytes += line.len();
            }
            waiting.push(read(number, &line));
            let full = waiting.len() >= GROUP_LINES || bytes >= GROUP_BYTES;
            if full || !lines.has_more_at_hand() {
                break false;
            }
        };
        let mut group = Vec::with_capacity(waiting.len());
        for line in waiting {
            if !trial && let Some(redaction) = line.redaction() {
                let before = std::mem::take(&mut group);
                submit(ledger, before, (world.now)(), trial, &mut summary, world)?;
                if is_accepted(ledger, redaction)? {
                    copies::forget_copies(&world.folder)?;
                }
                let alone = vec![line];
                submit(ledger, alone, (world.now)(), trial, &mut summary, world)?;
            } else {
                group.push(line);
            }
        }
        submit(ledger, group, (world.now)(), trial, &mut summary, world)?;
        if ended {
            return Ok(summary);
        }
    }
}

impl Waiting {
    /// The submission, when it asks for a redaction.
    fn redaction(&self) -> Option<&Submission> {
        match self {
            Self::Submission(_, submission) => {
                matches!(submission.command, Command::RedactPayload(_)).then_some(submission)
            }
            Self::Refused(_) => None,
        }
    }
}

/// Whether a redaction will be recorded as the ledger is now, by the rules: one
/// that they refuse takes no copies with it.
fn is_accepted<L: Log>(ledger: &Ledger<L>, submission: &Submission) -> Result<bool, Failure> {
    let mut resolved = Resolved::new();
    if let Command::RedactPayload(redaction) = &submission.command
        && let Some(at) = locate(ledger.log(), &redaction.event)?
        && let Some(record) = ledger.log().read(at, at.0 + 1).next().transpose()?
    {
        resolved.insert(redaction.event.clone(), record.entry);
    }
    Ok(decide(ledger.state(), submission, &resolved).is_ok())
}

/// A line becomes a submission or is refused at the edge.
fn read(number: u64, line: &Line) -> Waiting {
    let refused = |id, refusal| Waiting::Refused(LineOutcome::refused(number, id, refusal));
    match line {
        Line::TooLong => refused(
            None,
            Refusal::new(
                RefusalCode::LineTooLong,
                "",
                format!(
                    "Raden har fler än {} byte.",
                    swedish::size(MAX_LINE_BYTES as u64)
                ),
            ),
        ),
        Line::Whole(bytes) => match Submission::parse_line(bytes) {
            Ok(submission) if matches!(submission.command, Command::PublishReport(_)) => refused(
                Some(submission.id),
                Refusal::new(
                    RefusalCode::UsePublish,
                    "command",
                    "En rapport publiceras av det program som bygger den, så att den låses till sitt underlag.",
                ),
            ),
            Ok(submission) => Waiting::Submission(number, Box::new(submission)),
            Err(refusal) => refused(None, refusal),
        },
    }
}

/// Records a group of lines and tells what became of each, in order.
fn submit<L: Log>(
    ledger: &mut Ledger<L>,
    waiting: Vec<Waiting>,
    now: Timestamp,
    trial: bool,
    summary: &mut Summary,
    world: &mut World<'_>,
) -> Result<(), Failure> {
    let submissions: Vec<Submission> = waiting
        .iter()
        .filter_map(|line| match line {
            Waiting::Submission(_, submission) => Some(submission.as_ref().clone()),
            Waiting::Refused(_) => None,
        })
        .collect();
    let mut outcomes = ledger.submit_group(&submissions, now).into_iter();
    for line in waiting {
        let outcome = match line {
            Waiting::Refused(outcome) => outcome,
            Waiting::Submission(number, submission) => {
                let answered: Option<Result<Receipt, SubmitError>> = outcomes.next();
                match answered {
                    Some(Ok(receipt)) => LineOutcome::of(number, receipt),
                    Some(Err(SubmitError::Refused(refusal))) => {
                        LineOutcome::refused(number, Some(submission.id), refusal)
                    }
                    Some(Err(SubmitError::Store(error))) => {
                        world.flush()?;
                        let mut failure = Failure::from(error);
                        failure.what = format!(
                            "rad {number} och de följande är kanske inte antecknade: {}",
                            failure.what
                        );
                        return Err(failure);
                    }
                    None => continue,
                }
            }
        };
        summary.add(&outcome);
        let said = match world.format {
            Format::Text => outcome.in_words(trial, world.layout),
            Format::Json => json::line(&outcome)?,
            Format::Csv => csv::line(&outcome.row())?,
        };
        world.say(&said)?;
    }
    world.flush()
}
