//! The writer's task: its queue, what shares a write, and what is signed when.

use std::sync::{Arc, Mutex};

use ledger::ledger::{Ledger, Signer};
use ledger::log::Log;
use ledger::log::store::{Options, Store};
use ledger::writer::{Step, Upkeep, Writer};

use crate::commands::{at, establish};
use crate::commits::settings;
use crate::proof::{ledger_key, origin};
use crate::simulation::disk::FaultyDisk;
use crate::writing::{accepted, entropy, in_memory, refused};

#[test]
fn senders_that_wait_together_share_one_write_and_all_get_their_answer() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path(), &settings()).unwrap();
    let ledger = Ledger::open(store, entropy("queue")).unwrap();
    runtime.block_on(async {
        let mut day = 0;
        let (mut handle, task) = Writer::spawn(ledger, move || {
            day += 1;
            at(day)
        });
        accepted(handle.submit(establish("k0", "RF")).await);
        assert_eq!(handle.grown().await, Some(1));
        let sends: Vec<_> = (1..200)
            .map(|n| {
                let handle = handle.clone();
                let submission = establish(&format!("k{n}"), &format!("E{n}"));
                tokio::spawn(async move { handle.submit(submission).await })
            })
            .collect();
        for sent in sends {
            accepted(sent.await.unwrap());
        }
        refused(handle.submit(establish("k200", "E1")).await);
        assert_eq!(handle.size(), 200);
        drop(handle);
        task.await.unwrap().unwrap();
    });
    let store = Store::open(folder.path()).unwrap();
    assert!(
        store.notes().is_empty(),
        "it was closed: {:?}",
        store.notes()
    );
    let status = store.status().unwrap();
    assert_eq!(status.events, 200);
    assert!(status.frames < 100, "{} frames", status.frames);
}

/// Each work between two commands ended the group that was being collected, so
/// that a flood of trials made one sync of every command; and works took no place
/// in the queue, so that there was no end to how many could wait.
#[test]
fn works_between_submissions_take_a_place_and_split_no_write() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let ledger = in_memory();
    let groups = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&groups);
    let measure = move |step: &Step<'_>| {
        if let Step::Written(outcomes) = step {
            told.lock().unwrap().push(outcomes.len());
        }
    };
    runtime.block_on(async {
        let (handle, task) = Writer::spawn_measured(ledger, || at(0), measure);
        accepted(handle.submit(establish("k0", "RF")).await);
        let (let_go, until_then) = std::sync::mpsc::channel::<()>();
        let (tell, begun) = std::sync::mpsc::channel();
        let holder = handle.clone();
        let held = tokio::spawn(async move {
            let work = move |_: &mut dyn Upkeep| {
                tell.send(()).unwrap();
                let _ = until_then.recv();
            };
            holder.upkeep(work).await
        });
        tokio::task::yield_now().await;
        begun.recv().unwrap();
        let mut sends = Vec::new();
        let mut works = Vec::new();
        for n in 1..=20 {
            let (sender, worker) = (handle.clone(), handle.clone());
            let submission = establish(&format!("k{n}"), &format!("E{n}"));
            sends.push(tokio::spawn(async move { sender.submit(submission).await }));
            let trial = establish(&format!("p{n}"), &format!("P{n}"));
            works.push(tokio::spawn(async move {
                worker
                    .upkeep(move |ledger| ledger.trial(&trial, at(0)))
                    .await
            }));
        }
        tokio::task::yield_now().await;
        assert_eq!(handle.waiting(), 40);
        drop(let_go);
        held.await.unwrap().unwrap();
        for sent in sends {
            accepted(sent.await.unwrap());
        }
        for work in works {
            accepted(work.await.unwrap().unwrap());
        }
        drop(handle);
        task.await.unwrap().unwrap();
    });
    assert_eq!(*groups.lock().unwrap(), [1, 20]);
}

/// A checkpoint that a work asked for was told to nobody: a failing one did not
/// reach those who watch, and a made one was followed by another.
#[test]
fn a_checkpoint_that_is_asked_for_is_told_as_the_writers_own() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let disk = FaultyDisk::new(22);
    let store = Store::create_on(Arc::new(disk.clone()), &settings(), Options::default()).unwrap();
    let ledger = Ledger::open(store, entropy("asked"))
        .unwrap()
        .signed_by(Signer::new(ledger_key()))
        .unwrap();
    let signed = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&signed);
    let measure = move |step: &Step<'_>| {
        if let Step::Signed { done } = step {
            told.lock().unwrap().push(*done);
        }
    };
    runtime.block_on(async {
        let (handle, task) = Writer::spawn_measured(ledger, || at(0), measure);
        accepted(handle.submit(establish("k0", "RF")).await);
        until("the first is signed at once", || {
            signed_size(&disk) == Some(1)
        });
        // The clock stands still: nothing more is signed by itself within a second.
        accepted(handle.submit(establish("k1", "E1")).await);
        handle
            .upkeep(|ledger| ledger.checkpoint())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(signed_size(&disk), Some(2));
        accepted(handle.submit(establish("k2", "E2")).await);
        disk.limit_space(Some(disk.used()));
        let failed = handle.upkeep(|ledger| ledger.checkpoint()).await.unwrap();
        assert!(failed.is_err());
        until("the failure is told", || {
            handle.checkpoint_failure().is_some()
        });
        disk.limit_space(None);
        handle
            .upkeep(|ledger| ledger.checkpoint())
            .await
            .unwrap()
            .unwrap();
        assert!(handle.upkeep(|_| ()).await.is_ok());
        assert!(handle.checkpoint_failure().is_none());
        drop(handle);
        task.await.unwrap().unwrap();
    });
    let signed = signed.lock().unwrap();
    assert_eq!(signed[..2], [true, true], "{signed:?}");
    assert_eq!(signed.last(), Some(&true), "{signed:?}");
}

/// The size that the last checkpoint in a folder says, when there is any.
fn signed_size(disk: &FaultyDisk) -> Option<u64> {
    if !disk.file_names().iter().any(|name| name == "checkpoints") {
        return None;
    }
    let bytes = disk.bytes("checkpoints");
    let text = String::from_utf8_lossy(&bytes);
    let last = text.trim_end().rsplit("crc32 ").nth(1).unwrap_or(&text);
    let note = last.split_once(&origin()).unwrap().1;
    note.trim().lines().next().unwrap().parse().ok()
}

/// Waits for what another thread does, at most half a minute.
fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..3_000 {
        if holds() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("{what}");
}

/// Someone records twice within a second and goes home. The second is signed as
/// well, without anyone coming back; and when it cannot be signed, that is told.
#[test]
fn what_comes_within_a_second_is_signed_when_it_has_passed_and_a_failure_is_told() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let disk = FaultyDisk::new(21);
    let store = Store::create_on(Arc::new(disk.clone()), &settings(), Options::default()).unwrap();
    let ledger = Ledger::open(store, entropy("idle"))
        .unwrap()
        .signed_by(Signer::new(ledger_key()))
        .unwrap();
    runtime.block_on(async {
        // A clock that stands still: no time passes between the two by it.
        let (handle, task) = Writer::spawn(ledger, || at(0));
        accepted(handle.submit(establish("k0", "RF")).await);
        until("the first is signed at once", || {
            signed_size(&disk) == Some(1)
        });
        accepted(handle.submit(establish("k1", "E1")).await);
        until("the second is signed though nobody comes", || {
            signed_size(&disk) == Some(2)
        });
        assert!(handle.checkpoint_failure().is_none());

        accepted(handle.submit(establish("k2", "E2")).await);
        disk.limit_space(Some(disk.used()));
        until("the failure is told", || {
            handle.checkpoint_failure().is_some()
        });
        disk.limit_space(None);
        until("it is tried again", || signed_size(&disk) == Some(3));
        until("the failure is over", || {
            handle.checkpoint_failure().is_none()
        });
        drop(handle);
        task.await.unwrap().unwrap();
    });
}
