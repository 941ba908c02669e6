//! Tests of the ledger library.

mod canonical;
mod commands;
mod commits;
mod crash;
mod damage;
mod format;
mod log_contract;
mod simulation;
mod writing;
