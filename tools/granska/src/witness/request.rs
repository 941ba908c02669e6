//! What a log asks of a witness: `old <size>`, the hashes of a consistency
//! proof, an empty line, and the checkpoint as a signed note. A file that is
//! carried by hand has the same form.

use crate::note::{Checkpoint, Note, base64_hash};
use crate::tree::Hash;

/// The most hashes of a proof: a tree of 2^63 leaves needs no more.
pub const MAX_PROOF: usize = 63;

/// The largest request, in bytes: the longest proof and a note of a hundred signatures.
pub const MAX_BYTES: usize = 64 * 1024;

/// A request that has the right form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The size that the log believes the witness has seen.
    pub old: u64,
    /// Shows that the tree of that size is the beginning of the checkpoint's.
    pub proof: Vec<Hash>,
    /// The checkpoint as it was signed.
    pub note: Note,
    /// What it says.
    pub checkpoint: Checkpoint,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// What is wrong with its form, in Swedish.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > MAX_BYTES {
            return Err(format!("begäran är längre än {MAX_BYTES} byte"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| "begäran är inte UTF-8".to_owned())?;
        let (head, note) = text
            .split_once("\n\n")
            .ok_or("den tomma raden före kontrollpunkten saknas")?;
        let mut lines = head.split('\n');
        let old = lines
            .next()
            .and_then(|line| line.strip_prefix("old "))
            .and_then(size)
            .ok_or("första raden är inte \"old\" och en storlek")?;
        let proof = lines
            .zip(2..)
            .map(|(line, number)| {
                base64_hash(line).ok_or_else(|| format!("rad {number} är ingen hash i base64"))
            })
            .collect::<Result<Vec<_>, _>>()?;
        if proof.len() > MAX_PROOF {
            return Err(format!("beviset har fler än {MAX_PROOF} hashar"));
        }
        let (note, checkpoint) = Checkpoint::of_note(note).map_err(|error| error.to_string())?;
        Ok(Self {
            old,
            proof,
            note,
            checkpoint,
        })
    }
}

/// A size in decimal, written in its one way.
fn size(text: &str) -> Option<u64> {
    let number = text.parse::<u64>().ok()?;
    (number.to_string() == text).then_some(number)
}
