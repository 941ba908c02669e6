//! Pieces of pages: text that is safe to show, statuses, tables and documents.
//!
//! Guarantee: an [`Html`] is made by a template, which escapes what is put in it, or by
//! [`Html::escaped`]; nothing else is ever shown unescaped.

pub(super) mod cell;
pub(super) mod document;
pub(super) mod status;
pub(super) mod strip;
pub(super) mod value;

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

use super::frame::unwritten;
use crate::server::problem::Problem;

/// A piece of a page, safe to show as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl Html {
    /// What a template makes.
    ///
    /// # Errors
    /// [`Problem`] 500; plain data has none to give.
    pub(super) fn of(template: &impl Template) -> Result<Self, Problem> {
        template
            .render()
            .map(Self)
            .map_err(|error| unwritten(&error))
    }

    /// Plain text.
    pub(super) fn escaped(text: &str) -> Self {
        let mut safe = String::with_capacity(text.len());
        for letter in text.chars() {
            match letter {
                '&' => safe.push_str("&amp;"),
                '<' => safe.push_str("&lt;"),
                '>' => safe.push_str("&gt;"),
                '"' => safe.push_str("&quot;"),
                '\'' => safe.push_str("&#39;"),
                other => safe.push(other),
            }
        }
        Self(safe)
    }

    /// A drawing that the chart library has made of escaped parts.
    pub(super) fn drawn(svg: String) -> Self {
        Self(svg)
    }

    /// Pieces after each other.
    pub(super) fn joined(pieces: impl IntoIterator<Item = Self>) -> Self {
        Self(pieces.into_iter().map(|piece| piece.0).collect())
    }

    /// Whether nothing would show.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}
