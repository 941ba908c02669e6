//! The verifier's command on what the ledger's command hands out: whole, damaged
//! at random places, and redacted.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::{Answer, Ledger, granska};
use crate::redact::{event_of, redact};

/// What an auditor has got: an archive, packages, and the key by another way.
struct Handed {
    ledger: Ledger,
    archive: PathBuf,
    key: String,
}

fn handed(ledger: Ledger) -> Handed {
    let archive = ledger.around.path().join("arkiv");
    ledger
        .run(&["export", archive.to_str().expect("UTF-8")])
        .ok();
    let manifest = fs::read_to_string(archive.join("archive.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let key = manifest["verifier_key"]
        .as_str()
        .expect("a signed archive")
        .to_owned();
    let told = ledger.run(&["key"]).ok();
    assert!(told.out.contains(&key), "{}", told.out);
    Handed {
        ledger,
        archive,
        key,
    }
}

impl Handed {
    fn package(&self, name: &str, arguments: &[&str]) -> PathBuf {
        let file = self.ledger.around.path().join(name);
        let out = ["--out", file.to_str().expect("UTF-8")];
        self.ledger.run(&[arguments, &out].concat()).ok();
        file
    }

    fn examined(&self, words: &[&str], path: &Path) -> Answer {
        let mut command = granska();
        command
            .arg(words[0])
            .arg(path)
            .args(&words[1..])
            .args(["--key", &self.key]);
        command.output().expect("the verifier runs").into()
    }
}

/// A step of a random sequence.
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^ (z >> 27)
}

/// Bytes with one changed, a line removed, doubled or swapped, or the tail cut.
fn damaged(whole: &[u8], seed: u64) -> Vec<u8> {
    let pick = |nth: u64, below: usize| {
        usize::try_from(mix(seed ^ nth << 32) >> 1).expect("64 bits") % below
    };
    let mut lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    match seed % 5 {
        1 => {
            lines.remove(pick(1, lines.len()));
        }
        2 => {
            let nth = pick(1, lines.len());
            lines.insert(nth, lines[nth]);
        }
        3 if lines.len() > 1 => {
            let nth = pick(1, lines.len() - 1);
            lines.swap(nth, nth + 1);
        }
        4 => return whole[..pick(1, whole.len())].to_vec(),
        _ => {
            let mut bytes = whole.to_vec();
            bytes[pick(1, whole.len())] ^= u8::try_from(pick(2, 255) + 1).expect("a byte");
            return bytes;
        }
    }
    lines.concat()
}

fn refused(answer: &Answer, case: &str) {
    assert_eq!(answer.code, 1, "{case}:\n{}\n{}", answer.out, answer.err);
    assert!(
        answer.out.contains("INTE GODKÄNT. "),
        "{case}:\n{}",
        answer.out
    );
    assert!(
        answer.out.contains("HÅLLER INTE\n  – "),
        "{case}:\n{}",
        answer.out
    );
}

#[test]
fn the_demonstration_is_approved_whole_and_in_packages_and_no_damage_to_it_is() {
    let handed = handed(Ledger::demonstration());
    let whole = handed.examined(&["archive"], &handed.archive).ok();
    assert!(
        whole.out.contains("GODKÄNT: varje kontroll"),
        "{}",
        whole.out
    );

    let report = ["audit-package", "--report", "verksamhetsberattelse-RS-2024"];
    let report = handed.package("rapport.json", &report);
    let figure = [
        "prove",
        "--figure",
        "operating_result:L1:outcome",
        "--report",
        "verksamhetsberattelse-RS-2024",
    ];
    let figure = handed.package("siffra.json", &figure);
    let event = handed.package("händelse.json", &["prove", "--event", "@120"]);
    for package in [&report, &figure, &event] {
        handed.examined(&["package"], package).ok();
        let archive = handed.archive.to_str().expect("UTF-8");
        handed
            .examined(&["package", "--archive", archive], package)
            .ok();
    }

    let names = [
        "events.ndjson",
        "checkpoints.txt",
        "archive.json",
        "reports/verksamhetsberattelse-RS-2024.json",
    ];
    for seed in 0..40 {
        let path = handed
            .archive
            .join(names[usize::try_from(seed % 4).expect("below 4")]);
        let bytes = fs::read(&path).expect("a file");
        fs::write(&path, damaged(&bytes, seed)).expect("a damaged file");
        let case = format!("seed {seed}, {}", path.display());
        refused(&handed.examined(&["archive"], &handed.archive), &case);
        fs::write(&path, bytes).expect("the file as it was");
    }
    for seed in 0..30 {
        let bytes = fs::read(&report).expect("a package");
        let changed = handed.ledger.around.path().join("ändrat.json");
        fs::write(&changed, damaged(&bytes, seed)).expect("a damaged package");
        refused(
            &handed.examined(&["package"], &changed),
            &format!("seed {seed}"),
        );
    }
    handed.examined(&["archive"], &handed.archive).ok();
}

#[test]
fn another_ledgers_key_approves_neither_archive_nor_package() {
    let mut handed = handed(Ledger::demonstration());
    let event = handed.package("händelse.json", &["prove", "--event", "@0"]);
    let other = Ledger::empty();
    let unit = br#"{"id":"enhet-RF","actor":"p-1","command":{"EstablishUnit":{"unit":"RF","name":"Regionfullm\u00e4ktige","kind":"assembly","valid_from":"2020-01-01"}}}"#;
    other.run_with(&["record"], unit).ok();
    let other = self::handed(other);
    handed.key = other.key;
    refused(&handed.examined(&["archive"], &handed.archive), "archive");
    refused(&handed.examined(&["package"], &event), "package");
}

#[test]
fn after_a_redaction_the_archive_is_approved_and_says_which_reports_cannot_be_rebuilt() {
    let ledger = crate::redact::demonstration();
    let (event, _) = event_of(&ledger, "NarrativeWritten", "driftansvar");
    redact(&ledger, &[&event]).ok();
    let handed = handed(ledger);
    let answer = handed.examined(&["archive"], &handed.archive);
    let verdict = answer.ok().out;
    assert!(verdict.contains("1 gallrad händelse"), "{verdict}");
    assert!(
        verdict.contains("verksamhetsberattelse-RS-2024 kan inte längre återskapas i sin helhet"),
        "{verdict}"
    );
    assert!(
        !verdict.contains("delarsrapport-RS-2024 kan inte längre"),
        "{verdict}"
    );
}

/// Story: an honest ledger was refused once it had redacted an assessment, since
/// the verifier knew neither the column nor the check's row that tell of it.
#[test]
fn a_redacted_assessment_is_told_and_counted_in_no_colour() {
    let ledger = crate::redact::demonstration();
    let (event, _) = event_of(&ledger, "AssessmentMade", "");
    redact(&ledger, &[&event]).ok();
    let handed = handed(ledger);
    let answer = handed.examined(&["archive"], &handed.archive).ok();
    assert!(answer.out.contains("1 gallrad händelse"), "{}", answer.out);
    assert!(
        answer.out.contains("kan inte omräknas efter gallring"),
        "{}",
        answer.out
    );
}
