//! Commitments and leaves, recomputed: a payload's commitment from its salt and
//! canonical JSON, and each leaf from the envelope. On two threads, since hashing
//! is most of the work.

use super::Finding;
use crate::canonical;
use crate::entry::{Payload, Record};

/// What does not hold of some records, in order.
pub(crate) fn flaws(records: &[Record]) -> Vec<Finding> {
    let (first, second) = records.split_at(records.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| flaws_of(second));
        let mut found = flaws_of(first);
        // A thread that did not end has judged nothing: judge it here.
        found.extend(other.join().unwrap_or_else(|_| flaws_of(second)));
        found
    })
}

fn flaws_of(records: &[Record]) -> Vec<Finding> {
    records.iter().filter_map(flaw).collect()
}

fn flaw(record: &Record) -> Option<Finding> {
    let entry = &record.entry;
    let found = |what: &str| Some(Finding::at(entry.position, what));
    match (&entry.payload, &record.salt) {
        (Payload::Present(event), Some(salt)) => {
            if canonical::payload_commitment(salt, event) != record.payload_commitment {
                return found("innehållet ger inte det åtagande som lövet har");
            }
            if event.stream() != entry.stream {
                return found("händelsen står i en annan ström än innehållet säger");
            }
        }
        (Payload::Redacted(_), None) => {}
        (Payload::Present(_), None) => return found("innehållet saknar salt"),
        (Payload::Redacted(_), Some(_)) => return found("saltet finns kvar efter gallringen"),
    }
    if canonical::leaf_hash(entry, &record.payload_commitment) != record.leaf {
        return found("lövet är inte det som händelsens huvud ger");
    }
    None
}
