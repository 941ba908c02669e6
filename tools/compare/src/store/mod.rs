//! The stores that the ledger is held against.
//!
//! Each keeps the same events in what its makers would call an event table: a position
//! that is its key, an index that holds a stream's events in order and apart, and the
//! event as JSON. Each is set up as its makers advise for commits that must outlive a
//! cut of power; what was read of it stands beside the setting.

mod postgresql;
mod sqlite;
mod umadb;

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use bench::append::{Failed, Prepared, Target};
use ledger::entry::Record;
use tempfile::TempDir;

use crate::stored::Stored;

pub use postgresql::PostgreSql;
pub use sqlite::Sqlite;
pub use umadb::Umadb;

/// A store of events that is not the ledger.
pub trait Store: Target {
    /// Its version and settings, in Swedish.
    fn settings(&self) -> String;

    /// Appends records as one durable write, numbered as they arrive.
    ///
    /// # Errors
    /// What the store answers.
    fn write(&mut self, records: &mut dyn Iterator<Item = &Record>) -> Result<(), Failed>;

    /// What its makers advise when much has been written and will now be read.
    ///
    /// # Errors
    /// What the store answers.
    fn settle(&mut self) -> Result<(), Failed>;

    /// Hands over every event, in order.
    ///
    /// # Errors
    /// What the store answers, and what `take` does.
    fn read(
        &mut self,
        take: &mut dyn FnMut(&Stored<'_>) -> Result<(), Failed>,
    ) -> Result<(), Failed>;
}

/// A folder that is removed when it is dropped, in which a server that runs as another
/// user can reach its own.
///
/// # Errors
/// What the system answers.
pub fn folder_in(place: &Path) -> io::Result<TempDir> {
    tempfile::Builder::new()
        .prefix("compare-")
        .permissions(Permissions::from_mode(0o755))
        .tempdir_in(place)
}

/// The records of some commands, in order.
fn records_of(group: &[Prepared]) -> impl Iterator<Item = &Record> {
    group.iter().flat_map(|prepared| &prepared.records)
}
