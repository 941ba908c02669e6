//! The command of Liggaren.

mod demo;

fn main() {}
