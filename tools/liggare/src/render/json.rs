//! Answers as JSON.
//!
//! A document is written as its canonical bytes, those a published report is
//! pinned by: their SHA-256 is the report's. Every other answer is one
//! indented object with a `kind` member.

use serde::Serialize;

/// An answer as indented JSON with a line end.
///
/// # Errors
/// The serializer's error; plain data has none to give.
pub(crate) fn answer<T: Serialize>(answer: &T) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(answer)?;
    text.push('\n');
    Ok(text)
}

/// An answer as one line of NDJSON.
///
/// # Errors
/// The serializer's error; plain data has none to give.
pub(crate) fn line<T: Serialize>(answer: &T) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string(answer)?;
    text.push('\n');
    Ok(text)
}
