//! What has come in and is not yet believed: lines in a file of their own.
//!
//! They are written and read as lines of an archive are, so that nothing that is
//! read back is taken unseen. What a killed follower leaves of the file is
//! overwritten by the next.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::ReplicaError;
use super::refused::{Refused, failed};
use crate::entry::Record;
use crate::ids::Position;
use crate::log::Log;
use crate::log::store;
use crate::portable::line;
use crate::portable::taking::{Commits, Taken};

/// The file's name in the replica's folder.
const FILE: &str = "incoming.unverified";

/// How many bytes are written or read at a time.
const BUFFER_BYTES: usize = 256 * 1024;

/// Lines in order, from a position.
pub(super) struct Aside {
    path: PathBuf,
    file: BufWriter<File>,
    from: Position,
    line: Vec<u8>,
}

impl Aside {
    /// An empty one.
    ///
    /// # Errors
    /// [`ReplicaError::Io`].
    pub(super) fn create(folder: &Path, from: Position) -> Result<Self, ReplicaError> {
        let path = folder.join(FILE);
        match store::overwrite(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed("att skriva över", &path)(error)),
        }
        let mut options = File::options();
        let options = options.read(true).write(true).create(true).truncate(true);
        let file = options.open(&path).map_err(failed("att skapa", &path))?;
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER_BYTES, file),
            path,
            from,
            line: Vec::new(),
        })
    }

    /// Adds the next event.
    ///
    /// # Errors
    /// [`ReplicaError::Io`].
    pub(super) fn push(&mut self, record: &Record) -> Result<(), ReplicaError> {
        self.line.clear();
        line::write(record, &mut self.line);
        let written = self.file.write_all(&self.line);
        written.map_err(failed("att skriva", &self.path))
    }

    /// The events, in order.
    ///
    /// # Errors
    /// [`ReplicaError`] when they cannot be read; so does the iterator.
    pub(super) fn lines(&mut self) -> Result<Lines<'_>, ReplicaError> {
        self.file
            .flush()
            .and_then(|()| self.file.get_mut().seek(SeekFrom::Start(0)))
            .map_err(failed("att läsa", &self.path))?;
        Ok(Lines {
            file: BufReader::with_capacity(BUFFER_BYTES, self.file.get_ref()),
            path: &self.path,
            next: self.from,
        })
    }

    /// Appends every event to a store, in the commits that they came from.
    ///
    /// # Errors
    /// [`ReplicaError`].
    pub(super) fn append_to(&mut self, log: &mut dyn Log) -> Result<Taken, ReplicaError> {
        let mut commits = Commits::after(log)?;
        for next in self.lines()? {
            let (record, bytes) = next?;
            commits.take(record, bytes, log)?;
        }
        Ok(commits.finish(log)?)
    }

    /// Overwrites everything: something of it is redacted.
    ///
    /// # Errors
    /// [`ReplicaError::Io`].
    pub(super) fn overwrite(&mut self) -> Result<(), ReplicaError> {
        store::overwrite(&self.path).map_err(failed("att skriva över", &self.path))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        // What remains is overwritten by the next.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Events that are read back, each with the length of its line.
pub(super) struct Lines<'a> {
    file: BufReader<&'a File>,
    path: &'a Path,
    next: Position,
}

impl Lines<'_> {
    fn read(&mut self) -> Result<Option<(Record, usize)>, ReplicaError> {
        let mut bytes = Vec::new();
        let limit = line::MAX_LINE_BYTES as u64;
        self.file
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut bytes)
            .map_err(failed("att läsa", self.path))?;
        if bytes.is_empty() {
            return Ok(None);
        }
        bytes.pop();
        let record = line::read(&bytes).map_err(|found| Refused::Altered {
            position: self.next,
            found,
        })?;
        self.next.0 += 1;
        Ok(Some((record, bytes.len())))
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<(Record, usize), ReplicaError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
