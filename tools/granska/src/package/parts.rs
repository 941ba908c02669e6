//! The parts of a package's file.
//!
//! Guarantee: the file is canonical, every part has its form, and no part is
//! there that its kind does not have; [`Package::signed`] is the hash of
//! exactly the file without its signature.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::event::Line;
use crate::json::{self, Fault};
use crate::ledger::Ledger;
use crate::note::{Checkpoint, Note, base64_hash};
use crate::tree::{Hash, unhex};

/// The version of the package's format.
const FORMAT: u64 = 1;

/// What a package is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A published report.
    Report,
    /// One figure.
    Figure,
    /// One event.
    Event,
}

/// What a report rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Basis {
    /// How many events.
    pub(super) size: u64,
    /// The root over them.
    pub(super) root: Hash,
    /// The version of the rules that were in force.
    pub(super) rules_version: u64,
}

/// An event with its proof.
#[derive(Debug)]
pub(super) struct Proved<'a> {
    /// Its line.
    pub(super) line: Line<'a>,
    /// Its inclusion proof.
    pub(super) proof: Vec<Hash>,
}

/// A package that has been read.
#[derive(Debug)]
pub(super) struct Package<'a> {
    pub(super) kind: Kind,
    pub(super) ledger: Ledger,
    pub(super) checkpoint: (Note, Checkpoint),
    pub(super) basis: Option<Basis>,
    pub(super) basis_proof: Vec<Hash>,
    pub(super) earlier: Option<(Note, Checkpoint, Vec<Hash>)>,
    pub(super) publication: Option<Proved<'a>>,
    /// That the publication was witnessed, as its event says.
    pub(super) witnessed: Option<Proved<'a>>,
    /// The section of the published report that the figure stands in.
    pub(super) section: Option<&'a [u8]>,
    /// The named checks, as the publisher tells them.
    pub(super) checks: Option<Value>,
    /// The report's canonical bytes.
    pub(super) report: Option<&'a [u8]>,
    pub(super) figure: Option<Value>,
    pub(super) events: Vec<Proved<'a>>,
    /// The redactions that explain why payloads of `events` are missing.
    pub(super) redactions: Vec<Proved<'a>>,
    pub(super) rules: Option<Value>,
    pub(super) signature: Note,
    /// SHA-256 of the file without its signature.
    pub(super) signed: Hash,
}

/// Why a file is not a package.
#[derive(Debug)]
pub(super) struct Flaw {
    /// The part, or the whole file.
    pub(super) part: String,
    /// The byte in the part, when it is known.
    pub(super) byte: Option<usize>,
    /// What is wrong, in Swedish.
    pub(super) what: String,
}

impl Flaw {
    fn of(part: &str, what: impl Into<String>) -> Self {
        Self {
            part: part.to_owned(),
            byte: None,
            what: what.into(),
        }
    }

    fn at(part: &str) -> impl Fn(Fault) -> Self {
        let part = part.to_owned();
        move |fault| Self {
            part: part.clone(),
            byte: Some(fault.byte),
            what: fault.what,
        }
    }
}

/// The parts that a kind must have and may have.
fn parts_of(kind: Kind) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        Kind::Report => (
            &["basis", "publication", "report", "text"],
            &[
                "basis_proof",
                "checks",
                "earlier",
                "redactions",
                "rules",
                "witnessed",
            ],
        ),
        Kind::Figure => (
            &["basis", "figure", "text"],
            &[
                "basis_proof",
                "earlier",
                "publication",
                "redactions",
                "rules",
                "section",
                "witnessed",
            ],
        ),
        Kind::Event => (&[], &["earlier", "redactions", "text"]),
    }
}

/// The parts that every package has.
const COMMON: &[&str] = &[
    "checkpoint",
    "events",
    "format",
    "kind",
    "ledger",
    "signature",
];

/// The raw parts by name.
struct Raw<'a>(BTreeMap<Cow<'a, str>, &'a [u8]>);

impl<'a> Package<'a> {
    /// Reads a package's file.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Flaw> {
        let whole = "paketet";
        let text = bytes
            .strip_suffix(b"\n")
            .ok_or_else(|| Flaw::of(whole, "filen saknar radslut"))?;
        let members = json::members(text).map_err(Flaw::at(whole))?;
        let signed = without_signature(&members);
        let raw = Raw(members.into_iter().collect());
        if raw.value("format")?.and_then(|format| format.as_u64()) != Some(FORMAT) {
            return Err(Flaw::of("format", "formatet är okänt"));
        }
        let kind = match raw.text("kind")?.as_deref() {
            Some("report") => Kind::Report,
            Some("figure") => Kind::Figure,
            Some("event") => Kind::Event,
            _ => return Err(Flaw::of("kind", "paketets slag är okänt")),
        };
        let (must, may) = parts_of(kind);
        for name in raw.0.keys() {
            let known = [COMMON, must, may]
                .iter()
                .any(|names| names.contains(&&**name));
            if !known {
                return Err(Flaw::of(name, "delen hör inte till ett sådant paket"));
            }
        }
        let absent = [COMMON, must]
            .into_iter()
            .flatten()
            .find(|name| !raw.0.contains_key(**name));
        if let Some(name) = absent {
            return Err(Flaw::of(name, "delen saknas"));
        }
        if raw.0.contains_key("text") && raw.text("text")?.is_none() {
            return Err(Flaw::of("text", "delen är ingen text"));
        }
        Ok(Self {
            kind,
            ledger: Ledger::of(raw.value("ledger")?.as_ref())
                .map_err(|what| Flaw::of("ledger", what))?,
            checkpoint: note_of("checkpoint", raw.text("checkpoint")?.as_deref())?,
            basis: raw
                .value("basis")?
                .map(|basis| basis_of(&basis))
                .transpose()?,
            basis_proof: match raw.value("basis_proof")? {
                Some(proof) => hashes("basis_proof", &proof)?,
                None => Vec::new(),
            },
            earlier: raw
                .value("earlier")?
                .map(|earlier| earlier_of(&earlier))
                .transpose()?,
            publication: raw
                .0
                .get("publication")
                .map(|part| proved("publication", part))
                .transpose()?,
            witnessed: raw
                .0
                .get("witnessed")
                .map(|part| proved("witnessed", part))
                .transpose()?,
            section: raw.0.get("section").copied(),
            checks: raw.value("checks")?,
            report: raw.0.get("report").copied(),
            figure: raw.value("figure")?,
            events: proved_items("events", raw.0.get("events").copied().unwrap_or_default())?,
            redactions: match raw.0.get("redactions") {
                Some(part) => proved_items("redactions", part)?,
                None => Vec::new(),
            },
            rules: raw.value("rules")?,
            signature: Note::parse(&raw.text("signature")?.unwrap_or_default())
                .map_err(|error| Flaw::of("signature", error.to_string()))?,
            signed,
        })
    }
}

impl Package<'_> {
    /// Every event that the package carries beside those that its matter rests on.
    pub(super) fn others(&self) -> impl Iterator<Item = &Proved<'_>> {
        let publishing = self.publication.iter().chain(&self.witnessed);
        publishing.chain(&self.redactions)
    }

    /// Every event that the package carries.
    pub(super) fn carried(&self) -> impl Iterator<Item = &Proved<'_>> {
        self.events.iter().chain(self.others())
    }
}

impl Raw<'_> {
    fn value(&self, name: &str) -> Result<Option<Value>, Flaw> {
        let part = self.0.get(name);
        part.map(|part| json::read(part).map_err(Flaw::at(name)))
            .transpose()
    }

    fn text(&self, name: &str) -> Result<Option<String>, Flaw> {
        let value = self.value(name)?;
        Ok(value.and_then(|value| value.as_str().map(str::to_owned)))
    }
}

/// The hash of an object's canonical text without its member `signature`.
fn without_signature(members: &[json::Part<'_>]) -> Hash {
    Sha256::digest(json::without(members, "signature")).into()
}

fn earlier_of(earlier: &Value) -> Result<(Note, Checkpoint, Vec<Hash>), Flaw> {
    let members = earlier.as_object().filter(|members| members.len() == 2);
    let members = members.ok_or_else(|| Flaw::of("earlier", "delen har fel form"))?;
    let text = members.get("checkpoint").and_then(Value::as_str);
    let (note, checkpoint) = note_of("earlier", text)?;
    let proof = members.get("proof").cloned().unwrap_or_default();
    Ok((note, checkpoint, hashes("earlier", &proof)?))
}

fn note_of(part: &str, text: Option<&str>) -> Result<(Note, Checkpoint), Flaw> {
    Checkpoint::of_note(text.unwrap_or_default()).map_err(|error| Flaw::of(part, error.to_string()))
}

pub(super) fn basis_of(basis: &Value) -> Result<Basis, Flaw> {
    let number = |name: &str| basis.get(name).and_then(Value::as_u64);
    let root = basis.get("root").and_then(Value::as_str).and_then(unhex);
    let count = basis.as_object().map(serde_json::Map::len);
    match (number("size"), root, number("rules_version"), count) {
        (Some(size), Some(root), Some(rules_version), Some(3)) => Ok(Basis {
            size,
            root,
            rules_version,
        }),
        _ => Err(Flaw::of("basis", "delen har fel form")),
    }
}

fn proved<'a>(part: &str, bytes: &'a [u8]) -> Result<Proved<'a>, Flaw> {
    let members = json::members(bytes).map_err(Flaw::at(part))?;
    let [(line_name, line), (proof_name, proof)] = &members[..] else {
        return Err(Flaw::of(part, "händelsen har inte delarna line och proof"));
    };
    if line_name != "line" || proof_name != "proof" {
        return Err(Flaw::of(part, "händelsen har inte delarna line och proof"));
    }
    let proof = json::read(proof).map_err(Flaw::at(part))?;
    Ok(Proved {
        line: Line::read(line).map_err(Flaw::at(part))?,
        proof: hashes(part, &proof)?,
    })
}

fn proved_items<'a>(name: &str, part: &'a [u8]) -> Result<Vec<Proved<'a>>, Flaw> {
    let items = json::items(part).map_err(Flaw::at(name))?;
    let items = items.into_iter().enumerate();
    items
        .map(|(nth, part)| proved(&format!("{name}[{nth}]"), part))
        .collect()
}

fn hashes(part: &str, proof: &Value) -> Result<Vec<Hash>, Flaw> {
    let hash = |hash: &Value| base64_hash(hash.as_str()?);
    let items = proof
        .as_array()
        .map(|items| items.iter().map(hash).collect::<Option<_>>());
    items
        .flatten()
        .ok_or_else(|| Flaw::of(part, "beviset är inte en lista av hashar i base64"))
}
