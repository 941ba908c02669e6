//! What an event takes, on disk and in memory.

use bench::append::Failed;
use bench::measured::{Bar, Row, Unit};
use ledger::canonical;
use ledger::ids::Position;
use ledger::log::ReadLog;
use ledger::log::store::Store;

use super::built::Built;
use super::opening::opened;
use super::{bytes_in, number};

pub(super) const ON_DISK: &str = "På disk";
pub(super) const IN_MEMORY: &str = "I minnet";

/// How many times the payload bytes everything takes on disk, at most.
const MOST_ON_DISK: f64 = 2.0;

/// How many bytes an event takes in memory, at most.
const MOST_IN_MEMORY: f64 = 250.0;

/// Of how many events the bytes are counted, spread over the log.
const COUNTED: u64 = 20_000;

/// The rows.
pub(super) fn rows(built: &Built) -> Result<Vec<Row>, Failed> {
    let row = |group, what: &str, bytes: f64| {
        let values = std::iter::once(bytes / number(built.events)).collect();
        Row::new(group, what, Unit::BytesPerEvent, values).of_events(built.events)
    };
    let [encoded, json, with_envelope] = payload_bytes(built)?;
    let payload = row(ON_DISK, "det som sägs, kodat", encoded);
    let all = bytes_in(&built.folder)?;
    let journal = bytes_in(&built.folder.join("journal"))?;
    let resident = number(opened(&built.folder)?.resident);
    let memory = row(IN_MEMORY, "index, läsmodell och tillstånd", resident);
    Ok(vec![
        row(ON_DISK, "journalen", number(journal)).against(&payload),
        row(ON_DISK, "allt: journal, index och läsmodell", number(all))
            .against(&payload)
            .with_bar(built.large(Bar::RatioAtMost(MOST_ON_DISK))),
        payload,
        row(ON_DISK, "det som sägs, som JSON", json),
        row(ON_DISK, "det som sägs, som JSON med kuvert", with_envelope),
        memory.with_bar(built.large(Bar::AtMost(MOST_IN_MEMORY))),
    ])
}

/// The bytes of all payloads as they are kept, as JSON, and as JSON with what the
/// ledger says of each event; reckoned from some of them.
fn payload_bytes(built: &Built) -> Result<[f64; 3], Failed> {
    let store = Store::open(&built.folder)?;
    let (mut bytes, mut counted) = ([0; 3], 0);
    let stretch = (built.events / 20).max(1);
    for from in (0..built.events).step_by(usize::try_from(stretch)?) {
        for record in store.read(Position(from), from + COUNTED / 20) {
            let record = record?;
            let Some(event) = record.entry.event() else {
                continue;
            };
            let json = canonical::canonical(&event.payload_json()).len();
            let leaf = canonical::leaf_json(&record.entry, &record.payload_commitment).len();
            let of_event = [event.encode()?.len(), json, json + leaf];
            for (all, more) in bytes.iter_mut().zip(of_event) {
                *all += more;
            }
            counted += 1;
        }
    }
    store.close()?;
    let share = number(built.events) / f64::from(counted);
    Ok(bytes.map(|bytes| number(bytes as u64) * share))
}
