//! What is expected: the written outlook and the future challenges.

use ledger::event::followup::NarrativeSection;

use super::context::Context;
use super::events::challenges;
use crate::document::Section;

/// What is said where no challenge is noted.
pub(crate) const NO_CHALLENGES: &str = "Inga framtida utmaningar är noterade.";

/// Framtida utmaningar, or förväntad utveckling in the region's report.
pub(super) fn section(c: &Context<'_>, heading: &str, level: u8) -> Section {
    c.written("outlook", heading, level, NarrativeSection::Outlook)
        .table_or(challenges(c), NO_CHALLENGES)
}
