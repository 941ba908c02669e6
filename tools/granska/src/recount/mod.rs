//! Recounting: the figures of a published report counted anew from the events.
//!
//! [`Books`] takes in events in order, and at a report's basis says figure by
//! figure whether the report states what the events make. It guarantees that every
//! number, colour and day of every table is recounted: a table, a report or a
//! column that is not known differs, and nothing is passed over.
//!
//! It keeps facts compactly (amounts per line, unit and month; the latest word
//! on an item and period), not the history, so its size follows the number of cells;
//! but of each fact that a correction may name it keeps 32 bytes, and more of what is
//! gone, corrected or late. Therefore it answers only for the size that it has
//! taken in.
//!
//! Deliberately not here: texts, and whether the events are what was recorded;
//! the other checks say that.

mod actions;
mod answer;
mod assessments;
mod books;
mod calendar;
mod cell;
mod checks;
mod claims;
mod closings;
mod control;
mod corrections;
mod decimal;
mod fact;
mod figures;
mod happenings;
mod indicators;
mod money;
mod organisation;
mod payload;
mod plan;
mod redacted;
mod report;
mod scope;
mod shape;
mod table;
mod tables;
mod view;

pub use answer::{Difference, Recount, TableResult};
pub use books::Books;
pub use fact::{Fact, Malformed};

#[cfg(test)]
mod tests;
