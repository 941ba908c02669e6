//! A small ledger's archive, written here from the format page: own salts, own
//! keys, own leaves. It shares the tree and the signing of notes with the
//! verifier, whose public vectors stand for those.

mod histories;

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding};
use granska::note::{Algorithm, Checkpoint, SigningKey};
use granska::tree::{self, Edge, Hash, hex};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::scratch::Files;
pub(crate) use histories::{small, whole, with_figures};

/// An archive that grows event by event.
pub(crate) struct Builder {
    pub(crate) origin: &'static str,
    pub(crate) lines: Vec<Value>,
    pub(crate) leaves: Vec<Hash>,
    pub(crate) notes: Vec<String>,
    pub(crate) reports: BTreeMap<String, Value>,
    pub(crate) first_key: SigningKey,
    pub(crate) key: SigningKey,
    pub(crate) witness: SigningKey,
    previous: Option<SigningKey>,
    versions: BTreeMap<String, u64>,
    /// When the witness signs, in seconds since 1970.
    pub(crate) cosigned_at: u64,
    decision: Option<String>,
    command: Option<(String, String)>,
}

impl Builder {
    /// A ledger without events.
    pub(crate) fn new(origin: &'static str) -> Self {
        let name = name(origin);
        let key = SigningKey::from_seed(&name, Algorithm::Ed25519, &[1; 32]).unwrap();
        let witness = SigningKey::from_seed("revisionen", Algorithm::Cosignature, &[9; 32]);
        Self {
            origin,
            lines: Vec::new(),
            leaves: Vec::new(),
            notes: Vec::new(),
            reports: BTreeMap::new(),
            first_key: key.clone(),
            key,
            witness: witness.unwrap(),
            previous: None,
            versions: BTreeMap::new(),
            cosigned_at: COSIGNED_AT,
            decision: None,
            command: None,
        }
    }

    pub(crate) fn size(&self) -> u64 {
        self.lines.len() as u64
    }

    pub(crate) fn root(&self) -> Hash {
        self.root_at(self.size())
    }

    pub(crate) fn root_at(&self, size: u64) -> Hash {
        let mut edge = Edge::default();
        for leaf in &self.leaves[..usize::try_from(size).unwrap()] {
            edge.push(*leaf);
        }
        edge.root()
    }

    /// The events that follow rest on a decision.
    pub(crate) fn decided_by(&mut self, decision: &str) {
        self.decision = Some(decision.to_owned());
    }

    /// The events that follow belong to one command.
    pub(crate) fn command(&mut self, id: &str) {
        let now = moment(self.size());
        self.command = Some((id.to_owned(), now));
    }

    /// The events that follow each have a command of their own, and rest on nothing.
    pub(crate) fn each_alone(&mut self) {
        self.decision = None;
        self.command = None;
    }

    /// Adds an event; answers its position.
    pub(crate) fn event(&mut self, kind: &str, stream: &str, payload: Value) -> u64 {
        self.event_with(kind, stream, payload, &json!({}))
    }

    /// Adds an event whose leaf has other members than it should.
    pub(crate) fn event_with(
        &mut self,
        kind: &str,
        stream: &str,
        payload: Value,
        changed: &Value,
    ) -> u64 {
        let position = self.size();
        let salt = &sha256(format!("salt {position}").as_bytes())[..16];
        let commitment = sha256(&[salt, &canonical(&payload)].concat());
        let version = self.versions.entry(stream.to_owned()).or_insert(0);
        let alone = || (format!("kommando-{position}"), moment(position));
        let (command, now) = self.command.clone().unwrap_or_else(alone);
        let mut leaf = json!({
            "actor": "p-1",
            "command_commitment": Base64::encode_string(&sha256(command.as_bytes())),
            "command_id": command,
            "event_id": id_of(position),
            "payload_commitment": Base64::encode_string(&commitment),
            "position": position,
            "recorded_at": now,
            "stream": stream,
            "stream_version": *version,
            "type": kind,
            "v": 1,
            "version": 1,
        });
        *version += 1;
        if let Some(decision) = &self.decision {
            leaf["decision"] = json!(decision);
        }
        for (name, value) in changed.as_object().unwrap() {
            leaf[name.as_str()] = value.clone();
        }
        self.leaves.push(tree::leaf_hash(&canonical(&leaf)));
        let salt = Base64::encode_string(salt);
        let mut line = json!({"leaf": leaf, "salt": salt});
        line["payload"] = payload;
        self.lines.push(line);
        position
    }

    /// Destroys the payload of an event, as a ledger does after its redaction.
    pub(crate) fn destroy(&mut self, position: u64) {
        let line = &mut self.lines[usize::try_from(position).unwrap()];
        *line = json!({"leaf": line["leaf"]});
    }

    /// Signs the present size.
    pub(crate) fn checkpoint(&mut self) -> String {
        let body = self.body();
        let mut note = match self.previous.take() {
            Some(previous) => {
                let mut note = previous.note(&body).unwrap();
                note.signatures.push(self.key.sign(&body).unwrap());
                note
            }
            None => self.key.note(&body).unwrap(),
        };
        let text = note.text();
        self.notes.push(text.clone());
        note.signatures
            .push(self.witness.cosign(&body, self.cosigned_at).unwrap());
        note.text()
    }

    /// Signs the present size, and has the witness cosign it.
    pub(crate) fn cosigned_checkpoint(&mut self) -> String {
        let cosigned = self.checkpoint();
        self.notes.push(cosigned.clone());
        cosigned
    }

    pub(crate) fn body(&self) -> String {
        Checkpoint {
            origin: name(self.origin),
            size: self.size(),
            root: self.root(),
        }
        .body()
    }

    /// Changes the signing key by an event.
    pub(crate) fn rotate(&mut self) {
        let next = SigningKey::from_seed(&name(self.origin), Algorithm::Ed25519, &[2; 32]).unwrap();
        let payload = json!({
            "next": next.verifier().to_string(),
            "previous": self.key.verifier().to_string(),
        });
        self.event("SigningKeyRotated", "proof/keys", payload);
        self.previous = Some(std::mem::replace(&mut self.key, next));
    }

    /// Publishes a report with a text; answers the publication's payload.
    pub(crate) fn publish(&mut self, report: &str, text: &str) -> Value {
        self.publish_document(report, self.document(text))
    }

    pub(crate) fn publish_document(&mut self, report: &str, document: Value) -> Value {
        let basis = document["basis"].clone();
        self.publish_upon(report, document, &basis)
    }

    /// Publishes a document on the present log, whatever it says itself.
    pub(crate) fn publish_forged(&mut self, report: &str, document: Value) -> Value {
        let basis = json!({
            "root": hex(&self.root()), "rules_version": 1, "size": self.size()});
        self.publish_upon(report, document, &basis)
    }

    /// Publishes a document by an event that states a basis of its own.
    pub(crate) fn publish_upon(&mut self, report: &str, document: Value, basis: &Value) -> Value {
        let sections = document["sections"].as_array().unwrap().iter();
        let sections: Vec<Value> = sections
            .map(|section| {
                json!({"section": section["key"], "sha256": hex(&sha256(&canonical(section)))})
            })
            .collect();
        let payload = json!({
            "basis": basis,
            "kind": "period_report",
            "period": "2024-01/2024-04",
            "report": report,
            "sections": sections,
            "unit": "RS",
            "view_sha256": hex(&sha256(&canonical(&document))),
            "waived": [],
        });
        self.reports
            .insert(format!("reports/{report}.json"), document);
        self.event(
            "ReportPublished",
            &format!("report/{report}"),
            payload.clone(),
        );
        payload
    }

    pub(crate) fn document(&self, text: &str) -> Value {
        let root = hex(&self.root());
        let row = |key: &str, cell: Value| json!({"cells": [{"text": key}, cell], "key": key, "level": 0, "role": "item"});
        let rows = [
            row("unit", json!({"text": "RS"})),
            row("period", json!({"text": "januari–april 2024"})),
            row("known_at", json!({"text": moment(self.size() - 1)})),
            row("size", json!({"count": self.size()})),
            row("root", json!({"text": root})),
            row("rules_version", json!({"count": 1})),
        ];
        let columns = [
            json!({"key": "title", "title": ""}),
            json!({"key": "value", "title": "Värde"}),
        ];
        let table = json!({"columns": columns, "key": "basis", "note": "", "rows": rows, "title": "Underlag"});
        let checks = CHECKS.map(|(key, outcome)| {
            let cells = json!([{"text": key}, outcome_cell(outcome), "empty", "empty", "empty"]);
            json!({"cells": cells, "key": key, "level": 0, "role": "item"})
        });
        let columns = [
            ("title", "Kontroll"),
            ("outcome", "Utfall"),
            ("stated", "Angivet"),
            ("computed", "Beräknat"),
            ("difference", "Skillnad"),
        ]
        .map(|(key, title)| json!({"key": key, "title": title}));
        let checks = json!({
            "columns": columns, "key": "checks", "note": "", "rows": checks, "title": "Kontroller"});
        json!({
            "basis": {"root": root, "rules_version": 1, "size": self.size()},
            "kind": "period_report",
            "period": "2024-01/2024-04",
            "sections": [
                {"blocks": [{"text": text}], "heading": "Sammanfattning", "key": "summary", "level": 1},
                {"blocks": [{"table": table}, {"table": checks}], "heading": "Underlag", "key": "basis", "level": 1},
            ],
            "title": "Periodrapport april 2024",
            "unit": "RS",
        })
    }

    /// Another's key under the ledger's name.
    pub(crate) fn forger(&self) -> SigningKey {
        SigningKey::from_seed(&name(self.origin), Algorithm::Ed25519, &[7; 32]).unwrap()
    }

    /// What the manifest and packages say of the ledger.
    pub(crate) fn ledger(&self) -> Value {
        json!({
            "created_at": CREATED_AT,
            "demonstration": false,
            "id": id(self.origin),
            "origin": self.origin,
        })
    }

    /// The verifier key to publish.
    pub(crate) fn vkey(&self) -> granska::note::VerifierKey {
        self.first_key.verifier().clone()
    }

    /// The bytes of a manifest, signed by the present key.
    pub(crate) fn signed_manifest(&self, mut manifest: Value) -> Vec<u8> {
        manifest.as_object_mut().unwrap().remove("signature");
        let hash = Base64::encode_string(&sha256(&canonical(&manifest)));
        let body = format!("liggare.archive/v1\n{}\n{hash}\n", name(self.origin));
        manifest["signature"] = json!(self.key.note(&body).unwrap().text());
        [canonical(&manifest), b"\n".to_vec()].concat()
    }

    /// The archive's files.
    pub(crate) fn files(&self) -> Files {
        let mut files = Files::new();
        let mut events = Vec::new();
        for line in &self.lines {
            events.extend(canonical(line));
            events.push(b'\n');
        }
        files.insert("FORMAT.md".to_owned(), b"# Arkivet\n".to_vec());
        files.insert("kontrollera.py".to_owned(), b"print()\n".to_vec());
        for (name, document) in &self.reports {
            files.insert(name.clone(), [canonical(document), b"\n".to_vec()].concat());
        }
        let listed: Vec<Value> = files
            .iter()
            .map(|(name, bytes)| json!({"name": name, "sha256": hex(&sha256(bytes))}))
            .collect();
        let manifest = json!({
            "checkpoints": self.notes.len(),
            "events": self.lines.len(),
            "files": listed,
            "format": 1,
            "ledger": self.ledger(),
            "root": hex(&self.root()),
            "verifier_key": self.vkey().to_string(),
        });
        files.insert("archive.json".to_owned(), self.signed_manifest(manifest));
        files.insert("events.ndjson".to_owned(), events);
        files.insert(
            "checkpoints.txt".to_owned(),
            self.notes.join("\n").into_bytes(),
        );
        files
    }
}

/// The named checks of a report without figures, and what they come to.
const CHECKS: [(&str, &str); 13] = [
    ("complete_totals_sum", "not_applicable"),
    ("partial_remainder_shown", "not_applicable"),
    ("variance_is_outcome_less_budget", "not_applicable"),
    ("reallocations_balance", "not_applicable"),
    ("claims_agree", "not_applicable"),
    ("colour_counts_agree", "not_applicable"),
    ("warnings_motivated", "not_applicable"),
    ("no_colour_on_missing_data", "not_applicable"),
    ("interim_period_length", "not_applicable"),
    ("action_effects_meet_demand", "not_applicable"),
    ("action_effects_meet_demand/handlingsplan", ""),
    ("control_actions_have_status", "not_applicable"),
    ("late_entries_are_corrections", "not_applicable"),
];

fn outcome_cell(outcome: &str) -> Value {
    match outcome {
        "" => json!("empty"),
        outcome => json!({"check": outcome}),
    }
}

/// An hour after the events.
const COSIGNED_AT: u64 = 1_709_283_600;

const CREATED_AT: &str = "2024-01-01T00:00:00.000000Z";

/// The ledger's id: SHA-256 over its settings, marked as a custom UUID.
pub(crate) fn id(origin: &str) -> String {
    let mut hash = sha256(format!("liggare\n{origin}\nfalse\n{CREATED_AT}").as_bytes());
    hash[6] = hash[6] & 0x0f | 0x80;
    hash[8] = hash[8] & 0x3f | 0x80;
    let digits = &hex(&hash)[..32];
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    parts.join("-")
}

pub(crate) fn name(origin: &str) -> String {
    format!("{}/{}", origin.replace(' ', "-"), id(origin))
}

pub(crate) fn id_of(position: u64) -> String {
    format!("018df906-f800-7000-8000-{position:012x}")
}

/// Each event is recorded a microsecond after the one before, all in the
/// millisecond of their ids.
fn moment(position: u64) -> String {
    format!("2024-03-01T08:00:00.000{position:03}Z")
}

pub(crate) fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// Canonical JSON of what these tests write: names in ASCII, integers only.
pub(crate) fn canonical(value: &Value) -> Vec<u8> {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let ordered: BTreeMap<_, _> = members.iter().collect();
                let members = ordered
                    .into_iter()
                    .map(|(name, value)| (name.clone(), sorted(value)));
                Value::Object(members.collect::<Map<_, _>>())
            }
            Value::Array(items) => items.iter().map(sorted).collect(),
            plain => plain.clone(),
        }
    }
    serde_json::to_vec(&sorted(value)).unwrap()
}
