//! A page: what one reading of the feed gave.

use std::sync::Arc;

use super::{Filter, Recent, Subject, cloud_event};
use crate::ids::{Position, UnitId};
use crate::log::{LogError, ReadLog};

/// The most events that one reading looks at, told or not: some tenths of a
/// second. A reader who filters hard is given a page without events, and goes on.
const MAX_LOOKED_AT: u64 = 50_000;

/// Which events are asked for.
pub struct Reading<'a> {
    /// What the ledger's events have as their source.
    pub source: &'a str,
    /// Where to begin.
    pub from: Position,
    /// Where to end, at the latest: how much of the log is seen.
    pub end: u64,
    /// The most events of the page.
    pub events: usize,
    /// How many bytes end the page. An event is told whole, so a page can have
    /// more by one event.
    pub bytes: usize,
    /// Which are told.
    pub filter: &'a Filter,
    /// The units that answer for something that is not itself a unit.
    pub units_of: &'a dyn Fn(&Subject) -> Vec<UnitId>,
    /// What readers share, with how many redactions there were before the log was
    /// asked for anything; none for a reader who shares nothing.
    pub recent: Option<(&'a Recent, usize)>,
}

/// An event that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Where it stands.
    pub position: Position,
    /// Its envelope ([`cloud_event`]).
    pub json: Arc<[u8]>,
}

/// What a reading gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The events, in order of position.
    pub events: Vec<Told>,
    /// Where the next reading begins.
    pub next: Position,
}

impl Page {
    /// Reads a page.
    ///
    /// # Errors
    /// [`LogError`] when an entry cannot be read; nothing of the page is told (I12).
    pub fn read(log: &dyn ReadLog, asked: &Reading<'_>) -> Result<Self, LogError> {
        let shared = asked.recent.filter(|_| asked.filter.tells_all());
        if let Some((recent, redactions)) = shared {
            let most = (asked.events, asked.bytes);
            let events = recent.from(asked.from, asked.end, most, redactions);
            if let Some(last) = events.last() {
                let next = Position(last.position.0 + 1);
                return Ok(Self { events, next });
            }
        }
        let mut page = Self {
            events: Vec::new(),
            next: asked.from,
        };
        let mut bytes = 0;
        let end = asked.end.min(asked.from.0.saturating_add(MAX_LOOKED_AT));
        for record in log.read(asked.from, end) {
            if page.events.len() >= asked.events || bytes >= asked.bytes {
                break;
            }
            let record = record?;
            let position = record.entry.position;
            page.next = Position(position.0 + 1);
            if asked.filter.tells(&record.entry, asked.units_of) {
                let json = cloud_event::write(asked.source, &record);
                bytes += json.len();
                page.events.push(Told {
                    position,
                    json: json.into(),
                });
            }
        }
        if let Some((recent, redactions)) = shared {
            recent.keep(&page.events, redactions);
        }
        Ok(page)
    }
}
