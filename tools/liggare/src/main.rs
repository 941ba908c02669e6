//! The command of Liggaren.

mod cli;
mod failure;
mod render;

fn main() {}
