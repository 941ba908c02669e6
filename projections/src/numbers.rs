//! Columns of numbers in the form that models are kept in: as bytes in one piece,
//! each number in as few bytes as it needs (LEB128).
//!
//! A model of ten million events has tens of millions of numbers. Decoded one field
//! after the other through the general decoder they would take seconds.

use bincode::de::{Decoder, read::Reader as _};
use bincode::enc::Encoder;
use bincode::error::{DecodeError, EncodeError};
use bincode::{Decode, Encode};
use ledger::leb128;

/// Numbers that are being written.
#[derive(Default)]
pub(crate) struct Numbers(Vec<u8>);

/// Numbers that are being read.
pub(crate) struct Reading<'a>(&'a [u8]);

impl Numbers {
    /// None yet, and room for so many of a few bytes each.
    pub(crate) fn with_room_for(count: usize) -> Self {
        Self(Vec::with_capacity(count * 4))
    }

    /// Adds a number: the smaller, the shorter.
    pub(crate) fn add(&mut self, number: u64) {
        leb128::write(&mut self.0, number);
    }

    /// Adds what leads from one number to the next: the nearer, the shorter.
    pub(crate) fn add_step(&mut self, from: i64, to: i64) {
        let step = to.wrapping_sub(from);
        self.add((step.wrapping_shl(1) ^ (step >> 63)).cast_unsigned());
    }

    /// Encodes them as one piece.
    ///
    /// # Errors
    /// What the encoder answers.
    pub(crate) fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        self.0.as_slice().encode(encoder)
    }

    /// Decodes what [`Numbers::encode`] has encoded: all of it, and nothing else.
    ///
    /// # Errors
    /// What the decoder answers; also when there are fewer numbers than are read, or more.
    pub(crate) fn decode<T, D: Decoder>(
        decoder: &mut D,
        read: impl FnOnce(&mut Reading<'_>) -> Option<T>,
    ) -> Result<T, DecodeError> {
        let length = u64::decode(decoder)?;
        let length = usize::try_from(length).map_err(|_| DecodeError::OutsideUsizeRange(length))?;
        decoder.claim_container_read::<u8>(length)?;
        let all = |bytes: &[u8]| {
            let mut reading = Reading(bytes);
            read(&mut reading)
                .filter(|_| reading.0.is_empty())
                .ok_or(DecodeError::Other(
                    "the numbers are not as they were written",
                ))
        };
        if let Some(bytes) = decoder.reader().peek_read(length) {
            let made = all(bytes)?;
            decoder.reader().consume(length);
            return Ok(made);
        }
        let mut bytes = vec![0; length];
        decoder.reader().read(&mut bytes)?;
        all(&bytes)
    }
}

impl Reading<'_> {
    /// The next number.
    pub(crate) fn next(&mut self) -> Option<u64> {
        leb128::read(&mut self.0)
    }

    /// The number that a step leads to.
    pub(crate) fn next_step(&mut self, from: i64) -> Option<i64> {
        let step = self.next()?;
        let step = (step >> 1).cast_signed() ^ -(step & 1).cast_signed();
        Some(from.wrapping_add(step))
    }

    /// The next number, as how many things of at least `bytes` bytes follow: never
    /// more than there is room for in what is left.
    pub(crate) fn next_count(&mut self, bytes: usize) -> Option<usize> {
        let count = usize::try_from(self.next()?).ok()?;
        (count <= self.0.len() / bytes).then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::quickly;

    /// Numbers and steps, as a model would keep them.
    #[derive(Debug, PartialEq)]
    struct Kept(Vec<(u64, i64)>);

    impl Encode for Kept {
        fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
            let mut numbers = Numbers::default();
            numbers.add(self.0.len() as u64);
            let mut before = 0;
            for (number, next) in &self.0 {
                numbers.add(*number);
                numbers.add_step(before, *next);
                before = *next;
            }
            numbers.encode(encoder)
        }
    }

    impl Decode<()> for Kept {
        fn decode<D: Decoder<Context = ()>>(decoder: &mut D) -> Result<Self, DecodeError> {
            Numbers::decode(decoder, |numbers| {
                let mut before = 0;
                (0..numbers.next_count(2)?)
                    .map(|_| {
                        let number = numbers.next()?;
                        before = numbers.next_step(before)?;
                        Some((number, before))
                    })
                    .collect::<Option<_>>()
                    .map(Self)
            })
        }
    }

    fn any_size() -> impl Strategy<Value = (u64, i64)> {
        (any::<u64>(), 0..64_u32, any::<i64>(), 0..64_u32)
            .prop_map(|(a, by, b, and)| (a >> by, b >> and))
    }

    proptest! {
        #![proptest_config(quickly())]

        #[test]
        fn numbers_come_back_as_they_went(
            numbers in prop::collection::vec(any_size(), 0..20),
            cut in 0..400_usize,
        ) {
            let config = bincode::config::standard();
            let bytes = bincode::encode_to_vec(Kept(numbers.clone()), config).unwrap();
            let (back, read) = bincode::decode_from_slice::<Kept, _>(&bytes, config).unwrap();
            prop_assert_eq!((&back.0, read), (&numbers, bytes.len()));
            let from_reader: Kept =
                bincode::decode_from_std_read(&mut bytes.as_slice(), config).unwrap();
            prop_assert_eq!(from_reader.0, numbers);
            if cut < bytes.len() {
                let short = bincode::decode_from_slice::<Kept, _>(&bytes[..cut], config);
                prop_assert!(short.is_err());
            }
        }

        #[test]
        fn bytes_that_nobody_wrote_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            // As where models are read: without a limit a length may ask for all memory.
            let config = bincode::config::standard().with_limit::<4096>();
            let _ = bincode::decode_from_slice::<Kept, _>(&bytes, config);
        }
    }
}
