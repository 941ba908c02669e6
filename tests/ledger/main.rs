//! Tests of the ledger library.

mod oracle;
