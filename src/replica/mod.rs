//! A replica: another's ledger, kept by whoever does not believe it unseen.
//!
//! It is an ordinary store with the ledger's id, and in its folder the first
//! verifier key, which whoever makes it has from elsewhere. What comes in is put
//! aside ([`Incoming`]) until its root is that of a checkpoint that the ledger's
//! key has signed; only then is it appended, and the checkpoints kept.
//!
//! Guarantees: every event of a replica is one that the ledger has signed for; a
//! ledger that was changed, cut short or split after that is refused, with the
//! first position where it can be told. Changes of key are followed through
//! checkpoints that both keys have signed. A payload that is redacted is destroyed
//! here too (I11), and one that is missing without a redaction is refused. Killed
//! at any moment, it goes on from what it has appended.
//! Deliberately not here: where it comes from, and when to ask again.

mod aside;
mod differing;
mod folder;
mod incoming;
mod refused;

use std::path::{Path, PathBuf};

pub use folder::holds_ledger;
pub use incoming::{Fit, Incoming, Verified};
pub use refused::{Refused, ReplicaError};

use crate::entry::Payload;
use crate::log::lock::Lock;
use crate::log::settings::{FolderFile, Settings};
use crate::log::store::{Options, Store};
use crate::log::{Log, ReadLog};
use crate::portable::taking::{Judge, Keys};
use crate::proof::{NoteError, SignedNote, TreeHead, VerifierKey, origin_line};
use crate::stream::StreamId;

/// The streams of what the log says of keys and witnesses.
const KEY_STREAMS: [&str; 2] = ["proof/keys", "proof/witnesses"];

/// Another's ledger.
pub struct Replica {
    store: Store,
    folder: PathBuf,
    keys: Keys,
    judge: Judge,
}

/// What a checkpoint that the ledger shows says to a replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announced {
    /// The replica has every event of it, and keeps it.
    Level,
    /// There are more events, or the checkpoint has more signatures: what follows
    /// on the last one that is kept is to be taken in.
    More {
        /// How many events the ledger says it has.
        size: u64,
        /// Whether the key in use has signed it. Another key that has may be one
        /// whose change is among the events that are not here.
        is_signed: bool,
    },
    /// The ledger has signed for another history than the one that is here:
    /// [`Incoming::differing`] says from where.
    OtherHistory,
}

impl Replica {
    /// Makes a replica of the ledger that signs with a key.
    ///
    /// # Errors
    /// [`Refused::OtherLedger`] when the key is not of a ledger with these
    /// settings, [`Refused::Occupied`] when the folder holds something else;
    /// [`LogError::InUse`](crate::log::LogError::InUse) when another process makes one
    /// there.
    pub fn make(
        folder: &Path,
        settings: &Settings,
        key: &VerifierKey,
    ) -> Result<Self, ReplicaError> {
        let file = FolderFile::new(settings);
        if origin_line(&file.origin, file.ledger) != key.name() {
            return Err(Refused::OtherLedger {
                found: origin_line(&file.origin, file.ledger),
                expected: key.name().to_owned(),
            }
            .into());
        }
        let foreign = folder::made(folder)?;
        // Others may make the same replica at the same time: one has the lock, and
        // what it has made since is theirs to open as well as anybody's.
        if holds_ledger(folder) {
            return Self::open(folder, Some(key));
        }
        if let Some(found) = foreign {
            return Err(Refused::Occupied {
                folder: folder.display().to_string(),
                found,
            }
            .into());
        }
        let lock = Lock::take(folder)?;
        if holds_ledger(folder) {
            drop(lock);
            return Self::open(folder, Some(key));
        }
        folder::keep_key(folder, key)?;
        let store = Store::create_locked(folder, settings, Options::default(), lock)?;
        Self::of(store, folder, key.clone())
    }

    /// Opens the replica of a folder. The key is the one that is kept there.
    ///
    /// # Errors
    /// [`Refused::OtherKey`] when another key is given, [`Refused::NoReplica`]
    /// when the folder holds a ledger that is not one.
    pub fn open(folder: &Path, given: Option<&VerifierKey>) -> Result<Self, ReplicaError> {
        let first = folder::kept_key(folder, given)?;
        Self::of(Store::open(folder)?, folder, first)
    }

    fn of(store: Store, folder: &Path, first: VerifierKey) -> Result<Self, ReplicaError> {
        let keys = keys_of(&store)?;
        let mut judge = Judge::new(store.origin_line(), Some(first));
        // The sizes of the last checkpoint and of the one before it decide which
        // keys the next must be signed by.
        let mut sizes: Vec<u64> = Vec::new();
        for note in store.checkpoints_back() {
            let size = head_of(&note?)?.size;
            if sizes.last() != Some(&size) {
                sizes.push(size);
            }
            if sizes.len() == 2 {
                break;
            }
        }
        for size in sizes.into_iter().rev() {
            judge
                .pass(size, &keys)
                .map_err(|found| Refused::Checkpoint { size, found })?;
        }
        Ok(Self {
            store,
            folder: folder.to_owned(),
            keys,
            judge,
        })
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The store, to keep read models in and to close.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Ends it.
    ///
    /// # Errors
    /// As [`Store::close`].
    pub fn close(self) -> Result<(), ReplicaError> {
        Ok(self.store.close()?)
    }

    /// How many events it has.
    pub fn size(&self) -> u64 {
        self.store.size()
    }

    /// Holds the checkpoint that the ledger shows against what is here.
    ///
    /// # Errors
    /// [`Refused::OtherLedger`], [`Refused::OtherKey`], [`Refused::Checkpoint`];
    /// [`Refused::Ahead`] when the ledger has fewer events than this has seen
    /// signed.
    pub fn announced(&self, note: &SignedNote) -> Result<Announced, ReplicaError> {
        if self.store.last_checkpoint() == Some(note) {
            return Ok(Announced::Level);
        }
        let head = self.head_of_ledger(note)?;
        if head.size > self.size() {
            return Ok(Announced::More {
                size: head.size,
                is_signed: verify(note, self.judge.current()).is_ok(),
            });
        }
        self.verify(note)?;
        if self.store.root_at(head.size)? != head.root {
            return Ok(Announced::OtherHistory);
        }
        if head.size < self.size() {
            return Err(Refused::Ahead {
                ours: self.size(),
                theirs: head.size,
            }
            .into());
        }
        Ok(Announced::More {
            size: head.size,
            is_signed: true,
        })
    }

    /// A place to put what follows.
    ///
    /// # Errors
    /// [`ReplicaError`] when the log cannot be read, or the folder not be written.
    pub fn incoming(&self) -> Result<Incoming<'_>, ReplicaError> {
        Incoming::after(self, &self.folder)
    }

    /// Appends what came in and keeps its checkpoints; what is redacted by it is
    /// destroyed. Answers how many events were appended.
    ///
    /// # Errors
    /// [`ReplicaError`]; what was appended before it stays, and is signed for.
    pub fn append(&mut self, verified: Verified) -> Result<u64, ReplicaError> {
        let before = self.size();
        let Verified {
            mut aside,
            notes,
            judge,
        } = verified;
        let taken = aside.append_to(&mut self.store)?;
        if !taken.redacted.is_empty() {
            aside.overwrite()?;
        }
        // What came without its payload has none to destroy.
        for event in taken.redacted.difference(&taken.gone) {
            if let Some(position) = self.store.position_of(*event)? {
                self.store.redact(position)?;
            }
        }
        for note in &notes {
            self.store.keep_checkpoint(note)?;
        }
        self.keys.rotations.extend(taken.keys.rotations);
        self.keys.witnesses.extend(taken.keys.witnesses);
        self.judge = judge;
        Ok(self.size() - before)
    }

    /// What a note says, when it is this ledger's.
    fn head_of_ledger(&self, note: &SignedNote) -> Result<TreeHead, ReplicaError> {
        let head = head_of(note)?;
        let expected = self.store.origin_line();
        if head.origin != expected {
            return Err(Refused::OtherLedger {
                found: head.origin,
                expected,
            }
            .into());
        }
        Ok(head)
    }

    /// Whether the ledger's key has signed a note that says no more than is here.
    fn verify(&self, note: &SignedNote) -> Result<(), ReplicaError> {
        let of_rotations = self.keys.rotations.iter();
        let older = of_rotations.filter_map(|rotation| VerifierKey::parse(&rotation.previous).ok());
        if older.into_iter().any(|key| note.verify(&key).is_ok()) {
            return Ok(());
        }
        verify(note, self.judge.current())
    }
}

/// Whether a key has signed a note.
fn verify(note: &SignedNote, key: Option<&VerifierKey>) -> Result<(), ReplicaError> {
    let size = head_of(note)?.size;
    let Some(key) = key else {
        return Err(Refused::Checkpoint {
            size,
            found: "det är inte sagt vilken nyckel som gäller".to_owned(),
        }
        .into());
    };
    match note.verify(key) {
        Ok(()) => Ok(()),
        Err(NoteError::NotSigned(_)) => Err(Refused::OtherKey {
            expected: key.to_string(),
        }
        .into()),
        Err(error) => Err(Refused::Checkpoint {
            size,
            found: error.to_string(),
        }
        .into()),
    }
}

fn head_of(note: &SignedNote) -> Result<TreeHead, ReplicaError> {
    TreeHead::of(note).map_err(|error| {
        Refused::Checkpoint {
            size: 0,
            found: error.to_string(),
        }
        .into()
    })
}

/// What the events of a store say of keys and witnesses.
fn keys_of(store: &Store) -> Result<Keys, ReplicaError> {
    let mut keys = Keys::default();
    for name in KEY_STREAMS {
        let Ok(stream) = StreamId::new(name) else {
            continue;
        };
        for position in store.stream(&stream)? {
            for record in store.read(position, position.0 + 1) {
                let record = record?;
                if let Payload::Present(event) = &record.entry.payload {
                    keys.note(position, event);
                }
            }
        }
    }
    Ok(keys)
}
