//! The demonstration as a newcomer meets it: one command, then questions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::harness::Ledger;

fn liggare(ledger: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_liggare"))
        .args(arguments)
        .env("LIGGARE", ledger)
        .env("NO_COLOR", "1")
        .output()
        .expect("the command starts")
}

/// What it answered; plain spaces for no-break spaces, so that tests can be read.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).replace('\u{a0}', " ")
}

fn done(ledger: &Path, arguments: &[&str]) -> String {
    let output = liggare(ledger, arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    said(&output)
}

/// The tables that were compiled in, in a folder of their own.
fn tables(folder: &Path) -> PathBuf {
    let data = folder.join("data");
    fs::create_dir(&data).expect("a folder");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    for file in fs::read_dir(source).expect("the tables") {
        let file = file.expect("a table");
        fs::copy(file.path(), data.join(file.file_name())).expect("a copy");
    }
    data
}

fn change(data: &Path, file: &str, from: &str, to: &str) {
    let path = data.join(file);
    let text = fs::read_to_string(&path).expect("a table");
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replacen(from, to, 1)).expect("a table");
}

#[test]
fn the_demonstration_shows_the_published_operating_result() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger");
    done(&ledger, &["demo", "--no-serve"]);
    let report = done(
        &ledger,
        &[
            "report",
            "verksamhetsberattelse",
            "RS",
            "2024",
            "--known-at",
            "verksamhetsberattelse-RS-2024",
        ],
    );
    let total = report
        .lines()
        .find(|line| line.starts_with("Totalt resultat"))
        .expect("the total stands in the report");
    let figures: Vec<_> = total.split("  ").filter(|part| !part.is_empty()).collect();
    let figures: Vec<_> = figures.iter().skip(1).map(|figure| figure.trim()).collect();
    assert_eq!(
        figures,
        ["−2 869,0", "−2 957,5", "88,5", "−2 867,3", "−1,7"]
    );
}

#[test]
fn the_demonstration_is_the_same_ledger_every_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = |name: &str| {
        let ledger = folder.path().join(name);
        done(&ledger, &["demo", "--no-serve"]);
        let report = ["report", "arsredovisning", "RF", "2024", "--format", "json"];
        done(&ledger, &report)
    };
    assert!(root("one") == root("two"));
}

#[test]
fn every_published_report_of_the_demonstration_can_be_reproduced() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger");
    done(&ledger, &["demo", "--no-serve"]);
    for report in [
        "delarsrapport-RS-2024",
        "verksamhetsberattelse-RS-2024",
        "arsredovisning-RF-2024",
    ] {
        done(&ledger, &["reproduce", report]);
    }
}

/// Story: one changed figure made the whole demonstration fail at the first
/// report, and the newcomer was left with no ledger to look into.
#[test]
fn a_stated_amount_that_disagrees_with_its_parts_hinders_its_report_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = tables(folder.path());
    change(
        &data,
        "angivna_belopp.csv",
        "ISUM;2024;utfall;12,7",
        "ISUM;2024;utfall;13,7",
    );
    let ledger = folder.path().join("ledger");
    let data = data.to_str().expect("a path");
    let output = liggare(&ledger, &["demo", "--no-serve", "--data", data]);
    assert_eq!(output.status.code(), Some(1), "a report was refused");
    let answer = said(&output);
    assert!(
        answer.contains("Inte publicerad: verksamhetsberattelse-RS-2024"),
        "{answer}"
    );
    assert!(answer.contains("check_failed"), "{answer}");
    assert!(answer.contains("ISUM"), "the finding is told: {answer}");
    let reports = done(&ledger, &["reports"]);
    assert!(reports.contains("delarsrapport-RS-2024"), "{reports}");
    assert!(
        !reports.contains("verksamhetsberattelse-RS-2024"),
        "{reports}"
    );
    let checks = liggare(&ledger, &["checks", "verksamhetsberattelse", "RS", "2024"]);
    assert_eq!(checks.status.code(), Some(1));
}

#[test]
fn a_wrong_table_is_named_and_leaves_no_ledger() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = tables(folder.path());
    change(&data, "ramar.csv", ";-42,6;", ";mycket;");
    let ledger = folder.path().join("ledger");
    let output = liggare(
        &ledger,
        &[
            "demo",
            "--no-serve",
            "--data",
            data.to_str().expect("a path"),
        ],
    );
    assert!(!output.status.success());
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaint.contains("ramar.csv rad 6"), "{complaint}");
    assert!(!ledger.exists());
}

/// Goal: what somebody has recorded in a demonstration is not lost when it is built once
/// more. Story: a newcomer's events and users were, without a word.
#[test]
fn a_demonstration_that_is_recorded_in_is_kept_beside_a_new_one() {
    let ledger = Ledger::demonstration();
    let event = r#"{"id":"prov-1","actor":"p-1","command":{"NoteSignificantEvent":{"unit":"RS","kind":"significant_event","date":"2025-06-01","title":"Vattenskada","text":"På vårdcentralen."}}}"#;
    for name in ["liggare.tidigare", "liggare.tidigare-2"] {
        let built = ledger.size_and_root();
        ledger.run_with(&["record"], event.as_bytes()).ok();
        let recorded = ledger.size_and_root();
        assert_ne!(recorded, built);
        let again = ledger.run(&["demo", "--no-serve"]).ok();
        assert_eq!(ledger.size_and_root(), built);
        let aside = ledger.folder.with_file_name(name);
        let told = format!("den står nu i {}.", aside.display());
        assert!(again.err.contains(&told), "{}", again.err);
        std::fs::rename(&ledger.folder, ledger.folder.with_file_name("ny")).expect("a name");
        std::fs::rename(&aside, &ledger.folder).expect("a name");
        assert_eq!(ledger.size_and_root(), recorded);
        std::fs::rename(&ledger.folder, &aside).expect("a name");
        std::fs::rename(ledger.folder.with_file_name("ny"), &ledger.folder).expect("a name");
    }
}
