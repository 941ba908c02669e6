//! Fields: how something is asked.

use crate::web::html::Html;
use crate::web::html::status::Status;

/// A field of a form.
pub(in crate::web) struct Field {
    /// The name that the answer comes under.
    pub(in crate::web) name: &'static str,
    /// What is asked.
    pub(in crate::web) label: String,
    /// How to answer; empty when it goes without saying.
    pub(in crate::web) help: String,
    /// How it is answered.
    pub(in crate::web) kind: Kind,
    /// What it holds until someone answers.
    pub(in crate::web) filled: Vec<String>,
    /// Whether it may be left.
    pub(in crate::web) is_required: bool,
}

/// How a field is answered.
pub(in crate::web) enum Kind {
    /// In a line of text.
    Line,
    /// In a line of text that is a number; the text is what it is counted in.
    Number(&'static str),
    /// In a text of several lines.
    Text,
    /// With a day.
    Day,
    /// With one of a list that unfolds.
    OneOf(Vec<Choice>),
    /// With one of a few that are all shown.
    OneShown(Vec<Choice>),
    /// With any number of some.
    Several(Vec<Choice>),
    /// Not at all: it is sent as it is.
    Sent,
    /// With what a form of its own kind has made: named inputs of its own.
    Own(Html),
}

/// A choice.
#[derive(Default, Clone)]
pub(in crate::web) struct Choice {
    /// What is sent.
    pub(in crate::web) value: String,
    /// What it is called.
    pub(in crate::web) label: String,
    /// What else should be known of it.
    pub(in crate::web) note: String,
    /// The status that it stands for.
    pub(in crate::web) status: Option<Status>,
}

impl Choice {
    /// A choice by its value and its name.
    pub(in crate::web) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            ..Self::default()
        }
    }
}

impl Field {
    /// A field that must be answered.
    pub(in crate::web) fn new(name: &'static str, label: impl Into<String>, kind: Kind) -> Self {
        Self {
            name,
            label: label.into(),
            help: String::new(),
            kind,
            filled: Vec::new(),
            is_required: true,
        }
    }

    /// A value that is sent as it is.
    pub(in crate::web) fn sent(name: &'static str, value: impl Into<String>) -> Self {
        Self::new(name, "", Kind::Sent).filled(value)
    }

    /// The same with how to answer.
    #[must_use]
    pub(in crate::web) fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: help.into(),
            ..self
        }
    }

    /// The same with what it holds until someone answers.
    #[must_use]
    pub(in crate::web) fn filled(mut self, value: impl Into<String>) -> Self {
        self.filled = vec![value.into()];
        self
    }

    /// The same, which may be left.
    #[must_use]
    pub(in crate::web) fn optional(self) -> Self {
        Self {
            is_required: false,
            ..self
        }
    }
}
