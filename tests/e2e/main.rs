//! End-to-end tests of the command.

mod cli;
mod harness;
mod record;
mod refusals;
