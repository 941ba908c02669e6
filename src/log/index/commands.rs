//! Commands: where each began, so that one that comes again is known (I8).
//!
//! Every new command asks whether its id has been used. So all beginnings stand in
//! memory, by a hash of the id, and are kept as blocks of many: neither the question
//! nor the answer costs sled a key of its own. What a command was stands in the
//! journal, and whoever finds a beginning reads there whether it is the one that
//! was asked for: two ids may have the same hash.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

use crate::canonical::sha256;
use crate::ids::{CommandId, Position};
use crate::log::bytes::{Reader, Writer};

/// How many commands are kept as one value: so many take 12 KiB, which is less than
/// what sled puts in files of their own.
const BLOCK: usize = 1024;

/// How many tables the beginnings are spread over. A table that grows is made anew
/// while a command waits, so there are many small ones instead of one.
const TABLES: usize = 256;

/// A command's hash and where it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beginning {
    pub(super) hash: u64,
    pub(super) position: Position,
}

impl Beginning {
    /// That of a command with an id.
    pub(super) fn of(id: &CommandId, position: Position) -> Self {
        Self {
            hash: hash_of(id),
            position,
        }
    }
}

/// Where all commands began, shared between the one that adds and those that look.
#[derive(Clone, Default)]
pub(super) struct Commands(Arc<RwLock<Tables>>);

impl Commands {
    /// Adds some.
    pub(super) fn add(&self, beginnings: &[Beginning]) {
        let mut tables = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for beginning in beginnings {
            tables.add(*beginning);
        }
    }

    /// Where the command with an id may have begun; mostly one place or none.
    pub(super) fn places(&self, id: &CommandId) -> Vec<Position> {
        let tables = self.0.read().unwrap_or_else(PoisonError::into_inner);
        tables.places(hash_of(id))
    }
}

/// The beginnings by hash. One whose hash is taken stands under the next free number.
struct Tables(Vec<HashMap<u64, Position, BuildHasherDefault<AsItIs>>>);

impl Default for Tables {
    fn default() -> Self {
        Self(vec![HashMap::default(); TABLES])
    }
}

impl Tables {
    fn add(&mut self, beginning: Beginning) {
        let mut key = beginning.hash;
        while self.0[table_of(key)].contains_key(&key) {
            key = key.wrapping_add(1);
        }
        self.0[table_of(key)].insert(key, beginning.position);
    }

    fn places(&self, hash: u64) -> Vec<Position> {
        let mut places = Vec::new();
        let mut key = hash;
        while let Some(position) = self.0[table_of(key)].get(&key) {
            places.push(*position);
            key = key.wrapping_add(1);
        }
        places
    }
}

/// Which table a hash belongs to. A table looks at the lowest bits of a hash and at
/// the highest, so neither tell them apart.
fn table_of(hash: u64) -> usize {
    usize::from(hash.to_be_bytes()[2])
}

/// Hashes are spread evenly as they are.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
}

/// Nobody can choose many ids whose hashes are the same, so looking one up stays short.
fn hash_of(id: &CommandId) -> u64 {
    let hash = sha256(id.as_str().as_bytes());
    hash.0
        .first_chunk()
        .map_or(0, |first| u64::from_be_bytes(*first))
}

/// The blocks that some commands after one another are kept as: where the first of
/// each began, and the value.
pub(super) fn blocks(beginnings: &[Beginning]) -> impl Iterator<Item = (Position, Vec<u8>)> {
    beginnings.chunks(BLOCK).map(|block| {
        let first = block.first().map_or(Position(0), |first| first.position);
        let mut value = Writer::default();
        for beginning in block {
            value.u64(beginning.hash);
            // Events that wait together are far fewer than a `u32` tells.
            value.u32(u32::try_from(beginning.position.0 - first.0).unwrap_or(u32::MAX));
        }
        (first, value.into_bytes())
    })
}

/// The commands of a block; `None` when it is none.
pub(super) fn decoded(first: Position, value: &[u8]) -> Option<Vec<Beginning>> {
    let mut reader = Reader::new(value);
    let mut beginnings = Vec::with_capacity(value.len() / 12);
    while !reader.is_empty() {
        beginnings.push(Beginning {
            hash: reader.u64()?,
            position: Position(first.0.checked_add(u64::from(reader.u32()?))?),
        });
    }
    Some(beginnings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hash: u64, position: u64) -> Beginning {
        let position = Position(position);
        Beginning { hash, position }
    }

    #[test]
    fn commands_whose_ids_have_the_same_hash_are_all_found() {
        let mut tables = Tables::default();
        let edge = 0x0000_01FF_FFFF_FFFF;
        for beginning in [at(edge, 1), at(edge, 2), at(edge + 1, 3), at(u64::MAX, 4)] {
            tables.add(beginning);
        }
        let places = |hash| tables.places(hash).into_iter().map(|it| it.0);
        assert_eq!(places(edge).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(places(edge + 1).any(|place| place == 3));
        assert_eq!(places(u64::MAX).collect::<Vec<_>>(), [4]);
        assert_eq!(places(7).count(), 0);
    }

    #[test]
    fn blocks_are_read_as_they_were_written_and_nothing_else_is_one() {
        let all: Vec<Beginning> = (0..2500).map(|it| at(it << 40, 70 + it * it)).collect();
        let mut read = Vec::new();
        for (first, value) in blocks(&all) {
            assert!(value.len() <= 12 * BLOCK);
            assert_eq!(decoded(first, &value[1..]), None);
            assert_eq!(decoded(Position(u64::MAX), &value[..24]), None);
            read.extend(decoded(first, &value).unwrap());
        }
        assert_eq!(read, all);
    }
}
