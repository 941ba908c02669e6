//! Putting a package together, part by part, and signing it.

use ledger::basis::{Basis, Hash};
use ledger::canonical;
use ledger::ids::Position;
use ledger::log::LogError;
use ledger::portable::line;
use ledger::portable::manifest::LedgerIdentity;
use ledger::proof::note::MAX_NOTE_BYTES;
use ledger::proof::{SignedNote, SigningKey, TreeHead, key_file, origin_line};
use ledger::stream::StreamId;
use projections::document::{Document, Section};
use serde_json::{Map, Value, json};

use super::whole::{Place, Since};
use crate::failure::{Failure, Family};
use crate::session::{Reading, signing};

/// The version of the package's form.
const FORMAT: u32 = 1;

/// The first line of what is signed; no ledger's origin line is this.
const SIGNED_AS: &str = "liggare.package/v1";

/// A package that is being put together.
pub(crate) struct Assembly<'a> {
    reading: Reading<'a>,
    key: SigningKey,
    head: TreeHead,
    members: Map<String, Value>,
}

impl<'a> Assembly<'a> {
    /// Begins a package of a kind, on the last checkpoint that is signed, which is
    /// to cover as many events as the package needs.
    ///
    /// # Errors
    /// [`Failure`] when there is no such checkpoint, or no key to sign with that is
    /// the ledger's.
    pub(crate) fn begin(
        kind: &str,
        reading: Reading<'a>,
        Place { file, folder }: Place<'_>,
        covering: u64,
    ) -> Result<Self, Failure> {
        let origin = origin_line(&file.origin, file.ledger);
        let key = signing::current_key(folder, reading.log, &origin)?.ok_or_else(|| {
            Failure::new(
                Family::Refused,
                format!("paketet kan inte undertecknas: {} saknas.", key_file::FILE),
                folder.display().to_string(),
                "Gör paketet där liggarens nyckel finns (signing-key i dess mapp).",
            )
        })?;
        let unsigned = || {
            Failure::new(
                Family::Refused,
                "liggaren har ingen undertecknad kontrollpunkt över alla händelser som behövs.",
                folder.display().to_string(),
                "Anteckna något med liggarens nyckel på plats; då undertecknas den.",
            )
        };
        let (note, head) = last_signed(reading)?
            .filter(|(_, head)| head.size >= covering)
            .ok_or_else(unsigned)?;
        let mut assembly = Self {
            reading,
            key,
            head,
            members: Map::new(),
        };
        assembly.set("format", json!(FORMAT));
        assembly.set("kind", json!(kind));
        assembly.set("checkpoint", json!(note.to_string()));
        let identity = LedgerIdentity::from(file);
        assembly.set("ledger", serde_json::to_value(identity)?);
        Ok(assembly)
    }

    /// How many events the signed checkpoint covers.
    pub(crate) fn size(&self) -> u64 {
        self.head.size
    }

    /// Adds a part.
    pub(crate) fn set(&mut self, name: &str, part: Value) {
        self.members.insert(name.to_owned(), part);
    }

    /// Adds the basis with the proof that the checkpoint's log begins with it.
    ///
    /// # Errors
    /// [`Failure`] when the log cannot be read.
    pub(crate) fn basis(&mut self, basis: Basis) -> Result<(), Failure> {
        let proof = self
            .reading
            .log
            .consistency_proof(basis.size, self.head.size)?;
        self.set("basis", serde_json::to_value(basis)?);
        if !proof.is_empty() {
            self.set("basis_proof", hashes(&proof));
        }
        Ok(())
    }

    /// Adds a checkpoint that the auditor holds, with the proof that the log has
    /// only been added to since.
    ///
    /// # Errors
    /// [`Failure`] when the file is no such checkpoint, or the ledger has another history.
    pub(crate) fn since(&mut self, since: Since<'_>) -> Result<(), Failure> {
        match since {
            Since::Nothing => Ok(()),
            Since::Checkpoint(note) => self.since_checkpoint(note, ""),
            Since::File(file) => {
                let place = file.display().to_string();
                let bytes = std::fs::read(file).map_err(|error| {
                    Failure::io("kontrollpunkten kunde inte läsas", &*place, &error)
                })?;
                let note = SignedNote::parse(&bytes)
                    .map_err(|error| not_held(error.to_string(), place.clone()))?;
                self.since_checkpoint(&note, &place)
            }
        }
    }

    fn since_checkpoint(&mut self, note: &SignedNote, place: &str) -> Result<(), Failure> {
        let wrong = |what: String| not_held(what, place.to_owned());
        let earlier = TreeHead::of(note).map_err(|error| wrong(error.to_string()))?;
        if earlier.origin != self.head.origin {
            return Err(wrong(format!(
                "kontrollpunkten hör till {}, inte till den här liggaren.",
                earlier.origin
            )));
        }
        let log = self.reading.log;
        if earlier.size > self.head.size || log.root_at(earlier.size)? != earlier.root {
            return Err(wrong(format!(
                "liggaren har inte den historia som kontrollpunkten över {} händelser säger.",
                earlier.size
            )));
        }
        let proof = log.consistency_proof(earlier.size, self.head.size)?;
        self.set(
            "earlier",
            json!({"checkpoint": note.to_string(), "proof": hashes(&proof)}),
        );
        Ok(())
    }

    /// Adds events, each with the proof that it stands in the tree of a size, and
    /// the redactions of those whose payload is destroyed, in the checkpoint's
    /// tree. Answers the last adopted rules among the events.
    ///
    /// # Errors
    /// [`Failure`] when the log cannot be read.
    pub(crate) fn events(
        &mut self,
        positions: impl IntoIterator<Item = Position>,
        size: u64,
    ) -> Result<Option<Value>, Failure> {
        let mut rules = None;
        let mut events = Vec::new();
        let mut redactions = Vec::new();
        for position in positions {
            let event = self.proved(position, size)?;
            let line = &event["line"];
            if line.get("payload").is_none() {
                redactions.extend(self.redactions_of(&line["leaf"]["event_id"])?);
            }
            if line["leaf"]["type"] == "RulesAdopted" {
                rules = line["payload"].get("rules").cloned();
            }
            events.push(event);
        }
        self.set("events", Value::Array(events));
        if !redactions.is_empty() {
            redactions.sort_unstable();
            let redactions = redactions.into_iter();
            let redactions = redactions.map(|position| self.proved(position, self.head.size));
            let redactions = redactions.collect::<Result<Vec<_>, _>>()?;
            self.set("redactions", Value::Array(redactions));
        }
        Ok(rules)
    }

    /// Adds the publication of the report, in the checkpoint's tree, and the event
    /// after it when that says that it was witnessed.
    ///
    /// # Errors
    /// [`Failure`] when the log cannot be read.
    pub(crate) fn publication(&mut self, position: Position) -> Result<(), Failure> {
        let publication = self.proved(position, self.head.size)?;
        let next = Position(position.0.saturating_add(1));
        if next.0 < self.head.size {
            let following = self.proved(next, self.head.size)?;
            let line = &following["line"];
            let of_it = line["leaf"]["type"] == "PublicationWitnessed"
                && line["payload"]["report"] == publication["line"]["payload"]["report"];
            if of_it {
                self.set("witnessed", following);
            }
        }
        self.set("publication", publication);
        Ok(())
    }

    /// Adds the section of a published report that a table stands in: the
    /// publication states its hash, and so ties a figure of it.
    ///
    /// # Errors
    /// [`Failure`] when the report cannot be written as JSON.
    pub(crate) fn section(&mut self, document: &Document, table: &str) -> Result<(), Failure> {
        let stands_in = |section: &&Section| section.tables().any(|found| found.key == table);
        if let Some(section) = document.sections.iter().find(stands_in) {
            self.set("section", serde_json::to_value(section)?);
        }
        Ok(())
    }

    /// The package's file: signed, one line of canonical JSON.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be signed.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Failure> {
        let unsigned = canonical::canonical(&Value::Object(self.members.clone()));
        let hash = canonical::sha256(&unsigned);
        let text = format!("{SIGNED_AS}\n{}\n{}\n", self.head.origin, hash_text(&hash));
        let note = SignedNote::sign(&text, &[&self.key]).map_err(|error| {
            Failure::new(
                Family::Refused,
                format!("paketet kunde inte undertecknas: {error}"),
                "",
                "",
            )
        })?;
        self.set("signature", json!(note.to_string()));
        let mut bytes = canonical::canonical(&Value::Object(self.members));
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Where an event was redacted: that stands in a stream of its own.
    fn redactions_of(&self, event: &Value) -> Result<Vec<Position>, Failure> {
        let name = format!("redaction/{}", event.as_str().unwrap_or_default());
        match StreamId::new(name) {
            Ok(stream) => Ok(self.reading.log.stream(&stream)?),
            Err(_) => Ok(Vec::new()),
        }
    }

    /// An event's line with its proof.
    fn proved(&self, position: Position, size: u64) -> Result<Value, Failure> {
        let log = self.reading.log;
        let mut read = log.read(position, position.0.saturating_add(1));
        let record = read.next().ok_or(LogError::BeyondEnd {
            size: log.size(),
            asked: position.0.saturating_add(1),
        })??;
        line::check(&record).map_err(|found| LogError::Damaged {
            position,
            place: "journalen".to_owned(),
            found,
        })?;
        let line: Value = serde_json::from_slice(&line::object(&record))?;
        let proof = log.inclusion_proof(position, size)?;
        Ok(json!({"line": line, "proof": hashes(&proof)}))
    }
}

/// The last signed checkpoint that is of no more than what is read.
fn last_signed(reading: Reading<'_>) -> Result<Option<(SignedNote, TreeHead)>, LogError> {
    for note in reading.log.checkpoints_back() {
        let note = note?;
        match TreeHead::of(&note) {
            Ok(head) if head.size <= reading.size() => return Ok(Some((note, head))),
            Ok(_) | Err(_) => {}
        }
    }
    Ok(None)
}

/// A checkpoint that is none of the ledger's.
fn not_held(what: String, place: String) -> Failure {
    let remedy = format!(
        "Ange en fil med en kontrollpunkt: {MAX_NOTE_BYTES} byte text som högst, som den en gång lämnades ut."
    );
    Failure::new(Family::Refused, what, place, remedy)
}

fn hashes(proof: &[Hash]) -> Value {
    proof.iter().map(hash_text).collect()
}

fn hash_text(hash: &Hash) -> String {
    ledger::portable::base64(&hash.0)
}
