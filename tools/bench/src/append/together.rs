//! Many clients at once, whose waiting commands share a write.

use std::sync::mpsc::{self, Receiver};
use std::time::Instant;

use tokio::sync::oneshot;

use super::alone::events_of;
use super::{Failed, Prepared, Target, in_turns};
use crate::measured::Series;

/// The most commands that share a write, as the ledger's writer has it.
const GROUP: usize = 256;

/// What waits for a write, and who waits for it.
struct Waiting {
    prepared: Prepared,
    answer: oneshot::Sender<()>,
}

/// Appends the work to every target from so many clients at once, in turns; answers
/// the events a second of each round for each target, and how many commands shared a
/// write in the middle.
///
/// # Errors
/// What a target answers.
pub fn together(
    targets: &mut [Box<dyn Target>],
    work: &[Prepared],
    (clients, commands_each): (usize, usize),
) -> Result<Vec<(Series, Series)>, Failed> {
    let mut series = vec![<(Series, Series)>::default(); targets.len()];
    for (round, part) in work.chunks(clients * commands_each).enumerate() {
        for at in in_turns(round, targets.len()) {
            let started = Instant::now();
            let writes = round_of(targets[at].as_mut(), part, commands_each)?;
            series[at]
                .0
                .push(events_of(part) / started.elapsed().as_secs_f64());
            #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
            series[at].1.push(part.len() as f64 / writes as f64);
        }
    }
    Ok(series)
}

/// One round of a target: the clients on this thread, its writer on another; answers
/// how many writes there were.
fn round_of(
    target: &mut dyn Target,
    part: &[Prepared],
    commands_each: usize,
) -> Result<usize, Failed> {
    let (queue, waiting) = mpsc::channel::<Waiting>();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    std::thread::scope(|threads| {
        let writer = threads.spawn(move || write(target, &waiting));
        let clients = async {
            let tasks: Vec<_> = part
                .chunks(commands_each)
                .map(|own| {
                    let (own, queue) = (own.to_vec(), queue.clone());
                    tokio::task::spawn_local(async move {
                        for prepared in own {
                            let (answer, answered) = oneshot::channel();
                            let waiting = Waiting { prepared, answer };
                            if queue.send(waiting).is_err() || answered.await.is_err() {
                                return;
                            }
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await?;
            }
            Ok::<_, tokio::task::JoinError>(())
        };
        tokio::task::LocalSet::new().block_on(&runtime, clients)?;
        drop(queue);
        writer.join().map_err(|_| "skrivaren stannade")?
    })
}

/// Writes whatever waits when a write begins, until nobody is left.
fn write(target: &mut dyn Target, waiting: &Receiver<Waiting>) -> Result<usize, Failed> {
    let mut writes = 0;
    let mut group = Vec::with_capacity(GROUP);
    let mut answers = Vec::with_capacity(GROUP);
    while let Ok(first) = waiting.recv() {
        for waiting in std::iter::once(first).chain(waiting.try_iter().take(GROUP - 1)) {
            group.push(waiting.prepared);
            answers.push(waiting.answer);
        }
        target.append(&group)?;
        writes += 1;
        group.clear();
        for answer in answers.drain(..) {
            // A client that has ended needs no answer.
            let _ = answer.send(());
        }
    }
    Ok(writes)
}
