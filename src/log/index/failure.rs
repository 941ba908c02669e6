//! Failures of the index: each is an answer of its own, so that the store can
//! set the index aside. Deliberately not here: what is done about them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::log::LogError;

/// Names what was being done when sled failed.
pub(super) fn broken(doing: &'static str) -> impl Fn(sled::Error) -> LogError {
    move |error| LogError::Index {
        doing,
        found: error.to_string(),
    }
}

/// What is told of content that is not as it was written.
pub(super) fn unreadable(doing: &'static str) -> LogError {
    LogError::Index {
        doing,
        found: "innehållet är inte som det skrevs".to_owned(),
    }
}

/// sled panics on some damage; that is an answer like another.
pub(super) fn guarded<T>(
    doing: &'static str,
    work: impl FnOnce() -> Result<T, LogError>,
) -> Result<T, LogError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(LogError::Index {
            doing,
            found: "databasen avbröt".to_owned(),
        })
    })
}
