//! Backup: a copy of a ledger's folder, made while another process writes it.
//!
//! The copy takes no lock of the ledger and reads as followers do
//! ([`super::follower`]): what is durable when it begins, and nothing of it
//! twice. It is an ordinary ledger: the same journal byte for byte, the signed
//! checkpoints that it covers, and a checkpoint file that notices a cut.
//!
//! Guarantees: the copy is a prefix of the ledger with its root; every checksum
//! has been judged and every checkpoint on the way held against the tree, so that
//! damage stops the copying with its position (I12); what the ledger has
//! redacted, the copy has destroyed (I11); a copy that was cut off never takes the
//! name of a whole one; nothing is overwritten but an older copy of the same
//! ledger, when that is asked for. Taking a ledger back is the same copying.
//!
//! Deliberately not here: what is derived (index, read models, kept copies of
//! reports), which the copy builds at its first opening; verifying signatures,
//! which `verify` does on the copy; and copies elsewhere, which nobody here knows.

mod companions;
mod failure;
mod journal;
mod known;
mod outdated;
mod pass;
mod place;
mod target;

use std::path::Path;

use super::follower::JournalReader;
use crate::basis::Hash;
use crate::proof::SigningKey;
pub use companions::ACCOUNTS;
use companions::Companions;
pub use failure::BackupError;
pub use journal::copy_journal;
use place::Place;

/// What a copy is to hold beside the events.
#[derive(Debug, Default)]
pub struct Wish<'a> {
    /// Whether an older copy of the same ledger may be topped up.
    pub update: bool,
    /// Whether the private signing key goes with it.
    pub with_key: bool,
    /// Whether the accounts go with it.
    pub with_accounts: bool,
    /// The key that the copy is to be signed with, from elsewhere.
    pub key: Option<&'a SigningKey>,
}

/// What a copying came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// How many events the copy has.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// How many of them the last signed checkpoint covers.
    pub signed: u64,
    /// How many of them an older copy had already.
    pub before: u64,
    /// How many are redacted.
    pub redacted: u64,
    /// How many payloads of an older copy were destroyed because they have been
    /// redacted since.
    pub destroyed: u64,
    seen: Seen,
}

/// A finished copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// What was copied.
    pub copied: Copied,
    /// The ledger's id.
    pub ledger: uuid::Uuid,
    /// Whether the private key is in the copy's folder.
    pub has_key: bool,
    /// Whether the accounts are in the copy's folder.
    pub has_accounts: bool,
}

/// What the events say of the ledger's keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Seen {
    /// The key before the first rotation.
    first_key: Option<String>,
    /// The key after the last.
    last_key: Option<String>,
}

impl Copied {
    /// What two passes came to together.
    fn after(self, earlier: Option<&Self>) -> Self {
        match earlier {
            None => self,
            Some(earlier) => Self {
                before: earlier.before,
                destroyed: earlier.destroyed + self.destroyed,
                ..self
            },
        }
    }
}

/// Copies the ledger of a folder into another.
///
/// `progress` is told how many events have been passed, and of how many.
///
/// # Errors
/// [`BackupError`]: the ledger is damaged ([`BackupError::Log`] with the position),
/// the target is not one to write in, or cannot be written. No copy is there then,
/// and an older one is as whole as before.
pub fn back_up(
    ledger: &Path,
    into: &Path,
    wish: &Wish<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Backup, BackupError> {
    let mut source = JournalReader::open(ledger)?;
    let file = source.file().clone();
    let place = Place::take(ledger, into, &file, wish.update)?;
    let mut copy = || {
        loop {
            let companions = Companions::read(ledger, wish)?;
            let copied = journal::copy_seen(&mut source, &place.journal(), progress)?;
            // A key that is exchanged meanwhile goes with the events that say so.
            if Companions::read(ledger, wish)? != companions {
                continue;
            }
            companions.write(place.folder(), &copied.seen, wish)?;
            return Ok(copied);
        }
    };
    match copy() {
        Ok(copied) => {
            let folder = place.hand_over(&file)?;
            Ok(Backup {
                copied,
                ledger: file.ledger,
                has_key: companions::has_key(&folder),
                has_accounts: companions::has_accounts(&folder),
            })
        }
        Err(error) => {
            place.clear();
            Err(error)
        }
    }
}
