//! Why the demonstration's data could not be turned into commands: always the
//! file, and the line when it is one line's fault.

use std::path::PathBuf;

/// Why the demonstration could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    /// A file could not be read.
    #[error("filen {} kunde inte läsas", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        #[source]
        source: std::io::Error,
    },
    /// A line is not a row of its table.
    #[error("{file} rad {line}: raden kunde inte tolkas")]
    Malformed {
        /// The file.
        file: &'static str,
        /// The line, from 1.
        line: u64,
        /// What the reader met.
        #[source]
        source: csv::Error,
    },
    /// A row says something that cannot be.
    #[error("{file} rad {line}: {why}")]
    Wrong {
        /// The file.
        file: &'static str,
        /// The line, from 1.
        line: u64,
        /// What is wrong, in Swedish.
        why: String,
    },
}
