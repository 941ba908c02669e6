//! The writer: a task that takes submissions from a queue and answers them.
//!
//! Whatever waits when a write begins goes into it together, so that many
//! senders share one sync. Everyone is answered after their events are durable
//! (I2). Readers never wait for it.
//!
//! When the last handle is gone the writer ends with a checkpoint.
//! Deliberately not here: the clock, which is given, and any retry.

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::command::Submission;
use crate::ledger::{Ledger, Receipt, SubmitError};
use crate::log::{Log, LogError};
use crate::time::Timestamp;

/// How many submissions may wait; who comes after them waits to be let in.
const QUEUE: usize = 1024;

/// The most submissions that share one write.
const GROUP: usize = 256;

/// How long there is between two checkpoints, in microseconds.
const CHECKPOINT_EVERY: i64 = 1_000_000;

type Outcome = Result<Receipt, SubmitError>;

struct Waiting {
    submission: Submission,
    answer: oneshot::Sender<Outcome>,
}

/// The writing task.
pub struct Writer;

/// Where submissions are handed in. Handles are cheap to clone.
#[derive(Clone)]
pub struct WriterHandle {
    queue: mpsc::Sender<Waiting>,
    size: watch::Receiver<u64>,
}

impl Writer {
    /// Starts the task on a thread of its own. `clock` is asked once a group.
    /// The task's result is that of the last checkpoint.
    pub fn spawn<L, C>(
        ledger: Ledger<L>,
        clock: C,
    ) -> (WriterHandle, JoinHandle<Result<(), LogError>>)
    where
        L: Log + Send + 'static,
        C: FnMut() -> Timestamp + Send + 'static,
    {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let (visible, size) = watch::channel(ledger.log().size());
        let task = tokio::task::spawn_blocking(move || run(ledger, clock, waiting, &visible));
        (WriterHandle { queue, size }, task)
    }
}

impl WriterHandle {
    /// Records a submission and answers when its events are durable.
    ///
    /// # Errors
    /// [`SubmitError`], as [`Ledger::submit`]; [`LogError::Poisoned`] when the
    /// writer has ended.
    pub async fn submit(&self, submission: Submission) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        let waiting = Waiting { submission, answer };
        if self.queue.send(waiting).await.is_err() {
            return Err(LogError::Poisoned.into());
        }
        outcome
            .await
            .unwrap_or(Err(SubmitError::Store(LogError::Poisoned)))
    }

    /// How many events are durable.
    pub fn size(&self) -> u64 {
        *self.size.borrow()
    }

    /// Waits until more events are durable than when it was last asked, and
    /// answers how many there are; none when the writer has ended.
    pub async fn grown(&mut self) -> Option<u64> {
        self.size.changed().await.ok()?;
        Some(*self.size.borrow_and_update())
    }
}

fn run<L: Log>(
    mut ledger: Ledger<L>,
    mut clock: impl FnMut() -> Timestamp,
    mut queue: mpsc::Receiver<Waiting>,
    visible: &watch::Sender<u64>,
) -> Result<(), LogError> {
    let mut last_checkpoint = None;
    let mut submissions = Vec::with_capacity(GROUP);
    let mut answers = Vec::with_capacity(GROUP);
    while let Some(first) = queue.blocking_recv() {
        let mut next = Some(first);
        while let Some(Waiting { submission, answer }) = next {
            submissions.push(submission);
            answers.push(answer);
            next = if answers.len() < GROUP {
                queue.try_recv().ok()
            } else {
                None
            };
        }
        let now = clock();
        let outcomes = ledger.submit_group(&submissions, now);
        visible.send_if_modified(|size| {
            let grown = *size != ledger.log().size();
            *size = ledger.log().size();
            grown
        });
        for (answer, outcome) in answers.drain(..).zip(outcomes) {
            // Whoever stopped waiting asks again with the same command id.
            let _ = answer.send(outcome);
        }
        submissions.clear();
        let is_due =
            last_checkpoint.is_none_or(|last: i64| now.0.saturating_sub(last) >= CHECKPOINT_EVERY);
        if is_due && ledger.checkpoint().is_ok() {
            last_checkpoint = Some(now.0);
        }
    }
    ledger.close().map(drop)
}
