//! What measurements are made of: a made-up region's commands, stores that they are
//! appended to side by side, and what was measured as a table, JSON and a drawing.
//!
//! The program `bench` measures the ledger with it; a comparison with other stores
//! uses the same.

pub mod append;
pub mod measured;
pub mod plain;
pub mod random;
pub mod workload;
