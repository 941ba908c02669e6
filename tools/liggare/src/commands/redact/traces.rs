//! What a destroyed payload leaves no trace of: the bytes that a search looks for.
//!
//! Guarantee: the salt, the stored payload, its canonical JSON and every run of
//! words in it, as they stand in files and as JSON writes them. Deliberately not
//! here: runs shorter than [`SHORTEST_RUN`], which stand in other texts by chance;
//! they are found with the payload that they are part of.

use std::collections::{BTreeMap, BTreeSet};

use base64ct::{Base64, Encoding};
use ledger::canonical::canonical;
use ledger::entry::Record;
use ledger::event::remains::Remains;
use ledger::ids::{EventId, Position};
use serde_json::Value;

/// The shortest run of words that is searched for by itself, in bytes: about
/// three words.
const SHORTEST_RUN: usize = 16;

/// What a search finds something of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trace {
    /// The salt.
    Salt,
    /// The payload as it is stored, or as JSON.
    Payload,
    /// Words of it.
    Words,
}

/// The bytes to look for, each with what it is and whose.
#[derive(Debug, Default)]
pub(super) struct Traces(BTreeMap<Vec<u8>, (Position, Trace)>);

impl Traces {
    /// Looks for what an event says.
    pub(super) fn add(&mut self, record: &Record) {
        let position = record.entry.position;
        if let Some(salt) = &record.salt {
            self.put(salt.to_vec(), position, Trace::Salt);
            let text = Base64::encode_string(salt);
            self.put(text.into_bytes(), position, Trace::Salt);
        }
        let Some(event) = record.entry.event() else {
            return;
        };
        if let Ok(stored) = event.encode() {
            self.put(stored, position, Trace::Payload);
        }
        let payload = event.payload_json();
        self.put(canonical(&payload), position, Trace::Payload);
        // What the redaction itself says of it is no trace.
        let mut kept = BTreeSet::new();
        let remains = Remains::of(event).and_then(|remains| serde_json::to_value(remains).ok());
        each_text(&remains.unwrap_or_default(), &mut |text| {
            kept.insert(text.to_owned());
        });
        each_text(&payload, &mut |text| {
            // Reports write each paragraph by itself.
            for run in text.split('\n').map(str::trim) {
                if run.len() >= SHORTEST_RUN && !kept.contains(run) && !is_id(run) {
                    self.put_words(run, position);
                }
            }
        });
    }

    /// Every pattern with what it is.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (&[u8], Position, Trace)> {
        let patterns = self.0.iter();
        patterns.map(|(bytes, (position, trace))| (bytes.as_slice(), *position, *trace))
    }

    /// The words as they are, and as JSON writes them.
    fn put_words(&mut self, run: &str, position: Position) {
        self.put(run.as_bytes().to_vec(), position, Trace::Words);
        let quoted = canonical(&Value::String(run.to_owned()));
        let quoted = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        self.put(quoted.to_vec(), position, Trace::Words);
    }

    fn put(&mut self, bytes: Vec<u8>, position: Position, trace: Trace) {
        if bytes.len() >= SHORTEST_RUN {
            self.0.entry(bytes).or_insert((position, trace));
        }
    }
}

/// Whether a text names an event, as evidence does.
fn is_id(text: &str) -> bool {
    serde_json::from_value::<EventId>(Value::String(text.to_owned())).is_ok()
}

fn each_text(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(values) => values.iter().for_each(|value| each_text(value, see)),
        Value::Object(members) => members.values().for_each(|value| each_text(value, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
