//! Event ids: `UUIDv7` (RFC 9562 section 5.7), strictly rising.
//!
//! The 74 bits after the time are a counter that begins at random in each
//! millisecond and takes random steps, so that ids rise within a millisecond
//! too and cannot be guessed from their neighbours.

use std::io;

use uuid::Uuid;

use crate::entropy::Entropy;
use crate::ids::EventId;
use crate::time::Timestamp;

const COUNTER_BITS: u32 = 74;
const COUNTER_MASK: u128 = (1 << COUNTER_BITS) - 1;
const MILLIS_MASK: u64 = (1 << 48) - 1;

/// Makes the next id, higher than the last.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct EventIds {
    millis: u64,
    counter: u128,
}

impl EventIds {
    /// Goes on after an id.
    pub(super) fn after(last: Option<EventId>) -> Self {
        last.map_or_else(Self::default, |EventId(uuid)| {
            let bits = uuid.as_u128();
            let high = bits >> 64 & 0xfff;
            let low = bits & ((1 << 62) - 1);
            Self {
                millis: u64::try_from(bits >> 80).unwrap_or(MILLIS_MASK),
                counter: high << 62 | low,
            }
        })
    }

    /// The next id, at a time.
    ///
    /// # Errors
    /// What the randomness answers when there is none.
    pub(super) fn next(
        &mut self,
        recorded_at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> io::Result<EventId> {
        let mut random = [0; 16];
        entropy.fill(&mut random)?;
        let random = u128::from_le_bytes(random);
        let millis = recorded_at.unix_millis() & MILLIS_MASK;
        let step = 1 + (random & u128::from(u32::MAX));
        if millis > self.millis {
            self.millis = millis;
            // The top bit stays clear, so that there is room to count.
            self.counter = random & (COUNTER_MASK >> 1);
        } else if self.counter + step <= COUNTER_MASK {
            self.counter += step;
        } else {
            self.millis += 1;
            self.counter = random & (COUNTER_MASK >> 1);
        }
        Ok(self.current())
    }

    fn current(self) -> EventId {
        let bits = u128::from(self.millis) << 80
            | 0x7 << 76
            | (self.counter >> 62) << 64
            | 0b10 << 62
            | self.counter & ((1 << 62) - 1);
        EventId(Uuid::from_u128(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn ids_rise_even_when_the_clock_stands_still_or_goes_back() {
        let mut entropy = SeededEntropy::new("ids");
        let mut ids = EventIds::default();
        let mut last = EventId(Uuid::nil());
        for micros in [
            5_000_000, 5_000_000, 4_000_000, 9_000_000, 9_000_500, 1, 9_001_000,
        ] {
            for _ in 0..100 {
                let id = ids.next(Timestamp(micros), &mut entropy).unwrap();
                assert!(id > last, "{id} follows {last}");
                assert_eq!(id.0.get_version_num(), 7);
                assert_eq!(id.0.get_variant(), uuid::Variant::RFC4122);
                last = id;
            }
        }
    }

    #[test]
    fn a_full_counter_takes_the_next_millisecond() {
        let mut entropy = SeededEntropy::new("full");
        let mut ids = EventIds {
            millis: 7,
            counter: COUNTER_MASK,
        };
        let full = ids.current();
        let next = ids.next(Timestamp(7_000), &mut entropy).unwrap();
        assert!(next > full);
        assert_eq!(ids.millis, 8);
    }

    #[test]
    fn ids_go_on_after_the_last_one() {
        let mut entropy = SeededEntropy::new("after");
        let mut ids = EventIds::default();
        let first = ids
            .next(Timestamp(1_700_000_000_000_000), &mut entropy)
            .unwrap();
        let again = EventIds::after(Some(first));
        assert_eq!(again.current(), first);
    }
}
