//! One example per check.
