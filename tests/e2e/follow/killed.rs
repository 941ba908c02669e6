//! A follower that is killed.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use ledger::log::store::Store;
use ledger::log::{Log, ReadLog};
use ledger::proof::TreeHead;
use projections::model::ReadModel;
use projections::service::{Kept, Service};
use serde_json::json;

use super::Scene;
use crate::harness::{Ledger, copy_folder};
use crate::served::Client;

/// How often a follower is killed.
const KILLS: u64 = 100;

/// How many events a follower keeps its read model after here: a command's.
const KEEP_AFTER: &str = "10";

/// When a file was last written; none when it is not there.
fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// Waits until something has happened, or for some seconds.
fn until(mut happened: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !happened() && begun.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_micros(100));
    }
}

/// A ledger that is written in all the time.
struct Writer {
    stop: Arc<AtomicBool>,
    written: Arc<AtomicU64>,
    writing: JoinHandle<()>,
}

impl Writer {
    /// Begins: a command of ten bookings, a moment's rest, and the next.
    fn start(client: Client) -> Self {
        let (stop, written) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let (told, counted) = (Arc::clone(&stop), Arc::clone(&written));
        let writing = std::thread::spawn(move || {
            for number in 0.. {
                if told.load(Ordering::Relaxed) {
                    return;
                }
                let row = |at: u64| json!({"unit": "KN", "line": "L1", "month": "2025-02", "amount_ore": -1, "document": format!("V {number}:{at}")});
                let rows: Vec<_> = (0..10).map(row).collect();
                let command = json!({"id": format!("k-{number}"), "command": {"BookOutcomes": {"rows": rows}}});
                let answer = client
                    .post("/api/v1/commands", &[], &command.to_string())
                    .expect("an answer");
                assert_eq!(answer.status, 201, "{}", answer.text);
                counted.fetch_add(10, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        Self {
            stop,
            written,
            writing,
        }
    }

    fn stop(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.writing.join().expect("everything was taken");
        self.written.load(Ordering::Relaxed)
    }
}

/// What a killed follower left.
#[derive(Debug, Default)]
struct Left {
    /// How often it was killed while it took something in.
    taking: u64,
    /// How often something was appended whose checkpoint was not kept.
    appended: u64,
    /// How often it had come further than the time before.
    further: u64,
    /// How often it had kept its read model since the time before.
    kept: u64,
    size: u64,
    cursor: u64,
}

impl Left {
    /// Looks at a copy of the folder, so that opening it mends nothing for the next.
    fn look(&mut self, folder: &Path) {
        if !folder.join("liggare.json").exists() {
            return;
        }
        let copy = tempfile::tempdir().expect("a folder");
        copy_folder(folder, copy.path());
        let store = Store::open(copy.path()).expect("the store can be opened");
        let signed = store.last_checkpoint().map(TreeHead::of);
        let signed = signed.map_or(0, |head| head.expect("a checkpoint").size);
        self.appended += u64::from(store.size() > signed);
        self.further += u64::from(store.size() > self.size);
        self.size = store.size();
        if let Kept::<ReadModel>::Model(kept) = Kept::of(&store) {
            let mut fresh = Service::<ReadModel>::new();
            fresh.catch_up(&store, kept.cursor).expect("it is folded");
            assert_eq!(fresh.cursor(), kept.cursor);
            assert!(
                *fresh.model() == kept.model,
                "the kept model is that of its cursor"
            );
            self.kept += u64::from(kept.cursor > self.cursor);
            self.cursor = kept.cursor;
        }
    }
}

impl Scene {
    fn start(&self) -> Child {
        self.command(&["--key", &self.key, "--keep-after", KEEP_AFTER])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the follower starts")
    }

    /// When the journal was last written.
    fn written_at(&self) -> Option<SystemTime> {
        let files = fs::read_dir(self.into.join("journal")).ok()?.flatten();
        files.filter_map(|file| modified(&file.path())).max()
    }
}

/// Goal: at whatever moment a follower is killed, it goes on without loss or
/// repetition, keeps no read model but that of its cursor, and ends with the ledger's
/// root and answers. Method: the same folder is followed by a hundred processes while
/// the ledger is written in all the time. They are killed in turn after a time of
/// their own, soon after they have begun to take something in, and as the journal is
/// written; some live long enough to keep the read model.
#[test]
fn killed_a_hundred_times_while_it_is_written_it_ends_with_the_ledger_s_root_and_answers() {
    let ledger = Ledger::region();
    for words in [
        &[
            "user",
            "add",
            "skrivare",
            "--name",
            "S",
            "--no-password",
            "--actor",
            "p-9",
        ][..],
        &["user", "grant", "skrivare", "controller", "--region"],
    ] {
        ledger.run(words).ok();
    }
    let mut scene = Scene::of(ledger);
    let client = scene.served.as_ref().expect("a server").client("skrivare");
    let writer = Writer::start(client);
    let mut left = Left::default();
    let coming = scene.into.join("incoming.unverified");
    let mut seed = 1_u64;
    for kill in 0..KILLS {
        let before = modified(&coming);
        let mut follower = scene.start();
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let moment = (seed >> 33) % 400_000;
        let more = match kill % 8 {
            // What is taken in first is folded, and kept when more has come: a second
            // later.
            0 => {
                until(|| modified(&coming) != before);
                let written_at = scene.written_at();
                until(|| scene.written_at() != written_at);
                1_300_000 + 2 * moment
            }
            1 | 4 | 6 => 20_000 + moment,
            2 | 5 => {
                until(|| modified(&coming) != before);
                moment / 10
            }
            _ => {
                until(|| modified(&coming) != before);
                let written_at = scene.written_at();
                until(|| scene.written_at() != written_at);
                moment / 200
            }
        };
        std::thread::sleep(Duration::from_micros(more));
        follower.kill().expect("it is killed");
        let ended = follower.wait().expect("it ends");
        assert_eq!(ended.code(), None, "killed, not ended by itself");
        let after = modified(&coming);
        left.taking += u64::from(after.is_some() && after != before);
        left.look(&scene.into);
    }
    let written = writer.stop();
    assert!(
        left.taking >= 10 && left.appended >= 5 && left.further >= 20 && left.kept >= 2,
        "of {written} events: {left:?}"
    );
    let mut of_ledger = None;
    let report = [
        "report",
        "periodrapport",
        "KN",
        "2025-01/2025-02",
        "--format",
        "json",
    ];
    // The server signs everything as it stops, so that all of it can be followed.
    scene.meanwhile(|ledger| {
        of_ledger = Some((ledger.size_and_root(), ledger.run(&report).out));
    });
    scene.once().ok();
    let (size_and_root, answer) = of_ledger.expect("answers");
    assert_eq!(scene.size_and_root(), size_and_root);
    assert_eq!(scene.on_replica(&report).out, answer);
    left.look(&scene.into);
    assert_eq!(left.cursor, left.size, "the model was kept to the end");
    scene.on_replica(&["verify"]).ok();
}
