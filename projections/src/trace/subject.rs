//! What is asked about, as one text: the address of a figure, or `indicator` or
//! `item` before an id.

use std::fmt;

use serde::Serializer;

use super::Subject;

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Figure(figure) => figure.fmt(f),
            Self::Indicator(indicator) => write!(f, "indicator {indicator}"),
            Self::Item(item) => write!(f, "item {item}"),
        }
    }
}

pub(super) fn as_text<S: Serializer>(subject: &Subject, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(subject)
}
