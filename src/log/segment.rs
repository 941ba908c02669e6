//! The journal's files: names and headers. Byte for byte in `FORMAT.md`.

use super::LogError;
use crate::ids::Position;

/// The bytes that every segment begins with. The first is no UTF-8, so that no
/// text can be taken for a segment.
pub const SEGMENT_MAGIC: [u8; 8] = *b"\xF5LGRSEG\n";

/// The version of the journal's format.
pub const JOURNAL_VERSION: u32 = 1;

/// The length of a segment's header; frames begin here.
pub const SEGMENT_HEADER_BYTES: u64 = HEADER as u64;

const HEADER: usize = 64;

/// The ending of a segment's file name.
const ENDING: &str = ".seg";

/// The header of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentHeader {
    /// The ledger it belongs to.
    pub ledger: [u8; 16],
    /// Its number, from 0 without gaps.
    pub number: u32,
    /// The position of the first event in it.
    pub first_position: Position,
}

/// The file name of a segment.
pub fn file_name(number: u32) -> String {
    format!("{number:010}{ENDING}")
}

/// The number of a segment by its file name; none when it is another file.
pub fn number_of(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(ENDING)?;
    (digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

impl SegmentHeader {
    /// The header's bytes.
    pub fn encode(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[0..8].copy_from_slice(&SEGMENT_MAGIC);
        bytes[8..12].copy_from_slice(&JOURNAL_VERSION.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.number.to_le_bytes());
        bytes[16..32].copy_from_slice(&self.ledger);
        bytes[32..40].copy_from_slice(&self.first_position.0.to_le_bytes());
        let crc = crc32fast::hash(&bytes[..60]);
        bytes[60..64].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads the header of the segment that is the ledger's `number`.
    ///
    /// # Errors
    /// [`LogError::NewerFormat`] when a newer program wrote it, and
    /// [`LogError::Damaged`] with `position` when it is not that header.
    pub fn decode(
        bytes: &[u8],
        ledger: [u8; 16],
        number: u32,
        position: Position,
    ) -> Result<Self, LogError> {
        let place = file_name(number);
        let damaged = |found: &str| LogError::Damaged {
            position,
            place: format!("{place}, byte 0"),
            found: found.to_owned(),
        };
        let Some(bytes) = bytes.first_chunk::<HEADER>() else {
            return Err(damaged("filen är kortare än sitt huvud"));
        };
        let word = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        if bytes[0..8] != SEGMENT_MAGIC {
            return Err(damaged("filen börjar inte som en journalfil"));
        }
        if word(60) != crc32fast::hash(&bytes[..60]) {
            return Err(damaged("filhuvudets kontrollsumma stämmer inte"));
        }
        if word(8) > JOURNAL_VERSION {
            return Err(LogError::NewerFormat {
                place,
                version: word(8),
                known: JOURNAL_VERSION,
            });
        }
        let mut first = [0; 8];
        first.copy_from_slice(&bytes[32..40]);
        let header = Self {
            ledger,
            number,
            first_position: Position(u64::from_le_bytes(first)),
        };
        if bytes[..] != header.encode() {
            return Err(damaged(
                "filen hör till en annan liggare eller har bytt plats",
            ));
        }
        Ok(header)
    }
}
