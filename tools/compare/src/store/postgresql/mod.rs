//! PostgreSQL's event table, in a server of the program's own beside it.

mod json;
mod server;

use std::path::Path;

use bench::append::{Failed, Prepared, Target};
use ledger::entry::Record;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};
use postgres::{Client, Statement};
use uuid::Uuid;

use super::{Store, records_of};
use crate::stored::{Stored, Writing};
use json::Json;
use server::Server;

/// `json` keeps the text as it was given; `jsonb` would make it over
/// (<https://www.postgresql.org/docs/current/datatype-json.html>).
const SETUP: &str = "
    CREATE TABLE events (
        position bigint PRIMARY KEY,
        id uuid NOT NULL,
        stream text NOT NULL,
        stream_version bigint NOT NULL,
        type text NOT NULL,
        about json NOT NULL,
        payload json NOT NULL,
        UNIQUE (stream, stream_version)
    );
";

const INSERT: &str = "INSERT INTO events VALUES ($1, $2, $3, $4, $5, $6, $7)";

const COPY: &str = "COPY events FROM STDIN (FORMAT binary)";

const COLUMNS: [Type; 7] = [
    Type::INT8,
    Type::UUID,
    Type::TEXT,
    Type::INT8,
    Type::TEXT,
    Type::JSON,
    Type::JSON,
];

const SELECT: &str = "SELECT position, id, stream, stream_version, type, about, payload
    FROM events ORDER BY position";

/// A database of a server that was started for it and ends with it.
pub struct PostgreSql {
    client: Client,
    insert: Statement,
    copy: Statement,
    writing: Writing,
    settings: String,
    /// Ended after the client has left, since fields are dropped in this order.
    _server: Server,
}

impl PostgreSql {
    /// A new server with its database in a folder; none when the programs `initdb` and
    /// `postgres` are not on the machine.
    ///
    /// # Errors
    /// What was said when it could not be started.
    pub fn create(folder: &Path) -> Result<Option<Self>, Failed> {
        let Some(server) = Server::start(folder)? else {
            return Ok(None);
        };
        let mut client = server.client()?;
        client.batch_execute(SETUP)?;
        let version: String = client.query_one("SHOW server_version", &[])?.try_get(0)?;
        let settings = format!(
            "PostgreSQL {version} (egen server, unixsockel): fsync=on, synchronous_commit=on, \
             shared_buffers={}, max_wal_size={}, förberedd INSERT för en händelse, COPY för fler",
            server::shared_buffers(),
            server::MAX_WAL_SIZE,
        );
        Ok(Some(Self {
            insert: client.prepare_typed(INSERT, &COLUMNS)?,
            copy: client.prepare(COPY)?,
            client,
            writing: Writing::default(),
            settings,
            _server: server,
        }))
    }
}

impl Target for PostgreSql {
    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn append(&mut self, group: &[Prepared]) -> Result<(), Failed> {
        self.write(&mut records_of(group))
    }
}

impl Store for PostgreSql {
    fn settings(&self) -> String {
        self.settings.clone()
    }

    /// A single event is a prepared INSERT, which is a transaction of its own; more are
    /// one COPY, which is made for many rows
    /// (<https://www.postgresql.org/docs/current/populate.html>).
    fn write(&mut self, records: &mut dyn Iterator<Item = &Record>) -> Result<(), Failed> {
        let mut records = records.peekable();
        let Some(first) = records.next() else {
            return Ok(());
        };
        if records.peek().is_none() {
            let event = self.writing.next(first)?;
            let insert = &self.insert;
            let client = &mut self.client;
            return with_values(&event, |values| {
                client.execute(insert, values)?;
                Ok(())
            });
        }
        let copy = self.client.copy_in(&self.copy)?;
        let mut copy = BinaryCopyInWriter::new(copy, &COLUMNS);
        for record in std::iter::once(first).chain(records) {
            let event = self.writing.next(record)?;
            with_values(&event, |values| Ok(copy.write(values)?))?;
        }
        copy.finish()?;
        Ok(())
    }

    /// As advised after much has been written
    /// (<https://www.postgresql.org/docs/current/populate.html#POPULATE-ANALYZE>,
    /// <https://www.postgresql.org/docs/current/routine-vacuuming.html>).
    fn settle(&mut self) -> Result<(), Failed> {
        // Each by itself, for VACUUM stands outside transactions.
        self.client.batch_execute("VACUUM (ANALYZE) events")?;
        Ok(self.client.batch_execute("CHECKPOINT")?)
    }

    fn read(
        &mut self,
        take: &mut dyn FnMut(&Stored<'_>) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        let nothing: [&dyn ToSql; 0] = [];
        let mut rows = self.client.query_raw(SELECT, nothing)?;
        while let Some(row) = rows.next()? {
            take(&Stored {
                position: u64::try_from(row.try_get::<_, i64>(0)?)?,
                id: row.try_get::<_, Uuid>(1)?,
                stream: row.try_get(2)?,
                stream_version: u64::try_from(row.try_get::<_, i64>(3)?)?,
                kind: row.try_get(4)?,
                about: row.try_get::<_, Json<'_>>(5)?.0,
                payload: row.try_get::<_, Json<'_>>(6)?.0,
            })?;
        }
        Ok(())
    }
}

/// Hands over an event's values, in the order of the columns.
fn with_values(
    event: &Stored<'_>,
    take: impl FnOnce(&[&(dyn ToSql + Sync)]) -> Result<(), Failed>,
) -> Result<(), Failed> {
    take(&[
        &i64::try_from(event.position)?,
        &event.id,
        &event.stream,
        &i64::try_from(event.stream_version)?,
        &event.kind,
        &Json(event.about),
        &Json(event.payload),
    ])
}
