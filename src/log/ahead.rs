//! Reading ahead: a long stretch of the log is read and decoded on a thread of its
//! own, while the one who asked goes through what came before.
//!
//! Guarantees: every entry is seen once, in order. What stands before an error is
//! seen before the error is told (I12). When the one who sees stops, so does the
//! reading; no thread outlives the call.
//!
//! The entries are handed over in batches, and the batches are handed back: what one
//! thread has allocated the same thread frees.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::LogError;
use super::records::RecordReading;
use crate::entry::Entry;

/// The events of a batch: about 150 KB, so that it is still in the processor's cache
/// when it is seen.
const BATCH: usize = 512;

/// How many batches are read ahead of the one that is being seen.
const AHEAD: usize = 6;

/// The shortest stretch that is worth a thread, in events.
const WORTH_A_THREAD: u64 = 4_096;

/// Goes through a reading of so many events.
///
/// # Errors
/// [`LogError`] as the reading.
pub(crate) fn go_through(
    events: u64,
    reading: RecordReading<'_>,
    see: &mut dyn FnMut(&[Entry]) -> ControlFlow<()>,
) -> Result<(), LogError> {
    if events < WORTH_A_THREAD {
        return see_each(reading, see);
    }
    let (full, coming) = sync_channel(AHEAD);
    let (empty, back) = sync_channel(AHEAD + 2);
    thread::scope(|scope| {
        let decoding = scope.spawn(move || read_ahead(reading, &full, &back));
        let mut broke_off = false;
        for batch in coming {
            if see(&batch).is_break() {
                broke_off = true;
                break;
            }
            // The reading may have ended.
            let _ = empty.send(batch);
        }
        let read = decoding
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // What was met ahead of where the seeing broke off is nobody's matter.
        if broke_off { Ok(()) } else { read }
    })
}

/// One thread does both.
fn see_each(
    mut reading: RecordReading<'_>,
    see: &mut dyn FnMut(&[Entry]) -> ControlFlow<()>,
) -> Result<(), LogError> {
    let mut batch = Vec::new();
    loop {
        batch.clear();
        let read = reading.read_entries(&mut batch, BATCH);
        if !batch.is_empty() && see(&batch).is_break() {
            return Ok(());
        }
        read?;
        if batch.is_empty() {
            return Ok(());
        }
    }
}

fn read_ahead(
    mut reading: RecordReading<'_>,
    full: &SyncSender<Vec<Entry>>,
    back: &Receiver<Vec<Entry>>,
) -> Result<(), LogError> {
    loop {
        let mut batch = back.try_recv().unwrap_or_default();
        batch.clear();
        let read = reading.read_entries(&mut batch, BATCH);
        let is_last = batch.is_empty();
        if !is_last && full.send(batch).is_err() {
            // Nobody sees more.
            return Ok(());
        }
        read?;
        if is_last {
            return Ok(());
        }
    }
}
