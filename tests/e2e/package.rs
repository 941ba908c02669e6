//! Audit packages, verified here from what they say alone.
//!
//! Method: each part is checked by the rules of the format page; then the report
//! is built of nothing but the package's own events, and its hash is the one
//! that was published.

use std::fs;
use std::path::PathBuf;

use ledger::basis::{Basis, Hash};
use ledger::canonical::{canonical, sha256};
use ledger::entry::Record;
use ledger::event::Event;
use ledger::log::merkle::proof;
use ledger::portable::{base64, line};
use ledger::proof::{SignedNote, TreeHead, VerifierKey};
use projections::canonical::document_bytes;
use projections::document::{Document, FigureKey};
use projections::model::ReadModel;
use projections::report::{ReportRequest, build};
use serde_json::Value;

use crate::harness::{Answer, Ledger};

const REPORTS: [&str; 3] = [
    "arsredovisning-RF-2024",
    "delarsrapport-RS-2024",
    "verksamhetsberattelse-RS-2024",
];

/// The hash of a base64 text.
fn hash(text: &Value) -> Hash {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let text = text.as_str().expect("a text");
    let mut bits = 0_u32;
    let mut bytes = Vec::new();
    for (number, letter) in text.trim_end_matches('=').bytes().enumerate() {
        let value = ALPHABET.iter().position(|known| *known == letter);
        bits = bits << 6 | u32::try_from(value.expect("base64")).expect("small");
        if number % 4 > 0 {
            let shift = 6 - 2 * (number % 4);
            bytes.push(u8::try_from(bits >> shift & 0xff).expect("a byte"));
        }
    }
    assert_eq!(base64(&bytes), text);
    Hash(bytes.try_into().expect("32 bytes"))
}

fn hashes(proof: &Value) -> Vec<Hash> {
    let proof = proof.as_array().map(Vec::as_slice).unwrap_or_default();
    proof.iter().map(hash).collect()
}

fn note(text: &Value) -> SignedNote {
    SignedNote::parse(text.as_str().expect("a note").as_bytes()).expect("a note")
}

/// A package that has been checked as far as its kind allows.
struct Checked {
    json: Value,
    head: TreeHead,
    records: Vec<Record>,
}

/// An event's record, when its proof holds in a tree.
fn included(event: &Value, size: u64, root: &Hash) -> Record {
    let record = line::read(&canonical(&event["line"])).expect("a line");
    let position = record.entry.position.0;
    let path = hashes(&event["proof"]);
    assert!(
        proof::includes(&record.leaf, position, size, &path, root),
        "@{position}"
    );
    record
}

fn checked(ledger: &Ledger, bytes: &[u8]) -> Checked {
    let keys = ledger.run(&["key", "--format", "json"]).ok().json();
    let key = keys["keys"][0]["verifier_key"].as_str().expect("a key");
    let key = VerifierKey::parse(key).expect("a key");
    let mut json: Value = serde_json::from_slice(bytes).expect("JSON");
    let mut written = canonical(&json);
    written.push(b'\n');
    assert_eq!(written, bytes, "the file is canonical");
    let signature = json.as_object_mut().expect("an object").remove("signature");
    let signature = note(&signature.expect("a signature"));
    signature.verify(&key).expect("signed by the ledger");
    let stated = base64(&sha256(&canonical(&json)).0);
    let text = format!("liggare.package/v1\n{}\n{stated}\n", key.name());
    assert_eq!(signature.text(), text);
    let checkpoint = note(&json["checkpoint"]);
    checkpoint.verify(&key).expect("signed by the ledger");
    let head = TreeHead::of(&checkpoint).expect("a checkpoint");
    let (size, root) = match json.get("basis") {
        Some(basis) => {
            let basis: Basis = serde_json::from_value(basis.clone()).expect("a basis");
            let path = hashes(&json["basis_proof"]);
            let holds = proof::is_consistent(basis.size, head.size, &basis.root, &head.root, &path);
            assert!(holds, "the log begins with the basis");
            (basis.size, basis.root)
        }
        None => (head.size, head.root),
    };
    let events = json["events"].as_array().expect("events");
    let records: Vec<_> = events
        .iter()
        .map(|event| included(event, size, &root))
        .collect();
    assert!(records.is_sorted_by(|a, b| a.entry.position < b.entry.position));
    Checked {
        json,
        head,
        records,
    }
}

impl Checked {
    /// The report of nothing but the package's events.
    fn rebuilt(&self, request: &ReportRequest) -> Document {
        let mut model = ReadModel::default();
        for record in &self.records {
            model.apply(&record.entry);
        }
        let basis: Basis = serde_json::from_value(self.json["basis"].clone()).expect("a basis");
        build(&model, request, basis).expect("a report")
    }
}

fn request(json: &Value) -> ReportRequest {
    ReportRequest {
        kind: serde_json::from_value(json["kind"].clone()).expect("a kind"),
        unit: serde_json::from_value(json["unit"].clone()).expect("a unit"),
        period: serde_json::from_value(json["period"].clone()).expect("a period"),
    }
}

fn made(ledger: &Ledger, words: &[&str]) -> (Answer, Vec<u8>) {
    let out: PathBuf = ledger.around.path().join("paket.json");
    let _ = fs::remove_file(&out);
    let place = out.display().to_string();
    let mut words = words.to_vec();
    words.extend(["--out", &place]);
    let answer = ledger.run(&words);
    (answer, fs::read(out).unwrap_or_default())
}

#[test]
fn a_report_built_of_nothing_but_its_package_is_the_one_that_was_published() {
    let ledger = Ledger::demonstration();
    for report in REPORTS {
        let (answer, bytes) = made(&ledger, &["audit-package", "--report", report]);
        answer.ok();
        let package = checked(&ledger, &bytes);
        assert_eq!(package.json["kind"], "report");
        let head = &package.head;
        let publication = included(&package.json["publication"], head.size, &head.root);
        let Some(Event::ReportPublished(published)) = publication.entry.event() else {
            panic!("{report}: no publication");
        };
        assert_eq!(published.report.as_str(), report);
        assert_eq!(
            serde_json::to_value(published.basis).unwrap(),
            package.json["basis"]
        );
        let rebuilt = package.rebuilt(&request(&package.json["report"]));
        let rebuilt = document_bytes(&rebuilt);
        assert_eq!(
            sha256(&rebuilt).to_string(),
            published.view_sha256,
            "{report}"
        );
        assert_eq!(canonical(&package.json["report"]), rebuilt, "{report}");
        assert_eq!(
            package.json["rules"]["version"],
            package.json["basis"]["rules_version"]
        );
        assert_eq!(package.json["checks"].as_array().expect("checks").len(), 12);
        let title = package.json["report"]["title"].as_str().expect("a title");
        assert!(
            package.json["text"]
                .as_str()
                .expect("a text")
                .contains(title)
        );
    }
}

/// What concerns others, or another year, stays out: here the next year's plan
/// and the units that the board does not answer for.
#[test]
fn a_package_holds_less_than_the_whole_log_where_less_is_enough() {
    let ledger = Ledger::demonstration();
    for report in ["delarsrapport-RS-2024", "verksamhetsberattelse-RS-2024"] {
        let words = ["audit-package", "--report", report, "--format", "json"];
        let (answer, _) = made(&ledger, &words);
        let told = answer.ok().json();
        assert_eq!(told["reach"], "near", "{report}");
        let (events, known) = (told["events"].as_u64(), told["events_known"].as_u64());
        assert!(events < known, "{report}: {events:?} of {known:?}");
    }
}

#[test]
fn a_figure_is_proved_by_far_fewer_events_than_its_report() {
    let ledger = Ledger::demonstration();
    let report = "verksamhetsberattelse-RS-2024";
    let known = [
        "--of",
        "verksamhetsberattelse",
        "--unit",
        "RS",
        "--period",
        "2024",
    ];
    for (figure, whose) in [
        ("operating_result:L1:outcome", &["--report", report][..]),
        ("operating_result:L1:variance", &known),
    ] {
        let mut words = vec!["prove", "--figure", figure];
        words.extend(whose);
        let (answer, bytes) = made(&ledger, &words);
        answer.ok();
        let package = checked(&ledger, &bytes);
        let key: FigureKey = figure.parse().expect("an address");
        let rebuilt = package.rebuilt(&request(&package.json["figure"]));
        let cell = serde_json::to_value(rebuilt.cell(&key).expect("a cell")).unwrap();
        assert_eq!(cell, package.json["figure"]["cell"], "{figure}");
        let basis = package.json["basis"]["size"].as_u64().expect("a size");
        assert!(
            package.records.len() as u64 * 2 < basis,
            "{}",
            package.records.len()
        );
        assert_eq!(package.json.get("publication").is_some(), whose.len() == 2);
    }
    let (answer, bytes) = made(
        &ledger,
        &[
            "prove",
            "--figure",
            "operating_result:L99:outcome",
            "--report",
            report,
        ],
    );
    assert_eq!((answer.code, bytes.len()), (2, 0), "{}", answer.err);
}

#[test]
fn one_event_is_proved_by_itself() {
    let ledger = Ledger::demonstration();
    let (answer, bytes) = made(&ledger, &["prove", "--event", "@120"]);
    answer.ok();
    let package = checked(&ledger, &bytes);
    assert_eq!(package.json["kind"], "event");
    let id = package.records[0].entry.event_id.to_string();
    let (answer, by_id) = made(&ledger, &["prove", "--event", &id]);
    answer.ok();
    assert_eq!(by_id, bytes);
    for wrong in ["@999999", "120", "@"] {
        assert_eq!(
            made(&ledger, &["prove", "--event", wrong]).0.code,
            2,
            "{wrong}"
        );
    }
}

#[test]
fn a_checkpoint_that_the_auditor_holds_is_answered_with_a_proof_or_refused() {
    let ledger = Ledger::demonstration();
    let folder = ledger.around.path().join("arkiv").display().to_string();
    ledger.run(&["export", &folder]).ok();
    let notes = fs::read_to_string(format!("{folder}/checkpoints.txt")).expect("the notes");
    let mut parts = notes.split("\n\n");
    let first = [parts.next().expect("a text"), parts.next().expect("lines")].join("\n\n") + "\n";
    let file = ledger.around.path().join("kontrollpunkt.txt");
    fs::write(&file, &first).expect("written");
    let since = file.display().to_string();
    let words = ["audit-package", "--report", REPORTS[1], "--since", &since];
    let (answer, bytes) = made(&ledger, &words);
    answer.ok();
    let package = checked(&ledger, &bytes);
    let earlier = &package.json["earlier"];
    assert_eq!(earlier["checkpoint"], first);
    let old = TreeHead::of(&note(&earlier["checkpoint"])).expect("a checkpoint");
    let path = hashes(&earlier["proof"]);
    let new = &package.head;
    assert!(proof::is_consistent(
        old.size, new.size, &old.root, &new.root, &path
    ));
    let root = first.lines().nth(2).expect("a root");
    for wrong in [
        first.replace(root, &base64(&[7; 32])),
        first.replace("demonstration/", "annan/"),
        first.replacen('\n', "\n9", 1),
        "ingen kontrollpunkt\n".to_owned(),
    ] {
        fs::write(&file, &wrong).expect("written");
        let (answer, bytes) = made(&ledger, &words);
        assert_eq!(
            (answer.code, bytes.len()),
            (1, 0),
            "{wrong}\n{}",
            answer.err
        );
    }
}

#[test]
fn no_package_is_made_without_the_key_that_signs_it() {
    let ledger = Ledger::demonstration();
    fs::remove_file(ledger.folder.join("signing-key")).expect("removed");
    let (answer, bytes) = made(&ledger, &["audit-package", "--report", REPORTS[1]]);
    assert_eq!((answer.code, bytes.len()), (1, 0), "{}", answer.err);
    assert!(answer.err.contains("signing-key"), "{}", answer.err);
}
