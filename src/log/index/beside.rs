//! A write to sled on a thread of its own, beside the groups that come after.
//!
//! Guarantee: at most one at a time, and none is left when the index is dropped, so
//! that sled is closed before its files are moved.

use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

use crate::log::LogError;

/// The write that is under way, if any.
#[derive(Default)]
pub(super) struct Beside(Mutex<Option<JoinHandle<Result<(), LogError>>>>);

impl Beside {
    /// Begins a write; the one before has ended. When the system gives no thread it
    /// is done at once.
    ///
    /// # Errors
    /// What the write answers, when it was done at once.
    pub(super) fn begin(
        &self,
        write: impl Fn() -> Result<(), LogError> + Clone + Send + 'static,
    ) -> Result<(), LogError> {
        let thread = Builder::new().name("index".to_owned());
        match thread.spawn(write.clone()) {
            Ok(thread) => {
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
                Ok(())
            }
            Err(_) => write(),
        }
    }

    /// Waits for the write that is under way.
    ///
    /// # Errors
    /// What it answered.
    pub(super) fn end(&self) -> Result<(), LogError> {
        let under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match under_way.map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(answer)) => answer,
            Some(Err(_)) => Err(LogError::Index {
                doing: "att skriva",
                found: "tråden avbröt".to_owned(),
            }),
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Whoever wants the answer has asked for it; what is not written is behind.
        let _ = self.end();
    }
}
