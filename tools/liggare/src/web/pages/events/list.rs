//! The list of events: pages of the log, the newest first, with filters.

use askama::Template;
use axum::response::Response;
use ledger::entry::{Entry, Record};
use ledger::event::EventKind;
use ledger::ids::Position;
use ledger::log::ReadLog;
use ledger::money::Ore;
use projections::event_name;
use projections::temporal::{note, watched};

use super::filter::{ACTOR, Filter, KIND, REACH, REACHES, SINCE, STREAM, UNTIL};
use super::scan::{Found, Way, scan};
use super::{ROOM, address, decided, sentence};
use crate::access::matrix::Capability;
use crate::cli::moment;
use crate::render::swedish::{self, AmountUnit};
use crate::render::words::{legend, mark};
use crate::server::problem::{Problem, capital};
use crate::web::frame::basis_in_words;
use crate::web::html::Html;
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;
use crate::web::times::{KNOWN, PERIOD, UNIT};

/// How many events a page shows.
const PAGE: usize = 50;

/// The position that the page's events stand before.
const BEFORE: &str = "fore";

/// The position that the page's events begin at.
const FROM: &str = "efter";

#[derive(Template)]
#[template(path = "web/events.html")]
struct List {
    hidden: Vec<(&'static str, String)>,
    kinds: Vec<Choice>,
    reaches: Vec<Choice>,
    stream: String,
    actor: String,
    since: String,
    until: String,
    is_filtered: bool,
    everything: String,
    rows: Vec<Row>,
    older: Option<String>,
    newer: Option<String>,
    newest: Option<String>,
    looked_to: Option<u64>,
    notes: Vec<String>,
}

struct Choice {
    value: &'static str,
    label: String,
    is_chosen: bool,
}

struct Row {
    position: u64,
    address: String,
    at: String,
    sentence: String,
    amount: Option<String>,
    kind: String,
    reason: Option<String>,
    is_redacted: bool,
    mark: &'static str,
    actor: String,
    decision: Option<Html>,
}

pub(super) async fn show(looking: Looking) -> Result<Response, Problem> {
    looking
        .show(|sight| {
            sight.may_of(Capability::EventLog, None)?;
            Ok(Page {
                foot: Html::escaped(&basis_in_words(sight.question, sight.size)?),
                ..Page::new(ROOM, "Händelser", Html::of(&list(sight)?)?)
            })
        })
        .await
}

fn list(sight: &Sight<'_>) -> Result<List, Problem> {
    let filter = Filter::of(sight)?;
    let (from, to) = filter.bounds(sight.model(), sight.size);
    let place = |name: &str| {
        let place = sight.asked(name).map(str::parse::<u64>).transpose();
        place.map_err(|_| Problem::question(name, "En position är ett heltal."))
    };
    let (before, beginning) = (place(BEFORE)?, place(FROM)?);
    // What the filter reads of the model does not show: the steps go by the events.
    let (found, _) = watched(sight.size, || {
        if let Some(start) = beginning {
            let found = scan(sight, &filter, (start.max(from), to), PAGE, Way::Forward)?;
            return Ok::<_, Problem>((forward(found, from, start), false));
        }
        let end = before.unwrap_or(to).min(to);
        let found = scan(sight, &filter, (from, end), PAGE, Way::Back)?;
        let newer = (end < to).then_some(end);
        let is_first = newer.is_none();
        Ok((Stretch::back(found, newer), is_first))
    });
    let (stretch, is_first) = found?;
    note_neighbours(sight, &filter, &stretch, is_first)?;
    let (rows, _) = watched(sight.size, || {
        stretch
            .records
            .iter()
            .map(|record| row(sight, &record.entry))
            .collect::<Result<Vec<_>, _>>()
    });
    let rows = rows?;
    let kept = [KIND, REACH, STREAM, ACTOR, SINCE, UNTIL];
    let asked: Vec<(&str, &str)> = kept
        .iter()
        .filter_map(|name| Some((*name, sight.asked(name)?)))
        .collect();
    let link = |name: Option<(&str, u64)>| {
        let mut pairs = asked.clone();
        let place = name.map(|(name, at)| (name, at.to_string()));
        pairs.extend(place.iter().map(|(name, at)| (*name, at.as_str())));
        sight.times.link_with(ROOM, &pairs)
    };
    let text = |name| sight.asked(name).unwrap_or_default().to_owned();
    let mut hidden = vec![
        (UNIT, sight.unit().to_string()),
        (PERIOD, sight.period().to_string()),
    ];
    hidden.extend(sight.times.known.clone().map(|known| (KNOWN, known)));
    let records = stretch.records.iter();
    let marks = records.filter_map(|record| record.entry.provenance);
    Ok(List {
        hidden,
        kinds: kinds(sight.asked(KIND)),
        reaches: REACHES
            .into_iter()
            .map(|(value, label)| Choice {
                value,
                label: label.to_owned(),
                is_chosen: sight.asked(REACH).unwrap_or_default() == value,
            })
            .collect(),
        stream: text(STREAM),
        actor: text(ACTOR),
        since: text(SINCE),
        until: text(UNTIL),
        is_filtered: !asked.is_empty(),
        everything: sight.link(ROOM),
        older: stretch.older.map(|at| link(Some((BEFORE, at)))),
        newer: stretch.newer.map(|at| link(Some((FROM, at)))),
        newest: stretch.newer.map(|_| link(None)),
        looked_to: stretch
            .older
            .filter(|_| stretch.records.len() < PAGE && beginning.is_none()),
        notes: legend(marks),
        rows,
    })
}

/// A page's events, the newest first, and where the next ones are.
struct Stretch {
    records: Vec<Record>,
    older: Option<u64>,
    newer: Option<u64>,
}

impl Stretch {
    fn back(found: Found, newer: Option<u64>) -> Self {
        Self {
            records: found.records,
            older: found.stopped,
            newer,
        }
    }
}

/// A page that was found from its oldest event on.
fn forward(found: Found, from: u64, start: u64) -> Stretch {
    let mut records = found.records;
    records.reverse();
    Stretch {
        older: Some(start).filter(|start| *start > from),
        newer: found.stopped,
        records,
    }
}

/// Tells of the events between which the page stays as it is: its newest, and the first
/// later one that it would show.
fn note_neighbours(
    sight: &Sight<'_>,
    filter: &Filter,
    stretch: &Stretch,
    is_first: bool,
) -> Result<(), Problem> {
    let latest = stretch.records.first();
    let latest = latest.map(|record| record.entry.position);
    let end = sight.model().size();
    let next = if is_first && sight.size < end {
        let (found, _) = watched(sight.size, || {
            let (from, to) = filter.bounds(sight.model(), end);
            scan(sight, filter, (from.max(sight.size), to), 1, Way::Forward)
        });
        found?.records.first().map(|record| record.entry.position)
    } else {
        None
    };
    note(sight.size, latest, next);
    Ok(())
}

fn row(sight: &Sight<'_>, entry: &Entry) -> Result<Row, Problem> {
    let head = &entry.commit;
    Ok(Row {
        position: entry.position.0,
        address: address(sight, entry.position.0),
        at: moment::shown(head.recorded_at),
        sentence: sentence(sight, entry),
        amount: amount(entry),
        kind: capital(event_name::of(entry.kind())),
        reason: head.reason.clone(),
        is_redacted: entry.event().is_none(),
        mark: mark(entry.provenance),
        actor: head.actor.to_string(),
        decision: decided(sight, head.decision.as_ref())?,
    })
}

/// The one amount that an event states.
pub(super) fn amount(entry: &Entry) -> Option<String> {
    let payload = entry.event()?.payload_json();
    let ore = payload.get("amount_ore")?.as_i64()?;
    Some(format!(
        "{}{}kr",
        swedish::amount(Ore(ore), AmountUnit::Kr),
        swedish::NO_BREAK_SPACE
    ))
}

fn kinds(chosen: Option<&str>) -> Vec<Choice> {
    let mut kinds: Vec<Choice> = EventKind::ALL
        .iter()
        .map(|kind| Choice {
            value: kind.name(),
            label: capital(event_name::of(*kind)),
            is_chosen: chosen == Some(kind.name()),
        })
        .collect();
    kinds.sort_by_cached_key(|choice| alphabetical(&choice.label));
    kinds
}

/// A key by which Swedish words stand in alphabetical order.
fn alphabetical(word: &str) -> String {
    word.to_lowercase()
        .replace('å', "z1")
        .replace('ä', "z2")
        .replace('ö', "z3")
}

/// The event at a position.
///
/// # Errors
/// [`Problem`] 404 when there is none among those that are known.
pub(super) fn record(sight: &Sight<'_>, position: u64) -> Result<Record, Problem> {
    if position >= sight.size {
        let size = sight.size;
        return Err(Problem::not_found(format!(
            "Det finns ingen händelse {position} bland {}.",
            crate::render::swedish::first_events(size)
        ))
        .remedied("Välj en lägre position, eller ett senare datum för det som är känt."));
    }
    let mut read = sight
        .question
        .snapshot
        .read(Position(position), position + 1);
    Ok(read.next().ok_or_else(Problem::internal)??)
}
