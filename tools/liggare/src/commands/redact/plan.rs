//! What a redaction will do, decided before anything is written.
//!
//! Guarantees: the redactions are decided in order, each after those before it,
//! as they will be recorded. Where an event stands in a published report is found
//! by building the report with and without it, section by section; nothing is
//! guessed from its kind. Only reports that all the redactions together change
//! are built for each of them. Deliberately not here: the search for what remains.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ledger::basis::Hash;
use ledger::command::{Command, EventRef, RedactPayload, Submission};
use ledger::decide::{Resolved, decide};
use ledger::entry::{CommitHead, Entry, Payload};
use ledger::event::{Event, EventKind};
use ledger::ids::{CommandId, EventId, Position, ReportId};
use ledger::ledger::locate;
use ledger::log::ReadLog;
use ledger::state::State;
use projections::canonical;
use projections::document::Document;
use projections::model::ReadModel;
use projections::publication;
use projections::report;
use projections::reporting::PublishedReport;
use serde::Serialize;

use super::traces::Traces;
use crate::cli::Redact;
use crate::commands::publish::refused;
use crate::failure::Failure;
use crate::session::{Session, Writer};

/// What will be destroyed.
pub(super) struct Plan {
    /// The events, in order of position.
    pub(super) targets: Vec<Target>,
    /// What a search afterwards looks for.
    pub(super) traces: Traces,
}

/// An event whose payload is to be destroyed.
pub(super) struct Target {
    pub(super) position: Position,
    pub(super) event_id: EventId,
    pub(super) kind: EventKind,
    pub(super) stream: String,
    pub(super) head: Arc<CommitHead>,
    /// Whether its payload is gone already.
    pub(super) destroyed: bool,
    pub(super) submission: Submission,
    /// The published reports that say something of it.
    pub(super) reports: Vec<Standing>,
}

/// A published report that an event stands in.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Standing {
    /// The report.
    pub(super) report: ReportId,
    /// Its sections that can no longer be reproduced.
    pub(super) sections: Vec<SectionOf>,
}

/// A section by key and heading.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SectionOf {
    pub(super) section: String,
    pub(super) heading: String,
}

/// The positions that the arguments name, each once, in order.
///
/// # Errors
/// [`Failure`] when one names no event.
pub(super) fn positions(asked: &Redact, session: &Session) -> Result<BTreeSet<Position>, Failure> {
    let mut positions = BTreeSet::new();
    for name in &asked.events {
        let found = locate(&session.store, &EventRef(name.clone()))?;
        positions.insert(found.ok_or_else(|| {
            Failure::usage(
                format!("ingen händelse heter {name}."),
                "Skriv en händelses id, @position eller ett kommandos id med # och nummer; `liggare log` visar dem.",
            )
        })?);
    }
    Ok(positions)
}

impl Plan {
    /// Decides every redaction and finds the reports it touches.
    ///
    /// # Errors
    /// [`Failure`] when one would be refused, or the log cannot be read.
    pub(super) fn make(
        asked: &Redact,
        positions: &BTreeSet<Position>,
        writer: &mut Writer,
    ) -> Result<Self, Failure> {
        let mut plan = Self {
            targets: Vec::with_capacity(positions.len()),
            traces: Traces::default(),
        };
        let mut state = writer.ledger.state().clone();
        let mut next = Position(writer.ledger.log().size());
        let mut redactions = Vec::new();
        for position in positions {
            let log = writer.ledger.log();
            let record = log.read(*position, position.0 + 1).next().transpose()?;
            let Some(record) = record else { continue };
            plan.traces.add(&record);
            let entry = record.entry;
            let submission = submission(asked, entry.event_id)?;
            let destroyed = matches!(entry.payload, Payload::Redacted(_));
            let target = Target {
                position: entry.position,
                event_id: entry.event_id,
                kind: entry.kind(),
                stream: entry.stream.to_string(),
                head: Arc::clone(&entry.commit),
                destroyed,
                reports: Vec::new(),
                submission,
            };
            // The ledger itself answers for one that it has recorded before.
            if !destroyed {
                let redaction = decided(&state, next, &target.submission, entry)?;
                state.apply(&redaction);
                next = Position(next.0 + 1);
                redactions.push((plan.targets.len(), redaction));
            }
            plan.targets.push(target);
        }
        let mut published = Published::changed_by(&writer.model, &redactions);
        for (number, redaction) in &redactions {
            if let Some(target) = plan.targets.get_mut(*number) {
                target.reports = published.without(redaction);
            }
        }
        Ok(plan)
    }

    /// The published reports that anything of it stands in.
    pub(super) fn reports(&self) -> BTreeSet<&ReportId> {
        let standing = self.targets.iter().flat_map(|target| &target.reports);
        standing.map(|standing| &standing.report).collect()
    }
}

/// The redaction of an event, as an entry that the state and the read model can
/// take in.
fn decided(
    state: &State,
    position: Position,
    submission: &Submission,
    entry: Entry,
) -> Result<Entry, Failure> {
    let mut resolved = Resolved::new();
    let head = Arc::clone(&entry.commit);
    let redacted = entry.event_id;
    resolved.insert(reference(entry.event_id), entry);
    let events = decide(state, submission, &resolved).map_err(|refusal| refused(&refusal))?;
    let event = events.into_iter().next().map(|new| new.event);
    let event =
        event.ok_or_else(|| Failure::usage("gallringen leder inte till någon händelse.", ""))?;
    Ok(Entry {
        position,
        event_id: redacted,
        version: event.kind().version(),
        stream: event.stream(),
        stream_version: 0,
        causation_id: None,
        provenance: None,
        payload: Payload::Present(event),
        commit: Arc::new(CommitHead {
            first_position: position,
            count: 1,
            recorded_at: head.recorded_at,
            command_id: submission.id.clone(),
            command_commitment: Hash([0; 32]),
            actor: submission.actor.clone(),
            decision: submission.decision.clone(),
            reason: None,
            correlation_id: None,
        }),
    })
}

/// One command an event, with an id that follows from the event: so a second run
/// is a repetition, whatever the events were called.
fn submission(asked: &Redact, event: EventId) -> Result<Submission, Failure> {
    let id = CommandId::new(format!("redact/{event}"))
        .map_err(|error| Failure::usage(error.to_string(), ""))?;
    Ok(Submission {
        id,
        actor: asked.actor.clone(),
        decision: Some(asked.decision.clone()),
        reason: None,
        correlation_id: None,
        provenance: None,
        expect: Vec::new(),
        command: Command::RedactPayload(RedactPayload {
            event: reference(event),
            legal_ground: asked.legal_ground.clone(),
        }),
    })
}

fn reference(event: EventId) -> EventRef {
    EventRef(event.to_string())
}

/// The published reports that redactions change, as they can be built.
struct Published {
    model: ReadModel,
    reports: Vec<PublishedReport>,
    built: BTreeMap<ReportId, Document>,
}

impl Published {
    /// Builds each report twice, one at a time: as it is, and after all of them.
    fn changed_by(model: &ReadModel, redactions: &[(usize, Entry)]) -> Self {
        let mut published = Self {
            model: model.clone(),
            reports: Vec::new(),
            built: BTreeMap::new(),
        };
        if redactions.is_empty() {
            return published;
        }
        let mut after = model.clone();
        for (_, redaction) in redactions {
            after.apply(redaction);
        }
        for report in model.reporting.published(model.size()) {
            let build =
                |model| report::build(model, &publication::request(report), report.basis).ok();
            let (Some(before), Some(now)) = (build(model), build(&after)) else {
                continue;
            };
            if !changed(&before, &now).is_empty() {
                published.reports.push(report.clone());
                published.built.insert(report.report.clone(), before);
            }
        }
        published
    }

    /// Takes in a redaction and answers what it changes in the reports.
    fn without(&mut self, redaction: &Entry) -> Vec<Standing> {
        let Some(Event::PayloadRedacted(event)) = redaction.event() else {
            return Vec::new();
        };
        self.model.apply(redaction);
        let mut standing = Vec::new();
        let reports = self.reports.iter();
        for report in reports.filter(|report| report.basis.size > event.position.0) {
            let now = report::build(&self.model, &publication::request(report), report.basis);
            let (Some(before), Ok(now)) = (self.built.get(&report.report), now) else {
                continue;
            };
            let sections = changed(before, &now);
            if !sections.is_empty() {
                standing.push(Standing {
                    report: report.report.clone(),
                    sections,
                });
            }
            self.built.insert(report.report.clone(), now);
        }
        standing
    }
}

/// The sections that are not the same in two builds of a report.
fn changed(before: &Document, now: &Document) -> Vec<SectionOf> {
    let is_same = |key: &str| match (before.section(key), now.section(key)) {
        (Some(before), Some(now)) => {
            canonical::section_hash(before) == canonical::section_hash(now)
        }
        _ => false,
    };
    let sections = before.sections.iter();
    sections
        .filter(|section| !is_same(&section.key))
        .map(|section| SectionOf {
            section: section.key.clone(),
            heading: section.heading.clone(),
        })
        .collect()
}
