//! Failures of the index: each is an answer of its own, so that the store can
//! set the index aside. Deliberately not here: what is done about them.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::log::LogError;

/// Names what was being done when sled failed. What the system refuses for want
/// of space is no fault of the index: to build it anew would fail as well.
pub(super) fn broken(doing: &'static str) -> impl Fn(sled::Error) -> LogError {
    move |error| match error {
        sled::Error::Io(error) if lacks_room(error.kind()) => LogError::Io {
            doing,
            place: "indexet".to_owned(),
            // sled puts its own words around some errors; the kind says it all.
            source: error.kind().into(),
        },
        other => LogError::Index {
            doing,
            found: worded(&other),
        },
    }
}

/// Names what was being done when the system failed beside sled.
pub(super) fn failed(doing: &'static str) -> impl Fn(std::io::Error) -> LogError {
    move |error| broken(doing)(sled::Error::Io(error))
}

fn lacks_room(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
            | ErrorKind::FileTooLarge
            | ErrorKind::ReadOnlyFilesystem
    )
}

/// What sled answered, for people.
fn worded(error: &sled::Error) -> String {
    match error {
        sled::Error::Corruption { .. } => "innehållet är inte som det skrevs".to_owned(),
        sled::Error::Io(error) => match error.raw_os_error() {
            Some(code) => format!("filerna kunde inte läsas eller skrivas, systemets fel {code}"),
            None => "filerna kunde inte läsas eller skrivas".to_owned(),
        },
        sled::Error::CollectionNotFound(_) => "en del av det saknas".to_owned(),
        sled::Error::Unsupported(_) => "databasen kan det inte".to_owned(),
        sled::Error::ReportableBug(_) => "databasen avbröt".to_owned(),
    }
}

/// What is told of an index that another program's version has made.
pub(crate) const OTHER_FORMAT: &str = "det har ett annat format";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_the_systems_answer_and_not_as_a_broken_index() {
        let full = std::io::Error::from_raw_os_error(28);
        let error = broken("att skriva indexet")(sled::Error::Io(full).clone());
        let LogError::Io { source, place, .. } = error else {
            panic!("{error}");
        };
        assert_eq!(source.kind(), ErrorKind::StorageFull);
        assert_eq!(place, "indexet");
    }

    #[test]
    fn damage_is_told_without_the_words_of_the_database() {
        let damage = sled::Error::Corruption { at: None, bt: () };
        let text = broken("att läsa")(damage).to_string();
        assert!(text.contains("inte som det skrevs"), "{text}");
        assert!(!text.contains("backtrace"), "{text}");
    }
}
