//! Answers: what a question is answered with, as plain data, the same on the
//! command line (`--format json`) and over HTTP.
//!
//! Guarantee: every answer says its basis (I4), and is computed from a
//! [`Reading`](crate::session::Reading) and nothing else, so that the same question gives the same answer
//! wherever it is asked.
//! Deliberately not here: words and tables for people, who may ask, and pages of
//! long lists.

pub(crate) mod checks;
pub(crate) mod compared;
pub(crate) mod decisions;
pub(crate) mod difference;
pub(crate) mod explanation;
pub(crate) mod publications;
pub(crate) mod subject;
pub(crate) mod units;
pub(crate) mod view;
