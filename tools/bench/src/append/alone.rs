//! One client, which waits for each write before it sends the next.

use std::time::Instant;

use super::{Failed, Prepared, Target, in_turns};
use crate::measured::Series;

/// Appends the work to every target, some commands at a time in turns; answers the
/// events a second of each round for each target.
///
/// # Errors
/// What a target answers.
pub fn alone(
    targets: &mut [Box<dyn Target>],
    work: &[Prepared],
    commands_a_round: usize,
) -> Result<Vec<Series>, Failed> {
    let mut series = vec![Series::default(); targets.len()];
    for (round, part) in work.chunks(commands_a_round.max(1)).enumerate() {
        for at in in_turns(round, targets.len()) {
            let started = Instant::now();
            for prepared in part {
                targets[at].append(std::slice::from_ref(prepared))?;
            }
            series[at].push(events_of(part) / started.elapsed().as_secs_f64());
        }
    }
    Ok(series)
}

/// How many events some commands lead to.
#[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
pub(super) fn events_of(work: &[Prepared]) -> f64 {
    work.iter().map(|it| it.records.len()).sum::<usize>() as f64
}
