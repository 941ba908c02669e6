//! The page of one event: what it says, its envelope, its command, and what it hangs
//! together with.

use askama::Template;
use axum::response::Response;
use ledger::entry::{Entry, Record};
use ledger::event::Event;
use ledger::event::indicator::CorrectedFact;
use ledger::feed::Subject;
use ledger::ids::{EventId, IndicatorId, Position};
use ledger::log::ReadLog;
use ledger::log::merkle::proof::includes;
use projections::answerable::units_known;
use projections::event_name;
use projections::temporal::note;

use super::payload::{Member, members};
use super::{ROOM, address, decided, list, sentence};
use crate::access::matrix::Capability;
use crate::cli::moment;
use crate::render::{swedish, words};
use crate::server::problem::Problem;
use crate::web::form::entries::correction;
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::place::Place;
use crate::web::sight::Sight;
use crate::web::times::path;

/// How many of a command's other events are listed.
const MOST_OTHERS: usize = 20;

#[derive(Template)]
#[template(path = "web/event.html")]
struct One {
    sentence: String,
    amount: Option<String>,
    mark: &'static str,
    meaning: &'static str,
    redaction: Option<Redacted>,
    members: Vec<Member>,
    about: Vec<Link>,
    ties: Vec<Tie>,
    at: String,
    actor: String,
    decision: Option<Html>,
    reason: Option<String>,
    command: String,
    correlation: Option<String>,
    count: String,
    others: Vec<Link>,
    more_others: u64,
    envelope: Vec<(&'static str, String)>,
    stream: Link,
    before: Option<String>,
    after: Option<String>,
    correct: Option<String>,
}

struct Redacted {
    words: String,
    by: String,
    by_position: u64,
    decision: Option<Html>,
}

struct Link {
    name: String,
    address: Option<String>,
    note: String,
}

struct Tie {
    what: &'static str,
    name: String,
    address: String,
    note: String,
}

#[derive(Template)]
#[template(path = "web/event_proof.html")]
struct ProofLine {
    position: u64,
    size: String,
    hashes: usize,
    root: String,
    holds: bool,
    address: String,
    basis: String,
}

pub(super) async fn show(
    Place(position): Place<u64>,
    looking: Looking,
) -> Result<Response, Problem> {
    looking
        .show(move |sight| {
            sight.may_of(Capability::EventLog, None)?;
            let record = list::record(sight, position)?;
            let title = format!(
                "Händelse {position}: {}",
                event_name::of(record.entry.kind())
            );
            Ok(Page {
                foot: proof(sight, &record)?,
                ..Page::new(ROOM, title, Html::of(&one(sight, &record)?)?)
            })
        })
        .await
}

fn one(sight: &Sight<'_>, record: &Record) -> Result<One, Problem> {
    let entry = &record.entry;
    let head = &entry.commit;
    let position = entry.position.0;
    let redaction = redaction(sight, entry)?;
    let ties = ties(sight, entry)?;
    let latest = redaction.as_ref().map(|redaction| redaction.by_position);
    note(
        sight.size,
        latest.map(Position).max(Some(entry.position)),
        None,
    );
    let members = match entry.event() {
        Some(event) => members(sight, &event.payload_json())?,
        None => Vec::new(),
    };
    let (others, more_others) = others(sight, entry)?;
    Ok(One {
        sentence: sentence(sight, entry),
        amount: list::amount(entry),
        mark: words::mark(entry.provenance),
        meaning: entry
            .provenance
            .and_then(words::of_provenance)
            .map_or("", |(_, meaning)| meaning),
        redaction,
        members,
        about: about(sight, entry),
        ties,
        at: moment::shown(head.recorded_at),
        actor: head.actor.to_string(),
        decision: decided(sight, head.decision.as_ref())?,
        reason: head.reason.clone(),
        command: head.command_id.to_string(),
        correlation: head.correlation_id.as_ref().map(ToString::to_string),
        count: swedish::events(u64::from(head.count)),
        others,
        more_others,
        envelope: envelope(record),
        stream: Link {
            name: entry.stream.to_string(),
            address: Some(
                sight
                    .times
                    .link_with(ROOM, &[(super::filter::STREAM, entry.stream.as_str())]),
            ),
            note: format!("nummer {} i strömmen, från 0", entry.stream_version),
        },
        before: position
            .checked_sub(1)
            .map(|position| address(sight, position)),
        after: Some(position + 1)
            .filter(|next| *next < sight.size)
            .map(|next| address(sight, next)),
        correct: correction::way(sight, entry),
    })
}

/// What of an envelope is told as it stands.
fn envelope(record: &Record) -> Vec<(&'static str, String)> {
    let entry = &record.entry;
    let mut told = vec![
        ("Händelsens id", entry.event_id.to_string()),
        (
            "Slag och version",
            format!("{} version {}", entry.kind().name(), entry.version),
        ),
        ("Antecknad (UTC)", entry.commit.recorded_at.to_string()),
        (
            "Åtagande för innehållet",
            record.payload_commitment.to_string(),
        ),
        ("Lövets hash", record.leaf.to_string()),
    ];
    if let Some(cause) = entry.causation_id {
        told.push(("Orsakad av", cause.to_string()));
    }
    told
}

/// The redaction of an event whose payload is gone.
fn redaction(sight: &Sight<'_>, entry: &Entry) -> Result<Option<Redacted>, Problem> {
    let found = sight.model().reporting.redaction_of(entry.event_id);
    let Some(found) = found.filter(|_| entry.event().is_none()) else {
        return Ok(None);
    };
    Ok(Some(Redacted {
        words: found.words(),
        by: address(sight, found.by.0),
        by_position: found.by.0,
        decision: decided(sight, found.decision.as_ref())?,
    }))
}

/// What the event is about, with the pages of it.
fn about(sight: &Sight<'_>, entry: &Entry) -> Vec<Link> {
    let (model, size) = (sight.model(), sight.size);
    let mut subjects = Subject::of(entry);
    if let Some(Event::AssessmentMade(made)) = entry.event() {
        subjects.push(Subject::Item(made.item.clone()));
    }
    if let Some(Event::AssignmentStatusReported(told)) = entry.event() {
        subjects.push(Subject::Item(told.item.clone()));
    }
    if let Some(indicator) = indicator(entry) {
        subjects.push(Subject::Indicator(indicator));
    }
    let of_page = |name: String, room: &str, id: &str, note: Option<String>| Link {
        name,
        address: Some(sight.link(&path(room, id))),
        note: note.unwrap_or_default(),
    };
    let nameless = |name: String, note: String| Link {
        name,
        address: None,
        note,
    };
    let answerable = |subject: &Subject| {
        let units = units_known(subject, model, size);
        let names: Vec<String> = units.iter().map(|unit| sight.name_of(unit)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    subjects
        .iter()
        .map(|subject| match subject {
            Subject::Ledger if entry.event().is_none() => nameless(
                "Vad den gällde är förstört med innehållet".to_owned(),
                String::new(),
            ),
            Subject::Ledger => nameless("Hela liggaren".to_owned(), String::new()),
            Subject::Unit(unit) => nameless(sight.name_of(unit), unit.to_string()),
            Subject::Plan(plan) => Link {
                name: format!("Planen {plan}"),
                address: Some(sight.link("/plan")),
                note: model
                    .plan
                    .plan(plan, size)
                    .map_or_else(String::new, |plan| plan.title),
            },
            Subject::Item(item) => {
                let found = model.plan.item(item, size);
                let title = found.map(|found| found.title);
                of_page(format!("Posten {item}"), "/poster", item.as_str(), title)
            }
            Subject::Indicator(id) => {
                let defined = model.indicators.definition(id, size);
                let title = defined.map(|defined| defined.value.title.clone());
                of_page(
                    format!("Indikatorn {id}"),
                    "/indikatorer",
                    id.as_str(),
                    title,
                )
            }
            Subject::Line(line) => {
                let defined = model.economy.lines.definition(line, size);
                let title = defined.map(|defined| defined.title.clone());
                of_page(format!("Raden {line}"), "/ekonomi", line.as_str(), title)
            }
            Subject::Decision(decision) => {
                let found = model.decisions.decision(decision, size);
                let title = found.map(|found| found.title);
                of_page(
                    format!("Beslutet {decision}"),
                    "/beslut",
                    decision.as_str(),
                    title,
                )
            }
            Subject::Action(action) => Link {
                name: format!("Åtgärden {action}"),
                address: Some(sight.link("/atgarder")),
                note: answerable(subject).unwrap_or_default(),
            },
            Subject::Control(control) => Link {
                name: format!("Kontrollåtgärden {control}"),
                address: Some(sight.link("/intern-kontroll")),
                note: answerable(subject).unwrap_or_default(),
            },
            Subject::Object(object) => Link {
                name: format!("Investeringsobjektet {object}"),
                address: Some(sight.link("/investeringar")),
                note: answerable(subject).unwrap_or_default(),
            },
            Subject::Report(report) => of_page(
                format!("Rapporten {report}"),
                "/rapporter/publicerad",
                report.as_str(),
                None,
            ),
        })
        .collect()
}

fn indicator(entry: &Entry) -> Option<IndicatorId> {
    match entry.event()? {
        Event::IndicatorOutcomeReported(e) => Some(e.indicator.clone()),
        Event::OutcomeMissing(e) => Some(e.indicator.clone()),
        Event::WishOverridden(e) => Some(e.indicator.clone()),
        Event::IndicatorDefined(e) => Some(e.indicator.clone()),
        Event::OutcomeCorrected(e) => match &e.fact {
            CorrectedFact::Indicator { indicator, .. } => Some(indicator.clone()),
            CorrectedFact::Booking { .. }
            | CorrectedFact::KeyFigure(_)
            | CorrectedFact::Spending { .. } => None,
        },
        _ => None,
    }
}

/// The events that this one names, and those that correct it.
fn ties(sight: &Sight<'_>, entry: &Entry) -> Result<Vec<Tie>, Problem> {
    let mut ties = Vec::new();
    let named = |event: EventId| -> Result<Option<Position>, Problem> {
        let position = sight.question.snapshot.position_of(event)?;
        Ok(position.filter(|position| position.0 < sight.size))
    };
    let mut add = |what: &'static str, position: Position| -> Result<(), Problem> {
        let told = list::record(sight, position.0)?.entry;
        ties.push(Tie {
            what,
            name: format!("händelse {}", position.0),
            address: address(sight, position.0),
            note: sentence(sight, &told),
        });
        Ok(())
    };
    let (what, events): (_, Vec<EventId>) = match entry.event() {
        Some(Event::OutcomeCorrected(e)) => ("Rättar", vec![e.corrects]),
        Some(Event::OutcomeRestated(e)) => ("Räknar om", e.restates.into_iter().collect()),
        Some(Event::PayloadRedacted(e)) => ("Gallrar", vec![e.event]),
        Some(Event::AssessmentMade(e)) => ("Vilar på", e.evidence.clone()),
        _ => ("", Vec::new()),
    };
    // A correction is caused by what it corrects: that is told once.
    let cause = entry.causation_id.filter(|cause| !events.contains(cause));
    let cause = cause.map(|cause| ("Orsakad av", cause));
    for (what, event) in cause
        .into_iter()
        .chain(events.into_iter().map(|event| (what, event)))
    {
        if let Some(position) = named(event)? {
            add(what, position)?;
        }
    }
    let corrections = &sight.model().corrections;
    for (position, _) in corrections.of(entry.event_id, sight.size) {
        add("Rättad av", *position)?;
    }
    Ok(ties)
}

/// The other events of the same command, and how many more there are.
fn others(sight: &Sight<'_>, entry: &Entry) -> Result<(Vec<Link>, u64), Problem> {
    let first = entry.commit.first_position.0;
    let end = (first + u64::from(entry.commit.count)).min(sight.size);
    let others = (first..end).filter(|position| *position != entry.position.0);
    let mut told = Vec::new();
    for position in others.take(MOST_OTHERS) {
        let other = list::record(sight, position)?.entry;
        told.push(Link {
            name: format!("{position}"),
            address: Some(address(sight, position)),
            note: sentence(sight, &other),
        });
    }
    let more = (end - first).saturating_sub(told.len() as u64 + 1);
    Ok((told, more))
}

/// The event's place in the tree, recomputed; what the page rests on to those who may
/// not see proofs.
fn proof(sight: &Sight<'_>, record: &Record) -> Result<Html, Problem> {
    let basis = basis_in_words(sight.question, sight.size)?;
    if sight.may_of(Capability::Proofs, None).is_err() {
        return Ok(Html::escaped(&basis));
    }
    let (log, position) = (&sight.question.snapshot, record.entry.position);
    let root = log.root_at(sight.size)?;
    let path = log.inclusion_proof(position, sight.size)?;
    let line = ProofLine {
        position: position.0,
        size: swedish::events(sight.size),
        hashes: path.len(),
        holds: includes(&record.leaf, position.0, sight.size, &path, &root),
        root: root.to_string().chars().take(16).collect(),
        address: sight
            .times
            .link_with("/bevis", &[("handelse", &position.0.to_string())]),
        basis,
    };
    Html::of(&line)
}
