//! The witness.
