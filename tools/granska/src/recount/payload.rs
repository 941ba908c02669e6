//! Payloads: the members of an event's JSON, read one by one.
//!
//! A member that is missing or of another type is an error with the event's
//! position: the recount never fills in what an event does not say.

use std::str::FromStr;

use super::fact::{Fact, Malformed};
use crate::json::content::{Content, Member, member};

/// An object of a payload: the payload itself or one within it.
#[derive(Clone, Copy)]
pub(super) struct Payload<'a> {
    position: u64,
    kind: &'a str,
    members: &'a [Member<'a>],
}

impl<'a> Payload<'a> {
    /// The payload of a fact that is not redacted.
    pub(super) fn of(fact: &'a Fact<'_>, payload: &'a Content<'a>) -> Result<Self, Malformed> {
        Self::object(fact.position, fact.kind, payload)
    }

    fn object(position: u64, kind: &'a str, value: &'a Content<'a>) -> Result<Self, Malformed> {
        match value.as_object() {
            Some(members) => Ok(Self {
                position,
                kind,
                members,
            }),
            None => Err(Malformed {
                position,
                kind: kind.into(),
                problem: "ett JSON-objekt väntades".into(),
            }),
        }
    }

    /// That a member is not what it must be.
    pub(super) fn wrong(&self, member: &str) -> Malformed {
        Malformed {
            position: self.position,
            kind: self.kind.into(),
            problem: format!("uppgiften {member} saknas eller har fel form"),
        }
    }

    fn member(&self, name: &str) -> Option<&'a Content<'a>> {
        member(self.members, name)
    }

    /// Words.
    pub(super) fn text(&self, name: &str) -> Result<&'a str, Malformed> {
        self.text_if(name)?.ok_or_else(|| self.wrong(name))
    }

    /// Words, where they are stated.
    pub(super) fn text_if(&self, name: &str) -> Result<Option<&'a str>, Malformed> {
        self.member(name)
            .map(|value| value.as_str().ok_or_else(|| self.wrong(name)))
            .transpose()
    }

    /// A text that has a form: a period, a day, a number.
    pub(super) fn read<T: FromStr>(&self, name: &str) -> Result<T, Malformed> {
        self.text(name)?.parse().map_err(|_| self.wrong(name))
    }

    /// The same, where it is stated.
    pub(super) fn read_if<T: FromStr>(&self, name: &str) -> Result<Option<T>, Malformed> {
        self.text_if(name)?
            .map(|text| text.parse().map_err(|_| self.wrong(name)))
            .transpose()
    }

    /// A whole number, such as an amount in öre.
    pub(super) fn whole(&self, name: &str) -> Result<i64, Malformed> {
        self.whole_if(name)?.ok_or_else(|| self.wrong(name))
    }

    /// The same, where it is stated.
    pub(super) fn whole_if(&self, name: &str) -> Result<Option<i64>, Malformed> {
        self.member(name)
            .map(|value| value.as_i64().ok_or_else(|| self.wrong(name)))
            .transpose()
    }

    /// A year.
    pub(super) fn year(&self, name: &str) -> Result<i32, Malformed> {
        i32::try_from(self.whole(name)?)
            .ok()
            .filter(|year| (0..=9999).contains(year))
            .ok_or_else(|| self.wrong(name))
    }

    /// Yes or no.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Malformed> {
        self.member(name)
            .and_then(Content::as_bool)
            .ok_or_else(|| self.wrong(name))
    }

    /// An object within.
    pub(super) fn within(&self, name: &str) -> Result<Self, Malformed> {
        self.within_if(name)?.ok_or_else(|| self.wrong(name))
    }

    /// The same, where it is stated.
    pub(super) fn within_if(&self, name: &str) -> Result<Option<Self>, Malformed> {
        self.member(name)
            .map(|value| Self::object(self.position, self.kind, value))
            .transpose()
    }

    /// The objects of a list.
    pub(super) fn list(&self, name: &str) -> Result<Vec<Self>, Malformed> {
        self.values(name)?
            .iter()
            .map(|value| Self::object(self.position, self.kind, value))
            .collect()
    }

    /// The elements of a list.
    pub(super) fn values(&self, name: &str) -> Result<&'a [Content<'a>], Malformed> {
        self.member(name)
            .and_then(Content::as_array)
            .ok_or_else(|| self.wrong(name))
    }

    /// A member that is one of several shapes: a word, or an object with one
    /// member that names the shape.
    pub(super) fn shape(
        &self,
        name: &str,
    ) -> Result<(&'a str, Option<&'a Content<'a>>), Malformed> {
        let refuse = || self.wrong(name);
        match self.member(name) {
            Some(Content::Text(word)) => Ok((word, None)),
            Some(Content::Object(shape)) => match &shape[..] {
                [(word, inner)] => Ok((word, Some(inner))),
                _ => Err(refuse()),
            },
            _ => Err(refuse()),
        }
    }

    /// The object of a shape.
    pub(super) fn shaped(&self, inner: Option<&'a Content<'a>>) -> Result<Self, Malformed> {
        Self::object(self.position, self.kind, inner.unwrap_or(&Content::Null))
    }

    /// Every member that is a text, by name.
    pub(super) fn texts(&self) -> Result<Vec<(&'a str, &'a str)>, Malformed> {
        self.members
            .iter()
            .map(|(name, value)| {
                let text = value.as_str().ok_or_else(|| self.wrong(name))?;
                Ok((&**name, text))
            })
            .collect()
    }
}
