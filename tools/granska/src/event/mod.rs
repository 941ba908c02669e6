//! Events as they stand in the portable form: one line each.
//!
//! Room: [`mod@line`] reads a line and takes its hashes, [`kinds`] knows which types
//! and versions there are and in which stream each belongs, [`remains`] what a
//! redaction leaves, [`moment`] reckons with times, [`scan`] reads a whole file of lines on all cores, in order and in bounded memory.

pub mod kinds;
pub mod line;
pub mod moment;
pub mod remains;
pub mod scan;

pub use line::{Leaf, Line};
