//! The ledger beside other stores: the same events, the same durability, in the same
//! rounds.
//!
//! [`store`] holds the others, each set up as its makers advise. [`appending`] writes
//! to all of them with `bench`'s clients; [`replaying`] folds all that they hold with
//! the read model that the program serves.
//!
//! The crate is outside the project's workspace, so that nobody who builds or tests the
//! project compiles SQLite and its kin. Its own tests are run by hand, with `cargo test` in
//! its folder.
//!
//! Guarantee: before anything is timed, every store has given back a read model that is
//! equal to the ledger's.
//! Deliberately not here: what the ledger does that the others do not. They are handed
//! events that are already decided, and neither hash nor sign anything.

pub mod appending;
pub mod replaying;
pub mod store;
pub mod stored;
