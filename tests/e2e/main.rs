//! End-to-end tests of the command.

mod backup;
mod bad_input;
mod cli;
mod demo;
mod feed;
mod follow;

mod granska;
mod harness;
mod key;
mod misread;
mod operation;
mod oracle;
mod package;
mod portable;
mod read;
mod readme;
mod record;
mod redact;
mod refusals;
mod served;
mod shown;
mod submitted;
mod terminal;
mod user;
mod verify;
mod web;
mod witness;
