//! Packages: whole ones hold, and every kind of fault is found.

mod forged;
mod redacted;
mod tied;

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding};
use granska::archive::Held;
use granska::note::{Algorithm, Checkpoint, SigningKey, VerifierKey};
use granska::package::{self, Request};
use granska::tree::Hash;
use granska::verdict::{Check, Outcome, Verdicts};
use serde_json::{Value, json};

use crate::builder::{self, Builder, canonical, name, sha256};
use crate::proofs;
use crate::scratch::Scratch;

fn texts(proof: &[Hash]) -> Vec<String> {
    proof
        .iter()
        .map(|hash| Base64::encode_string(hash))
        .collect()
}

fn proved(builder: &Builder, position: u64, size: u64) -> Value {
    let at = usize::try_from(position).unwrap();
    let leaves = &builder.leaves[..usize::try_from(size).unwrap()];
    json!({"line": builder.lines[at], "proof": texts(&proofs::inclusion(at, leaves))})
}

/// The package of a report, before it is signed.
pub(crate) fn report(builder: &Builder, report: &str, since: Option<&str>) -> Value {
    let document = &builder.reports[&format!("reports/{report}.json")];
    let basis = document["basis"]["size"].as_u64().unwrap();
    let mut package = report_on(builder, report, basis);
    if let Some(earlier) = since {
        let (_, checkpoint) = Checkpoint::of_note(earlier).unwrap();
        let old = usize::try_from(checkpoint.size).unwrap();
        let proof = texts(&proofs::consistency(old, &builder.leaves));
        package["earlier"] = json!({"checkpoint": earlier, "proof": proof});
    }
    package
}

/// The package of a report that rests on so many events, whatever it says.
fn report_on(builder: &Builder, report: &str, basis: u64) -> Value {
    let document = &builder.reports[&format!("reports/{report}.json")];
    let published = |line: &&Value| line["leaf"]["stream"] == format!("report/{report}");
    let publication = builder.lines.iter().find(published).unwrap();
    let position = publication["leaf"]["position"].as_u64().unwrap();
    let at = usize::try_from(basis).unwrap();
    let note = builder.notes.last().unwrap();
    let mut package = json!({
        "basis": document["basis"],
        "basis_proof": texts(&proofs::consistency(at, &builder.leaves)),
        "checkpoint": note,
        "checks": told_checks(document),
        "events": (0..basis).map(|position| proved(builder, position, basis)).collect::<Vec<_>>(),
        "format": 1,
        "kind": "report",
        "ledger": builder.ledger(),
        "publication": proved(builder, position, builder.size()),
        "report": document,
        "rules": builder.lines[0]["payload"]["rules"],
        "text": "Periodrapport april 2024\n",
    });
    let following = builder.lines.get(usize::try_from(position).unwrap() + 1);
    if following.is_some_and(|line| line["leaf"]["type"] == "PublicationWitnessed") {
        package["witnessed"] = proved(builder, position + 1, builder.size());
    }
    let gone = |line: &&Value| line["leaf"]["type"] == "PayloadRedacted";
    let redactions = builder.lines.iter().filter(gone).map(|line| {
        let position = line["leaf"]["position"].as_u64().unwrap();
        proved(builder, position, builder.size())
    });
    let redactions: Vec<Value> = redactions.collect();
    if !redactions.is_empty() {
        package["redactions"] = json!(redactions);
    }
    package
}

/// The named checks of a report's table, as a package tells them.
fn told_checks(document: &Value) -> Value {
    let tables = document["sections"][1]["blocks"].as_array().unwrap().iter();
    let mut tables = tables.map(|block| &block["table"]);
    let checks = tables.find(|table| table["key"] == "checks").unwrap();
    let rows = checks["rows"].as_array().unwrap().iter();
    let own = rows.filter(|row| !row["key"].as_str().unwrap().contains('/'));
    own.map(|row| json!({"findings": [], "name": row["key"], "outcome": row["cells"][1]["check"]}))
        .collect()
}

/// The package of one event.
pub(crate) fn event(builder: &Builder, position: u64) -> Value {
    json!({
        "checkpoint": builder.notes.last().unwrap(),
        "events": [proved(builder, position, builder.size())],
        "format": 1,
        "kind": "event",
        "ledger": builder.ledger(),
    })
}

/// The package of a figure.
pub(crate) fn figure(builder: &Builder, published: &str) -> Value {
    let mut package = report(builder, published, None);
    let members = package.as_object_mut().unwrap();
    let document = members.remove("report").unwrap();
    members.remove("checks");
    package["section"] = document["sections"][0].clone();
    package["kind"] = json!("figure");
    package["figure"] = json!({
        "cell": {"amount": -100_000}, "key": "operating_result:L1:outcome", "kind": "period_report",
        "period": "2024-01/2024-04", "unit": "RS"});
    package
}

/// Signs a package with the ledger's present key.
pub(crate) fn signed(builder: &Builder, package: &Value) -> Vec<u8> {
    let mut package = package.clone();
    package.as_object_mut().unwrap().remove("signature");
    let hash = Base64::encode_string(&sha256(&canonical(&package)));
    let body = format!("liggare.package/v1\n{}\n{hash}\n", name(builder.origin));
    package["signature"] = json!(builder.key.note(&body).unwrap().text());
    [canonical(&package), b"\n".to_vec()].concat()
}

pub(crate) fn examine_in(scratch: &Scratch, key: &VerifierKey) -> Verdicts {
    let request = Request {
        file: scratch.path().join("paket.json"),
        keys: vec![key.clone()],
        checkpoint: None,
        archive: None,
    };
    package::examine(&request).unwrap()
}

pub(crate) fn examine(bytes: &[u8], key: &VerifierKey) -> Verdicts {
    let files = BTreeMap::from([("paket.json".to_owned(), bytes.to_vec())]);
    examine_in(&Scratch::with(&files), key)
}

fn with_archive(builder: &Builder, bytes: &[u8], held: Option<&str>) -> Verdicts {
    let scratch = Scratch::with(&builder.files());
    let beside = Scratch::new();
    beside.write("paket.json", bytes);
    let held = held.map(|text| {
        let (note, checkpoint) = Checkpoint::of_note(text).unwrap();
        Held {
            file: "min.txt".to_owned(),
            note,
            checkpoint,
        }
    });
    package::examine(&Request {
        file: beside.path().join("paket.json"),
        keys: vec![builder.vkey()],
        checkpoint: held,
        archive: Some(scratch.path()),
    })
    .unwrap()
}

#[test]
fn packages_of_report_figure_and_event_hold() {
    let builder = builder::small();
    for package in [
        report(&builder, "VB", None),
        report(&builder, "VB", Some(&builder.notes[0])),
        event(&builder, 3),
    ] {
        let verdicts = examine(&signed(&builder, &package), &builder.vkey());
        assert!(verdicts.hold(), "{verdicts}");
    }
    let builder = builder::with_figures(-100_000);
    for package in [report(&builder, "VB", None), figure(&builder, "VB")] {
        let verdicts = examine(&signed(&builder, &package), &builder.vkey());
        assert!(verdicts.hold(), "{verdicts}");
        let outcome = verdicts.get(Check::PackageRecount).unwrap().outcome;
        assert_eq!(outcome, Outcome::Holds, "{verdicts}");
        let told = verdicts.to_string();
        assert!(told.contains("genomgång av hela loggen"), "{verdicts}");
    }
}

#[test]
fn a_changed_figure_is_found_though_the_ledger_itself_signs_it() {
    let builder = builder::with_figures(-100_000);
    for cell in [
        json!({"amount": -99_900}),
        json!({"amount": 100_000}),
        json!("empty"),
    ] {
        let mut package = figure(&builder, "VB");
        package["figure"]["cell"] = cell;
        let verdicts = examine(&signed(&builder, &package), &builder.vkey());
        let found = [Check::PackageRecount, Check::PackageFigure];
        assert_eq!(verdicts.failing(), found, "{verdicts}");
    }
    let mut fewer = figure(&builder, "VB");
    fewer["events"].as_array_mut().unwrap().remove(3);
    let verdicts = examine(&signed(&builder, &fewer), &builder.vkey());
    assert_eq!(verdicts.failing(), [Check::PackageRecount], "{verdicts}");
}

#[test]
fn with_the_archive_the_whole_log_is_replayed_too() {
    let builder = builder::small();
    let package = signed(&builder, &report(&builder, "VB", None));
    let verdicts = with_archive(&builder, &package, Some(&builder.notes[0]));
    assert!(verdicts.hold(), "{verdicts}");
    assert_eq!(
        verdicts.get(Check::Recount).unwrap().outcome,
        Outcome::Holds
    );
    assert!(
        verdicts.to_string().contains("inget utelämnat"),
        "{verdicts}"
    );
}

#[test]
fn a_package_of_a_redacted_report_says_what_cannot_be_rebuilt() {
    let builder = builder::whole();
    let key = builder.key.verifier().clone();
    let verdicts = examine(&signed(&builder, &report(&builder, "VB-1", None)), &key);
    assert!(verdicts.hold(), "{verdicts}");
    assert!(
        verdicts
            .to_string()
            .contains("kan efter gallring inte återskapas"),
        "{verdicts}"
    );
    let verdicts = examine(&signed(&builder, &report(&builder, "VB-2", None)), &key);
    assert!(verdicts.hold(), "{verdicts}");
}

/// Changes that whoever holds the signing key could make: the proofs refuse them.
#[test]
fn a_fault_that_the_ledger_itself_signs_is_found_by_its_check() {
    let builder = builder::small();
    let whole = report(&builder, "VB", Some(&builder.notes[0]));
    let other = builder::whole();
    let rows: Vec<(&str, Value, Check)> = vec![
        (
            "/report/sections/0/blocks/0/text",
            json!("Året var dåligt."),
            Check::PackageReport,
        ),
        ("/report/title", json!("En annan"), Check::PackageReport),
        (
            "/events/2/line/payload/text",
            json!("Året var dåligt."),
            Check::PackagePayloads,
        ),
        (
            "/events/2/line/leaf/actor",
            json!("p-2"),
            Check::PackageEvents,
        ),
        ("/events/2/proof", json!([]), Check::PackageEvents),
        (
            "/events/3",
            whole["events"][2].clone(),
            Check::PackageEvents,
        ),
        ("/events", json!([]), Check::PackageEvents),
        ("/basis_proof", json!([]), Check::PackageBasis),
        ("/basis/size", json!(3), Check::PackageBasis),
        ("/basis/rules_version", json!(2), Check::PackageRules),
        ("/rules/version", json!(2), Check::PackageRules),
        ("/publication/proof", json!([]), Check::PackagePublication),
        (
            "/publication",
            whole["events"][2].clone(),
            Check::PackagePublication,
        ),
        ("/earlier/proof", json!([]), Check::PackageEarlier),
        ("/checkpoint", json!(builder.notes[0]), Check::PackageBasis),
        (
            "/ledger/origin",
            json!("Region Annan"),
            Check::PackageLedger,
        ),
        ("/ledger/demonstration", json!(true), Check::PackageLedger),
        ("/kind", json!("figure"), Check::PackageForm),
        ("/format", json!(2), Check::PackageForm),
        ("/text", json!(7), Check::PackageForm),
        ("/checkpoint", json!(other.notes[0]), Check::PackageBasis),
    ];
    for (pointer, value, check) in rows {
        let mut package = whole.clone();
        *package.pointer_mut(pointer).unwrap() = value;
        let verdicts = examine(&signed(&builder, &package), &builder.vkey());
        assert!(verdicts.failing().contains(&check), "{pointer}: {verdicts}");
    }
}

#[test]
fn a_package_of_another_ledger_is_refused() {
    let builder = builder::small();
    let mut other = Builder::new("Region Annan");
    other.event(
        "RulesAdopted",
        "rules/region",
        json!({"rules": {"version": 1}}),
    );
    other.checkpoint();
    let package = signed(&other, &event(&other, 0));
    assert!(examine(&package, &other.vkey()).hold());
    let verdicts = examine(&package, &builder.vkey());
    assert_eq!(
        verdicts.failing(),
        [Check::PackageSignature, Check::PackageCheckpoint]
    );
    let verdicts = with_archive(&builder, &package, None);
    assert!(
        verdicts.failing().contains(&Check::PackageInArchive),
        "{verdicts}"
    );
}

#[test]
fn a_figure_that_the_archive_has_otherwise_is_refused() {
    let builder = builder::with_figures(-100_000);
    let package = figure(&builder, "VB");
    let verdicts = with_archive(&builder, &signed(&builder, &package), None);
    assert!(verdicts.hold(), "{verdicts}");
    let other = builder::with_figures(-99_900);
    let verdicts = with_archive(&other, &signed(&builder, &package), None);
    assert!(
        verdicts.failing().contains(&Check::PackageInArchive),
        "{verdicts}"
    );
}

#[test]
fn a_fork_is_refused_by_a_held_checkpoint_that_the_package_does_not_lead_from() {
    let builder = builder::small();
    let package = signed(&builder, &report(&builder, "VB", None));
    let scratch = Scratch::new();
    scratch.write("paket.json", &package);
    let mut fork = Builder::new("Region Prov");
    for _ in 0..5 {
        fork.event(
            "RulesAdopted",
            "rules/region",
            json!({"rules": {"version": 1}}),
        );
    }
    for (note, fails) in [(fork.checkpoint(), true), (builder.notes[1].clone(), false)] {
        let (note, checkpoint) = Checkpoint::of_note(&note).unwrap();
        let verdicts = package::examine(&Request {
            file: scratch.path().join("paket.json"),
            keys: vec![builder.vkey()],
            checkpoint: Some(Held {
                file: "min.txt".to_owned(),
                note,
                checkpoint,
            }),
            archive: None,
        })
        .unwrap();
        assert_eq!(
            verdicts.failing() == [Check::OwnCheckpoint],
            fails,
            "{verdicts}"
        );
        assert_eq!(verdicts.hold(), !fails);
    }
}

/// Story: the keeper publishes nothing, makes up a kind of report, and signs a
/// figure that no recount knows how to count.
#[test]
fn a_figure_that_cannot_be_recounted_is_refused() {
    let builder = builder::with_figures(-100_000);
    for (member, value) in [
        ("kind", json!("special_report")),
        ("key", json!("made_up:L1:outcome")),
        ("period", json!("2024-xx")),
        ("key", json!("operating_result:L1:outcome2")),
    ] {
        let mut package = figure(&builder, "VB");
        package.as_object_mut().unwrap().remove("publication");
        package["figure"][member] = value;
        if package["figure"]["key"] == "operating_result:L1:outcome2" {
            package["figure"]["cell"] = json!({"text": "999 mnkr"});
        }
        let package = signed(&builder, &package);
        let alone = examine(&package, &builder.vkey());
        let outcome = alone.get(Check::PackageRecount).unwrap().outcome;
        assert!(
            matches!(outcome, Outcome::Fails | Outcome::NotJudged),
            "{alone}"
        );
        assert!(!alone.hold(), "{member}: {alone}");
        let whole = with_archive(&builder, &package, None);
        assert!(!whole.hold(), "{member}: {whole}");
    }
}

/// Story: the keeper takes the payload from a booking, so that the sum can be
/// anything, and lets it look as if it had been redacted.
#[test]
fn a_payload_is_missing_only_where_the_package_holds_its_redaction() {
    let builder = builder::with_figures(-100_000);
    for nth in [1, 3] {
        let mut package = figure(&builder, "VB");
        let line = &mut package["events"][nth]["line"];
        *line = json!({"leaf": line["leaf"]});
        let verdicts = examine(&signed(&builder, &package), &builder.vkey());
        assert!(
            verdicts.failing().contains(&Check::PackagePayloads),
            "{verdicts}"
        );
    }
    let builder = builder::whole();
    let key = builder.key.verifier().clone();
    let mut package = report(&builder, "VB-1", None);
    for (redactions, holds) in [
        (json!([]), false),
        (json!([proved(&builder, 2, builder.size())]), false),
        (package["redactions"].clone(), true),
    ] {
        package["redactions"] = redactions;
        let verdicts = examine(&signed(&builder, &package), &key);
        assert_eq!(verdicts.hold(), holds, "{verdicts}");
    }
}

/// Story: the keeper leaves a booking out of the package and states the sum of
/// the rest. Alone it cannot be seen; the archive has the booking.
#[test]
fn what_is_left_out_of_a_package_is_found_with_the_archive() {
    let builder = builder::with_figures(-100_000);
    let mut package = figure(&builder, "VB");
    package.as_object_mut().unwrap().remove("publication");
    package["events"].as_array_mut().unwrap().remove(3);
    package["figure"]["cell"] = json!({"amount": -60_000});
    let package = signed(&builder, &package);
    assert!(examine(&package, &builder.vkey()).hold());
    let verdicts = with_archive(&builder, &package, None);
    assert_eq!(verdicts.failing(), [Check::PackageInArchive], "{verdicts}");
}
