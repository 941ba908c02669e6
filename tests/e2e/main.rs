//! End-to-end tests of the command.

mod demo;
