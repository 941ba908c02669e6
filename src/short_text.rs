//! Short texts: ids, names of streams, source documents.
//!
//! A text of up to 24 bytes stands in the value itself: nothing is allocated when
//! it is decoded, cloned or dropped, and it is compared without following a
//! pointer. A replay makes four of them an event. A longer one is kept on the heap.
//!
//! Guarantee: encoded it is what a `String` is, byte for byte.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

use bincode::de::{BorrowDecoder, Decoder, read::Reader};
use bincode::enc::Encoder;
use bincode::error::{DecodeError, EncodeError};
use bincode::{BorrowDecode, Decode, Encode};
use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that is mostly short.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ShortText(CompactString);

impl ShortText {
    /// The text made of what is formatted.
    pub(crate) fn formatted(arguments: fmt::Arguments<'_>) -> Self {
        Self(compact_str::format_compact!("{arguments}"))
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for ShortText {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialOrd for ShortText {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ShortText {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl From<&str> for ShortText {
    #[inline]
    fn from(text: &str) -> Self {
        Self(CompactString::new(text))
    }
}

impl From<String> for ShortText {
    fn from(text: String) -> Self {
        Self(CompactString::from(text))
    }
}

impl PartialEq<str> for ShortText {
    fn eq(&self, text: &str) -> bool {
        self.as_str() == text
    }
}

impl PartialEq<&str> for ShortText {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == *text
    }
}

impl fmt::Debug for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl Serialize for ShortText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for ShortText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Encode for ShortText {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        self.as_str().encode(encoder)
    }
}

impl<Context> Decode<Context> for ShortText {
    #[inline]
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        let length = u64::decode(decoder)?;
        let length = usize::try_from(length).map_err(|_| DecodeError::OutsideUsizeRange(length))?;
        decoder.claim_container_read::<u8>(length)?;
        // What is in memory already is read where it stands.
        if let Some(bytes) = decoder.reader().peek_read(length) {
            let text = Self::of_bytes(bytes)?;
            decoder.reader().consume(length);
            return Ok(text);
        }
        let mut bytes = vec![0; length];
        decoder.reader().read(&mut bytes)?;
        Self::of_bytes(&bytes)
    }
}

impl<'de, Context> BorrowDecode<'de, Context> for ShortText {
    fn borrow_decode<D: BorrowDecoder<'de, Context = Context>>(
        decoder: &mut D,
    ) -> Result<Self, DecodeError> {
        Self::decode(decoder)
    }
}

impl ShortText {
    #[inline]
    fn of_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self::from(text)),
            Err(inner) => Err(DecodeError::Utf8 { inner }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_kept_as_a_string_is(text in ".{0,40}", cut in 0..60_usize) {
            let config = bincode::config::legacy().with_limit::<100>();
            let of_string = bincode::encode_to_vec(&text, config).unwrap();
            let short = ShortText::from(text.as_str());
            prop_assert_eq!(&bincode::encode_to_vec(&short, config).unwrap(), &of_string);
            let bytes = &of_string[..of_string.len().saturating_sub(cut)];
            let decoded = bincode::decode_from_slice::<ShortText, _>(bytes, config);
            let as_string = bincode::decode_from_slice::<String, _>(bytes, config);
            prop_assert_eq!(decoded.is_ok(), as_string.is_ok());
            if let (Ok((decoded, read)), Ok((as_string, of))) = (decoded, as_string) {
                prop_assert_eq!((decoded.as_str(), read), (as_string.as_str(), of));
            }
            let read = bincode::decode_from_std_read::<ShortText, _, _>(&mut of_string.as_slice(), config);
            let as_string = bincode::decode_from_std_read::<String, _, _>(&mut of_string.as_slice(), config);
            prop_assert_eq!(read.ok(), as_string.ok().map(ShortText::from));
        }

        #[test]
        fn it_is_ordered_as_a_string_is(a in ".{0,40}", b in ".{0,40}") {
            let of = |text: &String| ShortText::from(text.as_str());
            prop_assert_eq!(of(&a).cmp(&of(&b)), a.cmp(&b));
        }
    }
}
