//! `log`: the events in the order they were recorded, and those that come.
//!
//! It reads the journal without the lock, so it works beside a process that
//! writes, and it never waits for that process.

use std::collections::VecDeque;
use std::thread;
use std::time::Duration;

use ledger::entry::Record;
use ledger::event::EventKind;
use ledger::ids::Position;
use ledger::log::follower::JournalReader;
use ledger::time::Timestamp;
use serde_json::json;

use crate::cli::Log;
use crate::cli::moment::{self, Moment};
use crate::failure::{Exit, Failure};
use crate::render::{Format, csv, json as answers};
use crate::world::World;

/// How long a follower waits before it looks again.
const PAUSE: Duration = Duration::from_millis(200);

/// Lists the events.
///
/// # Errors
/// [`Failure`] when the journal cannot be read.
pub(crate) fn run(asked: &Log, world: &mut World<'_>) -> Result<Exit, Failure> {
    let filter = Filter::of(asked)?;
    let mut reader = JournalReader::open(&world.folder)?;
    world.mark(reader.file().demonstration)?;
    if world.format == Format::Csv {
        world.say("position,recorded_at,type,stream,stream_version,actor,decision,command_id,reason,payload\n")?;
    }
    let mut last = VecDeque::new();
    let mut next = reader.size();
    for record in reader.read(Position(0), next) {
        let record = record?;
        if !filter.wants(&record) {
            continue;
        }
        match asked.limit.map(usize::try_from) {
            None | Some(Err(_)) => say(&record, world)?,
            Some(Ok(limit)) => {
                last.push_back(record);
                while last.len() > limit {
                    last.pop_front();
                }
            }
        }
    }
    for record in last {
        say(&record, world)?;
    }
    if !asked.follow {
        return Ok(Exit::Done);
    }
    loop {
        world.flush()?;
        thread::sleep(PAUSE);
        let size = reader.refresh()?;
        for record in reader.read(Position(next), size) {
            let record = record?;
            if filter.wants(&record) {
                say(&record, world)?;
            }
        }
        next = size;
    }
}

/// Which events are wanted.
struct Filter<'a> {
    stream: Option<&'a str>,
    kind: Option<EventKind>,
    asked: &'a Log,
    since: Option<Bound>,
    until: Option<Bound>,
}

/// A bound on the log.
enum Bound {
    Time(Timestamp),
    Size(u64),
}

impl<'a> Filter<'a> {
    fn of(asked: &'a Log) -> Result<Self, Failure> {
        let kind = match &asked.kind {
            None => None,
            Some(name) => Some(kind_named(name)?),
        };
        let bound = |moment: &Option<Moment>, of_day: fn(ledger::time::Date) -> Timestamp| {
            Ok(match moment {
                None => None,
                Some(Moment::Day(day)) => Some(Bound::Time(of_day(*day))),
                Some(Moment::Time(time)) => Some(Bound::Time(*time)),
                Some(Moment::Size(size)) => Some(Bound::Size(*size)),
                Some(Moment::Report(report)) => {
                    return Err(Failure::usage(
                        format!("{report} är inget datum, ingen tidpunkt och ingen position."),
                        "Skriv till exempel 2024-09-30 eller @120.",
                    ));
                }
            })
        };
        Ok(Self {
            stream: asked.stream.as_deref(),
            kind,
            asked,
            since: bound(&asked.since, moment::start_of_day)?,
            until: bound(&asked.until, moment::end_of_day)?,
        })
    }

    fn wants(&self, record: &Record) -> bool {
        let entry = &record.entry;
        let stream = self.stream.is_none_or(|wanted| {
            let touched = match entry.event() {
                Some(event) => event.touches(),
                None => vec![entry.stream.clone()],
            };
            touched.iter().any(|stream| {
                stream.as_str() == wanted
                    || (wanted.ends_with('/') && stream.as_str().starts_with(wanted))
            })
        });
        stream
            && self.kind.is_none_or(|kind| entry.kind() == kind)
            && self
                .asked
                .actor
                .as_ref()
                .is_none_or(|actor| entry.commit.actor == *actor)
            && match self.since {
                None => true,
                Some(Bound::Time(time)) => entry.commit.recorded_at >= time,
                Some(Bound::Size(position)) => entry.position.0 >= position,
            }
            && match self.until {
                None => true,
                Some(Bound::Time(time)) => entry.commit.recorded_at <= time,
                Some(Bound::Size(size)) => entry.position.0 < size,
            }
    }
}

fn kind_named(name: &str) -> Result<EventKind, Failure> {
    let known = EventKind::ALL.iter().copied();
    let found = known
        .clone()
        .find(|kind| kind.name().eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let names: Vec<&str> = known.map(EventKind::name).collect();
        Failure::usage(
            format!("händelsetypen {name:?} finns inte."),
            format!("Välj en av {}.", names.join(", ")),
        )
    })
}

fn say(record: &Record, world: &mut World<'_>) -> Result<(), Failure> {
    let entry = &record.entry;
    let head = &entry.commit;
    let decision = head
        .decision
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let said = match world.format {
        Format::Text => {
            let position = entry.position.to_string();
            let mut line = format!(
                "{position:>9}  {}  {:<26} {:<34} {:<10} {decision}",
                moment::shown(head.recorded_at),
                entry.kind().name(),
                entry.stream.as_str(),
                head.actor.as_str(),
            );
            line.truncate(line.trim_end().len());
            if entry.event().is_none() {
                line.push_str("  (gallrad)");
            }
            line.push('\n');
            line
        }
        Format::Json => answers::line(&json!({
            "position": entry.position,
            "event_id": entry.event_id,
            "type": entry.kind().name(),
            "version": entry.version,
            "stream": entry.stream,
            "stream_version": entry.stream_version,
            "recorded_at": head.recorded_at,
            "actor": head.actor,
            "command_id": head.command_id,
            "decision": head.decision,
            "reason": head.reason,
            "correlation_id": head.correlation_id,
            "causation_id": entry.causation_id,
            "provenance": entry.provenance,
            "leaf": record.leaf,
            "payload": entry.event().map(ledger::event::Event::payload_json),
        }))?,
        Format::Csv => csv::line(&[
            entry.position.0.to_string(),
            head.recorded_at.to_string(),
            entry.kind().name().to_owned(),
            entry.stream.to_string(),
            entry.stream_version.to_string(),
            head.actor.to_string(),
            decision,
            head.command_id.to_string(),
            head.reason.clone().unwrap_or_default(),
            entry
                .event()
                .map(|event| event.payload_json().to_string())
                .unwrap_or_default(),
        ])?,
    };
    world.say(&said)
}
