//! Runs: the positions of a stream's events after one another, as few bytes.
//!
//! For each run of positions after one another: how far it begins after the run before
//! it ended, and how many there are; each in LEB128. A lone event takes the bytes of
//! its position and one more.

use std::ops::Range;

use crate::ids::Position;
use crate::leb128::{read, write};
use crate::log::frame::MAX_FRAME_BYTES;

/// More events than any frame holds: a head alone takes more bytes than this many.
const MOST_EVENTS: u64 = MAX_FRAME_BYTES as u64 / 64;

/// Positions in rising order, while they are gathered.
#[derive(Debug, Clone, Default)]
pub(super) struct Runs {
    bytes: Vec<u8>,
    /// The run that may go on.
    last: Range<u64>,
    /// Where the run before it ended.
    before: u64,
}

impl Runs {
    /// Adds the next position.
    pub(super) fn push(&mut self, position: Position) {
        if self.last.end == position.0 && !self.last.is_empty() {
            self.last.end += 1;
            return;
        }
        self.write_last();
        self.last = position.0..position.0 + 1;
    }

    /// The bytes of all.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.write_last();
        self.bytes
    }

    fn write_last(&mut self) {
        if !self.last.is_empty() {
            write(&mut self.bytes, self.last.start - self.before);
            write(&mut self.bytes, self.last.end - self.last.start);
            self.before = self.last.end;
        }
    }
}

/// The runs that bytes say; `None` when they are none's.
pub(super) fn decoded(mut bytes: &[u8]) -> Option<Vec<Range<u64>>> {
    let mut runs = Vec::new();
    let mut at = 0_u64;
    while !bytes.is_empty() {
        let start = at.checked_add(read(&mut bytes)?)?;
        let count = read(&mut bytes).filter(|count| *count <= MOST_EVENTS)?;
        let end = start.checked_add(count)?;
        runs.push(start..end);
        at = end;
    }
    Some(runs)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn encoded(positions: impl IntoIterator<Item = u64>) -> Vec<u8> {
        let mut runs = Runs::default();
        for position in positions {
            runs.push(Position(position));
        }
        runs.into_bytes()
    }

    #[test]
    fn events_after_one_another_take_a_few_bytes_however_many() {
        assert_eq!(encoded([5]), [5, 1]);
        assert_eq!(encoded(300..10_300), [0xAC, 0x02, 0x90, 0x4E]);
        assert_eq!(encoded([0, 1, 4]), [0, 2, 2, 1]);
        assert_eq!(decoded(&[0, 2, 2, 1]), Some(vec![0..2, 4..5]));
        assert!(encoded([]).is_empty());
    }

    #[test]
    fn bytes_that_are_cut_or_say_too_much_are_no_runs() {
        assert_eq!(decoded(&[5]), None);
        assert_eq!(decoded(&[0x80]), None);
        assert_eq!(decoded(&[0xFF; 12]), None);
        assert_eq!(decoded(&[0, 0x81, 0x80, 0x80, 0x08]), None);
        let beyond = [encoded([u64::MAX - 1]), vec![1, 1]].concat();
        assert_eq!(decoded(&beyond), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(positions in prop::collection::btree_set(any::<u64>().prop_map(|it| it >> 1), 0..40)) {
            let runs = decoded(&encoded(positions.iter().copied())).unwrap();
            let read: BTreeSet<u64> = runs.into_iter().flatten().collect();
            prop_assert_eq!(read, positions);
        }
    }
}
