//! A cell with its versions: what is booked on a line, in a month, by a unit.
//!
//! Nearly every event of a log is a booking, and each makes a version of a cell. So
//! a version takes two words: its position with what else is known of it, and the
//! total. It is [`History`](crate::temporal::History) for this one value, with the
//! same guarantee (I9).

use bincode::de::{BorrowDecoder, Decoder};
use bincode::enc::Encoder;
use bincode::error::{DecodeError, EncodeError};
use bincode::{BorrowDecode, Decode, Encode};
use ledger::event::Provenance;
use ledger::ids::Position;
use ledger::money::Ore;

use super::tally::Tally;
use crate::numbers::Numbers;
use crate::temporal;

/// What kind of event moved a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellCause {
    /// A booking.
    Booked,
    /// Spending on an investment object.
    Spent,
    /// A correction of a booking.
    Corrected,
    /// A restatement.
    Restated,
}

/// A cell after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellVersion {
    /// All that is booked so far.
    pub total: Tally,
    /// What kind of event came last.
    pub cause: CellCause,
}

/// The versions of a cell, in order of position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellHistory {
    versions: Vec<Packed>,
}

/// Some versions of a cell after one another.
#[derive(Debug, Clone, Copy)]
pub struct CellVersions<'a>(&'a [Packed]);

impl CellHistory {
    /// Adds the version that the event at `position` makes. Positions rise; a
    /// second version at the same position replaces the first.
    pub fn set(&mut self, position: Position, version: CellVersion) {
        let version = Packed::of(position, version);
        match self.versions.last_mut() {
            Some(last) if last.position() == position => *last = version,
            _ => self.versions.push(version),
        }
    }

    /// The newest version.
    pub fn last(&self) -> Option<CellVersion> {
        self.versions.last().map(|last| last.version())
    }

    /// The version that is known at a log size; `None` before the first.
    pub fn at(&self, size: u64) -> Option<CellVersion> {
        let count = self.count_before(size);
        temporal::tell(size, || self.around(count));
        let known = self.versions[..count].last();
        known.map(|version| version.version())
    }

    /// The versions made at positions from `from` to before `to`.
    pub fn between(&self, from: u64, to: u64) -> CellVersions<'_> {
        let (start, end) = (self.count_before(from), self.count_before(to));
        temporal::tell(to, || self.around(end));
        CellVersions(self.versions.get(start..end).unwrap_or(&[]))
    }

    fn count_before(&self, size: u64) -> usize {
        temporal::count_before(&self.versions, size, |version| version.position())
    }

    /// The positions of the last of the first `count` versions and of the one after it.
    fn around(&self, count: usize) -> [Option<Position>; 2] {
        [count.checked_sub(1), Some(count)].map(|place| Some(self.versions.get(place?)?.position()))
    }
}

impl<'a> CellVersions<'a> {
    /// How many there are.
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// One of them, with the position that made it.
    pub fn get(self, place: usize) -> Option<(Position, CellVersion)> {
        let version = self.0.get(place)?;
        Some((version.position(), version.version()))
    }

    /// Each with the position that made it, in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = (Position, CellVersion)> + 'a {
        let versions = self.0.iter();
        versions.map(|version| (version.position(), version.version()))
    }
}

/// A version in two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Packed {
    /// The position, and in its last [`MARK_BITS`] the cause and the provenance. No
    /// log has so many events that the bits before it are missed.
    place: u64,
    total: i64,
}

const MARK_BITS: u32 = 4;

const CAUSES: [CellCause; 4] = [
    CellCause::Booked,
    CellCause::Spent,
    CellCause::Corrected,
    CellCause::Restated,
];

const PROVENANCES: [Option<Provenance>; 4] = [
    None,
    Some(Provenance::Stated),
    Some(Provenance::Inferred),
    Some(Provenance::Generated),
];

impl Packed {
    fn of(position: Position, CellVersion { total, cause }: CellVersion) -> Self {
        let cause = match cause {
            CellCause::Booked => 0,
            CellCause::Spent => 1,
            CellCause::Corrected => 2,
            CellCause::Restated => 3,
        };
        let provenance = match total.provenance {
            None => 0,
            Some(Provenance::Stated) => 1,
            Some(Provenance::Inferred) => 2,
            Some(Provenance::Generated) => 3,
        };
        Self {
            place: position.0 << MARK_BITS | provenance << 2 | cause,
            total: total.amount.0,
        }
    }

    fn position(self) -> Position {
        Position(self.place >> MARK_BITS)
    }

    fn version(self) -> CellVersion {
        let two_bits = |from: u32| usize::from((self.place >> from).to_le_bytes()[0] & 0b11);
        CellVersion {
            total: Tally::new(Ore(self.total), PROVENANCES[two_bits(2)]),
            cause: CAUSES[two_bits(0)],
        }
    }
}

/// Kept as steps from version to version, which are smaller than what they lead to.
impl Encode for CellHistory {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        let mut numbers = Numbers::with_room_for(2 * self.versions.len());
        numbers.add(self.versions.len() as u64);
        let (mut position, mut total) = (0, 0);
        for version in &self.versions {
            // The position's step, with the mark in its last bits.
            numbers.add(version.place.wrapping_sub(position << MARK_BITS));
            numbers.add_step(total, version.total);
            (position, total) = (version.position().0, version.total);
        }
        numbers.encode(encoder)
    }
}

impl<Context> Decode<Context> for CellHistory {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        Numbers::decode(decoder, |numbers| {
            let count = numbers.next_count(2)?;
            let mut versions = Vec::with_capacity(count);
            let (mut position, mut total) = (0_u64, 0);
            for _ in 0..count {
                let place = (position << MARK_BITS).wrapping_add(numbers.next()?);
                total = numbers.next_step(total)?;
                let version = Packed { place, total };
                position = version.position().0;
                versions.push(version);
            }
            Some(Self { versions })
        })
    }
}

impl<'de, Context> BorrowDecode<'de, Context> for CellHistory {
    fn borrow_decode<D: BorrowDecoder<'de, Context = Context>>(
        decoder: &mut D,
    ) -> Result<Self, DecodeError> {
        Self::decode(decoder)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::temporal::{History, watched};
    use crate::testing::quickly;

    fn versions() -> impl Strategy<Value = Vec<(Position, CellVersion)>> {
        let version = (0..3_u64, any::<i64>(), 0..64_u32, 0..4_usize, 0..4_usize);
        prop::collection::vec(version, 0..12).prop_map(|versions| {
            let mut at = 0;
            let made = versions
                .into_iter()
                .map(|(step, total, by, provenance, cause)| {
                    at += step;
                    let total = Tally::new(Ore(total >> by), PROVENANCES[provenance]);
                    let cause = CAUSES[cause];
                    (Position(at), CellVersion { total, cause })
                });
            made.collect()
        })
    }

    proptest! {
        #![proptest_config(quickly())]

        #[test]
        fn a_cell_answers_what_a_plain_history_answers(versions in versions()) {
            let mut plain = History::default();
            let mut cell = CellHistory::default();
            for (position, version) in versions {
                plain.set(position, version);
                cell.set(position, version);
            }
            prop_assert_eq!(cell.last(), plain.last().copied());
            for size in 0..30 {
                prop_assert_eq!(
                    watched(size, || cell.at(size)),
                    watched(size, || plain.at(size).copied())
                );
                for from in 0..size + 2 {
                    let ((count, between), seen) = watched(size, || {
                        let between = cell.between(from, size);
                        (between.len(), between.iter().collect::<Vec<_>>())
                    });
                    let plainly = watched(size, || plain.between(from, size).to_vec());
                    prop_assert_eq!(count, between.len());
                    prop_assert_eq!((between, seen), plainly);
                }
            }
        }

        #[test]
        fn a_cell_comes_back_as_it_was_kept(versions in versions(), far in any::<bool>()) {
            let mut cell = CellHistory::default();
            for (position, version) in versions {
                cell.set(Position(position.0 + if far { 1 << 40 } else { 0 }), version);
            }
            let config = bincode::config::standard();
            let bytes = bincode::encode_to_vec(&cell, config).unwrap();
            let (back, read) = bincode::decode_from_slice::<CellHistory, _>(&bytes, config).unwrap();
            prop_assert_eq!((back, read), (cell, bytes.len()));
        }
    }
}
