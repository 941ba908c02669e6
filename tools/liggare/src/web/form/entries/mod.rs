//! The forms, one file for each.

pub(super) mod waiver;
