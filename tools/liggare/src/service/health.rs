//! Health: why the server cannot do all that it is there for, when so.
//!
//! Guarantee: a server without reasons takes commands, signs them, and answers
//! questions about all that is durable. One with reasons goes on answering what it can.
//! What has gone wrong in detail is in the server's log, not here: health is
//! told to anyone.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::access::watch::Watch;
use crate::failure::with_causes;
use crate::node::{Hindrance, Node};

/// How long the read model has to come level before it is said to lag.
const LEVEL_WITHIN: Duration = Duration::from_secs(2);

/// Why a server is not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    /// It has been told to stop.
    Stopping,
    /// A write has failed, so no more are taken until the ledger is opened anew.
    WritesRefused,
    /// The latest checkpoint could not be signed and kept.
    CheckpointFailing,
    /// The read model does not come level with the log.
    ModelBehind,
    /// The read model has stopped for good, so no question is answered.
    ModelStopped,
    /// The disk has less room left than the settings ask for.
    DiskFull,
    /// The ledger that is followed gives nothing more until someone mends it.
    SourceRefuses,
    /// The accounts cannot be read, so that nobody can log in.
    AccountsUnreadable,
}

impl Reason {
    /// Every reason, in the order they are told.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Stopping,
        Self::WritesRefused,
        Self::CheckpointFailing,
        Self::ModelBehind,
        Self::ModelStopped,
        Self::DiskFull,
        Self::SourceRefuses,
        Self::AccountsUnreadable,
    ];

    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Stopping => "stopping",
            Self::WritesRefused => "writes_refused",
            Self::CheckpointFailing => "checkpoint_failing",
            Self::ModelBehind => "model_behind",
            Self::ModelStopped => "model_stopped",
            Self::DiskFull => "disk_full",
            Self::SourceRefuses => "source_refuses",
            Self::AccountsUnreadable => "accounts_unreadable",
        }
    }
}

/// Why a node is not ready; nothing when it is.
pub(crate) async fn reasons(node: &Node, accounts: &Watch, min_free_bytes: u64) -> Vec<Reason> {
    let stopping = node.is_stopping();
    let refusing = node.writer().is_some_and(|writer| writer.is_refusing());
    let unsigned = node.checkpoint_failure().is_some();
    let level = node.level(LEVEL_WITHIN).await;
    let stopped = node.has_stopped();
    let hindered = node.behind().and_then(|behind| behind.hindered);
    let refused = hindered.is_some_and(Hindrance::is_refusal);
    let full = free_bytes(&node.folder).is_some_and(|free| free < min_free_bytes);
    let unreadable = accounts.current().inspect_err(|error| {
        tracing::error!(error = %with_causes(error), "kontona kan inte läsas");
    });
    Reason::ALL
        .iter()
        .copied()
        .filter(|reason| match reason {
            Reason::Stopping => stopping,
            Reason::WritesRefused => refusing,
            Reason::CheckpointFailing => unsigned,
            Reason::ModelBehind => !level && !stopped,
            Reason::ModelStopped => stopped,
            Reason::DiskFull => full,
            Reason::SourceRefuses => refused,
            Reason::AccountsUnreadable => unreadable.is_err(),
        })
        .collect()
}

/// How many bytes a process without special rights may still write beside a folder.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    let system = rustix::fs::statvfs(folder).ok()?;
    Some(system.f_bavail.saturating_mul(system.f_frsize))
}
