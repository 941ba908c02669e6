//! Given, when, then: every decider against the documented year.

pub(crate) mod given;
