//! Backups: the copy is a prefix of the ledger with its root, whatever happens
//! while it is made, and nothing else is ever called a copy.
//!
//! Method: ledgers over several files on the simulated disk are copied to another
//! and topped up; power is cut at every change, space runs out, bytes are flipped,
//! and a writer goes on, redacting too. What is left is opened and verified, and
//! searched for what has been redacted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ledger::basis::Hash;
use ledger::ids::Position;
use ledger::log::backup::{BackupError, Copied, copy_journal};
use ledger::log::segment::number_of;
use ledger::log::settings::FolderFile;
use ledger::log::store::{Options, Store};
use ledger::log::verification::Part;
use ledger::log::{Log, LogError, ReadLog};

use crate::commits::{Maker, settings};
use crate::proof::{ledger_key, signed};
use crate::simulation::disk::FaultyDisk;

const SMALL: Options = Options {
    segment_bytes: 1024,
};

/// What the tests' event 3 says, and nothing else does.
const TEXT: &[u8] = b"Ett stycke med nummer 3.";

/// A ledger that is written, with the disk that it is on.
struct Scene {
    disk: FaultyDisk,
    store: Store,
    maker: Maker,
}

impl Scene {
    fn new() -> Self {
        let disk = FaultyDisk::new(1);
        let store = Store::create_on(Arc::new(disk.clone()), &settings(), SMALL).unwrap();
        Self {
            disk,
            store,
            maker: Maker::default(),
        }
    }

    /// A ledger of twelve events over several files, signed up to the tenth.
    fn twelve() -> Self {
        let mut scene = Self::new();
        scene.record(5);
        scene.sign();
        scene.record(5);
        scene.sign();
        scene.record(2);
        scene
    }

    fn record(&mut self, events: u32) {
        let commit = self.maker.commit(events);
        self.store.append(&[commit]).unwrap();
    }

    fn sign(&mut self) {
        let note = signed(&self.store);
        self.store.keep_checkpoint(&note).unwrap();
    }

    fn redact(&mut self, position: u64) {
        let commit = self.maker.redaction(position);
        self.store.append(&[commit]).unwrap();
        self.store.redact(Position(position)).unwrap();
    }

    fn copy_to(&self, target: &FaultyDisk) -> Result<Copied, BackupError> {
        copy(&self.disk, target)
    }
}

fn copy(from: &FaultyDisk, to: &FaultyDisk) -> Result<Copied, BackupError> {
    let file = FolderFile::new(&settings());
    copy_journal(Arc::new(from.clone()), to, &file, &mut |_, _| {})
}

fn open(disk: &FaultyDisk) -> Result<Store, LogError> {
    Store::open_on(Arc::new(disk.clone()), &settings(), SMALL)
}

/// Opens a copy of the copy, so that the opening leaves no trace in it; verifies
/// it, and answers its size and root.
fn verified(disk: &FaultyDisk) -> (u64, Hash) {
    let store = open(&disk.copy()).unwrap();
    assert_eq!(store.notes(), [] as [String; 0], "it opens clean");
    let key = ledger_key();
    let verdicts = store.verify(Some(key.verifier()), |_| Ok::<(), LogError>(()));
    let verdicts = verdicts.unwrap();
    let wrong: Vec<&Part> = verdicts
        .iter()
        .filter(|(_, verdict)| !verdict.holds())
        .map(|(part, _)| part)
        .collect();
    assert!(wrong.is_empty(), "{verdicts:?}");
    (store.size(), store.root_at(store.size()).unwrap())
}

/// Whether some bytes stand in a file of the disk.
fn holds(disk: &FaultyDisk, text: &[u8]) -> bool {
    let names = disk.file_names();
    names.iter().any(|name| {
        let bytes = disk.bytes(name);
        bytes.windows(text.len()).any(|window| window == text)
    })
}

fn segments(disk: &FaultyDisk) -> Vec<String> {
    let names = disk.file_names().into_iter();
    names.filter(|name| number_of(name).is_some()).collect()
}

#[test]
fn a_copy_of_a_ledger_that_is_open_is_the_same_ledger_and_says_what_is_signed() {
    let scene = Scene::twelve();
    let target = FaultyDisk::new(2);
    let copied = scene.copy_to(&target).unwrap();
    assert_eq!((copied.size, copied.signed, copied.before), (12, 10, 0));
    assert_eq!(copied.root, scene.store.root_at(12).unwrap());
    assert_eq!(verified(&target), (12, copied.root));
    assert!(segments(&target).len() > 2, "several files");
    let copy = open(&target).unwrap();
    assert_eq!(copy.last_checkpoint(), scene.store.last_checkpoint());
    // Closed, the ledger is its copy byte for byte.
    let Scene { disk, store, .. } = scene;
    store.close().unwrap();
    for name in disk.file_names() {
        assert!(
            name == "visible" || disk.bytes(&name) == target.bytes(&name),
            "{name}"
        );
    }
}

#[test]
fn an_empty_ledger_has_a_copy_too() {
    let scene = Scene::new();
    let target = FaultyDisk::new(2);
    let copied = scene.copy_to(&target).unwrap();
    assert_eq!((copied.size, copied.signed), (0, 0));
    assert_eq!(verified(&target).0, 0);
    assert_eq!(scene.copy_to(&target).unwrap(), copied);
}

#[test]
fn a_copy_that_is_cut_short_afterwards_is_noticed() {
    let scene = Scene::twelve();
    let target = FaultyDisk::new(2);
    scene.copy_to(&target).unwrap();
    let last = segments(&target).pop().unwrap();
    let bytes = target.bytes(&last);
    target.replace(&last, &bytes[..64]);
    assert!(matches!(open(&target), Err(LogError::Damaged { .. })));
}

#[test]
fn a_copy_is_topped_up_step_by_step_and_is_a_whole_prefix_at_each() {
    let mut scene = Scene::new();
    let target = FaultyDisk::new(2);
    let mut before = 0;
    for step in 0..30_u32 {
        scene.record(1 + step % 4);
        if step % 3 == 0 {
            scene.sign();
        }
        let size = scene.store.size();
        let copied = scene.copy_to(&target).unwrap();
        assert_eq!((copied.before, copied.size), (before, size));
        assert_eq!(
            verified(&target),
            (size, scene.store.root_at(size).unwrap())
        );
        before = size;
    }
    assert_eq!(
        scene.copy_to(&target).unwrap().before,
        before,
        "nothing to add"
    );
}

/// Opening a copy writes a marker and fills it ahead; it is topped up all the same.
#[test]
fn a_copy_that_has_been_opened_is_topped_up_all_the_same() {
    let mut scene = Scene::twelve();
    let target = FaultyDisk::new(2);
    scene.copy_to(&target).unwrap();
    open(&target).unwrap().close().unwrap();
    scene.record(3);
    assert_eq!(scene.copy_to(&target).unwrap().before, 12);
    assert_eq!(verified(&target).0, 15);
}

#[test]
fn a_copy_that_has_gone_on_by_itself_is_refused_and_left_as_it_was() {
    let mut scene = Scene::twelve();
    let target = FaultyDisk::new(2);
    scene.copy_to(&target).unwrap();
    let ours = scene.disk.copy();
    scene.record(2);
    let ahead = FaultyDisk::new(3);
    scene.copy_to(&ahead).unwrap();
    let files = |disk: &FaultyDisk| -> Vec<_> {
        let names = disk.file_names().into_iter();
        names.map(|name| (disk.bytes(&name), name)).collect()
    };
    let before = files(&ahead);
    let refused = copy(&ours, &ahead).unwrap_err();
    assert!(
        matches!(
            refused,
            BackupError::Ahead {
                copy: 14,
                ledger: 12
            }
        ),
        "{refused}"
    );
    assert_eq!(files(&ahead), before);

    // The copy and the ledger each have another event 12.
    let mut store = open(&target).unwrap();
    let mut maker = Maker::after(
        &store
            .read(Position(0), 12)
            .map(Result::unwrap)
            .collect::<Vec<_>>(),
    );
    store
        .append(&[maker.commit_of("annat", vec![crate::commits::event(40)])])
        .unwrap();
    store.close().unwrap();
    let before = files(&target);
    let refused = scene.copy_to(&target).unwrap_err();
    assert!(matches!(refused, BackupError::Forks { .. }), "{refused}");
    assert_eq!(files(&target), before);

    // The same events, and a checkpoint that the ledger does not have.
    let target = FaultyDisk::new(4);
    scene.copy_to(&target).unwrap();
    let mut store = open(&target).unwrap();
    let note = signed(&store);
    store.keep_checkpoint(&note).unwrap();
    store.close().unwrap();
    let refused = scene.copy_to(&target).unwrap_err();
    assert!(matches!(refused, BackupError::Forks { .. }), "{refused}");
}

#[test]
fn what_is_redacted_is_destroyed_in_the_copy_and_in_one_that_is_topped_up() {
    let mut scene = Scene::twelve();
    let older = FaultyDisk::new(2);
    scene.copy_to(&older).unwrap();
    assert!(holds(&older, TEXT));
    scene.record(1);
    scene.redact(3);
    scene.record(1);
    let newer = FaultyDisk::new(3);
    assert_eq!(scene.copy_to(&newer).unwrap().redacted, 1);
    assert!(!holds(&newer, TEXT));
    let copied = scene.copy_to(&older).unwrap();
    assert_eq!((copied.redacted, copied.destroyed), (1, 1));
    assert!(!holds(&older, TEXT));
    assert_eq!(verified(&older), verified(&newer));
    assert_eq!(scene.copy_to(&older).unwrap().destroyed, 0);
}

/// A crash between a redaction and its destroying leaves the payload in the
/// ledger until the next opening; a copy never has it.
#[test]
fn a_redaction_that_is_recorded_and_not_carried_out_is_carried_out_in_the_copy() {
    let mut scene = Scene::twelve();
    let commit = scene.maker.redaction(3);
    scene.store.append(&[commit]).unwrap();
    assert!(holds(&scene.disk, TEXT));
    let target = FaultyDisk::new(2);
    scene.copy_to(&target).unwrap();
    assert!(!holds(&target, TEXT));
    verified(&target);
}

/// Goal: whatever byte of the ledger is wrong, the copying stops with a place or
/// the copy is right all the same. Method: every third byte of each file, one at a time.
#[test]
fn a_damaged_ledger_is_not_copied() {
    let mut scene = Scene::twelve();
    scene.redact(3);
    let Scene { disk, store, .. } = scene;
    let whole = (store.size(), store.root_at(store.size()).unwrap());
    store.close().unwrap();
    let mut stopped = 0;
    for name in disk.file_names() {
        let bytes = disk.bytes(&name);
        for at in (0..bytes.len()).step_by(3) {
            let damaged = disk.copy();
            let mut other = bytes.clone();
            other[at] ^= 0x10;
            damaged.replace(&name, &other);
            let target = FaultyDisk::new(2);
            match copy(&damaged, &target) {
                Ok(_) => assert_eq!(verified(&target), whole, "{name}, byte {at}"),
                Err(BackupError::Log(LogError::Damaged { .. } | LogError::NewerFormat { .. })) => {
                    stopped += 1;
                    assert_eq!(target.file_names(), [] as [&str; 0], "{name}, byte {at}");
                }
                Err(other) => panic!("{name}, byte {at}: {other}"),
            }
        }
    }
    assert!(stopped > 700, "{stopped}");
}

#[test]
fn a_copy_that_has_rotted_is_told_with_its_place_and_not_topped_up() {
    let mut scene = Scene::twelve();
    let target = FaultyDisk::new(2);
    scene.copy_to(&target).unwrap();
    scene.record(1);
    let name = "0000000000.seg";
    let bytes = target.bytes(name);
    for at in (64..bytes.len()).step_by(7) {
        let rotten = target.copy();
        let mut other = bytes.clone();
        other[at] ^= 0x10;
        rotten.replace(name, &other);
        let refused = scene.copy_to(&rotten).unwrap_err();
        let is_told = matches!(refused, BackupError::Copy(_) | BackupError::Forks { .. });
        assert!(is_told, "byte {at}: {refused}");
        assert_eq!(rotten.bytes(name), other, "byte {at}");
    }
}

/// Goal: a copy that was cut off is never taken for one. Method: power is cut at
/// every change, and what is left is opened.
#[test]
fn a_new_copy_whose_power_is_cut_does_not_open() {
    let mut scene = Scene::twelve();
    scene.redact(3);
    for cut in 0.. {
        let target = FaultyDisk::new(cut);
        target.cut_power_after(cut);
        let whole = scene.copy_to(&target).is_ok();
        target.restart();
        if whole {
            assert!(cut > 10, "{cut}");
            break;
        }
        match open(&target.copy()) {
            Err(_) => {}
            // Only the last sync was cut.
            Ok(store) => assert_eq!(store.size(), scene.store.size()),
        }
    }
}

/// Goal: a copy that is topped up is whole at every moment, and what was redacted
/// is gone when it says so. Method: power is cut at every change.
#[test]
fn a_copy_whose_topping_up_is_cut_off_opens_and_is_made_good_by_the_next() {
    let mut scene = Scene::twelve();
    let older = FaultyDisk::new(2);
    scene.copy_to(&older).unwrap();
    scene.record(2);
    scene.redact(3);
    scene.record(4);
    scene.sign();
    for cut in 0.. {
        let target = older.copy();
        target.cut_power_after(cut);
        let whole = scene.copy_to(&target).is_ok();
        target.restart();
        if whole {
            assert!(cut > 10, "{cut}");
            assert!(!holds(&target, TEXT));
            break;
        }
        let store = open(&target.copy()).unwrap();
        let size = store.size();
        assert!((12..=scene.store.size()).contains(&size), "{size} at {cut}");
        assert_eq!(
            store.root_at(size).unwrap(),
            scene.store.root_at(size).unwrap()
        );
        drop(store);
        scene.copy_to(&target).unwrap();
        assert!(!holds(&target, TEXT));
        assert_eq!(verified(&target).0, scene.store.size());
    }
}

#[test]
fn a_full_disk_leaves_the_older_copy_as_it_was() {
    let mut scene = Scene::twelve();
    let older = FaultyDisk::new(2);
    scene.copy_to(&older).unwrap();
    let root = verified(&older);
    for _ in 0..20 {
        scene.record(3);
    }
    for more in [0, 100, 1000, 3000] {
        older.limit_space(Some(older.used() + more));
        let refused = scene.copy_to(&older).unwrap_err();
        assert!(matches!(refused, BackupError::Io { .. }), "{refused}");
        older.limit_space(None);
        assert_eq!(verified(&older), root);
    }
    assert_eq!(scene.copy_to(&older).unwrap().size, scene.store.size());
}

/// Goal: copies made while a writer writes and redacts are prefixes of what it
/// wrote, and hold nothing that was redacted before they began. Method: a thread
/// writes all the while; after each copy its root is held against the writer's.
#[test]
fn copies_made_while_events_are_written_and_redacted_are_prefixes() {
    let mut scene = Scene::twelve();
    let disk = scene.disk.clone();
    let copying = Arc::new(());
    let finished = Arc::new(AtomicU64::new(0));
    let writer = std::thread::spawn({
        let (copying, finished) = (Arc::downgrade(&copying), Arc::clone(&finished));
        move || {
            let mut redacted = 0;
            while copying.strong_count() > 0 {
                // Some is left to write beside every copy, however fast it goes.
                if scene.store.size() > 100 * (finished.load(Ordering::Relaxed) + 1) {
                    std::thread::sleep(std::time::Duration::from_millis(1));
                    continue;
                }
                scene.record(3);
                if scene.store.size().is_multiple_of(4) {
                    scene.sign();
                }
                if redacted + 40 < scene.store.size() {
                    scene.redact(redacted);
                    redacted += 20;
                }
            }
            scene
        }
    });
    let topped_up = FaultyDisk::new(2);
    let mut taken = Vec::new();
    for seed in 0..20 {
        let fresh = FaultyDisk::new(10 + seed);
        for target in [&fresh, &topped_up] {
            let copied = copy(&disk, target).unwrap();
            let (size, root) = verified(target);
            assert_eq!((copied.size, copied.root), (size, root));
            taken.push((size, root, copied.redacted));
            finished.fetch_add(1, Ordering::Relaxed);
        }
    }
    drop(copying);
    let scene = writer.join().unwrap();
    for (size, root, _) in &taken {
        assert_eq!(scene.store.root_at(*size).unwrap(), *root, "at {size}");
    }
    let last = taken.last().unwrap();
    println!("last copy: {} events, {} redacted", last.0, last.2);
    assert!(last.0 > taken[0].0 && last.2 > taken[0].2);
}
