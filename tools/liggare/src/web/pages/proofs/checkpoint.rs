//! The latest checkpoint, line by line, with whose signatures hold; and the ledger's keys.

use ledger::event::Event;
use ledger::event::proof::WitnessPolicyAdopted;
use ledger::log::ReadLog;
use ledger::proof::{SignedNote, TreeHead, VerifierKey, cosignature, origin_line};
use ledger::stream::StreamId;
use ledger::time::Timestamp;

use super::step::encoded;
use crate::cli::moment;
use crate::node::Node;
use crate::render::swedish;
use crate::server::problem::Problem;
use crate::session::signing::{self, LogKey};
use crate::web::sight::Sight;
use crate::web::times::path;

/// Where the log names its witnesses.
const WITNESSES: &str = "proof/witnesses";

/// A checkpoint as it is shown.
pub(super) struct Checkpoint {
    /// The signed note, whole.
    pub(super) note: String,
    /// The log's name.
    pub(super) origin: String,
    /// How many events it counts.
    pub(super) size: String,
    /// When the last of them was recorded.
    pub(super) at: String,
    /// The root that it states.
    pub(super) root: String,
    /// Whether the root of the log is that one.
    pub(super) holds: bool,
    /// How many known events it does not reach.
    pub(super) beyond: u64,
    /// The signature lines.
    pub(super) signatures: Vec<Signature>,
    /// How many witnesses are asked for, and how many there are.
    pub(super) witnesses: Option<(u8, usize)>,
    /// The file of it.
    pub(super) file: String,
}

/// A signature line.
pub(super) struct Signature {
    /// Whose key.
    pub(super) name: String,
    /// What it is.
    pub(super) role: &'static str,
    /// What became of verifying it.
    pub(super) said: String,
    /// Whether it holds; nothing when its key is not known here.
    pub(super) holds: Option<bool>,
}

/// The keys that a ledger's checkpoints are signed by.
pub(super) struct Keys {
    /// The first one first; none when the folder has none.
    pub(super) listed: Vec<ShownKey>,
}

/// A key.
pub(super) struct ShownKey {
    /// The verifier key.
    pub(super) verifier: String,
    /// From when it is used.
    pub(super) since: String,
}

impl Keys {
    /// The keys that are known at the size; none where they cannot be read.
    pub(super) fn of(sight: &Sight<'_>, node: &Node) -> Self {
        let origin = origin_line(&node.file.origin, node.file.ledger);
        let keys = signing::log_keys(&node.folder, &sight.question.snapshot, &origin);
        // A copy that only follows has no key of its own to show.
        let keys: Vec<LogKey> = keys.unwrap_or_else(|failure| {
            tracing::warn!(why = failure.what, "verifieringsnyckeln kan inte visas");
            Vec::new()
        });
        let known = keys
            .into_iter()
            .filter(|key| key.since.is_none_or(|at| at.0 < sight.size));
        let listed = known.map(|key| ShownKey {
            verifier: key.verifier,
            since: match key.since {
                None => "från början".to_owned(),
                Some(at) => format!("från händelse {}", at.0),
            },
        });
        Self {
            listed: listed.collect(),
        }
    }

    fn parsed(&self) -> Vec<VerifierKey> {
        let keys = self.listed.iter();
        keys.filter_map(|key| VerifierKey::parse(&key.verifier).ok())
            .collect()
    }
}

impl Checkpoint {
    /// A checkpoint with its signatures verified and its root recomputed.
    ///
    /// # Errors
    /// [`Problem`] when the log cannot be read.
    pub(super) fn of(
        sight: &Sight<'_>,
        head: &TreeHead,
        note: &SignedNote,
        keys: &Keys,
    ) -> Result<Self, Problem> {
        let policy = policy(sight)?;
        let own = keys.parsed();
        let witnesses: Vec<VerifierKey> = policy
            .witnesses
            .iter()
            .filter_map(|key| VerifierKey::parse(key).ok())
            .collect();
        let known_at = sight.model().timeline.known_at(head.size);
        Ok(Self {
            note: note.to_string(),
            origin: head.origin.clone(),
            size: swedish::events(head.size),
            at: known_at.map(moment::shown).unwrap_or_default(),
            root: encoded(&head.root),
            holds: sight.question.snapshot.root_at(head.size)? == head.root,
            beyond: sight.size.saturating_sub(head.size),
            signatures: signatures(note, &own, &witnesses),
            witnesses: (!witnesses.is_empty()).then_some((policy.required, witnesses.len())),
            file: path("/bevis/kontrollpunkt", &head.size.to_string()),
        })
    }
}

fn signatures(note: &SignedNote, own: &[VerifierKey], witnesses: &[VerifierKey]) -> Vec<Signature> {
    let lines = note.signatures().iter();
    lines
        .map(|line| {
            let is_of = |key: &&VerifierKey| key.name() == line.name && key.id() == line.key_id;
            let (role, said, holds) = if let Some(key) = own.iter().find(is_of) {
                let holds = note.verify(key).is_ok();
                let said = if holds { "stämmer" } else { "stämmer inte" };
                ("liggaren", said.to_owned(), Some(holds))
            } else if let Some(key) = witnesses.iter().find(is_of) {
                match cosignature::verify(note, key) {
                    Ok(seconds) => {
                        let at = i64::try_from(seconds).unwrap_or(i64::MAX);
                        let at = Timestamp(at.saturating_mul(1_000_000));
                        let said = format!("stämmer, {}", moment::shown(at));
                        ("vittne", said, Some(true))
                    }
                    Err(_) => ("vittne", "stämmer inte".to_owned(), Some(false)),
                }
            } else {
                (
                    "okänd",
                    "nyckeln är inte känd här och säger inget".to_owned(),
                    None,
                )
            };
            Signature {
                name: line.name.clone(),
                role,
                said,
                holds,
            }
        })
        .collect()
}

/// The witness policy that was in force.
fn policy(sight: &Sight<'_>) -> Result<WitnessPolicyAdopted, Problem> {
    let log = &sight.question.snapshot;
    let Ok(stream) = StreamId::new(WITNESSES) else {
        return Ok(WitnessPolicyAdopted::default());
    };
    let positions = log.stream(&stream)?;
    let mut positions = positions.into_iter().rev();
    let Some(position) = positions.find(|position| position.0 < sight.size) else {
        return Ok(WitnessPolicyAdopted::default());
    };
    for record in log.read(position, position.0 + 1) {
        if let Some(Event::WitnessPolicyAdopted(policy)) = record?.entry.event() {
            return Ok(policy.clone());
        }
    }
    Ok(WitnessPolicyAdopted::default())
}
