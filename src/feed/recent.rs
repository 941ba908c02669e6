//! The last envelopes that were made, so that a hundred readers at the end of the
//! log do not make each of them a hundred times.
//!
//! Guarantees: it holds one stretch of positions without gaps, and no more than
//! [`MAX_BYTES`]. Nothing is given that was made before a redaction: what is kept
//! is of one number of redactions, which both who keeps and who asks has read
//! before it read the log (I9, I11).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::Told;
use crate::ids::Position;

/// The most that is kept, in bytes: some thousands of events.
pub(super) const MAX_BYTES: usize = 8 * 1024 * 1024;

/// The envelopes that were made last.
#[derive(Debug, Default)]
pub struct Recent(Mutex<Stretch>);

#[derive(Debug, Default)]
struct Stretch {
    /// How many redactions there were when they were made.
    redactions: usize,
    /// The position of the first.
    first: u64,
    envelopes: VecDeque<Arc<[u8]>>,
    bytes: usize,
}

impl Recent {
    /// The envelopes from a position to before `end`, at most so many events and
    /// so many bytes and one; none when the first of them is not kept.
    pub fn from(
        &self,
        position: Position,
        end: u64,
        (events, bytes): (usize, usize),
        redactions: usize,
    ) -> Vec<Told> {
        let stretch = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let skipped = position.0.checked_sub(stretch.first);
        let Some(Ok(skipped)) = skipped.map(usize::try_from) else {
            return Vec::new();
        };
        if stretch.redactions != redactions {
            return Vec::new();
        }
        let mut taken = 0;
        (position.0..end)
            .zip(stretch.envelopes.iter().skip(skipped))
            .take(events)
            .take_while(|(_, json)| {
                let has_room = taken < bytes;
                taken += json.len();
                has_room
            })
            .map(|(position, json)| Told {
                position: Position(position),
                json: Arc::clone(json),
            })
            .collect()
    }

    /// Keeps what was told, when it goes on where the stretch ends or lies beyond
    /// it. `redactions` is how many there were before it was read.
    pub fn keep(&self, told: &[Told], redactions: usize) {
        let mut stretch = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if redactions < stretch.redactions {
            return;
        }
        if redactions > stretch.redactions {
            *stretch = Stretch {
                redactions,
                ..Stretch::default()
            };
        }
        for event in told {
            let end = stretch.first + stretch.envelopes.len() as u64;
            if event.position.0 < end {
                continue;
            }
            if event.position.0 > end {
                stretch.envelopes.clear();
                stretch.bytes = 0;
            }
            if stretch.envelopes.is_empty() {
                stretch.first = event.position.0;
            }
            stretch.bytes += event.json.len();
            stretch.envelopes.push_back(Arc::clone(&event.json));
        }
        while stretch.bytes > MAX_BYTES
            && let Some(oldest) = stretch.envelopes.pop_front()
        {
            stretch.bytes -= oldest.len();
            stretch.first += 1;
        }
    }
}
