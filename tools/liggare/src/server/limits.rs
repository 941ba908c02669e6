//! What one request may take, so that no caller can hold up the others.

/// The largest body, in bytes: a batch of a whole import file's rows.
pub(crate) const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// The most commands of a batch: they are answered together, so what a caller may
/// wait for.
pub(crate) const MAX_BATCH: usize = 1000;

/// How many rows a page has when nothing is said.
pub(crate) const PAGE: u32 = 100;

/// The most rows of a page.
pub(crate) const MAX_PAGE: u32 = 1000;
