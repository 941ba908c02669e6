//! Folding what is appended into the node's read model.
//!
//! It goes some events at a time, so that questions are kept out for less than a
//! millisecond. An entry that cannot be
//! read stops the folding with its position (I12): questions are then told that
//! the model is behind, and what was folded stays as it was.

use std::sync::{Arc, PoisonError, Weak};

use ledger::log::LogError;

use super::Node;

/// How many events are folded while questions wait.
const STEP: u64 = 256;

/// Starts the folding. It ends with the node, or when nothing more will come.
pub(super) fn start(node: &Arc<Node>) {
    let mut sizes = node.sizes();
    let node = Arc::downgrade(node);
    tokio::spawn(async move {
        loop {
            let size = *sizes.borrow_and_update();
            let folding = Weak::clone(&node);
            let folded = tokio::task::spawn_blocking(move || fold_to(&folding, size)).await;
            if let Ok(Err(error)) = folded {
                tracing::error!(%error, "läsmodellen kan inte följa loggen");
                return;
            }
            if sizes.changed().await.is_err() {
                return;
            }
        }
    });
}

/// Folds up to a size of the log.
fn fold_to(node: &Weak<Node>, size: u64) -> Result<(), LogError> {
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
        let mut model = node.model.write().unwrap_or_else(PoisonError::into_inner);
        model.catch_up(&snapshot, end)?;
        drop(model);
        node.folded.send_replace(end);
    }
}
