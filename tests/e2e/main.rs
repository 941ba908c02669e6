//! End-to-end tests of the command.

mod backup;
mod cli;
mod demo;
mod follow;
mod granska;
mod harness;
mod key;
mod oracle;
mod package;
mod portable;
mod readme;
mod record;
mod redact;
mod refusals;
mod served;
mod shown;
mod terminal;
mod user;
mod verify;
mod witness;
