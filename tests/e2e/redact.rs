//! Redaction with the real command: what was destroyed is in no file any more,
//! whatever interrupts it, and every proof still stands.
//!
//! The tests search the folder by themselves; what the command says of its own
//! search is only held against that.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Answer, Ledger, golden};

const DECISION: &str = r#"{"id":"beslut-gallring","actor":"p-3","command":{"TakeDecision":{"decision":"D-GALLRA","unit":"RS","organ":"Regionstyrelsen","kind":"disposal","title":"Gallring","date":"2025-05-01","precision":"day"}}}"#;

/// The demonstration with a decision on disposal.
pub(crate) fn demonstration() -> Ledger {
    let ledger = Ledger::demonstration();
    ledger.run_with(&["record"], DECISION.as_bytes()).ok();
    ledger
}

/// The first event of a kind whose payload some words stand in: position and payload.
pub(crate) fn event_of(ledger: &Ledger, kind: &str, words: &str) -> (String, Value) {
    let log = ledger
        .run(&["log", "--type", kind, "--format", "json"])
        .ok();
    let line = log
        .out
        .lines()
        .find(|line| line.contains(words))
        .expect("such an event");
    let event: Value = serde_json::from_str(line).expect("JSON");
    (format!("@{}", event["position"]), event["payload"].clone())
}

pub(crate) fn redact(ledger: &Ledger, events: &[&str]) -> Answer {
    let mut words = vec!["redact"];
    words.extend(events);
    words.extend(["--decision", "D-GALLRA", "--actor", "p-9", "--yes"]);
    words.extend(["--legal-ground", "dataskyddsförordningen artikel 17"]);
    ledger.run(&words)
}

/// The files below a folder that hold some bytes.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut holding = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            holding.extend(self::holding(&path, bytes));
        } else {
            let content = fs::read(&path).expect("a file");
            if content.windows(bytes.len()).any(|window| window == bytes) {
                holding.push(path);
            }
        }
    }
    holding
}

fn text_of(payload: &Value) -> &[u8] {
    payload["text"].as_str().expect("a text").as_bytes()
}

#[test]
fn what_is_redacted_is_in_no_file_any_more_and_only_the_copies_that_showed_it_go() {
    let ledger = demonstration();
    let (position, payload) = event_of(&ledger, "NarrativeWritten", "Efter sju månader");
    let text = text_of(&payload);
    assert!(holding(&ledger.folder, text).len() >= 2, "journal and copy");
    let (size, _) = ledger.size_and_root();
    let copies = || {
        let copies = fs::read_dir(ledger.folder.join("published")).expect("copies");
        copies.count()
    };
    let before = copies();

    let said = redact(&ledger, &[&position]).ok().out;
    assert!(said.contains("inget av det förstörda finns kvar"), "{said}");
    assert!(said.contains("delarsrapport-RS-2024.json"), "{said}");
    assert!(!said.contains("Efter sju månader"), "{said}");
    assert_eq!(holding(&ledger.folder, text), Vec::<PathBuf>::new());
    assert_eq!(copies(), before - 1, "the other copies stay");

    // Nor does anything bring it back, and the ledger goes on.
    let (after, root) = ledger.size_and_root();
    assert_eq!(after, size + 1);
    assert_eq!(holding(&ledger.folder, text), Vec::<PathBuf>::new());
    let again = redact(&ledger, &[&position]).ok().out;
    assert!(again.contains("antecknad sedan tidigare"), "{again}");
    assert_eq!(ledger.size_and_root(), (after, root));
}

#[test]
fn nothing_is_destroyed_when_nobody_says_yes_or_one_of_the_events_may_not_be() {
    let ledger = demonstration();
    let (position, payload) = event_of(&ledger, "NarrativeWritten", "Efter sju månader");
    let before = ledger.size_and_root();
    let words = ["redact", &position, "--decision", "D-GALLRA"];
    let words = [&words[..], &["--legal-ground", "x", "--actor", "p-9"]].concat();
    let unanswered = ledger.run(&words);
    assert_eq!(unanswered.code, 2, "{}", unanswered.err);
    assert!(
        unanswered.out.contains("NarrativeWritten"),
        "{}",
        unanswered.out
    );
    let refused = redact(&ledger, &["@0", &position]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(
        refused.err.contains("redaction_forbidden"),
        "{}",
        refused.err
    );
    let unknown = redact(&ledger, &["@999999", &position]);
    assert_eq!(unknown.code, 2, "{}", unknown.err);
    assert_eq!(ledger.size_and_root(), before);
    assert!(holding(&ledger.folder, text_of(&payload)).len() >= 2);
}

#[test]
fn what_another_event_says_too_is_told_as_remaining() {
    let ledger = demonstration();
    let (position, payload) = event_of(&ledger, "NarrativeWritten", "Efter sju månader");
    let mut elsewhere = payload.clone();
    elsewhere["period"] = "2025".into();
    let again = serde_json::json!({"id": "samma", "actor": "p-1", "command": {"WriteNarrative": elsewhere}});
    ledger
        .run_with(&["record"], again.to_string().as_bytes())
        .ok();
    let said = redact(&ledger, &[&position]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(
        said.out.contains("journal/0000000000.seg, byte"),
        "{}",
        said.out
    );
    assert!(said.out.contains("ord ur innehållet"), "{}", said.out);
    assert_eq!(redact(&ledger, &["samma#1"]).code, 0);
    assert_eq!(
        holding(&ledger.folder, text_of(&payload)),
        Vec::<PathBuf>::new()
    );
}

/// Goal: a redaction that is killed leaves either what was, or nothing of it.
/// Method: the command is killed at moments spread over the time it takes, and
/// the ledger opened again.
#[test]
fn a_redaction_that_is_killed_is_undone_or_made_good_at_the_next_opening() {
    let started = Instant::now();
    let whole = demonstration();
    let (position, payload) = event_of(&whole, "NarrativeWritten", "Efter sju månader");
    let text = text_of(&payload);
    let preparing = started.elapsed();
    redact(&whole, &[&position]).ok();
    let takes = started.elapsed().saturating_sub(preparing);
    for part in 1..=6 {
        let ledger = demonstration();
        let words = ["redact", &position, "--decision", "D-GALLRA", "--yes"];
        let words = [&words[..], &["--legal-ground", "x", "--actor", "p-9"]].concat();
        let mut command = ledger.command(&words);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut killed = command.spawn().expect("the command runs");
        std::thread::sleep(takes * part / 7);
        let _ = killed.kill();
        let _ = killed.wait();
        std::thread::sleep(Duration::from_millis(1));
        let status = ledger.run(&["status", "--format", "json"]).ok().json();
        if status["redacted"] == 0 {
            assert!(!holding(&ledger.folder, text).is_empty(), "part {part}");
            ledger.run(&words).ok();
        }
        assert_eq!(
            holding(&ledger.folder, text),
            Vec::<PathBuf>::new(),
            "part {part}"
        );
        ledger.run(&words).ok();
    }
}

#[test]
fn a_report_shows_what_is_redacted_and_reproduce_says_what_is_left() {
    let ledger = demonstration();
    let published = "delarsrapport-RS-2024";
    ledger.run(&["reproduce", published]).ok();
    let (text, _) = event_of(&ledger, "NarrativeWritten", "Efter sju månader");
    let (assessed, _) = event_of(&ledger, "AssessmentMade", "2024-01/2024-07");
    let planned = ledger.run(&[
        "redact",
        &text,
        &assessed,
        "--decision",
        "D-GALLRA",
        "--legal-ground",
        "x",
        "--actor",
        "p-9",
    ]);
    assert!(
        planned
            .out
            .contains("delarsrapport-RS-2024: Sammanfattning (summary)"),
        "{}",
        planned.out
    );
    redact(&ledger, &[&text, &assessed]).ok();
    // The first question builds the index anew, and says so.
    ledger.run(&["status"]).ok();

    let report = [
        "report",
        "delarsrapport",
        "RS",
        "2024-01/2024-07",
        "--known-at",
        published,
    ];
    let report = ledger.run(&report).ok();
    assert_eq!(report.err, "");
    golden("redacted-interim.txt", &report.out);
    assert!(report.out.contains("Gallrad uppgift (@"), "{}", report.out);

    let reproduced = ledger.run(&["reproduce", published]);
    assert_eq!(reproduced.code, 1);
    golden("redacted-reproduce.txt", &reproduced.out);
    let other = ledger.run(&["reproduce", "verksamhetsberattelse-RS-2024"]);
    assert_eq!(other.code, 0, "{}", other.out);

    let answer = ledger
        .run(&["reproduce", published, "--format", "json"])
        .json();
    let sections = answer["redacted_sections"].as_array().expect("sections");
    assert!(
        sections
            .iter()
            .any(|section| section["section"] == "summary")
    );
    assert!(answer["identical_sections"].as_u64() > Some(5), "{answer}");

    let told = ledger
        .run(&["explain", "mål", "RF-E1", "--to", published])
        .ok();
    assert!(told.out.contains("gallrad uppgift"), "{}", told.out);
    ledger
        .run(&["checks", "delarsrapport", "RS", "2024-01/2024-07"])
        .ok();
}

/// Redacted by a command in a file instead of with `redact`: the copies of
/// published reports are overwritten too, so that nothing of them can be read by
/// whoever has the file under another name. A redaction that is refused takes
/// no copy with it.
#[test]
fn a_redaction_that_is_recorded_as_a_command_overwrites_the_copies_as_well() {
    let ledger = demonstration();
    let (position, payload) = event_of(&ledger, "NarrativeWritten", "Efter sju månader");
    let copies = ledger.folder.join("published");
    let copy = copies.join("delarsrapport-RS-2024.json");
    let outside = tempfile::tempdir().expect("a folder");
    let other_name = outside.path().join("kopia");
    fs::hard_link(&copy, &other_name).expect("another name");
    let record = |id: &str, event: &str| {
        let line = serde_json::json!({"id": id, "actor": "p-9", "decision": "D-GALLRA", "command":
            {"RedactPayload": {"event": event, "legal_ground": "x"}}});
        ledger.run_with(&["record"], line.to_string().as_bytes())
    };
    let before = fs::read_dir(&copies).expect("copies").count();
    assert_eq!(record("nekad", "@0").code, 1);
    assert_eq!(fs::read_dir(&copies).expect("copies").count(), before);

    record("gallra", &position).ok();
    let left = fs::read(&other_name).expect("the other name");
    assert!(left.iter().all(|byte| *byte == 0), "it is overwritten");
    assert_eq!(
        holding(&ledger.folder, text_of(&payload)),
        Vec::<PathBuf>::new()
    );
}

/// Goal: nothing is recorded of a redaction that cannot be done, and nothing ends the
/// openings when it comes later. Story: an index that was set aside belonged to another
/// user; the redaction was recorded, the text stood there, and every opening failed.
/// Method: a running program's file can be written by nobody, root included.
#[test]
fn a_redaction_waits_for_what_was_set_aside_and_cannot_be_overwritten() {
    let ledger = demonstration();
    let (position, _) = event_of(&ledger, "NarrativeWritten", "Efter sju månader");
    let aside = ledger.folder.join("index.skadat-1");
    fs::copy("/bin/sleep", &aside).expect("a program");
    let running = std::process::Command::new(&aside).arg("600").spawn();
    let mut running = running.expect("it runs");
    let before = ledger.size_and_root();
    let refused = redact(&ledger, &[&position]);
    assert_ne!(refused.code, 0, "{}", refused.out);
    assert!(refused.err.contains("index.skadat-1"), "{}", refused.err);
    assert_eq!(ledger.size_and_root(), before);

    fs::write(ledger.folder.join("index.rebuild"), b"").expect("as after a redaction");
    let opened = ledger.run(&["status"]).ok();
    let told = format!("{}{}", opened.out, opened.err);
    assert!(told.contains("index.skadat-1"), "{told}");
    running.kill().expect("it ends");
    running.wait().expect("it has ended");
    redact(&ledger, &[&position]).ok();
    ledger.run(&["status"]).ok();
    assert!(!aside.exists());
    assert!(!ledger.folder.join("index.rebuild").exists());
}
