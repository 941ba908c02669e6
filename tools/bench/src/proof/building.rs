//! Building the ledgers that are measured, and timing their writes.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use ledger::basis::Hash;
use ledger::canonical;
use ledger::entropy::{Entropy, SeededEntropy};
use ledger::entry::{Commit, CommitHead, Entry, Payload, Record, Salt};
use ledger::event::organisation::UnitRenamed;
use ledger::event::{Event, Provenance};
use ledger::ids::{ActorId, CommandId, EventId, Position, UnitId};
use ledger::ledger::Ledger;
use ledger::log::merkle::Edge;
use ledger::log::settings::Settings;
use ledger::log::store::Store;
use ledger::log::{Log, LogError, ReadLog};
use ledger::time::{Date, Timestamp};

use crate::{BenchError, submit};
use bench::workload::{Script, ScriptError, Step};

/// Up to so many events the ledger is built by commands, as any ledger is.
const BY_COMMANDS: u64 = 1_000_000;

/// How many commands share a write in turns: one alone, and a busy server's.
const COMMANDS_A_WRITE: [usize; 2] = [1, 64];

/// How many events a commit has when no commands are played.
const EVENTS_A_COMMIT: u64 = 4096;

/// A ledger that was built.
pub(super) struct Built {
    /// How, in Swedish.
    pub(super) how: &'static str,
    /// What its writes cost, by how many commands shared one.
    pub(super) writes: Vec<Writes>,
}

/// The writes that so many commands shared.
pub(super) struct Writes {
    pub(super) commands: usize,
    pub(super) costs: Vec<Cost>,
}

/// What a write cost, in nanoseconds.
pub(super) struct Cost {
    pub(super) events: u64,
    /// From the commands to the durable answer.
    pub(super) whole: u128,
    /// Commitments to the payloads, leaves and their hashes.
    pub(super) hashing: u128,
    /// The leaves in the tree.
    pub(super) tree: u128,
}

/// Builds a ledger of at least so many events.
pub(super) fn build(events: u64, folder: &Path, seed: u64) -> Result<Built, BenchError> {
    let settings = Settings {
        origin: "generator".into(),
        demonstration: true,
        created_at: Script::founded()?,
    };
    let store = Store::create(folder, &settings)?;
    if events <= BY_COMMANDS {
        by_commands(events, store, seed)
    } else {
        by_commits(events, store, settings.created_at)
    }
}

fn by_commands(events: u64, store: Store, seed: u64) -> Result<Built, BenchError> {
    let mut ledger = Ledger::open(store, Box::new(SeededEntropy::new(seed.to_le_bytes())))?;
    let mut tree = Edge::default();
    let mut writes: Vec<Writes> = COMMANDS_A_WRITE
        .map(|commands| Writes {
            commands,
            costs: Vec::new(),
        })
        .into();
    Script::new(seed, events)?.play(|steps| {
        let mut rest = &steps[..];
        while !rest.is_empty() {
            for kind in &mut writes {
                let (group, later) = rest.split_at(kind.commands.min(rest.len()));
                rest = later;
                if ledger.log().size() < events && !group.is_empty() {
                    kind.costs.push(write(&mut ledger, group, &mut tree)?);
                }
            }
        }
        Ok::<_, BenchError>(())
    })?;
    ledger.close()?.close()?;
    Ok(Built {
        how: "med kommandon genom liggarens regler, som vilken liggare som helst",
        writes,
    })
}

/// Writes a group of commands, then does its proof work once more.
fn write(ledger: &mut Ledger<Store>, group: &[Step], tree: &mut Edge) -> Result<Cost, BenchError> {
    let before = ledger.log().size();
    let started = Instant::now();
    submit(ledger, group)?;
    let whole = started.elapsed().as_nanos();
    let records: Vec<Record> = ledger
        .log()
        .read(Position(before), u64::MAX)
        .collect::<Result<_, _>>()?;

    let started = Instant::now();
    for record in &records {
        if let (Some(salt), Some(event)) = (&record.salt, record.entry.event()) {
            let commitment = canonical::payload_commitment(salt, event);
            black_box(canonical::leaf_hash(&record.entry, &commitment));
        }
    }
    let hashing = started.elapsed().as_nanos();

    let started = Instant::now();
    let mut changed = Vec::new();
    for record in &records {
        tree.push(record.leaf, &mut changed);
    }
    black_box(&changed);
    Ok(Cost {
        events: records.len() as u64,
        whole,
        hashing,
        tree: started.elapsed().as_nanos(),
    })
}

fn by_commits(events: u64, mut store: Store, at: Timestamp) -> Result<Built, BenchError> {
    let mut entropy = SeededEntropy::new("bench proof");
    let unit = UnitId::new("HSN").map_err(ScriptError::from)?;
    let valid_from = Date::new(2024, 10, 1).ok_or(ScriptError::Calendar)?;
    while store.size() < events {
        let first = store.size();
        let count = EVENTS_A_COMMIT.min(events - first);
        let rename = |number: u64| UnitRenamed {
            unit: unit.clone(),
            name: format!("Hälso- och sjukvårdsnämnden, namn nummer {number}"),
            valid_from,
        };
        let renamed = (first..first + count).map(|number| rename(number).into());
        let commit = commit(first, at, renamed.collect(), &mut entropy)?;
        store.append(&[commit])?;
    }
    store.close()?;
    Ok(Built {
        how: "med färdiga händelser rakt i journal, index och träd, utan kommandon och regler",
        writes: Vec::new(),
    })
}

fn commit(
    first: u64,
    recorded_at: Timestamp,
    events: Vec<Event>,
    entropy: &mut dyn Entropy,
) -> Result<Commit, BenchError> {
    let head = Arc::new(CommitHead {
        first_position: Position(first),
        count: u32::try_from(events.len()).unwrap_or(u32::MAX),
        recorded_at,
        command_id: CommandId::new(format!("k-{first}")).map_err(ScriptError::from)?,
        command_commitment: Hash([0; 32]),
        actor: ActorId::new("generator").map_err(ScriptError::from)?,
        decision: None,
        reason: None,
        correlation_id: None,
    });
    let mut records = Vec::with_capacity(events.len());
    for (position, event) in (first..).zip(events) {
        let mut salt = Salt::default();
        entropy.fill(&mut salt).map_err(|source| LogError::Io {
            doing: "att hämta slumptal",
            place: "fröet".to_owned(),
            source,
        })?;
        let payload_commitment = canonical::payload_commitment(&salt, &event);
        let entry = Entry {
            position: Position(position),
            event_id: EventId(uuid_of(position)),
            version: event.kind().version(),
            stream: event.stream(),
            stream_version: position,
            causation_id: None,
            provenance: Some(Provenance::Generated),
            payload: Payload::Present(event),
            commit: Arc::clone(&head),
        };
        let leaf = canonical::leaf_hash(&entry, &payload_commitment);
        records.push(Record {
            entry,
            salt: Some(salt),
            payload_commitment,
            leaf,
        });
    }
    Ok(Commit { head, records })
}

/// An id that rises with the position.
fn uuid_of(position: u64) -> uuid::Uuid {
    uuid::Uuid::from_u128(
        (0x018b_cfe5_6800_7000_u128 << 64) | (0x8000_u128 << 48) | u128::from(position),
    )
}
