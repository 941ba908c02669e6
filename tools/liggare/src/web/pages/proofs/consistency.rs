//! That nothing was changed between two sizes: that the later tree begins with all of
//! the earlier one.

use ledger::log::ReadLog;
use ledger::log::merkle::proof::{Step, consistency_steps};
use ledger::proof::TreeHead;

use super::step::{encoded, table};
use crate::render::swedish;
use crate::server::problem::Problem;
use crate::web::html::Html;
use crate::web::sight::Sight;

/// A consistency as it is shown.
pub(super) struct Consistency {
    /// The earlier size.
    pub(super) from: String,
    /// The events of the earlier.
    pub(super) first_events: String,
    /// The later size.
    pub(super) to: String,
    /// What both trees have, where the steps begin.
    pub(super) first: String,
    /// Up to the earlier root.
    pub(super) of_old: Html,
    /// Up to the later root.
    pub(super) of_new: Html,
    /// The earlier root.
    pub(super) from_root: String,
    /// The later root.
    pub(super) to_root: String,
    /// Whether the steps to the earlier root hold.
    pub(super) old_holds: bool,
    /// Whether the steps to the later root hold.
    pub(super) new_holds: bool,
}

/// The consistency of two sizes, the later a checkpoint's when nothing is said; why there
/// is none, in words for the reader.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(super) fn shown(
    sight: &Sight<'_>,
    (from, to): (&str, &str),
    head: &TreeHead,
) -> Result<Result<Consistency, String>, Problem> {
    let size = |text: &str| text.trim_start_matches('@').parse::<u64>().ok();
    let to = if to.is_empty() {
        Some(head.size)
    } else {
        size(to)
    };
    let (Some(from), Some(to)) = (size(from), to) else {
        return Ok(Err(
            "Skriv två antal händelser, till exempel 695 och 1127.".to_owned()
        ));
    };
    if from == 0 || from >= to || to > sight.size {
        return Ok(Err(format!(
            "Den tidigare storleken är minst 1, och den senare större än den och högst {}.",
            swedish::size(sight.size)
        )));
    }
    let log = &sight.question.snapshot;
    let (old_root, new_root) = (log.root_at(from)?, log.root_at(to)?);
    let proof = log.consistency_proof(from, to)?;
    let climbed = consistency_steps(from, to, &old_root, &proof);
    let climbed = climbed.ok_or_else(Problem::internal)?;
    let top = |steps: &[Step]| steps.last().map_or(climbed.first, |step| step.above);
    Ok(Ok(Consistency {
        from: swedish::events(from),
        first_events: swedish::first_events(from),
        to: swedish::events(to),
        first: encoded(&climbed.first),
        old_holds: top(&climbed.of_old) == old_root,
        new_holds: top(&climbed.of_new) == new_root,
        of_old: table(&climbed.of_old)?,
        of_new: table(&climbed.of_new)?,
        from_root: encoded(&old_root),
        to_root: encoded(&new_root),
    }))
}
