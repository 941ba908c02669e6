//! UmaDB's core, in the process: an event store made for the same kind of work.

use std::path::Path;
use std::sync::Arc;

use bench::append::{Failed, Prepared, Target};
use ledger::entry::Record;
use rustix::system::sysinfo;
use umadb_core::db::{UmaDb, process_append_request};
use umadb_core::mvcc::{Mvcc, StorageOptions, Writer};
use umadb_dcb::{DcbEvent, DcbEventStoreSync};

use super::{Store, records_of};
use crate::stored::{Stored, Writing};

/// The version that is pinned, for the core does not tell it.
const VERSION: &str = "0.7.8";

/// How many events are asked for at a time.
const READ_AT_ONCE: u32 = 1_000;

/// The metadata that an event carries beside its payload.
const STREAM_VERSION: &str = "stream_version";
const ABOUT: &str = "about";

/// A database in a file, and its one writer.
pub struct Umadb {
    mvcc: Arc<Mvcc>,
    reader: UmaDb,
    writer: Writer,
    writing: Writing,
    cache_mb: usize,
}

impl Umadb {
    /// A new database in a folder. It says on standard output how it was opened.
    ///
    /// # Errors
    /// What UmaDB answers.
    pub fn create(folder: &Path) -> Result<Self, Failed> {
        let cache_mb = half_of_the_memory();
        // The defaults, which sync before a commit is answered, with a cache of pages
        // of half the memory, as its makers measure it.
        let options = StorageOptions::default()
            .db_path(folder.join("uma.db"))
            .page_cache_max_mb(cache_mb);
        let mvcc = Arc::new(Mvcc::new(false, options)?);
        Ok(Self {
            reader: UmaDb::from_arc(Arc::clone(&mvcc)),
            writer: mvcc.writer()?,
            writing: Writing::default(),
            mvcc,
            cache_mb,
        })
    }
}

impl Target for Umadb {
    fn name(&self) -> &'static str {
        "UmaDB"
    }

    fn append(&mut self, group: &[Prepared]) -> Result<(), Failed> {
        self.write(&mut records_of(group))
    }
}

impl Store for Umadb {
    fn settings(&self) -> String {
        format!(
            "UmaDB {VERSION} (umadb-core, inbyggd): förvald varaktig skrivning, en skrivande \
             tråd som samlar det som väntar, utan villkor, sidminne {} MB",
            self.cache_mb
        )
    }

    /// As the writing thread of its own server does (`writer_thread_blocking` in
    /// umadb-core): one writer that is kept, what waits is appended, one commit.
    /// <https://umadb.io/architecture.html#writer-transactions>
    fn write(&mut self, records: &mut dyn Iterator<Item = &Record>) -> Result<(), Failed> {
        let mut events = Vec::new();
        for record in records {
            let event = self.writing.next(record)?;
            events.push(DcbEvent {
                event_type: event.kind.to_owned(),
                tags: vec![event.stream.to_owned()],
                data: event.payload.as_bytes().to_vec(),
                uuid: Some(event.id),
                metadata: vec![
                    (STREAM_VERSION.to_owned(), event.stream_version.to_string()),
                    (ABOUT.to_owned(), event.about.to_owned()),
                ],
            });
        }
        let (mvcc, writer) = (self.mvcc.as_ref(), &mut self.writer);
        writer.reset(mvcc)?;
        process_append_request(events, None, None, mvcc, writer, None)?;
        Ok(mvcc.commit(writer)?)
    }

    fn settle(&mut self) -> Result<(), Failed> {
        Ok(())
    }

    fn read(
        &mut self,
        take: &mut dyn FnMut(&Stored<'_>) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        // It numbers events from 1.
        let mut from = 1;
        loop {
            let (events, _) =
                self.reader
                    .read_with_head(None, Some(from), false, Some(READ_AT_ONCE))?;
            let Some(last) = events.last() else {
                return Ok(());
            };
            from = last.position + 1;
            for sequenced in &events {
                let event = &sequenced.event;
                let told = |name: &str| {
                    let mut metadata = event.metadata.iter();
                    metadata
                        .find(|(key, _)| key == name)
                        .map(|(_, value)| value.as_str())
                        .ok_or("händelsen saknar uppgifter")
                };
                take(&Stored {
                    position: sequenced.position - 1,
                    id: event.uuid.ok_or("händelsen saknar id")?,
                    stream: event.tags.first().ok_or("händelsen saknar ström")?,
                    stream_version: told(STREAM_VERSION)?.parse()?,
                    kind: &event.event_type,
                    about: told(ABOUT)?,
                    payload: std::str::from_utf8(&event.data)?,
                })?;
            }
        }
    }
}

/// In millions of bytes.
fn half_of_the_memory() -> usize {
    let told = sysinfo();
    let memory = told.totalram * u64::from(told.mem_unit);
    usize::try_from(memory / 2 / 1_000_000).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::VERSION;

    #[test]
    fn the_version_that_is_told_is_the_one_that_is_pinned() {
        let manifest = include_str!("../../Cargo.toml");
        assert!(manifest.contains(&format!("umadb-core = \"={VERSION}\"")));
    }
}
