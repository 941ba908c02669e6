//! The writer: a task that takes submissions from a queue and answers them.
//!
//! Whatever waits when a write begins goes into it together, so that many
//! senders share one sync. Everyone is answered after their events are durable
//! (I2). Readers never wait for it.
//!
//! A checkpoint is made right after the events that it counts, but at most one a
//! second; what comes within the second is signed when it has passed, whether
//! anything more comes or not. One that fails is told by
//! [`WriterHandle::checkpoint_failure`] and tried again a second later. When the
//! last handle is gone the writer ends with a checkpoint.
//! Whoever measures the writer is told of every write by [`Step`].
//! Deliberately not here: the clock, which is given, and any retry of a write.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio::task::JoinHandle;

use crate::command::Submission;
use crate::ledger::{Ledger, Receipt, SubmitError};
use crate::log::shelf::Shelf;
use crate::log::{Log, LogError, ReadLog, StoredModel};
use crate::proof::SignedNote;
use crate::state::proof::Proof;
use crate::time::Timestamp;

/// How many submissions and works may wait; who comes after them waits to be let in.
const QUEUE: usize = 1024;

/// The most submissions that share one write, with the works between them.
const GROUP: usize = 256;

/// How long there is between two checkpoints, in microseconds.
const CHECKPOINT_EVERY: u64 = 1_000_000;

type Outcome = Result<Receipt, SubmitError>;

/// What the writer does, told on its own thread to whoever measures it: what
/// that one does with it, the next write waits for.
#[derive(Debug)]
pub enum Step<'a> {
    /// A group is about to be decided and written.
    Begun,
    /// The group is durable, or refused; nobody in it has been answered yet.
    Written(&'a [Outcome]),
    /// A checkpoint of what is durable was signed, or could not be.
    Signed {
        /// Whether it was.
        done: bool,
    },
}

struct Waiting {
    submission: Submission,
    answer: oneshot::Sender<Outcome>,
    /// Its place in the queue, free again when it is taken out.
    place: OwnedSemaphorePermit,
}

type Work = Box<dyn FnOnce(&mut dyn Upkeep) + Send>;

/// What stands in the queue.
enum Request {
    Submission(Box<Waiting>),
    /// With its place.
    Upkeep(Work, OwnedSemaphorePermit),
}

/// What can be done with the ledger between two writes, besides submitting. It is
/// a [`Shelf`], so that a projection can be kept.
pub trait Upkeep: Shelf {
    /// As [`Ledger::keep_checkpoint`].
    ///
    /// # Errors
    /// As there.
    fn keep_checkpoint(&mut self, note: &SignedNote) -> Result<(), LogError>;

    /// Signs what is durable now, without waiting for the second to pass.
    ///
    /// # Errors
    /// As [`Ledger::checkpoint`].
    fn checkpoint(&mut self) -> Result<(), LogError>;

    /// As [`Ledger::trial`].
    ///
    /// # Errors
    /// As there.
    fn trial(&mut self, submission: &Submission, now: Timestamp) -> Result<Receipt, SubmitError>;

    /// What the log says of keys and witnesses.
    fn proof(&self) -> &Proof;
}

/// The ledger in the hands of a work, and what became of the last checkpoint that
/// the work asked for.
struct Tended<'a, L: Log> {
    ledger: &'a mut Ledger<L>,
    signed: Option<bool>,
}

impl<L: Log> Shelf for Tended<'_, L> {
    fn folded(&self) -> &dyn ReadLog {
        self.ledger.folded()
    }

    fn put(&mut self, name: &str, model: &StoredModel) -> Result<(), LogError> {
        self.ledger.put(name, model)
    }

    fn remove(&mut self, name: &str) -> Result<(), LogError> {
        self.ledger.remove(name)
    }
}

impl<L: Log> Upkeep for Tended<'_, L> {
    fn keep_checkpoint(&mut self, note: &SignedNote) -> Result<(), LogError> {
        self.ledger.keep_checkpoint(note)
    }

    fn checkpoint(&mut self) -> Result<(), LogError> {
        let signed = self.ledger.checkpoint();
        self.signed = Some(signed.is_ok());
        signed
    }

    fn trial(&mut self, submission: &Submission, now: Timestamp) -> Result<Receipt, SubmitError> {
        self.ledger.trial(submission, now)
    }

    fn proof(&self) -> &Proof {
        &self.ledger.state().proof
    }
}

/// The writing task.
pub struct Writer;

/// Where submissions are handed in. Handles are cheap to clone.
#[derive(Clone)]
pub struct WriterHandle {
    queue: mpsc::Sender<Request>,
    places: Arc<Semaphore>,
    size: watch::Receiver<u64>,
    unsigned: watch::Receiver<Option<Arc<LogError>>>,
    refusing: watch::Receiver<bool>,
}

/// What readers see of the writer.
struct Seen {
    size: watch::Sender<u64>,
    unsigned: watch::Sender<Option<Arc<LogError>>>,
    refusing: watch::Sender<bool>,
}

impl Writer {
    /// Starts the task on a thread of its own. `clock` is asked once a group, and
    /// when a checkpoint waits.
    /// The task's result is that of the last checkpoint.
    pub fn spawn<L, C>(
        ledger: Ledger<L>,
        clock: C,
    ) -> (WriterHandle, JoinHandle<Result<(), LogError>>)
    where
        L: Log + Send + 'static,
        C: FnMut() -> Timestamp + Send + 'static,
    {
        Self::spawn_measured(ledger, clock, |_| {})
    }

    /// As [`Writer::spawn`], telling every [`Step`] to `measure`.
    pub fn spawn_measured<L, C, M>(
        ledger: Ledger<L>,
        clock: C,
        measure: M,
    ) -> (WriterHandle, JoinHandle<Result<(), LogError>>)
    where
        L: Log + Send + 'static,
        C: FnMut() -> Timestamp + Send + 'static,
        M: FnMut(&Step<'_>) + Send + 'static,
    {
        let (queue, waiting) = mpsc::channel();
        let (seen_size, size) = watch::channel(ledger.log().size());
        let (seen_unsigned, unsigned) = watch::channel(None);
        let (seen_refusing, refusing) = watch::channel(false);
        let seen = Seen {
            size: seen_size,
            unsigned: seen_unsigned,
            refusing: seen_refusing,
        };
        let task =
            tokio::task::spawn_blocking(move || run(ledger, clock, measure, &waiting, &seen));
        let handle = WriterHandle {
            queue,
            places: Arc::new(Semaphore::new(QUEUE)),
            size,
            unsigned,
            refusing,
        };
        (handle, task)
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
        // Never closed; were it so, nobody would be let in.
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
            return Err(LogError::Poisoned.into());
        };
        let waiting = Waiting {
            submission,
            answer,
            place,
        };
        let request = Request::Submission(Box::new(waiting));
        if self.queue.send(request).is_err() {
            return Err(LogError::Poisoned.into());
        }
        outcome
            .await
            .unwrap_or(Err(SubmitError::Store(LogError::Poisoned)))
    }

    /// Does something with the ledger between two writes, in its turn: after all
    /// that was handed in before it, and perhaps after some that was handed in later
    /// and shares their write.
    ///
    /// # Errors
    /// [`LogError::Poisoned`] when the writer has ended.
    pub async fn upkeep<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Upkeep) -> T + Send + 'static,
    ) -> Result<T, LogError> {
        let (answer, outcome) = oneshot::channel();
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
            return Err(LogError::Poisoned);
        };
        let work: Work = Box::new(move |ledger: &mut dyn Upkeep| {
            // Whoever stopped waiting does without the answer.
            let _ = answer.send(work(ledger));
        });
        if self.queue.send(Request::Upkeep(work, place)).is_err() {
            return Err(LogError::Poisoned);
        }
        outcome.await.map_err(|_| LogError::Poisoned)
    }

    /// How many events are durable, to be waited on by others than the holder of
    /// this handle: it goes on after the handle is gone, and ends with the writer.
    pub fn sizes(&self) -> watch::Receiver<u64> {
        self.size.clone()
    }

    /// How many events are durable.
    pub fn size(&self) -> u64 {
        *self.size.borrow()
    }

    /// Why the latest checkpoint could not be made; none once it is. No event is
    /// lost by it, but what has come since the last signed one is not yet proved.
    pub fn checkpoint_failure(&self) -> Option<Arc<LogError>> {
        self.unsigned.borrow().clone()
    }

    /// Whether nothing more is taken, since a write has failed or the writer has
    /// ended: the ledger is to be opened anew.
    pub fn is_refusing(&self) -> bool {
        *self.refusing.borrow() || self.refusing.has_changed().is_err()
    }

    /// How many submissions and works wait for their turn.
    pub fn waiting(&self) -> usize {
        QUEUE.saturating_sub(self.places.available_permits())
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
    mut measure: impl FnMut(&Step<'_>),
    queue: &mpsc::Receiver<Request>,
    seen: &Seen,
) -> Result<(), LogError> {
    let mut due = Due::at_start(ledger.log().size());
    let mut submissions = Vec::with_capacity(GROUP);
    let mut answers = Vec::with_capacity(GROUP);
    let mut works = Vec::new();
    loop {
        let mut next = match next(queue, due.wait(&mut clock)) {
            Next::Request(first) => Some(first),
            Next::Idle => None,
            Next::Ended => break,
        };
        let idle = next.is_none();
        while let Some(request) = next {
            match request {
                Request::Submission(waiting) => {
                    drop(waiting.place);
                    submissions.push(waiting.submission);
                    answers.push(waiting.answer);
                }
                // What was asked before it is written before it.
                Request::Upkeep(work, place) => {
                    drop(place);
                    works.push(work);
                }
            }
            next = if answers.len() + works.len() < GROUP {
                queue.try_recv().ok()
            } else {
                None
            };
        }
        let now = clock();
        if !submissions.is_empty() {
            measure(&Step::Begun);
            let outcomes = ledger.submit_group(&submissions, now);
            measure(&Step::Written(&outcomes));
            seen.refusing.send_replace(ledger.is_refusing());
            let size = ledger.log().size();
            due.events |= seen.size.send_if_modified(|seen| {
                let grown = *seen != size;
                *seen = size;
                grown
            });
            for (answer, outcome) in answers.drain(..).zip(outcomes) {
                // Whoever stopped waiting asks again with the same command id.
                let _ = answer.send(outcome);
            }
            submissions.clear();
        }
        for work in works.drain(..) {
            let mut tended = Tended {
                ledger: &mut ledger,
                signed: None,
            };
            work(&mut tended);
            match tended.signed {
                None => {}
                Some(true) => {
                    due.events = false;
                    due.last = Some(now);
                    measure(&Step::Signed { done: true });
                    seen.unsigned.send_replace(None);
                }
                // Tried again below, where it is told why.
                Some(false) => {
                    due.events = true;
                    due.last = None;
                }
            }
        }
        if due.events && (idle || due.left(now) == 0) {
            let failure = ledger.checkpoint().err();
            due.events = failure.is_some();
            due.last = Some(now);
            measure(&Step::Signed {
                done: failure.is_none(),
            });
            seen.unsigned.send_replace(failure.map(Arc::new));
        }
    }
    ledger.close().map(drop)
}

/// What the queue answers.
enum Next {
    /// Someone waits.
    Request(Request),
    /// The time has passed and nobody came.
    Idle,
    /// The last handle is gone.
    Ended,
}

/// The next that waits in the queue; without a time it is waited for for ever.
fn next(queue: &mpsc::Receiver<Request>, wait: Option<Duration>) -> Next {
    let came = match wait {
        None => queue
            .recv()
            .map_err(|_| mpsc::RecvTimeoutError::Disconnected),
        Some(wait) => queue.recv_timeout(wait),
    };
    match came {
        Ok(request) => Next::Request(request),
        Err(mpsc::RecvTimeoutError::Timeout) => Next::Idle,
        Err(mpsc::RecvTimeoutError::Disconnected) => Next::Ended,
    }
}

/// When the next checkpoint is due.
struct Due {
    /// Whether events have come that none counts.
    events: bool,
    /// When the last was made, or could not be.
    last: Option<Timestamp>,
}

impl Due {
    /// A log that was left without a checkpoint gets one first of all.
    fn at_start(size: u64) -> Self {
        Self {
            events: size > 0,
            last: None,
        }
    }

    /// How long there is to it, in microseconds. A clock that is set back does
    /// not put it off by more than a second.
    fn left(&self, now: Timestamp) -> u64 {
        let passed = |last: Timestamp| u64::try_from(now.0.saturating_sub(last.0)).unwrap_or(0);
        self.last
            .map_or(0, |last| CHECKPOINT_EVERY.saturating_sub(passed(last)))
    }

    /// How long to wait for a submission before it; for ever when none is due.
    fn wait(&self, clock: &mut impl FnMut() -> Timestamp) -> Option<Duration> {
        self.events
            .then(|| Duration::from_micros(self.left(clock())))
    }
}
