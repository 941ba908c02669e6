//! Rendering: a document becomes text on paper, CSV or JSON.
//!
//! Rounding, widths, words and symbols are decided here and nowhere else. The
//! renderers compute nothing: every figure that is shown stands in the document.

pub(crate) mod csv;
pub(crate) mod grid;
pub(crate) mod harmless;
pub(crate) mod json;
pub(crate) mod names;
pub(crate) mod paint;
pub(crate) mod paragraph;
pub(crate) mod swedish;
pub(crate) mod text;
pub(crate) mod words;

use swedish::AmountUnit;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ::clap::ValueEnum)]
pub(crate) enum Format {
    /// Text att läsa och skriva ut.
    #[default]
    Text,
    /// JSON för program.
    Json,
    /// CSV (RFC 4180) med exakta värden.
    Csv,
}

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    /// How wide the page is, in characters.
    pub(crate) width: usize,
    /// Whether statuses and headings are painted.
    pub(crate) colour: bool,
    /// In what amounts are shown.
    pub(crate) amounts: AmountUnit,
}

#[cfg(test)]
impl Layout {
    /// A page of 80 characters without colour, in mnkr.
    pub(crate) fn paper() -> Self {
        Self {
            width: 80,
            colour: false,
            amounts: AmountUnit::Mnkr,
        }
    }
}
