//! Folding what is appended into the node's read model.
//!
//! It goes some events at a time, so that a step does not keep questions out for
//! long. An entry that cannot be read, and a fold that panics, stop the folding for
//! good (I12): no question is answered from then on, health says that the model
//! has stopped, and the reason is in the log.

use std::sync::{Arc, Weak};

use ledger::log::LogError;

use super::Node;
use super::model::Gone;

/// How many events are folded while questions wait.
const STEP: u64 = 256;

/// Why the folding has stopped.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    /// An entry cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A fold has panicked.
    #[error("vikningen av en händelse avbröts av ett fel i programmet")]
    Panicked,
}

impl From<Gone> for Stopped {
    fn from(_: Gone) -> Self {
        Self::Panicked
    }
}

/// Starts the folding. It ends with the node, or when nothing more will come.
pub(super) fn start(node: &Arc<Node>) {
    let mut sizes = node.sizes();
    let node = Arc::downgrade(node);
    tokio::spawn(async move {
        loop {
            let size = *sizes.borrow_and_update();
            let folding = Weak::clone(&node);
            let folded = tokio::task::spawn_blocking(move || fold_to(&folding, size)).await;
            if let Err(error) = folded.unwrap_or(Err(Stopped::Panicked)) {
                tracing::error!(%error, "läsmodellen kan inte följa loggen");
                if let Some(node) = node.upgrade() {
                    node.stopped.send_replace(true);
                }
                return;
            }
            if sizes.changed().await.is_err() {
                return;
            }
        }
    });
}

/// Folds up to a size of the log.
fn fold_to(node: &Weak<Node>, size: u64) -> Result<(), Stopped> {
    loop {
        let Some(node) = node.upgrade() else {
            return Ok(());
        };
        let from = node.folded();
        if from >= size {
            return Ok(());
        }
        let end = size.min(from + STEP);
        let snapshot = node.snapshot();
        node.model
            .change(|model| model.catch_up(&snapshot, end))??;
        node.folded.send_replace(end);
    }
}
