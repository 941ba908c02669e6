//! The command of the verifier.

fn main() {}
