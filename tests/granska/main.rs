//! The verifier against archives and packages that these tests make themselves,
//! whole and damaged.

mod archive;
mod builder;
mod golden;
mod scratch;
mod tamper;
