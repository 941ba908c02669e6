//! Commits for tests of the log, made without deciders.

use std::sync::Arc;

use ledger::basis::Hash;
use ledger::canonical;
use ledger::entry::{Commit, CommitHead, Entry, Payload, Record};
use ledger::event::decision::DecisionReported;
use ledger::event::followup::NarrativeWritten;
use ledger::event::organisation::{UnitDissolved, UnitRenamed};
use ledger::event::remains::Remains;
use ledger::event::reporting::PayloadRedacted;
use ledger::event::{Event, Provenance};
use ledger::ids::{ActorId, CommandId, CorrelationId, DecisionId, EventId, Position, UnitId};
use ledger::log::settings::Settings;
use ledger::time::{Date, Timestamp};

/// The settings of a test's ledger.
pub(crate) fn settings() -> Settings {
    Settings {
        origin: "Provregionen".to_owned(),
        demonstration: true,
        created_at: Timestamp(1_700_000_000_000_000),
    }
}

/// Makes commits that follow on each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Maker {
    pub(crate) next: u64,
    versions: std::collections::BTreeMap<String, u64>,
}

impl Maker {
    /// A maker that goes on after some records.
    pub(crate) fn after(records: &[Record]) -> Self {
        let mut maker = Self::default();
        for record in records {
            maker.next = record.entry.position.0 + 1;
            maker.versions.insert(
                record.entry.stream.to_string(),
                record.entry.stream_version + 1,
            );
        }
        maker
    }

    /// The next commit with `count` events of changing kinds.
    pub(crate) fn commit(&mut self, count: u32) -> Commit {
        let first = self.next;
        let events = (0..u64::from(count)).map(|n| event(first + n)).collect();
        self.commit_of(&format!("k-{first}"), events)
    }

    /// The next commit with given events.
    pub(crate) fn commit_of(&mut self, command: &str, events: Vec<Event>) -> Commit {
        let first = self.next;
        let head = Arc::new(CommitHead {
            first_position: Position(first),
            count: u32::try_from(events.len()).unwrap(),
            recorded_at: moment(first),
            command_id: CommandId::new(command).unwrap(),
            command_commitment: canonical::sha256(command.as_bytes()),
            actor: ActorId::new("p-1").unwrap(),
            decision: first
                .is_multiple_of(2)
                .then(|| DecisionId::new(format!("D-{first}")).unwrap()),
            reason: first
                .is_multiple_of(3)
                .then(|| "Rättat enligt §\u{a0}7".to_owned()),
            correlation_id: first
                .is_multiple_of(5)
                .then(|| CorrelationId::new("import-1").unwrap()),
        });
        let mut records = Vec::new();
        for event in events {
            let position = self.next;
            self.next += 1;
            let stream = event.stream();
            let version = self.versions.entry(stream.to_string()).or_default();
            let stream_version = *version;
            *version += 1;
            let salt = [u8::try_from(position % 250 + 1).unwrap(); 16];
            let payload_commitment = canonical::payload_commitment(&salt, &event);
            let entry = Entry {
                position: Position(position),
                event_id: event_id(position),
                version: event.kind().version(),
                stream,
                stream_version,
                causation_id: (position % 4 == 3).then(|| event_id(position - 1)),
                provenance: [
                    None,
                    Some(Provenance::Stated),
                    Some(Provenance::Inferred),
                    Some(Provenance::Generated),
                ][usize::try_from(position % 4).unwrap()],
                payload: Payload::Present(event),
                commit: Arc::clone(&head),
            };
            let leaf: Hash = canonical::leaf_hash(&entry, &payload_commitment);
            records.push(Record {
                entry,
                salt: Some(salt),
                payload_commitment,
                leaf,
            });
        }
        Commit { head, records }
    }

    /// The next commit, which redacts the event at a position.
    pub(crate) fn redaction(&mut self, of: u64) -> Commit {
        let event = PayloadRedacted {
            event: event_id(of),
            position: Position(of),
            legal_ground: "GDPR artikel 17".to_owned(),
            remains: Remains::Referral {
                decision: DecisionId::new("D1").unwrap(),
            },
        };
        self.commit_of(&format!("k-{}", self.next), vec![event.into()])
    }
}

/// The id of a test's event at a position.
pub(crate) fn event_id(position: u64) -> EventId {
    let millis = u128::from(moment(position).unix_millis());
    EventId(uuid::Uuid::from_u128(
        millis << 80 | 0x7 << 76 | 0b10 << 62 | u128::from(position),
    ))
}

/// When the commit that begins at a position was recorded: several share a moment.
pub(crate) fn moment(position: u64) -> Timestamp {
    Timestamp(1_700_000_000_000_000 + i64::try_from(position / 3).unwrap() * 1_000_000)
}

/// An event of a kind that follows from the number.
pub(crate) fn event(number: u64) -> Event {
    let unit = UnitId::new(format!("E-{}", number % 5)).unwrap();
    match number % 4 {
        0 => UnitRenamed {
            unit,
            name: format!("Hälso- och sjukvårdsnämnden {number}"),
            valid_from: Date::new(2024, 1, 1).unwrap(),
        }
        .into(),
        1 => UnitDissolved {
            unit,
            valid_to: Date::new(2024, 9, 30).unwrap(),
            successor: None,
        }
        .into(),
        2 => DecisionReported {
            decision: DecisionId::new(format!("D-{}", number % 3)).unwrap(),
            committee: unit,
            date: Date::new(2024, 2, 29).unwrap(),
            paragraph: Some(format!("§ {number}")),
        }
        .into(),
        _ => narrative(number, &unit),
    }
}

fn narrative(number: u64, unit: &UnitId) -> Event {
    let json = serde_json::json!({
        "unit": unit,
        "period": "2024-01/2024-12",
        "section": "summary",
        "text": format!("Ett stycke med nummer {number}.\nOch en rad till."),
    });
    Event::NarrativeWritten(serde_json::from_value::<NarrativeWritten>(json).expect("a narrative"))
}
