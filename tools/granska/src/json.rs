//! Reading JSON that must be canonical (RFC 8785), with integers only.
//!
//! Guarantee: what is read is the one and only canonical text of its value.
//! White space, members out of order or twice, an escape that need not be, a
//! number that is no integer or that a double cannot hold exactly: each is a
//! [`Fault`] with its byte. So hashes may be taken of the bytes as they stand,
//! and two readers can never see different values in the same text.
//!
//! Deliberately not here: writing JSON. Nothing is re-serialised to be hashed.

use serde_json::{Map, Value};

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 100;

/// The largest integer that every reader of JSON holds exactly: 2^53 - 1.
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Where and how a text is not the canonical JSON that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {byte}: {what}")]
pub struct Fault {
    /// The byte, counted from 0 in the text that was read.
    pub byte: usize,
    /// What is wrong there, in Swedish.
    pub what: String,
}

/// Reads a whole text as one canonical value.
///
/// # Errors
/// [`Fault`] at the first byte that is not canonical.
pub fn read(bytes: &[u8]) -> Result<Value, Fault> {
    let mut reader = Reader::new(bytes)?;
    let value = reader.value()?;
    reader.end()?;
    Ok(value)
}

/// The canonical text of an object without one of its members, from the members
/// as [`members`] gives them. For objects whose names need no escape.
pub fn without(members: &[(String, &[u8])], left_out: &str) -> Vec<u8> {
    let kept = members.iter().filter(|(name, _)| name != left_out);
    let kept: Vec<Vec<u8>> = kept
        .map(|(name, part)| [b"\"", name.as_bytes(), b"\":", part].concat())
        .collect();
    [b"{".as_slice(), &kept.join(&b','), b"}"].concat()
}

/// The members of an object with their canonical text, in order.
///
/// # Errors
/// [`Fault`] when the text is not one canonical object.
pub fn members(bytes: &[u8]) -> Result<Vec<(String, &[u8])>, Fault> {
    let mut reader = Reader::new(bytes)?;
    let mut found = Vec::new();
    reader.object(|reader, name| {
        let from = reader.at;
        reader.value()?;
        found.push((name, &reader.text.as_bytes()[from..reader.at]));
        Ok(())
    })?;
    reader.end()?;
    Ok(found)
}

/// The items of a list with their canonical text, in order.
///
/// # Errors
/// [`Fault`] when the text is not one canonical list.
pub fn items(bytes: &[u8]) -> Result<Vec<&[u8]>, Fault> {
    let mut reader = Reader::new(bytes)?;
    let mut found = Vec::new();
    reader.list(|reader| {
        let from = reader.at;
        reader.value()?;
        found.push(&reader.text.as_bytes()[from..reader.at]);
        Ok(())
    })?;
    reader.end()?;
    Ok(found)
}

/// A place in a text that is read from left to right.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// A reader at the beginning of a text.
    ///
    /// # Errors
    /// [`Fault`] when the bytes are not UTF-8.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Fault> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self {
                text,
                at: 0,
                depth: 0,
            }),
            Err(error) => Err(Fault {
                byte: error.valid_up_to(),
                what: "texten är inte UTF-8".to_owned(),
            }),
        }
    }

    /// The byte that is next.
    pub fn at(&self) -> usize {
        self.at
    }

    /// A fault at the byte that is next.
    pub fn fault(&self, what: impl Into<String>) -> Fault {
        Fault {
            byte: self.at,
            what: what.into(),
        }
    }

    /// The byte that is next, without taking it.
    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Takes exactly this text.
    ///
    /// # Errors
    /// [`Fault`] when another text stands there.
    pub fn literal(&mut self, text: &str) -> Result<(), Fault> {
        if self.take(text) {
            Ok(())
        } else {
            Err(self.fault(format!("här skulle {text} stå")))
        }
    }

    /// Takes this text when it stands there.
    pub fn take(&mut self, text: &str) -> bool {
        let there = self.text.as_bytes()[self.at..].starts_with(text.as_bytes());
        if there {
            self.at += text.len();
        }
        there
    }

    /// Checks that nothing follows.
    ///
    /// # Errors
    /// [`Fault`] at what follows.
    pub fn end(&self) -> Result<(), Fault> {
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(self.fault("mer text följer efter värdet"))
        }
    }

    /// Reads a value of any kind.
    ///
    /// # Errors
    /// [`Fault`] where it is not canonical.
    pub fn value(&mut self) -> Result<Value, Fault> {
        match self.peek() {
            Some(b'{') => {
                let mut members = Map::new();
                self.object(|reader, name| {
                    let value = reader.value()?;
                    members.insert(name, value);
                    Ok(())
                })?;
                Ok(Value::Object(members))
            }
            Some(b'[') => {
                let mut items = Vec::new();
                self.list(|reader| {
                    items.push(reader.value()?);
                    Ok(())
                })?;
                Ok(Value::Array(items))
            }
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.integer().map(Value::from),
            Some(b't') => self.literal("true").map(|()| Value::Bool(true)),
            Some(b'f') => self.literal("false").map(|()| Value::Bool(false)),
            Some(b'n') => self.literal("null").map(|()| Value::Null),
            Some(_) => Err(self.fault("här börjar inget JSON-värde i kanonisk form")),
            None => Err(self.fault("texten tar slut")),
        }
    }

    /// Reads an object; `member` reads the value of each name.
    ///
    /// # Errors
    /// [`Fault`] where it is not canonical, or what `member` says.
    pub fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, String) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.descend("{")?;
        let mut previous: Option<String> = None;
        let mut first = true;
        while !self.take("}") {
            if !first {
                self.literal(",")?;
            }
            first = false;
            let from = self.at;
            let name = self.string()?;
            if let Some(previous) = &previous
                && !previous.encode_utf16().lt(name.encode_utf16())
            {
                let what = if *previous == name {
                    format!("ledet {name} står två gånger")
                } else {
                    format!("ledet {name} står i fel ordning")
                };
                return Err(Fault { byte: from, what });
            }
            self.literal(":")?;
            member(self, name.clone())?;
            previous = Some(name);
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads a list; `item` reads each value.
    ///
    /// # Errors
    /// [`Fault`] where it is not canonical, or what `item` says.
    pub fn list(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.descend("[")?;
        let mut first = true;
        while !self.take("]") {
            if !first {
                self.literal(",")?;
            }
            first = false;
            item(self)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads a string.
    ///
    /// # Errors
    /// [`Fault`] where it is not canonical.
    pub fn string(&mut self) -> Result<String, Fault> {
        self.literal("\"")?;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest
                .bytes()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
                .ok_or_else(|| Fault {
                    byte: self.text.len(),
                    what: "texten tar slut inne i en sträng".to_owned(),
                })?;
            out.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                _ => return Err(self.fault("ett styrtecken står oskyddat i en sträng")),
            }
        }
    }

    /// Reads an integer.
    ///
    /// # Errors
    /// [`Fault`] when it is no integer in canonical form, or too large for
    /// every reader to hold it exactly.
    pub fn integer(&mut self) -> Result<i64, Fault> {
        let from = self.at;
        let negative = self.take("-");
        let digits = self.text[self.at..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let text = &self.text[self.at..self.at + digits];
        self.at += digits;
        let canonical = !text.is_empty()
            && (text == "0" && !negative || !text.starts_with('0'))
            && !matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        let number = text
            .parse::<u64>()
            .ok()
            .filter(|number| canonical && *number <= MAX_INTEGER)
            .and_then(|number| i64::try_from(number).ok());
        match number {
            Some(number) if negative => Ok(-number),
            Some(number) => Ok(number),
            None => Err(Fault {
                byte: from,
                what: "talet är inte ett heltal i kanonisk form".to_owned(),
            }),
        }
    }

    /// Reads an integer that is not negative.
    ///
    /// # Errors
    /// [`Fault`] as [`Reader::integer`], and for a negative number.
    pub fn natural(&mut self) -> Result<u64, Fault> {
        let byte = self.at;
        u64::try_from(self.integer()?).map_err(|_| Fault {
            byte,
            what: "talet är negativt".to_owned(),
        })
    }

    fn descend(&mut self, opening: &str) -> Result<(), Fault> {
        self.literal(opening)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault("värdet är för djupt nästlat"));
        }
        Ok(())
    }

    /// The character of an escape, when RFC 8785 wants it escaped just so.
    fn escape(&mut self) -> Result<char, Fault> {
        let rest = &self.text.as_bytes()[self.at..];
        let (character, length) = match rest.get(1) {
            Some(b'"') => ('"', 2),
            Some(b'\\') => ('\\', 2),
            Some(b'b') => ('\u{8}', 2),
            Some(b't') => ('\t', 2),
            Some(b'n') => ('\n', 2),
            Some(b'f') => ('\u{c}', 2),
            Some(b'r') => ('\r', 2),
            Some(b'u') => (control(rest).ok_or_else(|| self.needless())?, 6),
            _ => return Err(self.needless()),
        };
        self.at += length;
        Ok(character)
    }

    fn needless(&self) -> Fault {
        self.fault("ett tecken är skyddat på annat sätt än den kanoniska formen säger")
    }
}

/// The control character of `\u00xx` that has no shorter escape.
fn control(escape: &[u8]) -> Option<char> {
    let digits = escape.get(2..6)?;
    let lower = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if !digits.iter().all(lower) {
        return None;
    }
    let number = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    let shorter = matches!(number, 0x08 | 0x09 | 0x0a | 0x0c | 0x0d);
    (number < 0x20 && !shorter).then_some(char::from(number))
}

#[cfg(test)]
mod tests;
