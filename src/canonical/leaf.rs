//! The leaf that the Merkle tree is built of: an entry's envelope as canonical
//! JSON, with the commitment to its payload in the payload's place.

use base64ct::{Base64, Encoding};

use super::text::write_text;
use crate::basis::Hash;
use crate::entry::Entry;
use crate::event::Provenance;
use crate::ids::EventId;

/// The version of the leaf's form, its member `v`.
pub const LEAF_VERSION: u32 = 1;

/// The canonical JSON of an entry's leaf: the envelope with the commitment in
/// the payload's place.
pub fn leaf_json(entry: &Entry, payload_commitment: &Hash) -> Vec<u8> {
    let head = &entry.commit;
    let mut object = Members::open();
    object.text("actor", head.actor.as_str());
    if let Some(causation) = entry.causation_id {
        object.event("causation_id", causation);
    }
    object.hash("command_commitment", &head.command_commitment);
    object.text("command_id", head.command_id.as_str());
    if let Some(correlation) = &head.correlation_id {
        object.text("correlation_id", correlation.as_str());
    }
    if let Some(decision) = &head.decision {
        object.text("decision", decision.as_str());
    }
    object.event("event_id", entry.event_id);
    object.hash("payload_commitment", payload_commitment);
    object.number("position", entry.position.0);
    if let Some(provenance) = entry.provenance {
        object.text("provenance", provenance_name(provenance));
    }
    if let Some(reason) = &head.reason {
        object.text("reason", reason);
    }
    object.text("recorded_at", &head.recorded_at.to_string());
    object.text("stream", entry.stream.as_str());
    object.number("stream_version", entry.stream_version);
    object.text("type", entry.kind().name());
    object.number("v", u64::from(LEAF_VERSION));
    object.number("version", u64::from(entry.version));
    object.close()
}

/// The hash of an entry's leaf: RFC 6962 over [`leaf_json`].
pub fn leaf_hash(entry: &Entry, payload_commitment: &Hash) -> Hash {
    crate::log::merkle::leaf_hash(&leaf_json(entry, payload_commitment))
}

/// The name of a provenance in JSON.
fn provenance_name(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Stated => "stated",
        Provenance::Inferred => "inferred",
        Provenance::Generated => "generated",
    }
}

/// An object that is written member by member; the caller gives them sorted.
struct Members(Vec<u8>);

impl Members {
    fn open() -> Self {
        let mut out = Vec::with_capacity(640);
        out.push(b'{');
        Self(out)
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
        write_text(&mut self.0, name);
        self.0.push(b':');
    }

    fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        write_text(&mut self.0, text);
    }

    fn event(&mut self, name: &str, EventId(id): EventId) {
        let mut digits = uuid::Uuid::encode_buffer();
        self.text(name, id.hyphenated().encode_lower(&mut digits));
    }

    fn hash(&mut self, name: &str, Hash(bytes): &Hash) {
        let mut digits = [0; 44];
        // A hash always takes 44.
        self.text(name, Base64::encode(bytes, &mut digits).unwrap_or_default());
    }

    fn number(&mut self, name: &str, number: u64) {
        self.name(name);
        let mut digits = itoa::Buffer::new();
        self.0.extend_from_slice(digits.format(number).as_bytes());
    }

    fn close(mut self) -> Vec<u8> {
        self.0.push(b'}');
        self.0
    }
}
