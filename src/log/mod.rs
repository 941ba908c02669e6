//! The log: where commits are kept, in order, for ever.
//!
//! [`Log`] is the narrow contract between the single writer and whatever keeps
//! the bytes; [`ReadLog`] is the half of it that readers have. Two things keep it: the embedded store (a journal with sled as
//! its index: [`store`]) and [`memory`]. Both pass the same contract tests.
//! Other processes follow the journal without the lock, see [`follower`].
//!
//! Guarantees: I1 (append only, gapless), I2 (acknowledged means durable), I3
//! (one frame per group of commits, all or nothing), I12 (fail closed).
//! The contract has no way to change or remove an entry; [`Log::redact`]
//! destroys a payload and nothing else.

pub(crate) mod ahead;
pub mod backup;
mod bytes;
pub mod checkpoint;
pub(crate) mod checkpoints;
pub mod disk;
pub mod follower;
pub mod frame;
pub(crate) mod index;
pub(crate) mod journal;
pub(crate) mod lock;
pub(crate) mod lookup;
pub(crate) mod marker;
pub mod memory;
pub mod merkle;
pub(crate) mod order;
pub(crate) mod records;
pub(crate) mod recovery;
pub(crate) mod redacted;
pub(crate) mod redaction;
pub mod segment;
pub mod settings;
pub mod shelf;
pub mod store;
pub mod verification;
pub(crate) mod walk;

use std::ops::ControlFlow;

use crate::basis::Hash;
use crate::entry::{Commit, Entry, Record};
use crate::ids::{CommandId, EventId, Position};
use crate::proof::SignedNote;
use crate::stream::StreamId;
use crate::time::Timestamp;

/// What the log remembers of a command (I8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandRecord {
    /// The commitment to its content.
    pub commitment: Hash,
    /// The position of the first event it led to.
    pub first_position: Position,
    /// How many events it led to.
    pub count: u32,
}

/// The entries of a reading, in order of position.
pub type Records<'a> = Box<dyn Iterator<Item = Result<Record, LogError>> + 'a>;

/// The signed checkpoints of a log, in order of arrival.
pub type Notes<'a> = Box<dyn Iterator<Item = Result<SignedNote, LogError>> + 'a>;

/// The reading half of a log: what anyone may ask, as of one size.
pub trait ReadLog {
    /// How many events are durable; the next has this position.
    fn size(&self) -> u64;

    /// The entries from a position to before `end` (or the log's end).
    ///
    /// # Errors
    /// The iterator yields [`LogError::Damaged`] with the position and ends when
    /// an entry cannot be read; the caller stops (I12).
    fn read(&self, from: Position, end: u64) -> Records<'_>;

    /// Goes through the entries from a position to before `end` (or the log's end),
    /// some at a time, in order, until `see` breaks off: the fastest way through many.
    /// A long stretch is read and decoded on a thread of its own, ahead of what is seen.
    ///
    /// # Errors
    /// [`LogError::Damaged`] with the position, when an entry cannot be read and
    /// everything before it has been seen.
    fn go_through(
        &self,
        from: Position,
        end: u64,
        see: &mut dyn FnMut(&[Entry]) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        for record in self.read(from, end) {
            if see(&[record?.entry]).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// What a command led to, when it has been recorded.
    ///
    /// # Errors
    /// [`LogError`] when the index cannot be read.
    fn command(&self, id: &CommandId) -> Result<Option<CommandRecord>, LogError>;

    /// The positions of a stream's events, in order.
    ///
    /// # Errors
    /// [`LogError`] when the index cannot be read.
    fn stream(&self, stream: &StreamId) -> Result<Vec<Position>, LogError>;

    /// How many events a stream has. A log that knows it without finding them all
    /// answers so.
    ///
    /// # Errors
    /// As [`ReadLog::stream`].
    fn stream_length(&self, stream: &StreamId) -> Result<u64, LogError> {
        Ok(self.stream(stream)?.len() as u64)
    }

    /// Where an event stands. Event ids rise with the position.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be read.
    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError>;

    /// How many events were recorded at or before a moment.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be read.
    fn size_at(&self, moment: Timestamp) -> Result<u64, LogError>;

    /// The Merkle root (RFC 6962) over the first `size` leaves.
    ///
    /// # Errors
    /// [`LogError::BeyondEnd`] when the log is shorter.
    fn root_at(&self, size: u64) -> Result<Hash, LogError>;

    /// The audit path of the leaf at a position in the tree of the first `size`
    /// leaves, from the leaf up; [`merkle::proof::includes`] verifies it.
    ///
    /// # Errors
    /// [`LogError::BeyondEnd`] when the position is not below `size`, or the log
    /// is shorter than that; [`LogError::Index`].
    fn inclusion_proof(&self, position: Position, size: u64) -> Result<Vec<Hash>, LogError>;

    /// The proof that the first `new` leaves begin with the first `old`;
    /// [`merkle::proof::is_consistent`] verifies it. Empty when `old` is 0.
    ///
    /// # Errors
    /// [`LogError::BeyondEnd`] when `old` is more than `new` or the log is
    /// shorter than that; [`LogError::Index`].
    fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, LogError>;

    /// The signed checkpoints that are kept, in order of arrival. Their
    /// signatures are not verified.
    ///
    /// # Errors
    /// The iterator yields [`LogError`] and ends when one cannot be read.
    fn checkpoints(&self) -> Notes<'_>;

    /// The same, the last one first. What is sought is mostly near the end, and
    /// sizes never decrease: the search can stop.
    ///
    /// # Errors
    /// The iterator yields [`LogError`] and ends when one cannot be read.
    fn checkpoints_back(&self) -> Notes<'_>;

    /// A read model as it was last kept: of this log's own history, or of more events
    /// than it has.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be read; build the model anew.
    fn model(&self, name: &str) -> Result<Option<StoredModel>, LogError>;

    /// The fingerprint of a read model as it was last kept. The model, which can be
    /// large, is not read.
    ///
    /// # Errors
    /// As [`ReadLog::model`].
    fn model_fingerprint(&self, name: &str) -> Result<Option<String>, LogError>;
}

/// A store of commits.
pub trait Log: ReadLog {
    /// Appends the commits as one durable, indivisible group (I2, I3).
    ///
    /// # Errors
    /// [`LogError`] when the group could not be made durable. Nothing of it
    /// counts as recorded, and a store whose sync has failed refuses from then
    /// on; open it anew to learn what it holds.
    fn append(&mut self, group: &[Commit]) -> Result<(), LogError>;

    /// Keeps a signed checkpoint durably, for ever. It says as much as the last
    /// one or more; the same once more, with other signature lines, is how a
    /// cosignature that comes later is kept. The very same again changes nothing.
    ///
    /// # Errors
    /// [`LogError::Checkpoint`] when it does not fit the log or the last one,
    /// [`LogError::BeyondEnd`] when it says more than the log holds,
    /// [`LogError::Io`] when it could not be made durable; it can be tried again.
    fn keep_checkpoint(&mut self, note: &SignedNote) -> Result<(), LogError>;

    /// The signed checkpoint that was kept last.
    fn last_checkpoint(&self) -> Option<&SignedNote>;

    /// Keeps a read model with its cursor, in one write.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be written; the older one stays.
    fn keep_model(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError>;

    /// Forgets a read model, when there is one of the name.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be removed; the model may stay.
    fn forget_model(&mut self, name: &str) -> Result<(), LogError>;

    /// Destroys the payload and salt of an event (I11). The caller has recorded
    /// the redaction first. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`LogError`] when the bytes could not be destroyed durably; repeat it.
    fn redact(&mut self, position: Position) -> Result<(), LogError>;

    /// Makes what is derived durable and notes the size and root, so that a log
    /// cut short behind our back is noticed at the next opening (I3).
    ///
    /// # Errors
    /// [`LogError`] when it cannot be written; no event is lost by that.
    fn checkpoint(&mut self) -> Result<(), LogError>;

    /// What was found and mended when the log was opened, in Swedish, for people.
    fn notes(&self) -> &[String];
}

/// A read model as bytes, with the place it has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredModel {
    /// Tells the definition that made the bytes: another definition's are not read.
    pub fingerprint: String,
    /// How many events are folded into it.
    pub cursor: u64,
    /// The encoded model.
    pub bytes: Vec<u8>,
}

/// Why the log could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Reading or writing failed.
    #[error("liggaren: {doing} misslyckades för {place}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        place: String,
        /// What the system answered.
        #[source]
        source: std::io::Error,
    },
    /// Stored bytes are not what was written.
    #[error("skada vid position {position} ({place}): {found}")]
    Damaged {
        /// The first position that cannot be trusted.
        position: Position,
        /// File and byte.
        place: String,
        /// What was found there.
        found: String,
    },
    /// The store was written by a newer program.
    #[error(
        "{place} har formatversion {version}; det här programmet läser till och med {known}. Använd en nyare version av liggare."
    )]
    NewerFormat {
        /// The file.
        place: String,
        /// The version it has.
        version: u32,
        /// The newest version that is known.
        known: u32,
    },
    /// Another process has the ledger open.
    #[error(
        "{folder} är redan öppen i en annan process{holder}. Avsluta den eller vänta, och försök igen."
    )]
    InUse {
        /// The ledger's folder.
        folder: String,
        /// Which process, when it is known.
        holder: String,
    },
    /// The folder, or the file system it is on, cannot be written.
    #[error(
        "{folder} går inte att skriva i. Kör som den användare som äger mappen, eller kopiera den till en plats där du får skriva och öppna kopian; `liggare log` läser den där den är."
    )]
    ReadOnly {
        /// The ledger's folder.
        folder: String,
    },
    /// The folder holds no ledger.
    #[error(
        "{folder} innehåller ingen liggare. Skapa en med `liggare init` eller ange en annan mapp."
    )]
    NotALedger {
        /// The folder.
        folder: String,
    },
    /// The folder already holds a ledger.
    #[error("{folder} innehåller redan en liggare.")]
    AlreadyALedger {
        /// The folder.
        folder: String,
    },
    /// An earlier write failed, so nothing more is acknowledged (I2).
    #[error("en tidigare skrivning misslyckades; öppna liggaren på nytt innan något mer skrivs")]
    Poisoned,
    /// The group does not follow the log's end, or breaks the order of time.
    #[error("gruppen kan inte läggas till: {why}")]
    OutOfOrder {
        /// What does not fit.
        why: String,
    },
    /// The group is too large for one frame.
    #[error("gruppen har {bytes} byte; högst {limit} ryms i en skrivning")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The largest size.
        limit: usize,
    },
    /// The signed checkpoint does not fit the log.
    #[error("kontrollpunkten kan inte sparas: {why}")]
    Checkpoint {
        /// What does not fit.
        why: String,
    },
    /// More was asked for than the log holds.
    #[error("liggaren har {size} händelser, {asked} efterfrågades")]
    BeyondEnd {
        /// The log's size.
        size: u64,
        /// What was asked for.
        asked: u64,
    },
    /// The index or read-model database failed; it can be rebuilt.
    #[error("indexet kunde inte användas ({doing}): {found}")]
    Index {
        /// What was being done.
        doing: &'static str,
        /// What was found.
        found: String,
    },
}

/// What a log answers when it is asked to destroy a redaction: that would make
/// the destroyed payload it names look like damage.
fn redaction_is_kept(position: Position) -> LogError {
    LogError::OutOfOrder {
        why: format!("{position} är själv en gallring och kan inte gallras"),
    }
}
