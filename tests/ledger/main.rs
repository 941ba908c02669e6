//! Tests of the ledger library.

mod backup;
mod canonical;
mod commands;
mod commits;
mod crash;
mod damage;
mod decide;
mod documents;
mod feed;
mod format;
mod log_contract;
mod oracle;
mod portable;
mod proof;
mod queue;
mod refusing;
mod samples;
mod schema;
mod services;
mod simulation;
mod suggestions;
mod tidy;
mod verification;
mod witnessed;
mod writing;
