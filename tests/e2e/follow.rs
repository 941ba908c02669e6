//! A follower of a ledger: what it takes in, what it survives, what it refuses.

mod killed;
mod proxy;
mod serving;
mod stopped;

use std::path::{Path, PathBuf};

use ledger::canonical;
use ledger::entry::Payload;
use ledger::event::Event;
use ledger::feed::cloud_event;
use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Answer, Ledger, granska, liggare};
use crate::redact::{demonstration, event_of, redact};
use crate::served::Served;
use proxy::Proxy;

/// A ledger that is served through something that can change what passes, and a
/// folder to follow it into.
struct Scene {
    served: Option<Served>,
    proxy: Proxy,
    key: String,
    token: String,
    into: PathBuf,
    around: TempDir,
}

impl Scene {
    fn of(ledger: Ledger) -> Self {
        let key = key_of(&ledger);
        let named = ledger.run(&["user", "list", "--format", "json"]).ok();
        if !named.out.contains("\"revisor\"") {
            let words = ["user", "add", "revisor", "--name", "R", "--password-stdin"];
            let words = [&words[..], &["--role", "revisor"]].concat();
            ledger.run_with(&words, b"en hemlig fras 1\n").ok();
        }
        let served = Served::start(ledger, &[]);
        let token = served.client("revisor").token().to_owned();
        let around = TempDir::new().expect("a folder");
        Self {
            proxy: Proxy::to(&served.address),
            key,
            token,
            into: around.path().join("kopia"),
            around,
            served: Some(served),
        }
    }

    /// Stops the server, does something with its ledger, and serves it again.
    fn meanwhile(&mut self, work: impl FnOnce(&Ledger)) {
        let ledger = self.served.take().expect("a server").stop();
        work(&ledger);
        self.serve(ledger);
    }

    fn serve(&mut self, ledger: Ledger) {
        let served = Served::start(ledger, &[]);
        self.proxy.turn_to(&served.address);
        self.served = Some(served);
    }

    fn command(&self, more: &[&str]) -> std::process::Command {
        let mut command = liggare();
        command
            .arg("follow")
            .args(["--from", &self.proxy.address, "--into"])
            .arg(&self.into)
            .args(more)
            .env("LIGGARE_TOKEN", &self.token);
        command
    }

    /// Follows until everything is here.
    fn once(&self) -> Answer {
        let output = self.command(&["--once", "--key", &self.key]).output();
        output.expect("the follower runs").into()
    }

    /// The command on the follower's folder.
    fn on_replica(&self, words: &[&str]) -> Answer {
        let output = liggare()
            .arg("--ledger")
            .arg(&self.into)
            .args(words)
            .output();
        output.expect("the command runs").into()
    }

    fn size_and_root(&self) -> (u64, String) {
        let status = self.on_replica(&["status", "--format", "json"]).ok().json();
        (
            status["events"].as_u64().expect("a size"),
            status["root"].as_str().expect("a root").to_owned(),
        )
    }
}

fn key_of(ledger: &Ledger) -> String {
    let keys = ledger.run(&["key", "--format", "json"]).ok().json();
    keys["keys"][0]["verifier_key"]
        .as_str()
        .expect("a key")
        .to_owned()
}

/// A booking in the small region.
fn booking(number: u64) -> String {
    format!(
        r#"{{"id":"b-{number}","actor":"p-1","command":{{"BookOutcomes":{{"rows":[{{"unit":"KN","line":"L1","month":"2025-02","amount_ore":-{number},"document":"V {number}"}}]}}}}}}"#
    )
}

fn book(ledger: &Ledger, numbers: std::ops::Range<u64>) {
    let lines: Vec<String> = numbers.map(booking).collect();
    ledger
        .run_with(&["record"], lines.join("\n").as_bytes())
        .ok();
}

fn assert_refused(answer: &Answer, code: &str, words: &str) {
    assert_eq!(answer.code, 1, "{code}: {}{}", answer.out, answer.err);
    let has_code = answer.err.contains(&format!("kod {code}"));
    assert!(
        has_code && answer.err.contains(words),
        "{code} {words}: {}",
        answer.err
    );
}

#[test]
fn a_replica_answers_as_the_ledger_does_holds_for_both_verifiers_and_follows_a_new_key() {
    let mut scene = Scene::of(Ledger::demonstration());
    scene.once().ok();
    let questions: [&[&str]; 3] = [
        &[
            "report",
            "verksamhetsberattelse",
            "RS",
            "2024",
            "--format",
            "json",
        ],
        &["reports", "--format", "json"],
        &["show", "kontroll", "RS", "2024", "--format", "csv"],
    ];
    let ask = |scene: &Scene| questions.map(|words| scene.on_replica(words).out);
    let said = ask(&scene);
    let mut of_ledger = None;
    scene.meanwhile(|ledger| {
        of_ledger = Some((
            ledger.size_and_root(),
            questions.map(|words| ledger.run(words).out),
        ));
    });
    let (size_and_root, answers) = of_ledger.expect("answers");
    assert_eq!(scene.size_and_root(), size_and_root);
    assert_eq!(said, answers);
    scene.on_replica(&["verify"]).ok();
    let archive = scene.around.path().join("arkiv");
    scene
        .on_replica(&["export", archive.to_str().expect("UTF-8")])
        .ok();
    let mut examine = granska();
    let examined = examine
        .arg("archive")
        .arg(&archive)
        .args(["--key", &scene.key]);
    let examined: Answer = examined.output().expect("the verifier runs").into();
    // All holds but that the ledger's key has signed the list of files: no replica has it.
    let broken = examined.out.lines().filter(|line| line.contains('✗'));
    let broken: Vec<&str> = broken.filter(|line| line.starts_with("  ")).collect();
    assert!(
        matches!(broken[..], [line] if line.contains("archive_signature")),
        "{}{}",
        examined.out,
        examined.err
    );

    scene.meanwhile(|ledger| {
        let rotate = ["key", "rotate", "--actor", "p-1", "--reason", "årsbyte"];
        ledger.run(&rotate).ok();
    });
    scene.once().ok();
    scene.on_replica(&["verify"]).ok();
    scene.key = key_of(&Ledger::empty());
    assert_refused(&scene.once(), "other_key", "");
}

/// A page of the feed with its lines changed; any other answer as it is.
fn on_page(path: &str, body: Vec<u8>, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    if !path.contains("/events?") {
        return body;
    }
    let lines = body.split(|byte| *byte == b'\n');
    let mut lines: Vec<Vec<u8>> = lines
        .filter(|line| !line.is_empty())
        .map(<[u8]>::to_vec)
        .collect();
    change(&mut lines);
    let ended = lines
        .into_iter()
        .map(|line| [line, b"\n".to_vec()].concat());
    ended.flatten().collect()
}

/// The event with another unit's name, and commitment and leaf that belong to it.
fn renamed(line: &[u8]) -> Vec<u8> {
    let json: Value = serde_json::from_slice(line).expect("JSON");
    let source = json["source"].as_str().expect("a source");
    let mut record = cloud_event::read(source, line).expect("an event");
    if let Payload::Present(Event::UnitEstablished(unit)) = &mut record.entry.payload {
        unit.name.push('!');
    }
    let (Some(event), Some(salt)) = (record.entry.event(), record.salt) else {
        panic!("a payload");
    };
    record.payload_commitment = canonical::payload_commitment(&salt, event);
    record.leaf = canonical::leaf_hash(&record.entry, &record.payload_commitment);
    cloud_event::write(source, &record)
}

#[test]
fn what_is_altered_on_the_way_is_refused_at_the_first_altered_event() {
    type Row = (&'static str, &'static str, fn(&str, Vec<u8>) -> Vec<u8>);
    let rows: [Row; 7] = [
        ("altered_feed", "@2:", |path, body| {
            on_page(path, body, |lines| {
                let text = String::from_utf8_lossy(&lines[2]).replace("Kulturn", "Kultirn");
                lines[2] = text.into_bytes();
            })
        }),
        ("altered_feed", "@2:", |path, body| {
            on_page(path, body, |lines| lines[2] = renamed(&lines[2]))
        }),
        ("altered_feed", "@1:", |path, body| {
            on_page(path, body, |lines| {
                lines[1] = renamed(&lines[1]);
                lines[3] = renamed(&lines[3]);
            })
        }),
        ("altered_feed", "@5:", |path, body| {
            on_page(path, body, |lines| drop(lines.remove(5)))
        }),
        ("altered_feed", "@5:", |path, body| {
            on_page(path, body, |lines| lines.swap(5, 6))
        }),
        ("altered_feed", "@9:", |path, body| {
            // The second page begins where the first one was cut.
            let kept = if path.contains("from=0&") { 9 } else { 0 };
            on_page(path, body, |lines| lines.truncate(kept))
        }),
        ("altered_checkpoint", "", |path, body| {
            // Another number of events than was signed.
            let text = String::from_utf8_lossy(&body).into_owned();
            if path.contains("checkpoint") {
                text.replace("\n1", "\n2")
                    .replace("\\n1", "\\n2")
                    .into_bytes()
            } else {
                body
            }
        }),
    ];
    let scene = Scene::of(Ledger::region());
    for (code, place, change) in rows {
        scene.proxy.change(change);
        assert_refused(&scene.once(), code, place);
    }
    scene.proxy.change(|_, body| body);
    scene.once().ok();
}

#[test]
fn a_shorter_a_split_and_another_ledger_are_refused_and_nothing_is_changed() {
    let mut scene = Scene::of(Ledger::region());
    let mut earlier = None;
    scene.meanwhile(|ledger| {
        earlier = Some(ledger.copied());
        book(ledger, 1..4);
    });
    let earlier = earlier.expect("a copy");
    scene.once().ok();
    let before = scene.size_and_root();

    let split = earlier.copied();
    book(&split, 4..9);
    let current = scene.served.take().expect("a server").stop();
    let (size, _) = earlier.size_and_root();
    scene.serve(earlier);
    assert_refused(&scene.once(), "follower_ahead", "följaren är före");
    scene.serve(split);
    assert_refused(&scene.once(), "fork", &format!("@{size}"));
    scene.meanwhile(|ledger| {
        // As long as what the follower has, and then longer still.
        book(ledger, 20..40);
    });
    assert_refused(&scene.once(), "fork", &format!("@{size}"));
    assert_eq!(scene.size_and_root(), before);

    let other = Scene::of(Ledger::demonstration());
    scene.proxy.turn_to(&other.proxy.address);
    let token = std::mem::replace(&mut scene.token, other.token.clone());
    assert_refused(&scene.once(), "other_ledger", "");
    scene.token = token;

    book(&current, 50..52);
    let wanted = current.size_and_root();
    scene.serve(current);
    scene.once().ok();
    assert_eq!(scene.size_and_root(), wanted);
}

fn holding(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(holding(&path, bytes));
        } else if std::fs::read(&path)
            .expect("a file")
            .windows(bytes.len())
            .any(|window| window == bytes)
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn what_is_redacted_is_in_no_file_of_the_replica_any_more() {
    let ledger = demonstration();
    let (position, payload) = event_of(&ledger, "NarrativeWritten", "Efter sju månader");
    let text = payload["text"].as_str().expect("a text").as_bytes();
    let mut scene = Scene::of(ledger);
    scene.once().ok();
    assert!(!holding(&scene.into, text).is_empty());
    scene.meanwhile(|ledger| {
        redact(ledger, &[&position]).ok();
    });
    scene.once().ok();
    assert_eq!(holding(&scene.into, text), Vec::<PathBuf>::new());
    scene.on_replica(&["verify"]).ok();
    // One that comes afterwards gets it without the payload.
    scene.into = scene.around.path().join("senare");
    scene.once().ok();
    assert_eq!(holding(&scene.into, text), Vec::<PathBuf>::new());
    scene.on_replica(&["verify"]).ok();
}
