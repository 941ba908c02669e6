//! Tests of the ledger library.

mod decide;
mod documents;
mod oracle;
mod samples;
