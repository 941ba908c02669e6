//! How far a follower is behind the ledger that it follows, and what hinders it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ledger::time::Timestamp;
use serde::Serialize;

/// What a follower knows of its lag.
#[derive(Debug, Default)]
pub(crate) struct Lag {
    /// How many events the ledger has signed.
    signed: AtomicU64,
    /// When the follower last had all that the ledger had signed, in microseconds;
    /// 0 when it has not had it yet.
    level_at: AtomicI64,
    hindered: Mutex<Option<Hindrance>>,
}

/// Why a follower gets nothing from its ledger at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Hindrance {
    /// The ledger does not answer.
    Unreachable,
    /// The ledger does not accept the token.
    LoginRefused,
    /// The account may not read the feed.
    NotPermitted,
    /// What answers is not the ledger, or not as it should be.
    UnexpectedAnswer,
}

impl Hindrance {
    /// Whether it lasts until someone mends it; a ledger that does not answer may
    /// only be starting.
    pub(crate) fn is_refusal(self) -> bool {
        self != Self::Unreachable
    }
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
    /// Why nothing more comes; absent when nothing hinders it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hindered: Option<Hindrance>,
}

impl Lag {
    /// The ledger has signed for so many events.
    pub(crate) fn has_signed(&self, size: u64) {
        self.signed.fetch_max(size, Ordering::Relaxed);
    }

    /// Everything that the ledger has signed is here.
    pub(crate) fn is_level(&self, now: Timestamp) {
        self.level_at.store(now.0, Ordering::Relaxed);
    }

    /// Nothing comes at present.
    pub(crate) fn is_hindered(&self, by: Hindrance) {
        *self.hindered() = Some(by);
    }

    /// The ledger answers. Whether it answers all that is asked is seen later.
    pub(crate) fn is_reached(&self) {
        let mut hindered = self.hindered();
        if *hindered == Some(Hindrance::Unreachable) {
            *hindered = None;
        }
    }

    /// The ledger has answered all that was asked.
    pub(crate) fn is_free(&self) {
        *self.hindered() = None;
    }

    /// How far one with so many events is behind.
    pub(crate) fn behind(&self, size: u64, now: Timestamp) -> Behind {
        let level_at = self.level_at.load(Ordering::Relaxed);
        let since = now.0.saturating_sub(level_at) / 1_000_000;
        Behind {
            events: self.signed.load(Ordering::Relaxed).saturating_sub(size),
            seconds: (level_at > 0).then(|| u64::try_from(since).unwrap_or(0)),
            hindered: *self.hindered(),
        }
    }

    fn hindered(&self) -> MutexGuard<'_, Option<Hindrance>> {
        self.hindered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
