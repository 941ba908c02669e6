//! Verification: the log checks itself, part by part.
//!
//! One walk through the journal recomputes everything that hashes and
//! signatures cover; nothing is believed because it was kept. Each [`Part`] gets
//! a verdict of its own with the first places where it fails.
//!
//! Guarantees: bounded memory beside the streams' versions; what the walk could
//! not reach is told as not judged, never as holding.
//! Deliberately not here: mending; read models and reports, which the read side
//! judges from the same walk; and independence of this program's code, which the
//! auditor's verifier has.

mod chain;
mod leaves;
mod order;
mod redactions;

use serde::Serialize;

use super::LogError;
use crate::ids::Position;
pub(crate) use crate::log::merkle::CompactTree;
pub(crate) use chain::Chain;
pub(crate) use leaves::flaws;
pub(crate) use order::Order;
pub(crate) use redactions::Redactions;

/// How many findings a part keeps; the rest are counted.
pub const MAX_FINDINGS: usize = 20;

/// A part of the log that is judged by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Every frame, checksum and the order of events.
    Journal,
    /// Commitments and leaves, recomputed from payload and salt.
    Leaves,
    /// What was redacted is destroyed, and nothing else is.
    Redactions,
    /// The index against one built anew from the journal.
    Index,
    /// The tree's root against the checkpoint that notices a journal cut short.
    Root,
    /// The signed checkpoints: roots, signatures and rotations.
    SignedCheckpoints,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The position, when it is of one.
    pub position: Option<Position>,
    /// The file and byte, the note or the key, when that is known.
    pub place: String,
    /// What was found, in Swedish.
    pub found: String,
}

/// The verdict on a part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How much was judged: events, notes or entries.
    pub judged: u64,
    /// The first findings; none when it holds.
    pub findings: Vec<Finding>,
    /// How many findings there are beyond those.
    pub more: u64,
    /// Why it could not be judged, wholly or from some place on.
    pub not_judged: Option<String>,
}

impl Finding {
    /// A finding at a position.
    pub(crate) fn at(position: Position, found: impl Into<String>) -> Self {
        Self {
            position: Some(position),
            place: String::new(),
            found: found.into(),
        }
    }

    /// What an error of the log says of a place.
    pub(crate) fn of(error: &LogError) -> Self {
        match error {
            LogError::Damaged {
                position,
                place,
                found,
            } => Self {
                position: Some(*position),
                place: place.clone(),
                found: found.clone(),
            },
            other => Self {
                position: None,
                place: String::new(),
                found: other.to_string(),
            },
        }
    }
}

impl Verdict {
    /// Whether it was judged and holds.
    pub fn holds(&self) -> bool {
        self.findings.is_empty() && self.not_judged.is_none()
    }

    /// Adds a finding.
    pub fn add(&mut self, finding: Finding) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }
}
