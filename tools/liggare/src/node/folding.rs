//! Folding what is appended into the node's read model.
//!
//! A thread reads what is durable, some events at a time, without holding the
//! model; only to fold them does it keep questions out. An entry that cannot be
//! read stops the folding with its position (I12): questions are then told that
//! the model is behind, and what was folded stays as it was.

use std::sync::{Arc, PoisonError, Weak};

use ledger::entry::Entry;
use ledger::ids::Position;
use ledger::log::{LogError, ReadLog};

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
        let entries: Vec<Entry> = node
            .snapshot()
            .read(Position(from), end)
            .map(|record| record.map(|record| record.entry))
            .collect::<Result<_, _>>()?;
        let mut model = node.model.write().unwrap_or_else(PoisonError::into_inner);
        for entry in &entries {
            model.apply(entry);
        }
        drop(model);
        node.folded.send_replace(end);
    }
}
