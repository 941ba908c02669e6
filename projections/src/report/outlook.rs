//! What is expected: the written outlook and the future challenges.

use ledger::event::followup::NarrativeSection;

use super::context::Context;
use super::events::challenges;
use crate::document::Section;

/// Framtida utmaningar, or förväntad utveckling in the region's report.
pub(super) fn section(c: &Context<'_>, heading: &str, level: u8) -> Section {
    c.written("outlook", heading, level, NarrativeSection::Outlook)
        .table_or(challenges(c), "Inga framtida utmaningar är noterade.")
}
