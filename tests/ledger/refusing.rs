//! The writer's task when its disk fails: what it tells those who watch it.

use std::sync::{Arc, Mutex};

use ledger::entropy::SeededEntropy;
use ledger::ledger::{Ledger, SubmitError};
use ledger::log::store::{Options, Store};
use ledger::writer::{Step, Writer};

use crate::commands::{at, establish};
use crate::commits::settings;
use crate::simulation::disk::FaultyDisk;

/// Goal: whoever runs the server learns that a write has failed before anyone asks
/// for another. Method: a disk whose syncs fail under the writer's task.
#[test]
fn a_writer_whose_sync_has_failed_says_that_it_refuses() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let disk = FaultyDisk::new(3);
        let store = Store::create_on(Arc::new(disk.clone()), &settings(), Options::default());
        let ledger =
            Ledger::open(store.unwrap(), Box::new(SeededEntropy::new("refusing"))).unwrap();
        let steps = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&steps);
        let measure = move |step: &Step<'_>| told.lock().unwrap().push(format!("{step:?}"));
        let (handle, task) = Writer::spawn_measured(ledger, || at(0), measure);
        handle.submit(establish("k0", "RF")).await.unwrap();
        assert!(!handle.is_refusing());
        disk.fail_syncs(Some(1));
        let failed = handle.submit(establish("k1", "E1")).await;
        assert!(matches!(failed, Err(SubmitError::Store(_))), "{failed:?}");
        assert!(handle.is_refusing());
        assert_eq!((handle.size(), handle.waiting()), (1, 0));
        drop(handle);
        assert!(
            task.await.unwrap().is_err(),
            "the last checkpoint fails too"
        );
        let steps = steps.lock().unwrap();
        let begun = steps.iter().filter(|step| *step == "Begun").count();
        let written = steps.iter().filter(|step| step.starts_with("Written"));
        assert_eq!((begun, written.count()), (2, 2), "{steps:?}");
    });
}
