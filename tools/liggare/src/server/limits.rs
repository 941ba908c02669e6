//! What one request may take, so that no caller can hold up the others.

use std::time::Duration;

/// The largest body, in bytes: a batch of a whole import file's rows.
pub(crate) const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// The most commands of a batch: they are answered together, so what a caller may
/// wait for.
pub(crate) const MAX_BATCH: usize = 1000;

/// How long a request may take from its last header to the answer's first byte;
/// streams go on after it.
pub(crate) const REQUEST_WITHIN: Duration = Duration::from_secs(30);

/// How long a caller may take to send its body.
pub(crate) const BODY_WITHIN: Duration = Duration::from_secs(20);

/// How long a caller may take to send its headers: a slow one holds a connection
/// and nothing else.
pub(crate) const HEADERS_WITHIN: Duration = Duration::from_secs(10);

/// How many rows a page has when nothing is said.
pub(crate) const PAGE: u32 = 100;

/// The most rows of a page.
pub(crate) const MAX_PAGE: u32 = 1000;
