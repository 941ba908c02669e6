//! The verifier against archives and packages that these tests make themselves,
//! whole and damaged.

mod archive;
mod builder;
mod forged;
mod golden;
mod package;
mod proofs;
mod scratch;
mod tamper;
