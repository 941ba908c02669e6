//! What was measured, and how it is told: as a table, as JSON and as a drawing.
//!
//! A number of one run says little on a machine that does other things too. So each
//! row has its spread, and what it is compared with was measured in the same rounds,
//! one after the other; the ratio is of each round, and the middle one is told.

mod chart;
mod json;
mod machine;
mod row;
mod series;
mod table;

pub use chart::chart;
pub use json::json;
pub use machine::Machine;
pub use row::{Bar, Reference, Row, Unit};
pub use series::Series;
pub use table::table;

/// All that was measured in a run.
pub struct Measured {
    /// Where.
    pub machine: Machine,
    /// What.
    pub rows: Vec<Row>,
}
