//! Contents: a JSON value whose texts stand in what was read.
//!
//! Guarantee: nothing of a text is copied but where an escape stands in it, so
//! that reading an event costs little. The members of an object are in their
//! canonical order, none twice.
//!
//! Deliberately not here: changing a value; [`Value::from`] is for what is kept.

use std::borrow::Cow;

use serde_json::Value;

/// A member of an object: its name and its value.
pub type Member<'a> = (Cow<'a, str>, Content<'a>);

/// A value in a text that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content<'a> {
    /// Nothing.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Content<'a>>),
    /// An object, its members in order.
    Object(Vec<Member<'a>>),
}

impl<'a> Content<'a> {
    /// The member of a name, of an object that has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        member(self.as_object()?, name)
    }

    /// The text of a text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a whole number.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// The number of a whole number that is not negative.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i64().and_then(|number| u64::try_from(number).ok())
    }

    /// The answer of a yes or no.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object.
    pub fn as_object(&self) -> Option<&[Member<'a>]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }
}

/// The value of a name among the members of an object.
pub fn member<'c, 'a>(members: &'c [Member<'a>], name: &str) -> Option<&'c Content<'a>> {
    let found = members.iter().find(|(found, _)| found == name);
    found.map(|(_, value)| value)
}

impl From<Content<'_>> for Value {
    fn from(content: Content<'_>) -> Self {
        match content {
            Content::Null => Self::Null,
            Content::Flag(flag) => Self::Bool(flag),
            Content::Whole(number) => Self::from(number),
            Content::Text(text) => Self::String(text.into_owned()),
            Content::List(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Content::Object(members) => {
                let members = members.into_iter();
                let own = |(name, value): Member<'_>| (name.into_owned(), Self::from(value));
                Self::Object(members.map(own).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests;
