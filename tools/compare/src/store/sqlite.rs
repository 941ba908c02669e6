//! SQLite, in the process as the ledger is.

use std::path::Path;

use bench::append::{Failed, Prepared, Target};
use ledger::entry::Record;
use rusqlite::{Connection, TransactionBehavior, params};
use uuid::Uuid;

use super::{Store, records_of};
use crate::stored::{Stored, Writing};

/// The journal is the write-ahead log, which its makers call faster in most scenarios
/// (<https://www.sqlite.org/wal.html>). With synchronous=FULL that log is synced after
/// each commit; with less, commits can be lost when the power is cut
/// (<https://www.sqlite.org/pragma.html#pragma_synchronous>). The rest is as it comes.
const SETUP: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE events (
        position INTEGER PRIMARY KEY,
        id BLOB NOT NULL,
        stream TEXT NOT NULL,
        stream_version INTEGER NOT NULL,
        type TEXT NOT NULL,
        about TEXT NOT NULL,
        payload TEXT NOT NULL,
        UNIQUE (stream, stream_version)
    ) STRICT;
";

/// What SQLite was compiled to sync with; see `.cargo/config.toml`.
fn sync() -> &'static str {
    match option_env!("LIBSQLITE3_FLAGS") {
        Some(flags) if flags.contains("-DHAVE_FDATASYNC") => "fdatasync",
        Some(_) | None => "fsync",
    }
}

const INSERT: &str = "INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

const SELECT: &str = "SELECT position, id, stream, stream_version, type, about, payload
    FROM events ORDER BY position";

/// A database in a file.
pub struct Sqlite {
    connection: Connection,
    writing: Writing,
}

impl Sqlite {
    /// A new database in a folder.
    ///
    /// # Errors
    /// What SQLite answers.
    pub fn create(folder: &Path) -> Result<Self, Failed> {
        let connection = Connection::open(folder.join("events.sqlite"))?;
        connection.execute_batch(SETUP)?;
        Ok(Self {
            connection,
            writing: Writing::default(),
        })
    }
}

impl Target for Sqlite {
    fn name(&self) -> &'static str {
        "SQLite"
    }

    fn append(&mut self, group: &[Prepared]) -> Result<(), Failed> {
        self.write(&mut records_of(group))
    }
}

impl Store for Sqlite {
    fn settings(&self) -> String {
        format!(
            "SQLite {} (rusqlite, inbyggd): WAL, synchronous=FULL med {}, förberedda \
             satser, en transaktion per skrivning",
            rusqlite::version(),
            sync(),
        )
    }

    fn write(&mut self, records: &mut dyn Iterator<Item = &Record>) -> Result<(), Failed> {
        // One transaction for all, and a statement that is prepared once
        // (https://www.sqlite.org/faq.html#q19).
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut insert = transaction.prepare_cached(INSERT)?;
            for record in records {
                let event = self.writing.next(record)?;
                insert.execute(params![
                    i64::try_from(event.position)?,
                    event.id.as_bytes(),
                    event.stream,
                    i64::try_from(event.stream_version)?,
                    event.kind,
                    event.about,
                    event.payload,
                ])?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Brings the write-ahead log into the database, since reading gets slower as that
    /// log grows (<https://www.sqlite.org/wal.html>, "Performance Considerations").
    fn settle(&mut self) -> Result<(), Failed> {
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        Ok(self.connection.query_row(checkpoint, [], |_| Ok(()))?)
    }

    fn read(
        &mut self,
        take: &mut dyn FnMut(&Stored<'_>) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        let mut select = self.connection.prepare_cached(SELECT)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            take(&Stored {
                position: u64::try_from(row.get_ref(0)?.as_i64()?)?,
                id: Uuid::from_slice(row.get_ref(1)?.as_blob()?)?,
                stream: row.get_ref(2)?.as_str()?,
                stream_version: u64::try_from(row.get_ref(3)?.as_i64()?)?,
                kind: row.get_ref(4)?.as_str()?,
                about: row.get_ref(5)?.as_str()?,
                payload: row.get_ref(6)?.as_str()?,
            })?;
        }
        Ok(())
    }
}
