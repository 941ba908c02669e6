//! The ledger: the single writer that turns submissions into durable commits.
//!
//! It folds the [`State`] that deciders ask, gives events their positions, ids,
//! stream versions, salts and leaves, and appends each group of commands as one
//! frame.
//!
//! Guarantees: a command is answered only when its events are durable (I2); all
//! of its events are recorded or none (I3); time never decreases (I4); the same
//! command id with the same content gets its first receipt for ever (I8). When
//! a write fails, nothing more is taken: open the ledger anew.
//! Deliberately not here: the rules ([`crate::decide`]), the clock and the
//! randomness (both are given), and the queue ([`crate::writer`]).

mod commit;
mod earlier;
mod event_ids;
mod expectation;
mod folded;
mod reference;
mod signing;
mod witnessed;

use serde::Serialize;

use crate::basis::Hash;
use crate::canonical;
use crate::command::{Command, Submission};
use crate::decide::decide;
use crate::entropy::Entropy;
use crate::entry::{Commit, CommitHead, MAX_COMMIT_EVENTS};
use crate::event::Event;
use crate::ids::{CommandId, EventId, Position};
use crate::log::{Log, LogError, StoredModel};
use crate::proof::SignedNote;
use crate::refusal::Refusal;
use crate::state::State;
use crate::time::Timestamp;

use earlier::Earlier;
use event_ids::EventIds;
use folded::Folded;
pub use folded::KeptState;
pub use reference::locate;
pub use signing::{Signer, SignerError};

/// The most bytes that one command's events may take in the store.
pub const MAX_COMMIT_BYTES: usize = 48 * 1024 * 1024;

/// A group that has come to this size is written before more is added to it.
const GROUP_BYTES: usize = 8 * 1024 * 1024;

/// What a recorded command led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// The command.
    pub command_id: CommandId,
    /// The position of its first event.
    pub first_position: Position,
    /// How many events it led to.
    pub count: u32,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Whether it had been recorded before and this is the first receipt again (I8).
    pub repeated: bool,
}

impl Receipt {
    /// The receipt of a commit.
    fn of(head: &CommitHead, repeated: bool) -> Self {
        Self {
            command_id: head.command_id.clone(),
            first_position: head.first_position,
            count: head.count,
            recorded_at: head.recorded_at,
            repeated,
        }
    }
}

/// Why a submission was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The domain says no; the ledger is unchanged.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] LogError),
}

/// The single writer over a log.
pub struct Ledger<L: Log> {
    log: L,
    entropy: Box<dyn Entropy>,
    folded: Folded,
    /// How many events the kept one knows.
    kept: u64,
    keep_after: u64,
    ids: EventIds,
    last_recorded_at: Option<Timestamp>,
    signer: Option<Signer>,
    failed: bool,
}

/// What a submission leads to.
enum Decision {
    /// It was recorded before.
    Repeated(Receipt),
    /// A commit, with the bytes that it takes.
    New(Box<Commit>, usize),
}

/// Commits that have been decided and not yet written.
#[derive(Default)]
struct Group {
    commits: Vec<Commit>,
    events: usize,
    bytes: usize,
    /// The first outcome that rests on the group being written.
    first_outcome: Option<usize>,
    /// Payloads to destroy once the group is durable, with the outcome that asked.
    redactions: Vec<(usize, EventId)>,
}

impl Group {
    fn commit(&self, id: &CommandId) -> Option<&Commit> {
        self.commits
            .iter()
            .find(|commit| commit.head.command_id == *id)
    }

    fn is_full(&self) -> bool {
        self.bytes >= GROUP_BYTES || self.events >= MAX_COMMIT_EVENTS
    }
}

impl<L: Log> Ledger<L> {
    /// Folds what the log has beyond the state that was kept, and is then ready to write.
    ///
    /// # Errors
    /// [`LogError`] when an entry cannot be read; stop and see to the store (I12).
    pub fn open(log: L, entropy: Box<dyn Entropy>) -> Result<Self, LogError> {
        let (folded, kept) = Folded::open(&log)?;
        let last = folded::last_of(&log)?;
        Ok(Self {
            log,
            entropy,
            folded,
            kept,
            keep_after: folded::KEEP_AFTER,
            ids: EventIds::after(last.map(|(event_id, _)| event_id)),
            last_recorded_at: last.map(|(_, recorded_at)| recorded_at),
            signer: None,
            failed: false,
        })
    }

    /// The same ledger with its checkpoints signed. Without a signer they are not.
    ///
    /// # Errors
    /// [`SignerError::OtherKey`] when the signer lacks the log's current key.
    pub fn signed_by(mut self, signer: Signer) -> Result<Self, SignerError> {
        signer.check(&self.folded.state.proof, self.log.last_checkpoint())?;
        self.signer = Some(signer);
        Ok(self)
    }

    /// The same ledger with its state kept at a checkpoint whenever at least so many
    /// events have come since the last time, more in a large log.
    #[must_use]
    pub fn keeping_after(self, events: u64) -> Self {
        Self {
            keep_after: events,
            ..self
        }
    }

    /// Records one submission.
    ///
    /// # Errors
    /// [`SubmitError::Refused`] when a rule or an expectation forbids it: the
    /// ledger is unchanged. [`SubmitError::Store`] when it could not be made
    /// durable: open the ledger anew and send the command again.
    pub fn submit(
        &mut self,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Receipt, SubmitError> {
        self.submit_group(std::slice::from_ref(submission), now)
            .pop()
            .unwrap_or(Err(SubmitError::Store(LogError::Poisoned)))
    }

    /// Records submissions in order, each on its own, with one write for all
    /// that are accepted. An outcome is returned only when it is durable.
    pub fn submit_group(
        &mut self,
        submissions: &[Submission],
        now: Timestamp,
    ) -> Vec<Result<Receipt, SubmitError>> {
        let mut outcomes = Vec::with_capacity(submissions.len());
        let mut group = Group::default();
        for submission in submissions {
            let outcome = if self.failed {
                Err(LogError::Poisoned.into())
            } else {
                self.take(submission, now, &mut group, outcomes.len())
            };
            outcomes.push(outcome);
            if group.is_full() {
                self.write(&mut group, &mut outcomes);
            }
        }
        self.write(&mut group, &mut outcomes);
        outcomes
    }

    /// Decides a submission as the ledger is now, and records nothing: the receipt
    /// is the one that it would be given.
    ///
    /// # Errors
    /// As [`Ledger::submit`].
    pub fn trial(
        &mut self,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Receipt, SubmitError> {
        if self.failed {
            return Err(LogError::Poisoned.into());
        }
        match self.decided(submission, now, &Group::default())? {
            Decision::Repeated(receipt) => Ok(receipt),
            Decision::New(commit, _) => Ok(Receipt::of(&commit.head, false)),
        }
    }

    /// The state that the next command is decided against.
    pub fn state(&self) -> &State {
        &self.folded.state
    }

    /// Whether nothing more is taken, since a write has failed.
    pub fn is_refusing(&self) -> bool {
        self.failed
    }

    /// The log.
    pub fn log(&self) -> &L {
        &self.log
    }

    /// Keeps a read model with its cursor, in one write.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be written; the older one stays.
    pub fn keep_model(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        self.log.keep_model(name, model)
    }

    /// Forgets a read model, when there is one of the name.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be removed; the model may stay.
    pub fn forget_model(&mut self, name: &str) -> Result<(), LogError> {
        self.log.forget_model(name)
    }

    /// Signs size and root, when there is a signer and events have come since the
    /// last time, and notes them, so that a loss is noticed at the next opening.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be written; no event is lost by that.
    pub fn checkpoint(&mut self) -> Result<(), LogError> {
        if self.failed {
            return Err(LogError::Poisoned);
        }
        if let Some(signer) = &self.signer {
            signer.checkpoint(&mut self.log, &self.folded.state.proof)?;
        }
        self.log.checkpoint()?;
        self.keep_folded();
        Ok(())
    }

    /// Keeps a signed checkpoint that has got more signatures: a witness's.
    ///
    /// # Errors
    /// As [`Log::keep_checkpoint`].
    pub fn keep_checkpoint(&mut self, note: &SignedNote) -> Result<(), LogError> {
        self.log.keep_checkpoint(note)
    }

    /// Ends the writing with a checkpoint and gives the log back.
    ///
    /// # Errors
    /// [`LogError`] when the checkpoint cannot be written; no event is lost by that.
    pub fn close(mut self) -> Result<L, LogError> {
        self.checkpoint()?;
        Ok(self.log)
    }

    /// Decides a submission and adds its commit to the group.
    fn take(
        &mut self,
        submission: &Submission,
        now: Timestamp,
        group: &mut Group,
        outcome: usize,
    ) -> Result<Receipt, SubmitError> {
        let (commit, bytes) = match self.decided(submission, now, group)? {
            Decision::New(commit, bytes) => (*commit, bytes),
            Decision::Repeated(receipt) => {
                self.redact_again(submission, &receipt, group, outcome)?;
                return Ok(receipt);
            }
        };
        group.bytes += bytes;
        self.last_recorded_at = Some(commit.head.recorded_at);
        for record in &commit.records {
            self.folded.apply(&record.entry);
            if let Some(Event::PayloadRedacted(redaction)) = record.entry.event() {
                group.redactions.push((outcome, redaction.event));
            }
        }
        group.events += commit.records.len();
        group.first_outcome.get_or_insert(outcome);
        let receipt = Receipt::of(&commit.head, false);
        group.commits.push(commit);
        Ok(receipt)
    }

    /// What a submission leads to after what the group holds.
    fn decided(
        &mut self,
        submission: &Submission,
        now: Timestamp,
        group: &Group,
    ) -> Result<Decision, SubmitError> {
        let content = canonical::canonical(submission);
        if let Some(earlier) = self.recorded_before(&submission.id, group)? {
            return Ok(Decision::Repeated(earlier.repetition(&content)?));
        }
        let size = self.log.size() + group.events as u64;
        self.folded.streams.check_known(&submission.expect)?;
        let violations = self.folded.streams.violations(&submission.expect, size);
        if !violations.is_empty() {
            return Err(Refusal::expectation_failed(violations).into());
        }
        let resolved = reference::resolve(&self.log, &group.commits, &submission.command)?;
        let events = decide(&self.folded.state, submission, &resolved)?;
        witnessed::check(&self.log, &events)?;
        commit::check_count(&events)?;
        if let Some(signer) = &self.signer {
            let last = self.log.last_checkpoint();
            signer.check_keys(
                &self.folded.state.proof,
                last,
                events.iter().map(|new| &new.event),
            )?;
        }

        let recorded_at = self.last_recorded_at.map_or(now, |last| last.max(now));
        let head = CommitHead {
            first_position: Position(size),
            count: u32::try_from(events.len()).unwrap_or(u32::MAX),
            recorded_at,
            command_id: submission.id.clone(),
            command_commitment: Hash([0; 32]),
            actor: submission.actor.clone(),
            decision: submission.decision.clone(),
            reason: submission.reason.clone(),
            correlation_id: submission.correlation_id.clone(),
        };
        let commit = commit::build(
            head,
            &content,
            events,
            &self.folded.streams,
            &mut self.ids,
            self.entropy.as_mut(),
        )?;
        let bytes = commit::check_size(&commit)?;
        Ok(Decision::New(Box::new(commit), bytes))
    }

    /// Makes the group durable, then destroys what it says shall be destroyed.
    /// When it fails, every outcome that rests on it becomes an error.
    fn write(&mut self, group: &mut Group, outcomes: &mut [Result<Receipt, SubmitError>]) {
        let group = std::mem::take(group);
        if let Some(first) = group.first_outcome
            && let Err(error) = self.log.append(&group.commits)
        {
            self.failed = true;
            for outcome in outcomes.iter_mut().skip(first) {
                *outcome = Err(LogError::Poisoned.into());
            }
            if let Some(outcome) = outcomes.get_mut(first) {
                *outcome = Err(error.into());
            }
            return;
        }
        for (asked_by, event) in &group.redactions {
            let redacted = match self.log.position_of(*event) {
                Ok(Some(position)) => self.log.redact(position),
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            };
            if let (Err(error), Some(outcome)) = (redacted, outcomes.get_mut(*asked_by)) {
                *outcome = Err(error.into());
            }
        }
        if !group.redactions.is_empty() {
            self.fold_anew();
        }
    }

    /// Keeps what is folded when much has come since the last time.
    fn keep_folded(&mut self) {
        if self.folded.is_worth_keeping(self.kept, self.keep_after) {
            // What is not kept is folded by the next opening, and it is tried again when
            // as much has come once more.
            let _ = self.folded.keep(&mut self.log);
            self.kept = self.folded.state.size();
        }
    }

    /// What was destroyed is gone from the state as well, so that this ledger
    /// decides as one that is opened anew (I9). Redactions are rare.
    fn fold_anew(&mut self) {
        match Folded::of(&self.log) {
            Ok(folded) => (self.folded, self.kept) = (folded, 0),
            Err(_) => self.failed = true,
        }
    }

    /// What a command id led to the first time, in the log or earlier in the group.
    fn recorded_before(&self, id: &CommandId, group: &Group) -> Result<Option<Earlier>, LogError> {
        let is_redacted = |event| self.folded.state.reporting.is_redacted(event);
        if let Some(commit) = group.commit(id) {
            let records = commit.records.iter().cloned().map(Ok);
            return Earlier::of(records, is_redacted).map(Some);
        }
        let Some(first) = self.log.command(id)? else {
            return Ok(None);
        };
        let end = first.first_position.0 + u64::from(first.count);
        Earlier::of(self.log.read(first.first_position, end), is_redacted).map(Some)
    }

    /// A repeated redaction destroys the payload again, for the case that the
    /// first time ended between recording and destroying.
    fn redact_again(
        &self,
        submission: &Submission,
        receipt: &Receipt,
        group: &mut Group,
        outcome: usize,
    ) -> Result<(), LogError> {
        if !matches!(submission.command, Command::RedactPayload(_)) {
            return Ok(());
        }
        let first = receipt.first_position;
        if first.0 < self.log.size() {
            for record in self.log.read(first, first.0 + u64::from(receipt.count)) {
                if let Some(Event::PayloadRedacted(redaction)) = record?.entry.event() {
                    group.redactions.push((outcome, redaction.event));
                }
            }
        }
        Ok(())
    }
}
