//! The node: a ledger that many ask at once, while one writes.
//!
//! The writer has a thread of its own; the read model is folded on another, and
//! every question is answered on a blocking thread from a [`Snapshot`] and the
//! model. Readers never wait for the writer.
//!
//! Guarantees: whoever has been answered that a command is recorded sees it in
//! the next question, which waits for the model to come that far, but for no long
//! answer to another; a question sees one size from beginning to end; one that
//! nobody waits for any more has its turn until its work is done. What is redacted is shown by no answer that is
//! begun after the redaction was answered for.
//! A node without a writer is a follower's: it serves the same reads.
//! Deliberately not here: HTTP, and who may ask what.

mod folding;
mod following;
mod lag;
mod model;
mod remembered;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ledger::basis::Basis;
use ledger::command::Submission;
use ledger::ledger::{Receipt, SubmitError};
use ledger::log::settings::FolderFile;
use ledger::log::shelf::Shelf;
use ledger::log::store::{Snapshot, StoreReader};
use ledger::log::{LogError, ReadLog};
use ledger::state::proof::Proof;
use ledger::time::Timestamp;
use ledger::writer::WriterHandle;
use projections::diff::Change;
use projections::model::ReadModel;
use projections::report::RequestError;
use projections::reporting::PublishedReport;
use projections::service::{KeepError, Keeping, Service, Written};
use tokio::sync::{Mutex, MutexGuard, Semaphore, watch};

use crate::session::Reading;
use following::Followers;
pub(crate) use following::{Following, Woken};
pub(crate) use lag::{Behind, Hindrance, Lag};
use model::{Gone, ServedModel};
use remembered::Remembered;

/// How long a question waits for the read model to come level with the log.
const LEVEL_WITHIN: Duration = Duration::from_secs(10);

/// How many questions are answered at once; those that come after wait. It bounds
/// the threads that they take, which are tokio's and shared with the folding, and
/// the answers in memory.
const QUESTIONS: usize = 64;

/// How many events are folded before the read model is kept again, at least: the
/// next opening folds them in some tenths of a second.
pub(crate) const KEEP_AFTER: u64 = 20_000;

/// A read model is written whole, so it is kept again when it has seen this share
/// of its events since: all that is written while it grows is then some four times
/// what it comes to, and after a kill at most a quarter of the log is folded anew.
const KEEP_SHARE: u64 = 4;

/// A ledger that is served.
pub(crate) struct Node {
    /// What the ledger is.
    pub(crate) file: FolderFile,
    /// The ledger's folder.
    pub(crate) folder: PathBuf,
    /// Reads the clock.
    pub(crate) now: fn() -> Timestamp,
    reader: StoreReader,
    model: ServedModel,
    folded: watch::Sender<u64>,
    stopped: watch::Sender<bool>,
    sizes: watch::Receiver<u64>,
    writer: RwLock<Option<WriterHandle>>,
    questions: Arc<Semaphore>,
    copies: Mutex<()>,
    remembered: Remembered,
    followers: Followers,
    lag: Option<Arc<Lag>>,
}

/// What a node is made of.
pub(crate) struct Parts {
    /// What the ledger is.
    pub(crate) file: FolderFile,
    /// The ledger's folder.
    pub(crate) folder: PathBuf,
    /// Reads the clock.
    pub(crate) now: fn() -> Timestamp,
    /// Gives snapshots of the store.
    pub(crate) reader: StoreReader,
    /// The read model, as far as it is folded.
    pub(crate) model: Service<ReadModel>,
    /// How many events are durable, told as it grows.
    pub(crate) sizes: watch::Receiver<u64>,
    /// Where commands go; none when this node only follows.
    pub(crate) writer: Option<WriterHandle>,
    /// How far this node is behind the ledger that it follows, when it does.
    pub(crate) lag: Option<Arc<Lag>>,
}

/// What one question sees.
pub(crate) struct Question<'a> {
    /// The log, at least as far as the model.
    pub(crate) snapshot: Snapshot,
    /// Every view.
    pub(crate) model: &'a ReadModel,
    remembered: &'a Remembered,
}

/// Why a node does not answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unanswered {
    /// The read model has not come level with the log in time.
    #[error("läsmodellen har inte hunnit ikapp loggen")]
    Behind,
    /// The read model has stopped, and does not come level.
    #[error("läsmodellen har stannat")]
    Stopped,
    /// The answer ended in a panic, which is a fault in the program.
    #[error("svaret kunde inte beräknas")]
    Failed,
    /// The node only follows.
    #[error("den här noden tar inte emot kommandon")]
    ReadOnly,
    /// The node has ended its writing, and is about to end.
    #[error("den här noden håller på att avslutas")]
    Ending,
    /// As many as may follow do so already.
    #[error("för många följer flödet")]
    Crowded,
}

impl Node {
    /// A node, which folds what is appended from now on.
    pub(crate) fn start(parts: Parts) -> Arc<Self> {
        let (folded, _) = watch::channel(parts.model.cursor());
        let node = Arc::new(Self {
            file: parts.file,
            folder: parts.folder,
            now: parts.now,
            reader: parts.reader,
            model: ServedModel::new(parts.model),
            folded,
            stopped: watch::Sender::new(false),
            sizes: parts.sizes,
            writer: RwLock::new(parts.writer),
            questions: Arc::new(Semaphore::new(QUESTIONS)),
            copies: Mutex::new(()),
            remembered: Remembered::default(),
            followers: Followers::new(),
            lag: parts.lag,
        });
        folding::start(&node);
        node
    }

    /// The log as it is now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.reader.snapshot()
    }

    /// How many events are durable, to be waited on. It ends when nothing more
    /// will come.
    pub(crate) fn sizes(&self) -> watch::Receiver<u64> {
        self.sizes.clone()
    }

    /// How many events the read model has seen.
    pub(crate) fn folded(&self) -> u64 {
        *self.folded.borrow()
    }

    /// Whether commands can be given here.
    pub(crate) fn writes(&self) -> bool {
        self.writer().is_some()
    }

    /// Where commands go, when they can be given here.
    pub(crate) fn writer(&self) -> Option<WriterHandle> {
        let writer = self.writer.read().unwrap_or_else(PoisonError::into_inner);
        writer.clone()
    }

    /// Where commands go.
    fn writing(&self) -> Result<WriterHandle, Unanswered> {
        let why = match self.lag {
            Some(_) => Unanswered::ReadOnly,
            None => Unanswered::Ending,
        };
        self.writer().ok_or(why)
    }

    /// Keeps the read model with its cursor, so that the next opening need not
    /// fold what it has seen. Nothing is kept where there is no writer.
    ///
    /// # Errors
    /// [`KeepError`]; it costs time at the next opening and nothing else.
    pub(crate) async fn keep_model(self: &Arc<Self>) -> Result<(), KeepError> {
        let Some(writer) = self.writer() else {
            return Ok(());
        };
        if self.unkept() == 0 {
            return Ok(());
        }
        let node = Arc::clone(self);
        let keeping = blocking(move || node.encoded()).await??;
        let (keeping, written) = writer
            .upkeep(move |ledger| {
                let written = keeping.write(ledger);
                (keeping, written)
            })
            .await?;
        let (node, written) = (Arc::clone(self), written?);
        blocking(move || node.note_kept(&keeping, written)).await?
    }

    /// Keeps the read model as [`Node::keep_model`] does, by one who writes the
    /// log without a writer: a follower.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn keep_model_in(&self, log: &mut impl Shelf) -> Result<(), KeepError> {
        let keeping = self.encoded()?;
        let written = keeping.write(log)?;
        self.note_kept(&keeping, written)
    }

    /// Keeps the read model when enough has come since it was kept, looking now and
    /// then, for as long as the node lives.
    pub(crate) fn keep_model_meanwhile(self: &Arc<Self>, look_every: Duration) {
        let node = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(look_every).await;
                let Some(node) = node.upgrade() else {
                    return;
                };
                if node.is_worth_keeping(KEEP_AFTER)
                    && let Err(error) = node.keep_model().await
                {
                    tracing::warn!(%error, "läsmodellen kunde inte sparas");
                }
            }
        });
    }

    /// How many events the read model has seen since it was kept.
    pub(crate) fn unkept(&self) -> u64 {
        let unkept =
            |model: &Service<ReadModel>| model.cursor().saturating_sub(model.kept_cursor());
        self.model.read(unkept).unwrap_or(0)
    }

    /// Whether so much is folded since the read model was kept that it is worth
    /// writing it again, whole.
    pub(crate) fn is_worth_keeping(&self, at_least: u64) -> bool {
        is_worth_keeping(self.unkept(), self.folded(), at_least)
    }

    fn encoded(&self) -> Result<Keeping, KeepError> {
        let encoded = self.model.read(Service::keeping);
        encoded.unwrap_or(Err(LogError::Poisoned.into()))
    }

    fn note_kept(&self, keeping: &Keeping, written: Written) -> Result<(), KeepError> {
        let noted = self.model.change(|model| model.written(keeping, written));
        noted.map_err(|Gone| LogError::Poisoned.into())
    }

    /// How far this node is behind the ledger that it follows; none when it is the
    /// ledger's own.
    pub(crate) fn behind(&self) -> Option<Behind> {
        let lag = self.lag.as_ref()?;
        Some(lag.behind(self.snapshot().size(), (self.now)()))
    }

    /// Lets the writer end when what it has taken is written.
    pub(crate) fn stop_writing(&self) {
        let mut writer = self.writer.write().unwrap_or_else(PoisonError::into_inner);
        *writer = None;
    }

    /// Answers a question on a thread that may block, once the model has seen what
    /// was durable when it was asked.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        answer: impl FnOnce(&Question<'_>) -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        self.ask_in(&self.questions, answer).await
    }

    /// Answers a question in its turn among some. The turn lasts as long as the
    /// work, also when nobody waits for the answer any more.
    async fn ask_in<T: Send + 'static>(
        self: &Arc<Self>,
        turns: &Arc<Semaphore>,
        answer: impl FnOnce(&Question<'_>) -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        // Never closed; were it so, nobody would be answered.
        let Ok(turn) = Arc::clone(turns).acquire_owned().await else {
            return Err(Unanswered::Failed);
        };
        if !self.level(LEVEL_WITHIN).await {
            return Err(if self.has_stopped() {
                Unanswered::Stopped
            } else {
                Unanswered::Behind
            });
        }
        let node = Arc::clone(self);
        let answered = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            node.model.read(|model| {
                answer(&Question {
                    snapshot: node.snapshot(),
                    model: model.model(),
                    remembered: &node.remembered,
                })
            })
        });
        match answered.await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Gone)) => Err(Unanswered::Stopped),
            Err(_) => Err(Unanswered::Failed),
        }
    }

    /// Whether the read model comes level, within a time, with what is durable now.
    /// One that has stopped does not.
    pub(crate) async fn level(&self, within: Duration) -> bool {
        let due = self.snapshot().size();
        let (mut folded, mut stopped) = (self.folded.subscribe(), self.stopped.subscribe());
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => false,
            level = folded.wait_for(|folded| *folded >= due) => level.is_ok(),
            () = tokio::time::sleep(within) => false,
        }
    }

    /// Whether the read model has stopped for good: an entry could not be read, or
    /// a fold has panicked.
    pub(crate) fn has_stopped(&self) -> bool {
        *self.stopped.borrow()
    }

    /// Begins to follow the log as it grows.
    ///
    /// # Errors
    /// [`Unanswered::Crowded`] when as many as may do so already.
    pub(crate) fn follow(self: &Arc<Self>) -> Result<Following, Unanswered> {
        Following::begin(self).ok_or(Unanswered::Crowded)
    }

    /// How many follow the log.
    pub(crate) fn following(&self) -> usize {
        self.followers.count()
    }

    /// Whether the node is about to end.
    pub(crate) fn is_stopping(&self) -> bool {
        self.followers.is_stopping()
    }

    /// Lets all who follow the log end, and no more begin.
    pub(crate) fn stop_following(&self) {
        self.followers.stop();
    }

    /// Records a submission.
    ///
    /// # Errors
    /// [`Unanswered::ReadOnly`], [`Unanswered::Ending`]; within, what the writer answers.
    pub(crate) async fn submit(
        &self,
        submission: Submission,
    ) -> Result<Result<Receipt, SubmitError>, Unanswered> {
        let writer = self.writing()?;
        Ok(writer.submit(submission).await)
    }

    /// Decides a submission, and records nothing.
    ///
    /// # Errors
    /// As [`Node::submit`].
    pub(crate) async fn trial(
        &self,
        submission: Submission,
    ) -> Result<Result<Receipt, SubmitError>, Unanswered> {
        let writer = self.writing()?;
        let now = (self.now)();
        let tried = writer.upkeep(move |ledger| ledger.trial(&submission, now));
        Ok(tried
            .await
            .unwrap_or_else(|error| Err(SubmitError::Store(error))))
    }

    /// What the log says of keys and witnesses, once what it holds is signed.
    ///
    /// # Errors
    /// [`Unanswered::ReadOnly`], [`Unanswered::Ending`]; within, why it cannot be signed.
    pub(crate) async fn signed(&self) -> Result<Result<Proof, LogError>, Unanswered> {
        let writer = self.writing()?;
        let signed = writer.upkeep(|ledger| {
            ledger.checkpoint()?;
            Ok(ledger.proof().clone())
        });
        Ok(signed.await.and_then(|proof| proof))
    }

    /// The kept copies of published reports, for one at a time: a copy that is
    /// written while a redaction removes them would show what is gone.
    pub(crate) async fn copies(&self) -> MutexGuard<'_, ()> {
        self.copies.lock().await
    }

    /// Why the store takes nothing more, or why its latest checkpoint could not be
    /// signed, when so.
    pub(crate) fn checkpoint_failure(&self) -> Option<Arc<LogError>> {
        self.writer()?.checkpoint_failure()
    }
}

/// Whether a read model of so many events is to be kept, of which some are not.
fn is_worth_keeping(unkept: u64, folded: u64, at_least: u64) -> bool {
    unkept >= at_least.max(folded / KEEP_SHARE)
}

/// Does something on a thread that may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, LogError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| LogError::Poisoned)
}

impl Question<'_> {
    /// What a published report would say otherwise at another basis, as
    /// [`projections::publication::changes_since`]; built once for many questions.
    ///
    /// # Errors
    /// [`RequestError`] when the report cannot be built at one of the two bases.
    pub(crate) fn changes_since(
        &self,
        published: &PublishedReport,
        now: Basis,
    ) -> Result<Arc<[Change]>, RequestError> {
        self.remembered.changes_since(self.model, published, now)
    }

    /// Log and model together.
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading {
            log: &self.snapshot,
            model: self.model,
        }
    }
}
