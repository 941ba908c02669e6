//! The writer's state, kept beside the log: where it was kept makes no difference.
//!
//! Method: random histories are cut anywhere; the state after the first part is kept,
//! the rest appended, and the ledger opened beside one that never kept anything.

use ledger::entropy::SeededEntropy;
use ledger::entry::Entry;
use ledger::ledger::Ledger;
use ledger::log::memory::MemoryLog;
use ledger::log::{Log, ReadLog};
use proptest::prelude::*;

use crate::oracle::history;
use crate::portable::histories::{append, log_of};

/// What the state is kept under.
const NAME: &str = "writer";

fn open(log: MemoryLog) -> Ledger<MemoryLog> {
    let entropy = Box::new(SeededEntropy::new("prov"));
    Ledger::open(log, entropy).unwrap().keeping_after(1)
}

/// The first commits that hold so many events, or the next more.
fn first(entries: &[Entry], count: usize) -> usize {
    let rest = &entries[count..];
    let of_same = |entry: &&Entry| {
        let last = count.checked_sub(1).map(|at| &entries[at].commit);
        last.is_some_and(|last| last.first_position == entry.commit.first_position)
    };
    count + rest.iter().take_while(of_same).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_ledger_opened_on_a_kept_state_is_the_one_that_folds_all(
        entries in history::histories(60),
        share in 0..=100_usize,
    ) {
        let cut = first(&entries, entries.len() * share / 100);
        let mut ledger = open(log_of(&entries[..cut]));
        ledger.checkpoint().unwrap();
        let mut log = ledger.close().unwrap();
        let kept = log.model(NAME).unwrap();
        prop_assert_eq!(kept.as_ref().map_or(0, |kept| kept.cursor), cut as u64);
        append(&mut log, &entries[cut..]);
        if let Some(kept) = kept {
            // As if the process ended before it was forgotten.
            log.keep_model(NAME, &kept).unwrap();
        }
        let fresh = open(log_of(&entries));
        let opened = open(log);
        prop_assert_eq!(opened.state(), fresh.state());
    }
}
