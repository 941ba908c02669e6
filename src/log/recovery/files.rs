//! The files of the journal, as they are found: none missing, none another ledger's.

use std::collections::BTreeSet;

use crate::ids::Position;
use crate::log::LogError;
use crate::log::disk::Disk;
use crate::log::journal::{LARGEST_SEGMENT_BYTES, failed};
use crate::log::segment::{self, SEGMENT_HEADER_BYTES, SegmentHeader};
use crate::log::walk::{Segment, Walk};

/// The files of the journal, in order, with their headers read.
///
/// # Errors
/// [`LogError::Damaged`] when one is missing, too large, or not the ledger's.
pub(crate) fn segments(disk: &dyn Disk, ledger: [u8; 16]) -> Result<Vec<Segment>, LogError> {
    let names = disk
        .names()
        .map_err(failed("att läsa", "journalens mapp"))?;
    let numbers: BTreeSet<u32> = names
        .iter()
        .filter_map(|name| segment::number_of(name))
        .collect();
    let mut segments: Vec<Segment> = Vec::with_capacity(numbers.len());
    for (expected, number) in (0..).zip(&numbers) {
        let reached = segments.last().map_or(0, |segment| segment.first);
        if *number != expected {
            return Err(missing(expected, end_of(&segments).unwrap_or(reached)));
        }
        let name = segment::file_name(*number);
        let file = disk.open(&name).map_err(failed("att öppna", &name))?;
        let mut bytes = vec![0; usize::try_from(SEGMENT_HEADER_BYTES).unwrap_or(0)];
        let read = file
            .read_at(&mut bytes, 0)
            .map_err(failed("att läsa", &name))?;
        let header = SegmentHeader::decode(&bytes[..read], ledger, *number, Position(reached))
            .map_err(|error| match error {
                LogError::Damaged { place, found, .. } => LogError::Damaged {
                    position: Position(end_of(&segments).unwrap_or(reached)),
                    place,
                    found,
                },
                other => other,
            })?;
        let length = file.size().map_err(failed("att mäta", &name))?;
        segments.push(Segment {
            number: *number,
            first: header.first_position.0,
            file,
        });
        // What is read whole, as what stands after the last frame, is bounded by this.
        if length > LARGEST_SEGMENT_BYTES {
            return Err(LogError::Damaged {
                position: Position(end_of(&segments).unwrap_or(reached)),
                place: format!("{name}, byte {LARGEST_SEGMENT_BYTES}"),
                found: format!(
                    "filen har {length} byte; en journalfil har högst {LARGEST_SEGMENT_BYTES}"
                ),
            });
        }
    }
    if segments.is_empty() {
        return Err(missing(0, 0));
    }
    Ok(segments)
}

/// The damage of a file that is not there.
pub(super) fn missing(number: u32, position: u64) -> LogError {
    LogError::Damaged {
        position: Position(position),
        place: segment::file_name(number),
        found: "filen saknas".to_owned(),
    }
}

/// How far the last of these files goes, to name the place of damage after it.
fn end_of(segments: &[Segment]) -> Option<u64> {
    let mut walk = Walk::towards(segments, segments.last()?.first);
    while walk.step().is_ok() {}
    Some(walk.place().position)
}
