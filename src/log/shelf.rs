//! Where read models are kept: a log, or the single writer that holds one.
//!
//! Guarantees: each of the two writes happens whole or not at all, and neither
//! touches an event. What is kept is derived; its loss costs time only.
//!
//! Deliberately not here: what a model is, and which of two is used; that is the
//! read side's.

use super::{Log, LogError, ReadLog, StoredModel};
use crate::ledger::Ledger;

/// Somewhere to keep read models of a log, beside it.
pub trait Shelf {
    /// The log that the models are folded from, with the models that are kept.
    fn folded(&self) -> &dyn ReadLog;

    /// Keeps a model with its cursor in one write, in place of an older one.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be written; the older one stays.
    fn put(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError>;

    /// Removes a model, when there is one of the name.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be removed; the model may stay.
    fn remove(&mut self, name: &str) -> Result<(), LogError>;
}

impl<L: Log> Shelf for L {
    fn folded(&self) -> &dyn ReadLog {
        self
    }

    fn put(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        self.keep_model(name, model)
    }

    fn remove(&mut self, name: &str) -> Result<(), LogError> {
        self.forget_model(name)
    }
}

impl<L: Log> Shelf for Ledger<L> {
    fn folded(&self) -> &dyn ReadLog {
        self.log()
    }

    fn put(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        self.keep_model(name, model)
    }

    fn remove(&mut self, name: &str) -> Result<(), LogError> {
        self.forget_model(name)
    }
}
