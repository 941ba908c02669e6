//! Appending the same events to several stores, side by side in the same rounds.
//!
//! A [`Target`] is a store. [`alone`] has one client that waits for each write;
//! [`together`] has many, whose waiting commands share a write as the ledger's own
//! writer lets them. Whoever is slow in a round is slow beside the others in it.

mod alone;
mod kept;
mod prepared;
mod together;

use std::error::Error;

pub use alone::alone;
pub use kept::{FileTarget, LedgerTarget, founded};
pub use prepared::{Prepared, prepare};
pub use together::together;

/// Why something could not be appended.
pub type Failed = Box<dyn Error + Send + Sync>;

/// A store that the events of commands are appended to.
pub trait Target: Send {
    /// What it is, in Swedish.
    fn name(&self) -> &'static str;

    /// Appends the events of some commands as one durable write: after it they are
    /// there whatever happens to the process or the power.
    ///
    /// # Errors
    /// What the store answers.
    fn append(&mut self, group: &[Prepared]) -> Result<(), Failed>;
}

/// The numbers of so many targets, in the order that a round takes them: nobody is always
/// first.
pub fn in_turns(round: usize, targets: usize) -> impl Iterator<Item = usize> {
    (0..targets).map(move |turn| (round + turn) % targets)
}
