//! The read model that questions are answered from, and how it is changed under
//! them.
//!
//! Guarantees: a question sees one size from beginning to end; a change waits for
//! the questions under way, but for no long one: it is then made in a copy, which
//! those that come after see. There is at most one older model, and it is gone
//! with the last question that is answered from it. A second long question that
//! was begun at another size than the first is waited for.
//! A change that panics leaves the model for nobody: it may be half made (I12).
//!
//! Deliberately not here: what is changed, and when.

use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use projections::model::ReadModel;
use projections::service::Service;

/// How long a change waits for the questions under way before it copies the
/// model, unless the last copy took longer: most questions are answered in this.
const PATIENCE: Duration = Duration::from_millis(50);

/// How often it looks whether they are answered. Looking keeps nobody out.
const LOOK_EVERY: Duration = Duration::from_millis(1);

type Model = RwLock<Service<ReadModel>>;

/// The read model of a node.
pub(super) struct ServedModel {
    current: RwLock<Arc<Model>>,
    changing: Mutex<Copied>,
}

/// The last copy that was made.
struct Copied {
    /// What it was made of, as long as a question is answered from that.
    older: Weak<Model>,
    /// How long it took.
    took: Duration,
}

/// The model is not there: a change of it has panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gone;

impl ServedModel {
    pub(super) fn new(model: Service<ReadModel>) -> Self {
        Self {
            current: RwLock::new(Arc::new(RwLock::new(model))),
            changing: Mutex::new(Copied {
                older: Weak::new(),
                took: Duration::ZERO,
            }),
        }
    }

    /// Reads the model.
    ///
    /// # Errors
    /// [`Gone`].
    pub(super) fn read<T>(&self, read: impl FnOnce(&Service<ReadModel>) -> T) -> Result<T, Gone> {
        let model = self.current();
        let model = model.read().map_err(|_| Gone)?;
        Ok(read(&model))
    }

    /// Changes the model, on a thread that may block.
    ///
    /// # Errors
    /// [`Gone`].
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut Service<ReadModel>) -> T,
    ) -> Result<T, Gone> {
        let mut copied = self.changing.lock().map_err(|_| Gone)?;
        let model = self.current();
        let patience = copied.took.max(PATIENCE);
        let begun = Instant::now();
        loop {
            // Waiting in the lock's own queue would keep new questions out.
            match model.try_write() {
                Ok(mut free) => return Ok(change(&mut free)),
                Err(TryLockError::Poisoned(_)) => return Err(Gone),
                Err(TryLockError::WouldBlock) => {}
            }
            if begun.elapsed() >= patience && copied.older.strong_count() == 0 {
                break;
            }
            thread::sleep(LOOK_EVERY);
        }
        let begun = Instant::now();
        let mut copy = model.read().map_err(|_| Gone)?.clone();
        copied.took = begun.elapsed();
        let changed = change(&mut copy);
        copied.older = Arc::downgrade(&model);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(RwLock::new(copy));
        Ok(changed)
    }

    fn current(&self) -> Arc<Model> {
        // It is only ever replaced whole.
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }
}
