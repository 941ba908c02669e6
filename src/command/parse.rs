//! Reading a submission from a line of NDJSON: the edge where text becomes a command.
//!
//! Guarantees: bytes that are not UTF-8, a line above [`MAX_LINE_BYTES`],
//! malformed JSON, a key that stands twice, an unknown or missing field and a
//! value of the wrong form are each refused with a code of their own and the
//! place; nothing is guessed or defaulted. A refused line has no effect.
//! It deliberately knows nothing of what is recorded: that is for `decide`.

mod place;
mod words;

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::Submission;
use crate::refusal::{Refusal, RefusalCode};
pub use words::in_swedish;

/// The longest line, in bytes: 1 MiB, room for some thousand rows and little
/// enough to hold many at once.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

/// What a serde message of a duplicate key starts with; the walk below gives the same.
const DUPLICATE: &str = "duplicate field `";

impl Submission {
    /// Reads a submission from one line; a line feed at its end is let pass.
    ///
    /// # Errors
    /// [`Refusal`] with one of the edge's codes, the place and what to do.
    pub fn parse_line(bytes: &[u8]) -> Result<Self, Refusal> {
        read(bytes)
    }
}

/// Reads one object, as strictly as a submission.
///
/// # Errors
/// As [`Submission::parse_line`].
pub fn read<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, Refusal> {
    if bytes.len() > MAX_LINE_BYTES {
        return Err(Refusal::new(
            RefusalCode::LineTooLong,
            "",
            format!(
                "Raden har {} byte; högst {MAX_LINE_BYTES} läses.",
                bytes.len()
            ),
        ));
    }
    let text = text_of(bytes)?;
    refuse_duplicate_keys(text)?;
    let read: T = serde_json::from_str(text).map_err(|error| placed(&error, text))?;
    refuse_lists_for_objects(text, &read)?;
    Ok(read)
}

/// The first objects of a JSON list, at most so many, each as its own text. What
/// stands after them is not read.
///
/// # Errors
/// [`Refusal`] when it is not a list of objects in UTF-8.
pub fn items(bytes: &[u8], most: usize) -> Result<Vec<&str>, Refusal> {
    let whole = text_of(bytes)?;
    let wrong = |rest: &str, expected: &str| {
        let at = whole.len() - rest.len();
        Refusal::new(
            RefusalCode::MalformedJson,
            "",
            format!("Listan är inte giltig JSON vid byte {at}: väntade {expected}."),
        )
    };
    let mut items = Vec::new();
    let text = whole.trim_ascii_start();
    let mut rest = text
        .strip_prefix('[')
        .ok_or_else(|| wrong(text, "en lista som börjar med ["))?
        .trim_ascii_start();
    while !rest.starts_with(']') {
        if !items.is_empty() {
            rest = rest
                .strip_prefix(',')
                .ok_or_else(|| wrong(rest, "ett komma eller ]"))?
                .trim_ascii_start();
        }
        if !rest.starts_with('{') {
            return Err(wrong(rest, "ett objekt"));
        }
        let mut objects = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        if !matches!(objects.next(), Some(Ok(_))) {
            return Err(wrong(rest, "ett helt objekt"));
        }
        let (item, after) = rest.split_at(objects.byte_offset());
        items.push(item);
        if items.len() >= most {
            return Ok(items);
        }
        rest = after.trim_ascii_start();
    }
    if rest.trim_ascii_end() == "]" {
        Ok(items)
    } else {
        Err(wrong(rest, "att listan var slut"))
    }
}

fn text_of(bytes: &[u8]) -> Result<&str, Refusal> {
    let text =
        std::str::from_utf8(bytes).map_err(|error| wrong_encoding(bytes, error.valid_up_to()))?;
    if text.starts_with('\u{feff}') {
        return Err(Refusal::new(
            RefusalCode::WrongEncoding,
            "",
            "Raden börjar med en byteordningsmarkering (BOM).",
        )
        .with_remedy("Spara filen som UTF-8 utan BOM och skicka den igen."));
    }
    Ok(text)
}

/// The typed reading takes a list of values where an object is due, by the
/// order of its fields. That order is no part of the format, so it is refused.
fn refuse_lists_for_objects(text: &str, read: &impl Serialize) -> Result<(), Refusal> {
    let given: Value = serde_json::from_str(text).map_err(|error| refusal_of(&error))?;
    let read = serde_json::to_value(read).map_err(|error| refusal_of(&error))?;
    match list_for_object(&given, &read) {
        None => Ok(()),
        Some(place) => Err(Refusal::new(
            RefusalCode::InvalidValue,
            place.trim_start_matches('.'),
            "Här står en lista där ett objekt ska stå.",
        )),
    }
}

/// Where the text has a list and the command an object.
fn list_for_object(given: &Value, read: &Value) -> Option<String> {
    match (given, read) {
        (Value::Array(_), Value::Object(_)) => Some(String::new()),
        (Value::Object(given), Value::Object(read)) => given.iter().find_map(|(name, value)| {
            let place = list_for_object(value, read.get(name)?)?;
            Some(format!(".{name}{place}"))
        }),
        (Value::Array(given), Value::Array(read)) => {
            given
                .iter()
                .zip(read)
                .enumerate()
                .find_map(|(number, (value, read))| {
                    list_for_object(value, read).map(|place| format!("[{number}]{place}"))
                })
        }
        _ => None,
    }
}

fn wrong_encoding(bytes: &[u8], offset: usize) -> Refusal {
    let byte = bytes.get(offset).copied().unwrap_or_default();
    Refusal::new(
        RefusalCode::WrongEncoding,
        "",
        format!("Byte {offset} (0x{byte:02x}) är inte UTF-8."),
    )
}

/// Walks the whole text, since the typed reading sees only the keys it asks for.
fn refuse_duplicate_keys(text: &str) -> Result<(), Refusal> {
    let mut reader = serde_json::Deserializer::from_str(text);
    Walk.deserialize(&mut reader)
        .and_then(|()| reader.end())
        .map_err(|error| refusal_of(&error))
}

/// The refusal of an error, with the value that it is about.
fn placed(error: &serde_json::Error, text: &str) -> Refusal {
    let refusal = refusal_of(error);
    if refusal.code != RefusalCode::InvalidValue.as_str() {
        return refusal;
    }
    let place = place::at(text, error.line(), error.column());
    Refusal { place, ..refusal }
}

fn refusal_of(error: &serde_json::Error) -> Refusal {
    let (line, column) = (error.line(), error.column());
    let at = if line > 1 {
        format!("rad {line}, kolumn {column}")
    } else {
        format!("kolumn {column}")
    };
    let text = error.to_string();
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(text, _)| text);
    if !error.is_data() {
        return Refusal::new(
            RefusalCode::MalformedJson,
            "",
            format!("Raden är inte giltig JSON vid {at}: {}.", in_swedish(text)),
        );
    }
    let name = text.split('`').nth(1).unwrap_or_default();
    let (code, message) = if text.starts_with(DUPLICATE) {
        (
            RefusalCode::DuplicateKey,
            format!("Nyckeln {name} står två gånger, vid {at}."),
        )
    } else if text.starts_with("unknown field") {
        (
            RefusalCode::UnknownField,
            format!("Fältet {name} finns inte, vid {at}."),
        )
    } else if text.starts_with("missing field") {
        (
            RefusalCode::MissingField,
            format!("Fältet {name} saknas i objektet som slutar vid {at}."),
        )
    } else if text.starts_with("unknown variant") && text.contains("`EstablishUnit`") {
        (
            RefusalCode::UnknownCommand,
            format!("Kommandot {name} finns inte, vid {at}."),
        )
    } else {
        (
            RefusalCode::InvalidValue,
            format!("Värdet vid {at} kan inte läsas: {}.", in_swedish(text)),
        )
    };
    let named = matches!(
        code,
        RefusalCode::DuplicateKey | RefusalCode::UnknownField | RefusalCode::MissingField
    );
    let refusal = Refusal::new(code, if named { name } else { "" }, message);
    if code == RefusalCode::MissingField && name == "id" {
        return refusal.with_remedy(
            "Ge kommandot ett eget id, till exempel \"id\":\"bokning-2024-07-001\". Skickas samma kommando igen med samma id ges samma svar.",
        );
    }
    refusal
}

/// Visits any JSON value and refuses an object with a key that stands twice.
struct Walk;

impl<'de> DeserializeSeed<'de> for Walk {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if keys.contains(&key) {
                return Err(A::Error::custom(format_args!("{DUPLICATE}{key}`")));
            }
            keys.insert(key);
            map.next_value_seed(Walk)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Walk)?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
