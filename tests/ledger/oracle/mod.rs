//! The oracle: every view, as of every size, beside an answer computed naively.
//!
//! [`naive`] answers from a prefix of the log alone; [`history`] plays random
//! regions; [`as_of`] puts views, fresh replays and naive answers beside each
//! other; [`laws`] asks of the fold what no single answer shows; [`overtaken`] compares
//! reports at two sizes.
//!
//! The same is asked of the demonstration's log in `tests/e2e/oracle.rs`.

pub(crate) mod as_of;
pub(crate) mod history;
mod laws;
pub(crate) mod naive;
mod overtaken;
mod self_test;
