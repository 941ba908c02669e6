//! Those who follow the log as it grows.
//!
//! Guarantees: nobody who follows is told anything but that there is more: each
//! reads the log for itself, when it can, so that one who is slow or dead keeps
//! nothing waiting and nothing grows for it. They take turns apart from the
//! questions', and end when the node stops.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use ledger::feed::Recent;

use super::{Node, Question, Unanswered};

/// How many may follow at once: each has a connection and at most one page of
/// events in memory.
const MAX_FOLLOWERS: usize = 1000;

/// How many followers' readings go on at once. More would only share the same
/// few cores, and leave less for the writer and the questions.
const READINGS: usize = 4;

/// All who follow.
pub(super) struct Followers {
    places: Arc<Semaphore>,
    readings: Arc<Semaphore>,
    recent: Arc<Recent>,
    stopping: watch::Sender<bool>,
}

impl Followers {
    pub(super) fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(MAX_FOLLOWERS)),
            readings: Arc::new(Semaphore::new(READINGS)),
            recent: Arc::default(),
            stopping: watch::Sender::new(false),
        }
    }

    pub(super) fn count(&self) -> usize {
        MAX_FOLLOWERS.saturating_sub(self.places.available_permits())
    }

    pub(super) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    pub(super) fn stop(&self) {
        self.places.close();
        self.stopping.send_replace(true);
    }
}

/// One who follows. The place is free again when it is dropped.
pub(crate) struct Following {
    node: Arc<Node>,
    sizes: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
}

/// Why a follower was woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Woken {
    /// There is more to read.
    More,
    /// The time has passed.
    Idle,
    /// Nothing more will come.
    Ended,
}

impl Following {
    pub(super) fn begin(node: &Arc<Node>) -> Option<Self> {
        let places = Arc::clone(&node.followers.places);
        Some(Self {
            _place: places.try_acquire_owned().ok()?,
            node: Arc::clone(node),
            sizes: node.sizes(),
            stopping: node.followers.stopping.subscribe(),
        })
    }

    /// Asks as [`Node::ask`] does, in a follower's turn. What is durable by now
    /// is seen; [`Following::wait`] waits for what comes after.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub(crate) async fn ask<T: Send + 'static>(
        &mut self,
        answer: impl FnOnce(&Question<'_>) -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        self.sizes.mark_unchanged();
        self.node
            .ask_in(&self.node.followers.readings, answer)
            .await
    }

    /// What those who follow share.
    pub(crate) fn recent(&self) -> Arc<Recent> {
        Arc::clone(&self.node.followers.recent)
    }

    /// Waits until there is more than at the last question, for some time.
    pub(crate) async fn wait(&mut self, at_most: Duration) -> Woken {
        tokio::select! {
            biased;
            _ = self.stopping.wait_for(|stopping| *stopping) => Woken::Ended,
            changed = self.sizes.changed() => match changed {
                Ok(()) => Woken::More,
                Err(_) => Woken::Ended,
            },
            () = tokio::time::sleep(at_most) => Woken::Idle,
        }
    }

    /// Whether the node is stopping.
    pub(crate) fn is_over(&self) -> bool {
        *self.stopping.borrow()
    }
}
