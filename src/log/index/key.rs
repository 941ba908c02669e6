//! Keys of the index's tree: a letter for what it is, then the rest in an order
//! that scans can follow. Deliberately not here: the values.

use crate::ids::Position;
use crate::log::merkle::TILE;
use crate::stream::StreamId;

/// A letter and what follows it.
pub(super) fn keyed(letter: u8, rest: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(rest.len() + 1);
    key.push(letter);
    key.extend_from_slice(rest);
    key
}

/// What the keys of a stream begin with. The length of its name stands first, so that
/// no stream's keys are among another's.
pub(super) fn stream_prefix(stream: &StreamId) -> Vec<u8> {
    let name = stream.as_str().as_bytes();
    let mut key = Vec::with_capacity(name.len() + 11);
    key.push(b's');
    key.extend_from_slice(&u16::try_from(name.len()).unwrap_or(u16::MAX).to_be_bytes());
    key.extend_from_slice(name);
    key
}

/// A stream's events from a version on.
pub(super) fn stream_key(stream: &StreamId, version: u64) -> Vec<u8> {
    let mut key = stream_prefix(stream);
    key.extend_from_slice(&version.to_be_bytes());
    key
}

/// A block of commands, the first of which began at a position.
pub(super) fn command_key(first: Position) -> [u8; 9] {
    let mut key = [b'c'; 9];
    key[1..].copy_from_slice(&first.0.to_be_bytes());
    key
}

/// The number that ends the key of a stream's events or of a block of commands, and
/// what stands before it.
pub(super) fn numbered(key: &[u8]) -> Option<(&[u8], u64)> {
    let (before, number) = key.split_last_chunk()?;
    Some((before, u64::from_be_bytes(*number)))
}

/// A node of the Merkle tree.
pub(super) fn node_key(level: u8, number: u64) -> [u8; 10] {
    let mut key = [b'n', level, 0, 0, 0, 0, 0, 0, 0, 0];
    key[2..].copy_from_slice(&number.to_be_bytes());
    key
}

/// What the keys of a tile's nodes begin with: a tile holds as many hashes as the
/// last byte of their numbers can tell apart.
pub(super) fn tile_key(level: u8, tile: u64) -> [u8; 9] {
    const { assert!(TILE == 256) };
    let [first @ .., _] = node_key(level, tile.saturating_mul(TILE as u64));
    first
}
