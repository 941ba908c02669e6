//! What a follower waits for: news of its ledger, or being told to stop.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often the ledger is asked while its live feed is silent: it is asked at
/// once when that tells of something.
const ASK_WHEN_LIVE: Duration = Duration::from_secs(15);

/// How often it is asked while there is no live feed.
const ASK_WHEN_NOT: Duration = Duration::from_secs(1);

/// How often it is asked for the checkpoint of events that it has told of: it
/// signs at most once a second.
const ASK_WHEN_BEHIND: Duration = Duration::from_millis(250);

/// The pause after the first failure; it is doubled with every one that follows.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The pauses between attempts that fail, each twice as long as the one before.
#[derive(Debug)]
pub(super) struct Pauses(Duration);

impl Default for Pauses {
    fn default() -> Self {
        Self(FIRST_PAUSE)
    }
}

/// What is known of the ledger between two questions.
#[derive(Default)]
pub(crate) struct Pulse {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    stopped: bool,
    /// How many events the live feed has told of.
    told: u64,
    live: bool,
}

impl Pulse {
    /// Tells the follower to end.
    pub(crate) fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }

    /// Whether it is told to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.state().stopped
    }

    /// The live feed tells of a size.
    pub(super) fn tell(&self, size: u64) {
        let mut state = self.state();
        state.told = size;
        state.live = true;
        self.changed.notify_all();
    }

    /// The live feed is broken.
    pub(super) fn lose(&self) {
        self.state().live = false;
        self.changed.notify_all();
    }

    /// How many events the live feed has told of.
    pub(super) fn told(&self) -> u64 {
        self.state().told
    }

    /// Waits for so long, or until the follower is to end; answers whether it is not.
    pub(super) fn pause(&self, time: Duration) -> bool {
        let waited = self
            .changed
            .wait_timeout_while(self.state(), time, |state| !state.stopped);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !state.stopped
    }

    /// Waits before the next attempt; answers whether the follower is not to end.
    pub(super) fn pause_more(&self, pauses: &mut Pauses) -> bool {
        let time = pauses.0;
        pauses.0 = (time * 2).min(LONGEST_PAUSE);
        self.pause(time)
    }

    /// Waits until it is worth asking again, for one that has so many events.
    pub(super) fn rest(&self, size: u64) {
        let state = self.state();
        if state.told > size {
            drop(state);
            self.pause(ASK_WHEN_BEHIND);
            return;
        }
        let time = if state.live {
            ASK_WHEN_LIVE
        } else {
            ASK_WHEN_NOT
        };
        let was_live = state.live;
        let idle =
            |state: &mut State| !state.stopped && state.told <= size && state.live == was_live;
        drop(self.changed.wait_timeout_while(state, time, idle));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
