//! The marker: how many events readers in other processes may see.
//!
//! It is written in place after a group is durable, and is not synced itself:
//! after a crash it may say too little, never too much (I1). So a marker that
//! says more than the journal holds proves that an acknowledged frame is gone.

use std::io;

use super::disk::{Disk, DiskFile};

/// The file's name.
pub(crate) const FILE: &str = "visible";

const BYTES: usize = 16;

/// Writes the marker.
///
/// # Errors
/// What the system answers.
pub(crate) fn write(file: &dyn DiskFile, size: u64) -> io::Result<()> {
    let mut bytes = [0; BYTES];
    bytes[..8].copy_from_slice(&size.to_le_bytes());
    let crc = crc32fast::hash(&bytes[..8]);
    bytes[8..12].copy_from_slice(&crc.to_le_bytes());
    file.write_at(&bytes, 0)
}

/// Reads the marker; none when there is none or it is being written.
pub(crate) fn read(disk: &dyn Disk) -> Option<u64> {
    let file = disk.open(FILE).ok()?;
    let mut bytes = [0; BYTES];
    if file.read_at(&mut bytes, 0).ok()? != BYTES {
        return None;
    }
    let (size, rest) = bytes.split_first_chunk::<8>()?;
    (rest[..4] == crc32fast::hash(size).to_le_bytes()).then(|| u64::from_le_bytes(*size))
}
