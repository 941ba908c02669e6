//! How far a follower is behind the ledger that it follows.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use ledger::time::Timestamp;
use serde::Serialize;

/// What a follower knows of its lag.
#[derive(Debug, Default)]
pub(crate) struct Lag {
    /// How many events the ledger has said that it has.
    shown: AtomicU64,
    /// When the follower last had all that the ledger had signed, in microseconds;
    /// 0 when it has not had it yet.
    level_at: AtomicI64,
}

/// How far a follower is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Behind {
    /// How many events the ledger has signed that are not here.
    pub(crate) events: u64,
    /// How many seconds ago it was last seen that nothing was missing; absent when
    /// it has not been seen yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seconds: Option<u64>,
}

impl Lag {
    /// The ledger shows a checkpoint of so many events.
    pub(crate) fn show(&self, size: u64) {
        self.shown.store(size, Ordering::Relaxed);
    }

    /// Everything that the ledger has signed is here.
    pub(crate) fn is_level(&self, now: Timestamp) {
        self.level_at.store(now.0, Ordering::Relaxed);
    }

    /// How far one with so many events is behind.
    pub(crate) fn behind(&self, size: u64, now: Timestamp) -> Behind {
        let level_at = self.level_at.load(Ordering::Relaxed);
        let since = now.0.saturating_sub(level_at) / 1_000_000;
        Behind {
            events: self.shown.load(Ordering::Relaxed).saturating_sub(size),
            seconds: (level_at > 0).then(|| u64::try_from(since).unwrap_or(0)),
        }
    }
}
