//! That an event stands in the log: from what it says, by its leaf, up to the root.

use ledger::canonical;
use ledger::ids::Position;
use ledger::log::ReadLog;
use ledger::log::merkle::proof::inclusion_steps;
use ledger::proof::TreeHead;

use super::step::{encoded, table};
use crate::render::swedish;
use crate::server::problem::Problem;
use crate::web::html::Html;
use crate::web::pages::events::sentence;
use crate::web::pages::reference::event_address;
use crate::web::sight::Sight;

/// An inclusion as it is shown.
pub(super) struct Inclusion {
    /// The event's position.
    pub(super) position: u64,
    /// What it says, its page and its leaf, for those who may read the log.
    pub(super) event: Option<ShownEvent>,
    /// The size of the tree.
    pub(super) size: String,
    /// The leaf's hash.
    pub(super) leaf: String,
    /// The steps up.
    pub(super) steps: Html,
    /// The root that the checkpoint states.
    pub(super) root: String,
    /// Whether all of it holds.
    pub(super) holds: bool,
}

impl Inclusion {
    /// Whether what the event said is destroyed, as far as the reader may know.
    pub(super) fn is_redacted(&self) -> bool {
        let event = self.event.as_ref();
        event.is_some_and(|event| event.is_committed.is_none())
    }
}

/// The event of a proof.
pub(super) struct ShownEvent {
    /// What it says.
    pub(super) sentence: String,
    /// Its page.
    pub(super) address: String,
    /// The canonical leaf.
    pub(super) leaf: String,
    /// The commitment to what it says.
    pub(super) commitment: String,
    /// Whether salt and payload make the commitment; nothing when they are destroyed.
    pub(super) is_committed: Option<bool>,
    /// Whether the canonical leaf makes the leaf's hash.
    pub(super) is_hashed: bool,
}

/// The inclusion of the event at a position in the tree of a checkpoint; why there is
/// none, in words for the reader.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(super) fn shown(
    sight: &Sight<'_>,
    asked: &str,
    head: &TreeHead,
) -> Result<Result<Inclusion, String>, Problem> {
    let asked = asked.trim_start_matches('@');
    let Ok(position) = asked.parse::<u64>() else {
        return Ok(Err("Skriv händelsens nummer, till exempel 812.".to_owned()));
    };
    if position >= head.size {
        return Ok(Err(format!(
            "Kontrollpunkten omfattar {}, så den högsta är händelse {}.",
            swedish::events(head.size),
            head.size.saturating_sub(1)
        )));
    }
    let log = &sight.question.snapshot;
    let mut read = log.read(Position(position), position + 1);
    let record = read.next().ok_or_else(Problem::internal)??;
    let proof = log.inclusion_proof(Position(position), head.size)?;
    let climbed = inclusion_steps(&record.leaf, position, head.size, &proof);
    let climbed = climbed.ok_or_else(Problem::internal)?;
    let top = climbed.last().map_or(record.leaf, |step| step.above);
    let entry = &record.entry;
    let told = |address| -> Result<ShownEvent, Problem> {
        let committed = record.salt.as_ref().zip(entry.event());
        Ok(ShownEvent {
            sentence: sentence(sight, entry),
            address,
            leaf: String::from_utf8_lossy(&canonical::leaf_json(entry, &record.payload_commitment))
                .into_owned(),
            commitment: encoded(&record.payload_commitment),
            is_committed: committed.map(|(salt, event)| {
                canonical::payload_commitment(salt, event) == record.payload_commitment
            }),
            is_hashed: canonical::leaf_hash(entry, &record.payload_commitment) == record.leaf,
        })
    };
    let event = event_address(sight, entry.position);
    let event = event.map(told).transpose()?;
    let is_whole = event
        .as_ref()
        .is_none_or(|event| event.is_hashed && event.is_committed != Some(false));
    Ok(Ok(Inclusion {
        position,
        event,
        size: swedish::events(head.size),
        leaf: encoded(&record.leaf),
        steps: table(&climbed)?,
        root: encoded(&head.root),
        holds: is_whole && top == head.root,
    }))
}
