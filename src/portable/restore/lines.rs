//! The lines of `events.ndjson`: read strictly on several cores, given in order.
//!
//! Guarantees: the lines come as they stand in the file, whichever core read
//! them, and the first that is not as an export writes it is the last that is
//! given. At most a few stretches for each core are held at a time.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::entry::Record;
use crate::portable::failure::failed;
use crate::portable::{PortableError, line};

/// How many bytes of the file are read at a time.
const STRETCH_BYTES: usize = 256 * 1024;

/// How many stretches each core has before it.
const AHEAD: usize = 2;

/// The most cores that read: what is done in order does not keep up with more.
const MAX_CORES: usize = 4;

/// A line's record and how many bytes the line has, without its end; or what is
/// wrong, in Swedish.
pub(super) type LineRead = Result<(Record, usize), String>;

/// Gives every line of a file.
///
/// # Errors
/// [`PortableError::Io`] when the file cannot be read, and what `take` answers.
pub(super) fn each(
    path: &Path,
    take: &mut dyn FnMut(LineRead) -> Result<(), PortableError>,
) -> Result<(), PortableError> {
    let file = File::open(path).map_err(failed("att läsa", path))?;
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get().min(MAX_CORES));
    let mut stretches = Stretches::of(file);
    thread::scope(|scope| {
        let (mut to_cores, mut from_cores) = (Vec::new(), Vec::new());
        for _ in 0..cores {
            let (give, given) = sync_channel(AHEAD);
            let (answer, answers) = sync_channel(AHEAD);
            scope.spawn(move || read(&given, &answer));
            to_cores.push(give);
            from_cores.push(answers);
        }
        let (mut given, mut taken) = (0, 0);
        let mut end = None;
        loop {
            while end.is_none() && given - taken < cores * AHEAD {
                match stretches.next() {
                    Ok(Some(stretch)) => match to_cores[given % cores].send(stretch) {
                        Ok(()) => given += 1,
                        // A core that is gone has panicked, which the scope tells.
                        Err(_) => end = Some(Ok(())),
                    },
                    Ok(None) => end = Some(Ok(())),
                    Err(error) => end = Some(Err(failed("att läsa", path)(error))),
                }
            }
            if taken == given {
                return end.unwrap_or(Ok(()));
            }
            let lines = from_cores[taken % cores].recv().unwrap_or_default();
            lines.into_iter().try_for_each(&mut *take)?;
            taken += 1;
        }
    })
}

/// Reads the lines of stretches until there are no more, or nobody asks.
fn read(stretches: &Receiver<Vec<u8>>, answer: &SyncSender<Vec<LineRead>>) {
    while let Ok(stretch) = stretches.recv() {
        let lines = stretch.split_inclusive(|byte| *byte == b'\n').map(one);
        if answer.send(lines.collect()).is_err() {
            return;
        }
    }
}

fn one(bytes: &[u8]) -> LineRead {
    match bytes.strip_suffix(b"\n") {
        Some(line) if bytes.len() <= line::MAX_LINE_BYTES => Ok((line::read(line)?, line.len())),
        Some(_) | None => Err("raden är inte hel".to_owned()),
    }
}

/// What is left of the file.
struct Stretches {
    file: File,
    /// What has been read of the next stretch's first line.
    rest: Vec<u8>,
    ended: bool,
}

impl Stretches {
    fn of(file: File) -> Self {
        Self {
            file,
            rest: Vec::new(),
            ended: false,
        }
    }

    /// The next stretch of whole lines; none at the end. What is no whole line
    /// stands last in the file, or is too long to be one.
    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut stretch = std::mem::take(&mut self.rest);
        while !self.ended {
            let begun = stretch.len();
            let limit = STRETCH_BYTES as u64;
            let read = (&mut self.file).take(limit).read_to_end(&mut stretch)?;
            self.ended = read == 0 || stretch.len() > line::MAX_LINE_BYTES + STRETCH_BYTES;
            let end = stretch[begun..].iter().rposition(|byte| *byte == b'\n');
            if let Some(end) = end {
                self.rest = stretch.split_off(begun + end + 1);
                break;
            }
        }
        Ok(Some(stretch).filter(|stretch| !stretch.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// Goal: every byte is in exactly one line, wherever the stretches end.
    /// Method: lines of all lengths around a stretch's, and one that is not whole.
    #[test]
    fn the_stretches_are_the_file_cut_between_lines() {
        let mut bytes = Vec::new();
        for length in [
            0,
            1,
            700,
            STRETCH_BYTES - 1,
            STRETCH_BYTES,
            3 * STRETCH_BYTES,
            5,
        ] {
            bytes.resize(bytes.len() + length, b'x');
            bytes.push(b'\n');
        }
        for tail in [&b""[..], b"halv"] {
            let whole = [&bytes, tail].concat();
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(&whole).unwrap();
            let mut stretches = Stretches::of(File::open(file.path()).unwrap());
            let mut found = Vec::new();
            while let Some(stretch) = stretches.next().unwrap() {
                assert!(stretch.ends_with(b"\n") || found.len() + stretch.len() == whole.len());
                found.extend(stretch);
            }
            assert!(found == whole);
        }
    }
}
