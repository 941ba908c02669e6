//! Entries that wait to be written to sled, and are answered from here meanwhile.
//!
//! Every write of several entries costs sled a write of its own to the disk, which
//! the journal's sync then waits behind. So entries are gathered over many groups.
//! Guarantee: an entry that was put is found here, or in sled's tree when it has
//! been written there; whoever looks here first and in the tree after it misses none.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

use sled::IVec;

type Entries = BTreeMap<IVec, IVec>;

/// The entries, shared between the one that puts them and those that look.
#[derive(Clone, Default)]
pub(super) struct Waiting(Arc<RwLock<Entries>>);

impl Waiting {
    /// Adds entries.
    pub(super) fn put(&self, entries: impl IntoIterator<Item = (IVec, IVec)>) {
        self.write(|waiting| waiting.extend(entries));
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.read(Entries::len)
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &[u8]) -> Option<IVec> {
        self.read(|waiting| waiting.get(key).cloned())
    }

    /// Those whose keys begin with a prefix, in order.
    pub(super) fn beginning_with(&self, prefix: &[u8]) -> Entries {
        self.read(|waiting| {
            waiting
                .range::<[u8], _>((Bound::Included(prefix), Bound::Unbounded))
                .take_while(|(key, _)| key.starts_with(prefix))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect()
        })
    }

    /// All of them as one batch; they go on waiting until [`Waiting::clear`].
    pub(super) fn batch(&self) -> sled::Batch {
        self.read(|waiting| {
            let mut batch = sled::Batch::default();
            for (key, value) in waiting {
                batch.insert(key, value);
            }
            batch
        })
    }

    /// Forgets them: they stand in sled's tree.
    pub(super) fn clear(&self) {
        self.write(Entries::clear);
    }

    fn read<T>(&self, look: impl FnOnce(&Entries) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Entries) -> T) -> T {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }
}
