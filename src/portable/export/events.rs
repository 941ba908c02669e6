//! The events of an archive: what stands there is compared, what lacks is added.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::place::Place;
use crate::entry::{Payload, Record};
use crate::ids::Position;
use crate::log::merkle::CompactTree;
use crate::log::{Log, LogError};
use crate::portable::failure::failed;
use crate::portable::{EVENTS, MANIFEST, PROGRESS_STEP, PortableError, files, line};

/// How many bytes are written to the file at a time.
const BUFFER_BYTES: usize = 1024 * 1024;

/// What an archive already holds of the ledger's events.
#[derive(Default)]
pub(super) struct Kept {
    /// How many bytes the whole lines have.
    bytes: u64,
    /// The root over them.
    root: CompactTree,
    /// Whether one of them says what has been redacted since.
    pub(super) is_stale: bool,
}

/// How a line of the file stands to the event.
enum Standing {
    Same,
    /// The event as it was before it was redacted.
    Stale,
    /// The file ends here, with a part of the line or nothing.
    Ends {
        bytes: usize,
    },
    Other,
}

/// Compares what stands in the folder with the log, event by event.
///
/// # Errors
/// [`PortableError::Differs`] with the line where they part,
/// [`PortableError::Flawed`] when the file is not as its archive says.
pub(super) fn compare(
    log: &dyn Log,
    folder: &Path,
    place: &Place,
    progress: &mut dyn FnMut(u64),
) -> Result<Kept, PortableError> {
    let path = folder.join(EVENTS);
    let mut file = match File::open(&path) {
        Ok(file) => BufReader::with_capacity(BUFFER_BYTES, file),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return match &place.manifest {
                Some(_) => Err(PortableError::in_file(EVENTS, "filen saknas")),
                None => Ok(Kept::default()),
            };
        }
        Err(error) => return Err(failed("att läsa", &path)(error)),
    };
    let mut kept = Kept::default();
    let mut line = Vec::new();
    let mut found = Vec::new();
    let mut rest = 0;
    for record in log.read(Position(0), log.size()) {
        let record = record?;
        write(&record, &mut line)?;
        let standing =
            standing(&mut file, &record, &line, &mut found).map_err(failed("att läsa", &path))?;
        match standing {
            Standing::Same => {}
            Standing::Stale => kept.is_stale = true,
            Standing::Ends { bytes } => {
                rest = bytes;
                break;
            }
            Standing::Other => {
                return Err(PortableError::Differs {
                    place: format!("{EVENTS}, rad {}", kept.root.size() + 1),
                    found: format!("raden är inte händelsen vid {}", record.entry.position),
                });
            }
        }
        kept.bytes += line.len() as u64;
        kept.root.push(record.leaf);
        holds_at(place, &kept.root)?;
        tell(progress, kept.root.size());
    }
    if kept.root.size() == log.size() {
        rest = file.fill_buf().map_err(failed("att läsa", &path))?.len();
        if rest > 0 {
            return Err(PortableError::Differs {
                place: format!("{EVENTS}, rad {}", kept.root.size() + 1),
                found: "arkivet har fler händelser än liggaren".to_owned(),
            });
        }
    }
    let counted = place.manifest.as_ref().map_or(0, |archive| archive.events);
    let lines = kept.root.size();
    if lines < counted || (!place.is_unfinished && (lines > counted || rest > 0)) {
        return Err(PortableError::Flawed {
            place: format!("{EVENTS}, rad {}", lines.min(counted) + 1),
            found: format!("filen har {lines} hela rader, {MANIFEST} säger {counted}"),
        });
    }
    Ok(kept)
}

/// Adds the events that lack, durably, and answers the root over all.
///
/// # Errors
/// [`PortableError::Io`], and [`LogError`] when the ledger is damaged.
pub(super) fn complete(
    log: &dyn Log,
    folder: &Path,
    kept: Kept,
    progress: &mut dyn FnMut(u64),
) -> Result<CompactTree, PortableError> {
    let path = folder.join(EVENTS);
    let unfinished = files::beside(&path);
    let (place, mut kept) = if kept.is_stale {
        files::destroy(&unfinished)?;
        (&unfinished, Kept::default())
    } else {
        (&path, kept)
    };
    let open = || -> io::Result<File> {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(place)?;
        file.set_len(kept.bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(file)
    };
    let file = open().map_err(failed("att skriva", place))?;
    let mut file = BufWriter::with_capacity(BUFFER_BYTES, file);
    let mut line = Vec::new();
    for record in log.read(Position(kept.root.size()), log.size()) {
        let record = record?;
        write(&record, &mut line)?;
        file.write_all(&line).map_err(failed("att skriva", place))?;
        kept.root.push(record.leaf);
        tell(progress, kept.root.size());
    }
    file.into_inner()
        .map_err(io::IntoInnerError::into_error)
        .and_then(|file| file.sync_all())
        .map_err(failed("att säkra", place))?;
    if *place == unfinished {
        files::supersede(place, &path)?;
    }
    let size = kept.root.size();
    if size != log.size() || kept.root.root() != log.root_at(size)? {
        return Err(LogError::Damaged {
            position: Position(size),
            place: "journalen".to_owned(),
            found: "händelserna har inte liggarens rot".to_owned(),
        }
        .into());
    }
    Ok(kept.root)
}

fn standing(
    file: &mut impl BufRead,
    record: &Record,
    line: &[u8],
    found: &mut Vec<u8>,
) -> io::Result<Standing> {
    found.clear();
    file.by_ref().take(line.len() as u64).read_to_end(found)?;
    if found == line {
        return Ok(Standing::Same);
    }
    if found.len() < line.len() {
        return Ok(if line.starts_with(found) {
            Standing::Ends { bytes: found.len() }
        } else {
            Standing::Other
        });
    }
    // A redacted line ends where the payload stood: `}` in the place of `,"payload"`.
    let leaf = line.len() - b"}\n".len();
    let was_said = matches!(record.entry.payload, Payload::Redacted(_))
        && found[..leaf] == line[..leaf]
        && found[leaf] == b',';
    if !was_said {
        return Ok(Standing::Other);
    }
    let limit = line::MAX_LINE_BYTES as u64;
    file.by_ref().take(limit).read_until(b'\n', found)?;
    Ok(match found.last() {
        Some(b'\n') => Standing::Stale,
        Some(_) | None => Standing::Other,
    })
}

/// An archive's own root must be that of its events, which are the ledger's.
fn holds_at(place: &Place, root: &CompactTree) -> Result<(), PortableError> {
    match &place.manifest {
        Some(archive) if archive.events == root.size() && archive.root != root.root() => Err(
            PortableError::in_file(MANIFEST, "roten är inte händelsernas"),
        ),
        Some(_) | None => Ok(()),
    }
}

/// Writes the line of a record. What is exported must be what the ledger once
/// bound itself to (I12).
fn write(record: &Record, line: &mut Vec<u8>) -> Result<(), LogError> {
    line.clear();
    line::write_checked(record, line).map_err(|found| LogError::Damaged {
        position: record.entry.position,
        place: "journalen".to_owned(),
        found,
    })
}

fn tell(progress: &mut dyn FnMut(u64), events: u64) {
    if events.is_multiple_of(PROGRESS_STEP) {
        progress(events);
    }
}
