//! Entries that wait to be written to sled, and are answered from here meanwhile.
//!
//! Every write of several entries costs sled a write of its own to the disk, which
//! the journal's sync then waits behind. So entries are gathered over many groups,
//! and written beside the groups that come after.
//! Guarantee: an entry that was put is found here, or in sled's tree when it has
//! been written there; whoever looks here first and in the tree after it misses none.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use sled::IVec;

use super::CURSOR;
use super::failure::{broken, guarded};
use crate::log::LogError;

type Entries = BTreeMap<IVec, IVec>;

/// The entries, shared between the one that puts them, the one that writes them
/// and those that look.
#[derive(Clone, Default)]
pub(super) struct Waiting {
    generations: Arc<RwLock<Generations>>,
    /// Held by the one that writes, so that cursors are written in order.
    writing: Arc<Mutex<()>>,
}

#[derive(Default)]
struct Generations {
    /// What is gathered for the next write, with the cursor that goes with it.
    gathered: Entries,
    cursor: Vec<u8>,
    /// What is being written, or could not be.
    leaving: Arc<Entries>,
}

impl Waiting {
    /// Adds entries, and says how far the index has come with them.
    pub(super) fn put(&self, entries: impl IntoIterator<Item = (IVec, IVec)>, cursor: Vec<u8>) {
        self.change(|generations| {
            generations.gathered.extend(entries);
            generations.cursor = cursor;
        });
    }

    /// How many are gathered.
    pub(super) fn len(&self) -> usize {
        self.look(|generations| generations.gathered.len())
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &[u8]) -> Option<IVec> {
        self.look(
            |Generations {
                 gathered, leaving, ..
             }| { gathered.get(key).or_else(|| leaving.get(key)).cloned() },
        )
    }

    /// Those whose keys begin with a prefix, in order.
    pub(super) fn beginning_with(&self, prefix: &[u8]) -> Entries {
        self.look(
            |Generations {
                 gathered, leaving, ..
             }| {
                let with_prefix = |entries: &Entries| -> Entries {
                    entries
                        .range::<[u8], _>((Bound::Included(prefix), Bound::Unbounded))
                        .take_while(|(key, _)| key.starts_with(prefix))
                        .map(|(key, value)| (key.clone(), value.clone()))
                        .collect()
                };
                let mut found = with_prefix(leaving);
                found.extend(with_prefix(gathered));
                found
            },
        )
    }

    /// Writes what is gathered to sled's tree, with its cursor, in one batch.
    /// Another that writes meanwhile is waited for.
    ///
    /// # Errors
    /// [`LogError::Index`]; what was to be written goes on waiting.
    pub(super) fn write_to(&self, tree: &sled::Tree) -> Result<(), LogError> {
        const DOING: &str = "att skriva";
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (leaving, cursor) = self.change(|generations| {
            let mut leaving = std::mem::take(&mut generations.gathered);
            // Of a write that failed.
            leaving.extend(
                generations
                    .leaving
                    .iter()
                    .map(|(key, value)| (key.clone(), value.clone())),
            );
            generations.leaving = Arc::new(leaving);
            (Arc::clone(&generations.leaving), generations.cursor.clone())
        });
        if leaving.is_empty() {
            return Ok(());
        }
        let mut batch = sled::Batch::default();
        for (key, value) in leaving.iter() {
            batch.insert(key, value);
        }
        batch.insert(CURSOR, cursor);
        guarded(DOING, || tree.apply_batch(batch).map_err(broken(DOING)))?;
        self.change(|generations| generations.leaving = Arc::default());
        Ok(())
    }

    fn look<T>(&self, look: impl FnOnce(&Generations) -> T) -> T {
        look(
            &self
                .generations
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    fn change<T>(&self, change: impl FnOnce(&mut Generations) -> T) -> T {
        change(
            &mut self
                .generations
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}
