//! Archives at the command line: out, filled up, back in, and cut off on the way.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ledger::log::store::Store;
use ledger::portable::Manifest;
use ledger::proof::{Algorithm, SigningKey, key_file};

use crate::harness::{Answer, Ledger, liggare};
use crate::redact::{event_of, redact};

const REPORTS: [&str; 3] = [
    "arsredovisning-RF-2024",
    "delarsrapport-RS-2024",
    "verksamhetsberattelse-RS-2024",
];

const COMMAND: &str = r#"{"id":"beslut-ny","actor":"p-3","command":{"TakeDecision":{"decision":"D-GALLRA","unit":"RS","organ":"Regionstyrelsen","kind":"disposal","title":"Gallring","date":"2025-05-01","precision":"day"}}}"#;

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            let below = files(&path).into_iter();
            found.extend(below.map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            found.insert(name, fs::read(&path).expect("a file"));
        }
    }
    found
}

fn export(ledger: &Ledger, name: &str) -> Answer {
    let folder = ledger.around.path().join(name);
    ledger.run(&["export", &folder.display().to_string()])
}

/// Restores an archive into a ledger of its own.
fn restore(ledger: &Ledger, name: &str, more: &[&str]) -> (Ledger, Answer) {
    let restored = Ledger::none();
    let archive = ledger.around.path().join(name);
    let output = liggare()
        .args(["restore".as_ref(), archive.as_os_str()])
        .args(["--into".as_ref(), restored.folder.as_os_str()])
        .args(more)
        .output();
    (restored, output.expect("the command runs").into())
}

#[test]
fn the_demonstration_comes_back_from_its_archive_with_every_report_byte_for_byte() {
    let ledger = Ledger::demonstration();
    export(&ledger, "a").ok();
    let key = ledger.folder.join("signing-key").display().to_string();
    let (restored, answer) = restore(&ledger, "a", &["--key", &key]);
    answer.ok();
    assert_eq!(restored.size_and_root(), ledger.size_and_root());
    for report in REPORTS {
        let shown = restored.run(&["reproduce", report]).ok();
        assert!(shown.out.contains('✓'), "{}", shown.out);
    }
    export(&restored, "b").ok();
    let archive = files(&ledger.around.path().join("a"));
    assert_eq!(files(&restored.around.path().join("b")), archive);
    let last = archive["checkpoints.txt"].split(|byte| *byte == b'\n');
    let (size, _) = ledger.size_and_root();
    assert!(last.clone().any(|line| line == size.to_string().as_bytes()));
    for report in REPORTS {
        let file = &archive[&format!("reports/{report}.json")];
        let kept = fs::read(
            ledger
                .folder
                .join("published")
                .join(format!("{report}.json")),
        );
        assert_eq!(file.strip_suffix(b"\n"), kept.ok().as_deref(), "{report}");
    }
}

/// Restored where its key is not, a ledger still knows its first key: it says it,
/// verifies by it and writes the same archive, unsigned, which the answer says.
#[test]
fn a_ledger_restored_without_its_key_knows_it_and_writes_an_unsigned_archive() {
    let ledger = Ledger::demonstration();
    let signed = export(&ledger, "a").ok();
    assert!(!signed.out.contains("inte undertecknad"), "{}", signed.out);
    let (restored, answer) = restore(&ledger, "a", &[]);
    let answer = answer.ok();
    assert!(answer.out.contains("signing-key"), "{}", answer.out);
    let keys = |ledger: &Ledger| ledger.run(&["key", "--format", "json"]).ok().json();
    assert_eq!(keys(&restored)["keys"], keys(&ledger)["keys"]);
    let verified = restored.run(&["verify", "--format", "json"]).ok().json();
    assert_eq!(verified["holds"], true, "{verified}");
    let unsigned = export(&restored, "b").ok();
    assert!(
        unsigned.out.contains("inte undertecknad"),
        "{}",
        unsigned.out
    );
    let mut archive = files(&ledger.around.path().join("a"));
    let mut again = files(&restored.around.path().join("b"));
    let listing = |files: &mut BTreeMap<String, Vec<u8>>| -> serde_json::Value {
        let bytes = files.remove("archive.json").expect("a listing");
        serde_json::from_slice(&bytes).expect("JSON")
    };
    let (mut whole, bare) = (listing(&mut archive), listing(&mut again));
    let signature = whole.as_object_mut().expect("members").remove("signature");
    assert!(signature.is_some());
    assert_eq!(whole, bare);
    assert_eq!(again, archive);

    // A key file that others may read is told, and the kept key is used.
    fs::copy(
        ledger.folder.join("signing-key"),
        restored.folder.join("signing-key"),
    )
    .expect("copied");
    let open = fs::Permissions::from_mode(0o644);
    fs::set_permissions(restored.folder.join("signing-key"), open).expect("opened");
    let verified = restored.run(&["verify"]).ok();
    assert!(verified.err.contains("chmod 600"), "{}", verified.err);
}

/// Somebody has put another key in the folder, of the same name. It signs nothing
/// that leaves the ledger, though every checkpoint is there already.
#[test]
fn a_key_that_is_not_the_ledgers_signs_no_archive_and_no_package() {
    let ledger = Ledger::demonstration();
    let file = ledger.folder.join("signing-key");
    let name = Store::open(&ledger.folder).expect("a store").origin_line();
    let other = SigningKey::from_seed(&name, Algorithm::Ed25519, &[5; 32]).expect("a key");
    fs::remove_file(&file).expect("removed");
    key_file::write(&ledger.folder, key_file::FILE, &other).expect("written");
    let out = ledger.around.path().join("paket.json");
    let path = out.display().to_string();
    for answer in [
        export(&ledger, "a"),
        ledger.run(&["audit-package", "--report", REPORTS[1], "--out", &path]),
        ledger.run(&["prove", "--event", "@3", "--out", &path]),
    ] {
        assert_eq!(answer.code, 3, "{}{}", answer.out, answer.err);
        assert!(
            answer.err.contains("inte den som liggaren"),
            "{}",
            answer.err
        );
    }
    assert!(!out.exists() && !ledger.around.path().join("a").exists());
}

/// A rotation was cut off after its checkpoint, before the new key took the old
/// one's place: the export finishes it, and the new key signs the archive.
#[test]
fn an_interrupted_rotation_is_finished_before_anything_is_handed_out() {
    let ledger = Ledger::demonstration();
    let file = ledger.folder.join("signing-key");
    let old = fs::read(&file).expect("a key");
    ledger
        .run(&["key", "rotate", "--actor", "p-1", "--reason", "Byte"])
        .ok();
    let next = key_file::read(&ledger.folder, key_file::FILE).expect("a key");
    fs::rename(&file, ledger.folder.join("signing-key.next")).expect("renamed");
    fs::write(&file, old).expect("written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("closed");
    export(&ledger, "a").ok();
    let archive = Manifest::read(&ledger.around.path().join("a")).expect("read");
    let archive = archive.expect("an archive");
    assert!(archive.signature.is_some());
    archive
        .verify(Some(next.verifier()))
        .expect("signed by the new key");
    assert!(!ledger.folder.join("signing-key.next").exists());
    let kept = key_file::read(&ledger.folder, key_file::FILE).expect("a key");
    assert_eq!(kept.verifier(), next.verifier());
    restore(&ledger, "a", &[]).1.ok();
}

#[test]
fn a_restored_ledger_is_written_in_with_its_key_and_not_without() {
    let ledger = Ledger::demonstration();
    export(&ledger, "a").ok();
    let (without, answer) = restore(&ledger, "a", &[]);
    answer.ok();
    let refused = without.run_with(&["record"], COMMAND.as_bytes());
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(refused.err.contains("signing-key"), "{}", refused.err);
    let key = ledger.folder.join("signing-key").display().to_string();
    let (with, answer) = restore(&ledger, "a", &["--key", &key]);
    answer.ok();
    with.run_with(&["record"], COMMAND.as_bytes()).ok();
    ledger.run_with(&["record"], COMMAND.as_bytes()).ok();
    assert_eq!(with.size_and_root().0, ledger.size_and_root().0);
    let other = Ledger::empty();
    let key = other.folder.join("signing-key").display().to_string();
    let (nowhere, answer) = restore(&ledger, "a", &["--key", &key]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert!(!nowhere.folder.exists());
}

#[test]
fn an_archive_is_filled_up_with_what_has_come_and_emptied_of_what_was_redacted() {
    let ledger = Ledger::demonstration();
    export(&ledger, "a").ok();
    ledger.run_with(&["record"], COMMAND.as_bytes()).ok();
    let (size, _) = ledger.size_and_root();
    let folder = ledger.around.path().join("a").display().to_string();
    let wrong = ledger.run(&["export", &folder, "--since", "7"]);
    assert_eq!(wrong.code, 1);
    let since = (size - 1).to_string();
    let added = ledger.run(&["export", &folder, "--since", &since]).ok();
    assert!(added.out.contains("fyllts på med 1"), "{}", added.out);
    export(&ledger, "whole").ok();
    let archive = || files(&ledger.around.path().join("a"));
    assert_eq!(archive(), files(&ledger.around.path().join("whole")));

    let (event, payload) = event_of(&ledger, "NarrativeWritten", "RS");
    redact(&ledger, &[&event]).ok();
    let told = export(&ledger, "a").ok();
    assert!(told.out.contains("gallrats"), "{}", told.out);
    let text = payload["text"].as_str().expect("a text").as_bytes();
    for (name, bytes) in archive() {
        assert!(
            !bytes.windows(text.len()).any(|window| window == text),
            "{name}"
        );
    }
    let key = ledger.folder.join("signing-key").display().to_string();
    let (restored, answer) = restore(&ledger, "a", &["--key", &key]);
    assert!(answer.ok().out.contains("varav 1 gallrade"));
    assert_eq!(restored.size_and_root(), ledger.size_and_root());
    export(&restored, "b").ok();
    assert_eq!(files(&restored.around.path().join("b")), archive());
}

#[test]
fn a_damaged_archive_is_told_with_file_and_line_and_leaves_nothing() {
    let ledger = Ledger::demonstration();
    export(&ledger, "a").ok();
    let events = ledger.around.path().join("a/events.ndjson");
    let mut bytes = fs::read(&events).expect("the events");
    let line = 501;
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let at = starts.map(|(at, _)| at).nth(line - 2).expect("a line") + 40;
    bytes[at] ^= 1;
    fs::write(&events, bytes).expect("written");
    let (nowhere, answer) = restore(&ledger, "a", &[]);
    assert_eq!(answer.code, 3);
    assert!(
        answer.err.contains("events.ndjson, rad 501"),
        "{}",
        answer.err
    );
    assert_eq!(
        fs::read_dir(nowhere.around.path())
            .expect("a folder")
            .count(),
        0
    );
    let filled = export(&ledger, "a");
    assert_eq!(filled.code, 3);
    assert!(filled.err.contains("rad 501"), "{}", filled.err);
    fs::create_dir(ledger.around.path().join("tom")).expect("a folder");
    let (_, answer) = restore(&ledger, "tom", &[]);
    assert!(answer.err.contains("inget arkiv"), "{}", answer.err);
}

/// Kills a command after a moment that grows from try to try.
fn killed(mut command: Command, attempt: u32) -> bool {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command runs");
    let until = Instant::now() + Duration::from_millis(u64::from(attempt) * 23);
    while Instant::now() < until {
        if child.try_wait().expect("its state").is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    true
}

#[test]
fn an_export_or_a_restore_that_is_killed_is_completed_by_the_next() {
    let ledger = Ledger::demonstration();
    export(&ledger, "whole").ok();
    let whole = files(&ledger.around.path().join("whole"));
    let folder = ledger.around.path().join("a").display().to_string();
    let mut kills = 0;
    for attempt in 1..=12 {
        kills += u32::from(killed(ledger.command(&["export", &folder]), attempt));
        if attempt % 4 == 0 {
            export(&ledger, "a").ok();
            assert_eq!(files(Path::new(&folder)), whole, "after kill {attempt}");
            fs::remove_dir_all(&folder).expect("removed");
        }
    }
    let restored = Ledger::none();
    let archive = ledger.around.path().join("whole").display().to_string();
    let into = restored.folder.display().to_string();
    for attempt in 1..=12 {
        let mut command = liggare();
        command.args(["restore", &archive, "--into", &into]);
        if !killed(command, attempt) {
            break;
        }
        kills += 1;
        if restored.folder.exists() {
            break;
        }
    }
    assert!(kills > 0, "nothing was killed");
    if !restored.folder.exists() {
        let (again, answer) = (
            &restored,
            liggare()
                .args(["restore", &archive, "--into", &into])
                .output(),
        );
        Answer::from(answer.expect("it runs")).ok();
        assert!(again.folder.exists());
    }
    assert_eq!(restored.size_and_root(), ledger.size_and_root());
}

/// Runs the script that stands in the archive.
fn script(folder: &Path, position: &str) -> Answer {
    let output = Command::new("python3")
        .arg(folder.join("kontrollera.py"))
        .arg(folder)
        .arg(position)
        .output();
    output.expect("python3 runs").into()
}

#[test]
fn the_script_in_the_archive_verifies_an_event_and_refuses_a_changed_one() {
    let ledger = Ledger::demonstration();
    export(&ledger, "a").ok();
    let folder = ledger.around.path().join("a");
    let (size, root) = ledger.size_and_root();
    for position in [0, 1, 511, 512, size - 1] {
        let said = script(&folder, &position.to_string()).ok();
        assert!(said.out.contains(&root), "{}", said.out);
        assert!(said.out.contains("inte kontrollerad"), "{}", said.out);
    }
    assert_eq!(script(&folder, &size.to_string()).code, 1);
    let whole = fs::read_to_string(folder.join("events.ndjson")).expect("the events");
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let damages = [
        whole.replacen("\"unit\":\"RS\"", "\"unit\":\"RF\"", 1),
        whole.replacen("Regionstyrelsen", "Regionstyrelsem", 1),
        lines[1..].concat(),
        lines[..lines.len() - 1].concat(),
        whole.replacen("\"leaf\":", "\"leaf\": ", 1),
    ];
    for (number, damaged) in damages.iter().enumerate() {
        assert_ne!(*damaged, whole, "damage {number}");
        fs::write(folder.join("events.ndjson"), damaged).expect("written");
        let changed = lines.iter().zip(damaged.split_inclusive('\n'));
        let at = changed.take_while(|(a, b)| *a == b).count();
        let said = script(&folder, &at.min(lines.len() - 2).to_string());
        assert_eq!(said.code, 1, "damage {number}: {}", said.out);
        assert!(said.err.contains("FEL"), "damage {number}: {}", said.err);
    }
}
