//! What one request may take, so that no caller can hold up the others.

/// The largest body, in bytes: a batch of a whole import file's rows.
pub(crate) const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// The largest body of one command, in bytes: the longest line that is read.
pub(crate) const MAX_COMMAND_BYTES: usize = ledger::command::parse::MAX_LINE_BYTES;

/// How many bytes of bodies of one command are under way at once.
pub(crate) const COMMANDS_UNDER_WAY: usize = 32 * MAX_COMMAND_BYTES;

/// How many bytes of larger bodies are under way at once.
pub(crate) const BODIES_UNDER_WAY: usize = 8 * MAX_BODY_BYTES;

/// The most commands of a batch: they are answered together, so what a caller may
/// wait for.
pub(crate) const MAX_BATCH: usize = 1000;

/// How many rows a page has when nothing is said.
pub(crate) const PAGE: u32 = 100;

/// The most rows of a page.
pub(crate) const MAX_PAGE: u32 = 1000;
