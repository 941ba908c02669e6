//! One damaged archive or package per check, with the verdict that it gets.
//!
//! They stand in `tests/golden/granska/<check>/`, so that anyone can run the
//! verifier on them. `GRANSKA_WRITE_GOLDEN=1` writes them anew from this file.

use std::fs;
use std::path::{Path, PathBuf};

use granska::archive::{self, Asked, Held};
use granska::note::{Checkpoint, VerifierKey};
use granska::package;
use granska::verdict::{Check, Verdicts};
use serde_json::{Value, json};

use crate::builder::{self, Builder, canonical};
use crate::package::{event, figure, report, signed};
use crate::scratch::{self, Files};

/// An example: an archive, a package or both, and what the auditor holds.
#[derive(Default)]
struct Example {
    archive: Option<Files>,
    package: Option<Vec<u8>>,
    held: Option<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/granska")
}

fn of_archive(files: Files) -> Example {
    Example {
        archive: Some(files),
        ..Example::default()
    }
}

fn of_package(package: Vec<u8>) -> Example {
    Example {
        package: Some(package),
        ..Example::default()
    }
}

/// A small archive whose manifest is changed after it was made.
fn with_manifest(pointer: &str, value: Value) -> Example {
    let builder = builder::small();
    let mut files = builder.files();
    let bytes = files.get_mut("archive.json").unwrap();
    let mut manifest: Value = serde_json::from_slice(bytes).unwrap();
    *manifest.pointer_mut(pointer).unwrap() = value;
    *bytes = builder.signed_manifest(manifest);
    of_archive(files)
}

/// A small archive whose log goes on with what a faulty ledger might write.
fn going_on(write: impl Fn(&mut Builder)) -> Example {
    let mut builder = builder::small();
    write(&mut builder);
    builder.checkpoint();
    of_archive(builder.files())
}

/// A small archive that goes on with a text whose leaf has another member.
fn with_leaf(changed: &Value) -> Example {
    going_on(|builder| {
        let text = json!({"period": "2024", "section": "summary", "text": "Slut.", "unit": "RS"});
        builder.event_with("NarrativeWritten", "narrative/RS", text, changed);
    })
}

/// A small archive with a text of a file replaced.
fn replaced(name: &str, old: &str, new: &str) -> Example {
    let mut files = builder::small().files();
    let text = String::from_utf8(files[name].clone()).unwrap();
    assert!(text.contains(old), "{name}: {text}");
    files.insert(name.to_owned(), text.replacen(old, new, 1).into_bytes());
    of_archive(files)
}

/// A package of a small ledger's report, changed and then signed by the ledger.
fn repackaged(pointer: &str, value: Value) -> Example {
    let builder = builder::small();
    let mut package = report(&builder, "VB", Some(&builder.notes[0]));
    *package.pointer_mut(pointer).unwrap() = value;
    of_package(signed(&builder, &package))
}

fn example(check: Check) -> Example {
    of_a_package(check)
        .or_else(|| of_a_file(check))
        .or_else(|| of_a_line(check))
        .or_else(|| of_a_signature(check))
        .unwrap_or_else(|| panic!("no example of {}", check.id()))
}

fn of_a_package(check: Check) -> Option<Example> {
    Some(match check {
        Check::PackageForm => repackaged("/format", json!(2)),
        Check::PackageLedger => repackaged("/ledger/origin", json!("Region Annan")),
        Check::PackageSignature => {
            let builder = builder::small();
            let package = signed(&builder, &event(&builder, 3));
            let mut package: Value = serde_json::from_slice(&package).unwrap();
            package["text"] = json!("En rad till.");
            of_package([canonical(&package), b"\n".to_vec()].concat())
        }
        Check::PackageCheckpoint => {
            let builder = builder::small();
            let (mut package, forger) = (event(&builder, 3), builder.forger());
            package["checkpoint"] = json!(forger.note(&builder.body()).unwrap().text());
            of_package(signed(&builder, &package))
        }
        Check::PackageBasis => repackaged("/basis_proof", json!([])),
        Check::PackageEarlier => repackaged("/earlier/proof", json!([])),
        Check::PackagePayloads => {
            repackaged("/events/2/line/payload/text", json!("Året var dåligt."))
        }
        Check::PackageEvents => repackaged("/events/2/proof", json!([])),
        Check::PackagePublication => repackaged("/publication/proof", json!([])),
        Check::PackageReport => repackaged(
            "/report/sections/0/blocks/0/text",
            json!("Året var dåligt."),
        ),
        Check::PackageRecount => {
            let builder = builder::with_figures(-99_900);
            of_package(signed(&builder, &report(&builder, "VB", None)))
        }
        Check::PackageFigure => {
            let builder = builder::with_figures(-100_000);
            let mut package = figure(&builder, "VB");
            package["figure"]["period"] = json!("2023");
            of_package(signed(&builder, &package))
        }
        Check::PackageRules => repackaged("/rules/red_from_percent", json!(50)),
        Check::PackageInArchive => {
            let builder = builder::with_figures(-100_000);
            Example {
                archive: Some(builder::small().files()),
                package: Some(signed(&builder, &figure(&builder, "VB"))),
                held: None,
            }
        }
        _ => return None,
    })
}

fn of_a_file(check: Check) -> Option<Example> {
    Some(match check {
        Check::Manifest => with_manifest("/format", json!(2)),
        Check::ArchiveSignature => replaced(
            "archive.json",
            "\"signature\":\"liggare.archive/v1",
            "\"signature\":\"liggare.archive/v2",
        ),
        Check::Files => replaced("FORMAT.md", "Arkivet", "Arkivett"),
        Check::LedgerIdentity => with_manifest("/ledger/demonstration", json!(true)),
        Check::TrustedKey => {
            let mut forged = builder::small();
            forged.key = forged.forger();
            forged.first_key = forged.key.clone();
            forged.notes.clear();
            forged.checkpoint();
            of_archive(forged.files())
        }
        _ => return None,
    })
}

fn of_a_line(check: Check) -> Option<Example> {
    Some(match check {
        Check::Lines => replaced(
            "events.ndjson",
            "\"section\":\"personnel\"",
            "\"section\": \"personnel\"",
        ),
        Check::Kinds => going_on(|builder| {
            builder.event("UnitPainted", "unit/RS", json!({"unit": "RS"}));
        }),
        Check::Commitments => replaced("events.ndjson", "Året var gott.", "Året var dåligt."),
        Check::Positions => with_leaf(&json!({"position": 9})),
        Check::EventIds => with_leaf(&json!({"event_id": builder::id_of(2)})),
        Check::Times => with_leaf(&json!({"recorded_at": "2023-12-31T23:59:59.999999Z"})),
        Check::StreamVersions => with_leaf(&json!({"stream_version": 7})),
        Check::Streams => with_leaf(&json!({"stream": "narrative/KN", "stream_version": 0})),
        Check::Commits => going_on(|builder| {
            builder.command("samlat");
            for (actor, name) in [("p-1", "Styrelsen"), ("p-2", "Regionstyrelsen")] {
                let payload = json!({"name": name, "unit": "RS", "valid_from": "2024-01-01"});
                builder.event_with("UnitRenamed", "unit/RS", payload, &json!({"actor": actor}));
            }
        }),
        Check::CommandIds => with_leaf(&json!({"command_id": "skriv"})),
        Check::References => with_leaf(&json!({"causation_id": builder::id_of(77)})),
        Check::Decisions => with_leaf(&json!({"decision": "B-77"})),
        Check::Root => with_manifest("/root", json!("00".repeat(32))),
        _ => return None,
    })
}

fn of_a_signature(check: Check) -> Option<Example> {
    Some(match check {
        Check::CheckpointForm => {
            let mut builder = builder::small();
            builder.notes.push(builder.notes[1].clone());
            of_archive(builder.files())
        }
        Check::CheckpointRoots => {
            let mut builder = builder::small();
            let body = Checkpoint {
                origin: builder::name(builder.origin),
                size: 3,
                root: [7; 32],
            }
            .body();
            builder
                .notes
                .insert(1, builder.key.note(&body).unwrap().text());
            of_archive(builder.files())
        }
        Check::Signatures => {
            let mut builder = builder::small();
            builder.notes.pop();
            of_archive(builder.files())
        }
        Check::Cosignatures => {
            let mut builder = builder::small();
            builder.cosigned_checkpoint();
            builder.notes.remove(2);
            of_archive(builder.files())
        }
        Check::OwnCheckpoint => {
            let mut fork = Builder::new("Region Prov");
            fork.event(
                "RulesAdopted",
                "rules/region",
                json!({"rules": {"version": 1}}),
            );
            Example {
                archive: Some(builder::small().files()),
                package: None,
                held: Some(fork.checkpoint()),
            }
        }
        Check::Publications => going_on(|builder| {
            let before = builder.leaves.len() - 1;
            let leaf = std::mem::replace(&mut builder.leaves[before], [7; 32]);
            builder.publish("VB-2", "Ett annat underlag.");
            builder.leaves[before] = leaf;
        }),
        Check::Witnessed => going_on(|builder| {
            let policy =
                json!({"required": 1, "witnesses": [builder.witness.verifier().to_string()]});
            builder.event("WitnessPolicyAdopted", "proof/witnesses", policy);
            builder.publish("VB-2", "Ingen såg det.");
        }),
        Check::Redactions => {
            let mut builder = builder::small();
            builder.destroy(2);
            of_archive(builder.files())
        }
        Check::Reports => {
            let mut builder = builder::small();
            builder.reports.insert("reports/VB.json".to_owned(), {
                let mut document = builder.reports["reports/VB.json"].clone();
                document["sections"][0]["blocks"][0]["text"] = json!("Året var dåligt.");
                document
            });
            of_archive(builder.files())
        }
        Check::Recount => of_archive(builder::with_figures(-99_900).files()),
        _ => return None,
    })
}

fn judge(folder: &Path, key: &VerifierKey) -> Verdicts {
    let held = fs::read_to_string(folder.join("egen-kontrollpunkt.txt"))
        .ok()
        .map(|text| {
            let (note, checkpoint) = Checkpoint::of_note(&text).unwrap();
            Held {
                file: "egen-kontrollpunkt.txt".to_owned(),
                note,
                checkpoint,
            }
        });
    let archive = folder.join("arkiv");
    let archive = archive.is_dir().then_some(archive);
    let file = folder.join("paket.json");
    match archive {
        Some(archive) if !file.exists() => {
            let request = archive::Request {
                folder: archive,
                keys: vec![key.clone()],
                checkpoint: held,
                asked: Asked::default(),
            };
            archive::examine(&request).unwrap().0
        }
        archive => package::examine(&package::Request {
            file,
            keys: vec![key.clone()],
            checkpoint: held,
            archive,
        })
        .unwrap(),
    }
}

/// A verdict as it stands beside its example: without the place of the folder.
fn told(verdicts: &Verdicts, folder: &Path) -> String {
    verdicts
        .to_string()
        .replace(&format!("{}/", folder.display()), "")
}

#[test]
fn every_check_has_an_example_that_it_refuses_in_these_words() {
    let write = std::env::var_os("GRANSKA_WRITE_GOLDEN").is_some();
    let key = builder::small().vkey();
    for check in Check::ALL {
        let folder = folder().join(check.id());
        if write {
            let example = example(*check);
            let mut files = Files::new();
            for (name, bytes) in example.archive.into_iter().flatten() {
                files.insert(format!("arkiv/{name}"), bytes);
            }
            files.extend(
                example
                    .package
                    .map(|bytes| ("paket.json".to_owned(), bytes)),
            );
            files.extend(
                example
                    .held
                    .map(|text| ("egen-kontrollpunkt.txt".to_owned(), text.into_bytes())),
            );
            let _absent_at_first = fs::remove_dir_all(&folder);
            for (name, bytes) in files {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            let verdict = told(&judge(&folder, &key), &folder);
            fs::write(folder.join("utlåtande.txt"), verdict).unwrap();
        }
        let verdicts = judge(&folder, &key);
        assert!(
            verdicts.failing().contains(check),
            "{}: {verdicts}",
            check.id()
        );
        let expected = fs::read_to_string(folder.join("utlåtande.txt")).unwrap();
        assert_eq!(told(&verdicts, &folder), expected, "{}", check.id());
    }
}

#[test]
fn nothing_but_examples_stands_among_the_examples() {
    let mut found: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    let mut ids: Vec<String> = Check::ALL
        .iter()
        .map(|check| check.id().to_owned())
        .collect();
    ids.sort();
    assert_eq!(found, ids);
    let bytes: usize = scratch::read_all(&folder()).values().map(Vec::len).sum();
    assert!(bytes < 600_000, "{bytes} bytes of examples");
}
