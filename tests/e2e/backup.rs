//! Backups at the command line: under load, killed, on a full disk, of a damaged
//! ledger, topped up, and taken back.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ledger::log::ReadLog;
use ledger::log::store::Store;

use crate::harness::{Answer, Ledger, liggare};
use crate::redact::{event_of, redact};

/// Backups made while the ledger is written.
const BACKUPS: usize = 20;

/// Backups killed at a moment of their own.
const KILLS: u64 = 20;

fn decision(number: usize) -> String {
    format!(
        r#"{{"id":"beslut-ny-{number}","actor":"p-3","command":{{"TakeDecision":{{"decision":"D-NY-{number}","unit":"RS","organ":"Regionstyrelsen","kind":"other","title":"Beslut","date":"2025-05-01","precision":"day"}}}}}}"#
    )
}

fn at(ledger: &Ledger, name: &str) -> PathBuf {
    ledger.around.path().join(name)
}

fn back_up(ledger: &Ledger, name: &str, more: &[&str]) -> Answer {
    let into = at(ledger, name).display().to_string();
    ledger.run(&[&["backup", "--into", &into], more].concat())
}

/// Runs a command on the ledger in a folder.
fn on(folder: &Path, arguments: &[&str]) -> Answer {
    let mut command = liggare();
    command.arg("--ledger").arg(folder).args(arguments);
    command
        .stdin(Stdio::null())
        .output()
        .expect("it runs")
        .into()
}

fn restore(from: &Path, more: &[&str]) -> (Ledger, Answer) {
    let restored = Ledger::none();
    let mut command = liggare();
    command.arg("restore").arg(from);
    command.arg("--into").arg(&restored.folder).args(more);
    (restored, command.output().expect("it runs").into())
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs::read(&path).expect("a file");
            found.insert(path, bytes);
        }
    }
    found
}

/// Opens the ledger of a folder; answers its size and root.
fn opened(folder: &Path) -> (u64, String) {
    let status = on(folder, &["status", "--format", "json"]).ok().json();
    let size = status["events"].as_u64().expect("a size");
    (size, status["root"].as_str().expect("a root").to_owned())
}

/// Verifies the ledger of a folder; answers its size and root.
fn verified(folder: &Path) -> (u64, String) {
    let verified = on(folder, &["verify", "--format", "json"]).ok().json();
    assert_eq!(verified["holds"], true, "{verified}");
    opened(folder)
}

/// What stands beside the ledger in its surrounding folder.
fn beside(ledger: &Ledger) -> Vec<String> {
    let entries = fs::read_dir(ledger.around.path()).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name != "liggare")
        .collect();
    names.sort();
    names
}

/// Records decisions one after another until it is told to end.
fn writing(ledger: &Ledger, end: &Arc<AtomicBool>) -> (Child, std::thread::JoinHandle<usize>) {
    let mut child = ledger
        .command(&["record", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut stdin = child.stdin.take().expect("an input");
    let end = Arc::clone(end);
    let feeding = std::thread::spawn(move || {
        let mut number = 0;
        while !end.load(Ordering::Relaxed) {
            let line = decision(number) + "\n";
            if stdin.write_all(line.as_bytes()).is_err() {
                break;
            }
            number += 1;
            std::thread::sleep(Duration::from_millis(20));
        }
        number
    });
    (child, feeding)
}

/// Goal: every backup taken while another process writes is a prefix of the ledger
/// with a valid checkpoint. Method: a process records decision after decision;
/// each backup is verified, and its root held against the ledger's at that size.
#[test]
fn backups_taken_under_load_open_verify_and_are_prefixes() {
    let ledger = Ledger::demonstration();
    let before = ledger.size_and_root().0;
    let end = Arc::new(AtomicBool::new(false));
    let (mut child, feeding) = writing(&ledger, &end);
    let mut taken = Vec::new();
    for number in 0..BACKUPS {
        let name = format!("kopia-{number}");
        let answer = back_up(&ledger, &name, &["--format", "json"]).ok().json();
        let (size, root) = verified(&at(&ledger, &name));
        assert_eq!(answer["events"], size);
        assert_eq!(answer["root"], root);
        assert!(
            answer["signed"]
                .as_u64()
                .is_some_and(|signed| signed >= before),
            "{answer}"
        );
        taken.push((size, root));
    }
    end.store(true, Ordering::Relaxed);
    let recorded = feeding.join().expect("the feeder ends");
    assert!(child.wait().expect("the writer ends").success());
    println!(
        "{recorded} decisions; backups of {:?}",
        taken.iter().map(|(size, _)| size).collect::<Vec<_>>()
    );
    let store = Store::open(&ledger.folder).expect("the ledger opens");
    for (size, root) in &taken {
        let found = store.root_at(*size).expect("the ledger has as many");
        assert_eq!(found.to_string(), *root, "at {size}");
    }
    assert!(
        taken[BACKUPS - 1].0 > taken[0].0,
        "it was written meanwhile"
    );
}

/// Goal: a backup that is killed leaves nothing that opens as a copy and is not
/// whole. Method: it is killed at moments spread over the time that it takes.
#[test]
fn a_killed_backup_leaves_no_half_copy_that_opens() {
    let ledger = Ledger::demonstration();
    let whole = ledger.size_and_root();
    let mut killed = 0;
    for number in 0..KILLS {
        let name = format!("kopia-{number}");
        let into = at(&ledger, &name);
        let mut child = ledger
            .command(&["backup", "--into"])
            .arg(&into)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        std::thread::sleep(Duration::from_millis(number * 6));
        child.kill().expect("it is killed");
        killed += u64::from(!child.wait().expect("it ends").success());
        if into.exists() {
            assert_eq!(opened(&into), whole, "{name}");
            continue;
        }
        let unfinished = at(&ledger, &format!("{name}.kopieras"));
        if unfinished.join("liggare.json").exists() {
            assert_eq!(opened(&unfinished), whole, "only its name was left");
            continue;
        }
        let answer = on(&unfinished, &["status"]);
        assert_eq!(answer.code, 3, "{}", answer.out);
        // The next one makes it good.
        back_up(&ledger, &name, &[]).ok();
        assert_eq!(opened(&into), whole);
        assert!(!unfinished.exists());
    }
    assert!(killed > 0);
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing() {
    let ledger = Ledger::demonstration();
    let script = format!(
        "trap '' XFSZ; ulimit -f 100; exec {} --ledger {} backup --into {}",
        env!("CARGO_BIN_EXE_liggare"),
        ledger.folder.display(),
        at(&ledger, "kopia").display()
    );
    let output = Command::new("sh").args(["-c", &script]).output();
    let answer = Answer::from(output.expect("it runs"));
    assert_eq!(answer.code, 4, "{}{}", answer.out, answer.err);
    assert!(answer.err.contains("Skapa utrymme"), "{}", answer.err);
    assert_eq!(beside(&ledger), [] as [&str; 0]);
}

#[test]
fn a_damaged_ledger_is_told_with_its_position_and_leaves_nothing() {
    let ledger = Ledger::demonstration();
    back_up(&ledger, "hel", &[]).ok();
    let segment = ledger.folder.join("journal/0000000000.seg");
    let mut bytes = fs::read(&segment).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x01;
    fs::write(&segment, bytes).expect("a file");
    let copy = files(&at(&ledger, "hel"));
    for (name, more) in [("ny", &[][..]), ("hel", &["--update"])] {
        let answer = back_up(&ledger, name, more);
        assert_eq!(answer.code, 3, "{}", answer.err);
        assert!(answer.err.contains("skada vid position"), "{}", answer.err);
    }
    assert_eq!(beside(&ledger), ["hel"]);
    let after = files(&at(&ledger, "hel"));
    assert!(
        copy.iter()
            .all(|(path, bytes)| after.get(path) == Some(bytes))
    );
}

#[test]
fn an_older_backup_is_topped_up_and_loses_what_has_been_redacted_since() {
    let ledger = crate::redact::demonstration();
    back_up(&ledger, "kopia", &[]).ok();
    let copy = at(&ledger, "kopia");
    // Somebody has tried it out, so that an index stands in it.
    verified(&copy);
    let (position, payload) = event_of(&ledger, "NarrativeWritten", "Efter sju månader");
    let text = payload["text"]
        .as_str()
        .expect("a text")
        .as_bytes()
        .to_owned();
    let holding = |folder: &Path| {
        let files = files(folder).into_iter();
        files
            .filter(|(_, bytes)| bytes.windows(text.len()).any(|window| window == text))
            .count()
    };
    assert!(holding(&copy) > 0);
    redact(&ledger, &[&position]).ok();

    let fresh = back_up(&ledger, "ny", &[]).ok();
    assert!(fresh.out.contains("Äldre kopior"), "{}", fresh.out);
    assert_eq!(holding(&at(&ledger, "ny")), 0);
    assert!(holding(&copy) > 0, "the older one is not touched by that");

    let answer = back_up(&ledger, "kopia", &["--update"]).ok();
    assert!(
        answer.out.contains("nu förstört i den: 1"),
        "{}",
        answer.out
    );
    assert_eq!(holding(&copy), 0);
    assert_eq!(verified(&copy), verified(&ledger.folder));
    let again = back_up(&ledger, "kopia", &["--update"]).ok();
    assert!(again.out.contains("fyllts på med 0"), "{}", again.out);
}

#[test]
fn a_target_that_is_something_else_is_refused_and_left_as_it_was() {
    let ledger = Ledger::demonstration();
    let other = Ledger::empty();
    back_up(&ledger, "kopia", &[]).ok();
    fs::create_dir(at(&ledger, "tom")).expect("a folder");
    back_up(&ledger, "tom", &[]).ok();
    fs::create_dir(at(&ledger, "annat")).expect("a folder");
    fs::write(at(&ledger, "annat").join("brev.txt"), "hej").expect("a file");
    fs::write(at(&ledger, "fil"), "hej").expect("a file");
    let before = files(ledger.around.path());
    let rows: [(&str, &[&str], &str); 7] = [
        ("kopia", &[], "finns redan"),
        ("annat", &[], "finns redan"),
        ("annat", &["--update"], "finns redan"),
        ("fil", &["--update"], "finns redan"),
        ("liggare", &["--update"], "liggarens egen mapp"),
        ("liggare/kopior/1", &[], "liggarens egen mapp"),
        ("annat/../liggare/x", &[], "liggarens egen mapp"),
    ];
    for (name, more, words) in rows {
        let answer = back_up(&ledger, name, more);
        assert_eq!(answer.code, 1, "{name}: {}", answer.err);
        assert!(answer.err.contains(words), "{name}: {}", answer.err);
    }
    let into = at(&ledger, "kopia").display().to_string();
    let answer = other.run(&["backup", "--into", &into, "--update"]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert!(answer.err.contains("annan liggare"), "{}", answer.err);
    let after = files(ledger.around.path());
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    assert!(before == after);
}

/// A ledger restored of an older backup that goes on by itself is another one
/// from there on: neither side's copy is overwritten by the other.
#[test]
fn a_backup_that_is_ahead_of_a_restored_ledger_or_forks_from_it_is_refused() {
    let ledger = Ledger::demonstration();
    back_up(&ledger, "gammal", &[]).ok();
    ledger.run_with(&["record"], decision(1).as_bytes()).ok();
    back_up(&ledger, "ny", &[]).ok();
    let key = ledger.folder.join("signing-key").display().to_string();
    let (restored, answer) = restore(&at(&ledger, "gammal"), &["--key", &key]);
    answer.ok();
    let newer = at(&ledger, "ny").display().to_string();
    let update = ["backup", "--into", &newer, "--update"];
    let ahead = restored.run(&update);
    assert_eq!(ahead.code, 1, "{}", ahead.err);
    assert!(ahead.err.contains("men liggaren bara"), "{}", ahead.err);
    restored.run_with(&["record"], decision(2).as_bytes()).ok();
    let forks = restored.run(&update);
    assert_eq!(forks.code, 1, "{}", forks.err);
    assert!(forks.err.contains("skiljer sig åt"), "{}", forks.err);
    assert_eq!(verified(&at(&ledger, "ny")), verified(&ledger.folder));
}

/// Without its key a restored ledger can be read; with it, given or out of the
/// backup, it goes on. The backup is never changed by that.
#[test]
fn a_restored_ledger_goes_on_with_its_key_and_only_with_that() {
    let ledger = Ledger::demonstration();
    let whole = ledger.size_and_root();
    let bare = back_up(&ledger, "utan", &[]).ok();
    assert!(bare.out.contains("signing-key"), "{}", bare.out);
    assert!(!at(&ledger, "utan").join("signing-key").exists());
    back_up(&ledger, "med", &["--with-key"]).ok();
    let key = at(&ledger, "med").join("signing-key");
    let mode = fs::metadata(&key).expect("the key").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let copy = files(&at(&ledger, "utan"));

    let (restored, answer) = restore(&at(&ledger, "utan"), &[]);
    let answer = answer.ok();
    assert!(answer.out.contains("men inte skrivas i"));
    // Without a word of the accounts, nobody could log in and nobody knew why.
    for said in ["accounts.json", "liggare user add"] {
        assert!(answer.out.contains(said), "{}", answer.out);
    }
    let fresh = Ledger::empty();
    for folder in [&at(&ledger, "utan"), &restored.folder, &fresh.folder] {
        let mode = fs::metadata(folder).expect("a folder").permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", folder.display());
    }
    assert_eq!(verified(&restored.folder), whole);
    for report in ["arsredovisning-RF-2024", "verksamhetsberattelse-RS-2024"] {
        restored.run(&["reproduce", report]).ok();
    }
    let refused = restored.run_with(&["record"], decision(1).as_bytes());
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(refused.err.contains("signing-key"), "{}", refused.err);
    fs::copy(&key, restored.folder.join("signing-key")).expect("a copy");
    restored.run_with(&["record"], decision(1).as_bytes()).ok();

    let path = key.display().to_string();
    for (name, more) in [("utan", &["--key", &path][..]), ("med", &[])] {
        let (restored, answer) = restore(&at(&ledger, name), more);
        answer.ok();
        restored.run_with(&["record"], decision(1).as_bytes()).ok();
        assert_eq!(verified(&restored.folder).0, whole.0 + 1);
    }
    let other = Ledger::empty().folder.join("signing-key");
    let other = other.display().to_string();
    let (restored, refused) = restore(&at(&ledger, "utan"), &["--key", &other]);
    assert_ne!(refused.code, 0, "{}", refused.out);
    assert!(!restored.folder.exists());
    assert_eq!(files(&at(&ledger, "utan")), copy);
}

/// After a rotation the copy knows the first key, which verifies its older
/// checkpoints, and takes the last one to go on.
#[test]
fn a_backup_after_a_rotation_knows_the_first_key_and_goes_on_with_the_last() {
    let ledger = Ledger::empty();
    let first = ledger.folder.join("signing-key");
    let kept = at(&ledger, "old-key");
    fs::copy(&first, &kept).expect("a copy");
    ledger.run(&["key", "rotate", "--actor", "p-17"]).ok();
    back_up(&ledger, "kopia", &[]).ok();
    verified(&at(&ledger, "kopia"));
    let old = kept.display().to_string();
    let (_, refused) = restore(&at(&ledger, "kopia"), &["--key", &old]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("gäller"), "{}", refused.err);
    let new = first.display().to_string();
    restore(&at(&ledger, "kopia"), &["--key", &new]).1.ok();
}

#[test]
fn accounts_go_with_a_backup_only_when_that_is_asked_for() {
    let ledger = Ledger::empty();
    let add = ["user", "add", "anna", "--name", "A", "--no-password"];
    ledger.run(&add).ok();
    back_up(&ledger, "utan", &[]).ok();
    assert!(!at(&ledger, "utan").join("accounts.json").exists());
    back_up(&ledger, "med", &["--with-accounts"]).ok();
    let accounts = at(&ledger, "med").join("accounts.json");
    let mode = fs::metadata(&accounts)
        .expect("accounts")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    ledger.run(&["user", "disable", "anna"]).ok();
    let (restored, answer) = restore(&at(&ledger, "med"), &[]);
    let said = answer.ok().out;
    let accounts = restored.run(&["user", "list", "--format", "json"]).ok();
    assert_eq!(accounts.json()["accounts"][0]["login"], "anna");
    // What was shut off since the backup is let in again, which is to be said.
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("stängts av eller återkallats"), "{said}");
}
