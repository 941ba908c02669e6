//! The search through every file of the ledger's folder for what was destroyed.
//!
//! Guarantee: every byte of every file below the folder is read, whatever wrote
//! it; files are read in pieces that overlap, so that nothing hides between two.
//! A file that cannot be read fails the search. Deliberately not here: what stands
//! outside the folder, and blocks that no file has any more.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use ledger::ids::Position;
use serde::Serialize;

use super::traces::{Trace, Traces};
use crate::failure::Failure;

/// How much of a file is read at a time, in bytes.
const PIECE: usize = 1024 * 1024;

/// How many findings are told: enough to see where to look.
const MAX_FOUND: usize = 50;

/// What a search came to.
#[derive(Debug, Default)]
pub(super) struct Searched {
    /// How many files were read.
    pub(super) files: u64,
    /// How many bytes.
    pub(super) bytes: u64,
    /// What was found, [`MAX_FOUND`] at most.
    pub(super) found: Vec<Found>,
}

/// Something of what was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Found {
    /// The file, from the ledger's folder.
    pub(super) file: String,
    /// The byte it begins at.
    pub(super) byte: u64,
    /// The event whose payload it is of.
    pub(super) position: Position,
    /// `salt`, `payload` or `words`.
    pub(super) what: &'static str,
}

/// Searches every file below a folder.
///
/// # Errors
/// [`Failure`] when a file cannot be read.
pub(super) fn search(folder: &Path, traces: &Traces) -> Result<Searched, Failure> {
    let needles = Needles::of(traces);
    let mut searched = Searched::default();
    search_folder(folder, folder, &needles, &mut searched).map_err(|error| {
        let what = "gallringen är gjord, men mappen kunde inte genomsökas";
        Failure::io(what, folder.display().to_string(), &error)
    })?;
    searched.found.sort();
    Ok(searched)
}

/// Whether any of it stands in some bytes.
pub(super) fn stands_in(traces: &Traces, bytes: &[u8]) -> bool {
    let needles = Needles::of(traces);
    let mut stands = false;
    needles.each(bytes, |_, _| stands = true);
    stands
}

fn search_folder(
    root: &Path,
    folder: &Path,
    needles: &Needles<'_>,
    searched: &mut Searched,
) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type()?;
        if kind.is_dir() {
            search_folder(root, &path, needles, searched)?;
        } else if kind.is_file() {
            let name = path.strip_prefix(root).unwrap_or(&path);
            searched.files += 1;
            search_file(
                File::open(&path)?,
                &name.display().to_string(),
                needles,
                searched,
            )?;
        }
    }
    Ok(())
}

fn search_file(
    mut file: impl Read,
    name: &str,
    needles: &Needles<'_>,
    searched: &mut Searched,
) -> io::Result<()> {
    let mut window = Vec::with_capacity(PIECE + needles.longest);
    let mut window_at = 0_u64;
    let mut found = BTreeSet::new();
    loop {
        let kept = window.len();
        let read = file.by_ref().take(PIECE as u64).read_to_end(&mut window)?;
        searched.bytes += read as u64;
        if read == 0 {
            break;
        }
        needles.each(&window, |at, (_, position, trace)| {
            // What lay whole in the part that is kept was seen the last time.
            if searched.found.len() + found.len() < MAX_FOUND {
                found.insert((window_at + at as u64, position, trace));
            }
        });
        let keep = window.len().min(needles.longest.saturating_sub(1));
        debug_assert!(kept <= window.len());
        let gone = window.len() - keep;
        window.drain(..gone);
        window_at += gone as u64;
    }
    searched
        .found
        .extend(found.into_iter().map(|(byte, position, trace)| Found {
            file: name.to_owned(),
            byte,
            position,
            what: match trace {
                Trace::Salt => "salt",
                Trace::Payload => "payload",
                Trace::Words => "words",
            },
        }));
    Ok(())
}

type Needle<'a> = (&'a [u8], Position, Trace);

/// The patterns, by their first two bytes.
struct Needles<'a> {
    by_start: Vec<Vec<Needle<'a>>>,
    longest: usize,
}

impl<'a> Needles<'a> {
    fn of(traces: &'a Traces) -> Self {
        let mut needles = Self {
            by_start: vec![Vec::new(); 1 << 16],
            longest: 0,
        };
        for needle in traces.patterns() {
            if let [first, second, ..] = needle.0 {
                needles.longest = needles.longest.max(needle.0.len());
                needles.by_start[start(*first, *second)].push(needle);
            }
        }
        needles
    }

    fn each(&self, bytes: &[u8], mut see: impl FnMut(usize, Needle<'a>)) {
        for (at, pair) in bytes.windows(2).enumerate() {
            for needle in &self.by_start[start(pair[0], pair[1])] {
                if bytes[at..].starts_with(needle.0) {
                    see(at, *needle);
                }
            }
        }
    }
}

fn start(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn searched(bytes: &[u8], needle: &[u8]) -> Vec<u64> {
        let mut needles = Needles {
            by_start: vec![Vec::new(); 1 << 16],
            longest: needle.len(),
        };
        needles.by_start[start(needle[0], needle[1])].push((needle, Position(7), Trace::Words));
        let mut searched = Searched::default();
        search_file(Cursor::new(bytes), "fil", &needles, &mut searched).expect("it is read");
        searched.found.iter().map(|found| found.byte).collect()
    }

    #[test]
    fn what_lies_across_two_pieces_is_found_once_and_at_its_place() {
        let needle = b"en hemlig uppgift";
        for at in [0, PIECE - needle.len(), PIECE - 3, PIECE, 2 * PIECE - 1] {
            let mut bytes = vec![b'e'; 3 * PIECE];
            bytes[at..at + needle.len()].copy_from_slice(needle);
            assert_eq!(searched(&bytes, needle), [at as u64]);
        }
        assert!(searched(&vec![b'e'; 2 * PIECE], needle).is_empty());
    }
}
