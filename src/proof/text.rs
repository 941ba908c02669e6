//! Base64 in its one canonical form, and names as notes know them.

use base64ct::{Base64, Encoding};

/// The bytes of a canonical base64 text; none for every other text.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64::decode_vec(text).ok()?;
    (Base64::encode_string(&bytes) == text).then_some(bytes)
}

/// Bytes as base64.
pub(super) fn encoded(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Whether a text can be the name of a key: not empty, no white space, no plus.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '+')
}
