//! The command of Liggaren.

fn main() {}
