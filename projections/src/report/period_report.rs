//! Periodrapport: the economy with its forecast, selected key figures, and the action plan so far.

use super::economy::{self, WITH_FORECAST};
use super::parts::Parts;
use super::{actions, overview};
use crate::document::Section;

pub(super) fn sections(parts: Parts<'_>) -> Vec<Section> {
    parts
        .add("economy", |c| economy::section(c, &WITH_FORECAST))
        .add("economy_comment", economy::comment)
        .add("key_figures", overview::selected)
        .add("action_plan", |c| actions::section(c, 1))
        .done()
}
