//! Reading JSON that must be canonical (RFC 8785), with integers only.
//!
//! Guarantee: what is read is the one and only canonical text of its value.
//! White space, members out of order or twice, an escape that need not be, a
//! number that is no integer or that a double cannot hold exactly: each is a
//! [`Fault`] with its byte. So hashes may be taken of the bytes as they stand,
//! and two readers can never see different values in the same text.
//!
//! Deliberately not here: writing JSON. Nothing is re-serialised to be hashed.

pub mod content;

use std::borrow::Cow;
use std::cmp::Ordering;

pub use content::Content;
use serde_json::Value;

/// Most objects have no more members than this: room is made for so many.
const USUAL_MEMBERS: usize = 8;

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

/// A member of an object: its name and its canonical text.
pub type Part<'a> = (Cow<'a, str>, &'a [u8]);

/// Reads a whole text as one canonical value.
///
/// # Errors
/// [`Fault`] at the first byte that is not canonical.
pub fn read(bytes: &[u8]) -> Result<Value, Fault> {
    let mut reader = Reader::new(bytes)?;
    let content = reader.content()?;
    reader.end()?;
    Ok(content.into())
}

/// The canonical text of an object without one of its members, from the members
/// as [`members`] gives them. For objects whose names need no escape.
pub fn without(members: &[Part<'_>], left_out: &str) -> Vec<u8> {
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
pub fn members(bytes: &[u8]) -> Result<Vec<Part<'_>>, Fault> {
    let mut reader = Reader::new(bytes)?;
    let mut found = Vec::new();
    reader.object(|reader, name| {
        let from = reader.at;
        reader.content()?;
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
        reader.content()?;
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
    #[inline]
    pub fn literal(&mut self, text: &str) -> Result<(), Fault> {
        if self.take(text) {
            Ok(())
        } else {
            Err(self.lacks(text))
        }
    }

    #[cold]
    fn lacks(&self, text: &str) -> Fault {
        self.fault(format!("här skulle {text} stå"))
    }

    /// Takes this text when it stands there.
    #[inline]
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
    pub fn content(&mut self) -> Result<Content<'a>, Fault> {
        match self.peek() {
            Some(b'{') => {
                let mut members = Vec::new();
                self.object(|reader, name| {
                    if members.is_empty() {
                        members.reserve_exact(USUAL_MEMBERS);
                    }
                    members.push((name, reader.content()?));
                    Ok(())
                })?;
                Ok(Content::Object(members))
            }
            Some(b'[') => {
                let mut items = Vec::new();
                self.list(|reader| {
                    items.push(reader.content()?);
                    Ok(())
                })?;
                Ok(Content::List(items))
            }
            Some(b'"') => self.string().map(Content::Text),
            Some(b'-' | b'0'..=b'9') => self.integer().map(Content::Whole),
            Some(b't') => self.literal("true").map(|()| Content::Flag(true)),
            Some(b'f') => self.literal("false").map(|()| Content::Flag(false)),
            Some(b'n') => self.literal("null").map(|()| Content::Null),
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
        mut member: impl FnMut(&mut Self, Cow<'a, str>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.descend("{")?;
        let mut previous: Option<Cow<'a, str>> = None;
        let mut first = true;
        while !self.take("}") {
            if !first {
                self.literal(",")?;
            }
            first = false;
            let from = self.at;
            let name = self.string()?;
            if let Some(previous) = &previous
                && order(previous, &name) != Ordering::Less
            {
                let what = if *previous == name {
                    format!("ledet {name} står två gånger")
                } else {
                    format!("ledet {name} står i fel ordning")
                };
                return Err(Fault { byte: from, what });
            }
            self.literal(":")?;
            previous = Some(name.clone());
            member(self, name)?;
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
    pub fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.literal("\"")?;
        let plain = self.plain()?;
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        let mut out = plain.to_owned();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(out));
                }
                Some(b'\\') => out.push(self.escape()?),
                _ => return Err(self.fault("ett styrtecken står oskyddat i en sträng")),
            }
            out.push_str(self.plain()?);
        }
    }

    /// Takes what stands before the next quote, backslash or control character.
    fn plain(&mut self) -> Result<&'a str, Fault> {
        let rest = &self.text[self.at..];
        let plain = plain_bytes(rest.as_bytes()).ok_or_else(|| Fault {
            byte: self.text.len(),
            what: "texten tar slut inne i en sträng".to_owned(),
        })?;
        self.at += plain;
        Ok(&rest[..plain])
    }

    /// Reads an integer.
    ///
    /// # Errors
    /// [`Fault`] when it is no integer in canonical form, or too large for
    /// every reader to hold it exactly.
    pub fn integer(&mut self) -> Result<i64, Fault> {
        let from = self.at;
        let negative = self.take("-");
        let rest = &self.text.as_bytes()[self.at..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
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

/// The order of two names: that of their UTF-16, as RFC 8785 section 3.2.3 says.
fn order(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        a.cmp(b)
    } else {
        a.encode_utf16().cmp(b.encode_utf16())
    }
}

/// How many bytes stand before the first quote, backslash or control character;
/// none when there is no such byte. Eight bytes are looked at together.
fn plain_bytes(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES * 0x80;
    // Of each byte the highest bit is set where the byte is below a limit of at
    // most 128, or above it a false one that a lower true one caused.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
    let (words, _) = bytes.as_chunks::<8>();
    let mut at = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let quote = below(word ^ (ONES * u64::from(b'"')), 1);
        let backslash = below(word ^ (ONES * u64::from(b'\\')), 1);
        let marks = (below(word, 0x20) | quote | backslash) & HIGH;
        if marks != 0 {
            return Some(at + marks.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let rest = bytes[at..].iter();
    let mut rest = rest.enumerate();
    let found = rest.find(|(_, byte)| matches!(byte, b'"' | b'\\' | 0..=0x1f));
    found.map(|(nth, _)| at + nth)
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
