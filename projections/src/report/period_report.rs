//! Periodrapport: the economy with its forecast, selected key figures, and the action plan so far.

use super::context::Context;
use super::economy::{self, WITH_FORECAST};
use super::{actions, overview};
use crate::document::Section;

pub(super) fn sections(c: &Context<'_>) -> Vec<Section> {
    vec![
        economy::section(c, &WITH_FORECAST),
        economy::comment(c),
        overview::selected(c),
        actions::section(c, 1),
    ]
}
