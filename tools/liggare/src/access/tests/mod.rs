//! Tests of who may do what, against the documented year of `COMMANDS.md`.

mod document;
mod file;
mod given;
mod permits;
mod reads;
mod touches;
