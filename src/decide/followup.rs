//! The status of assignments, narrative and significant events.

use crate::decide::case::{Case, Decided};
use crate::decide::plan::item_of_kind;
use crate::decide::text;
use crate::event::followup::{
    AssignmentStatusReported, NarrativeWritten, SignificantEventNoted, SignificantKind,
};
use crate::state::plan::ItemKind;

pub(super) fn report_status(case: Case<'_>, status: &AssignmentStatusReported) -> Decided {
    item_of_kind(case, &status.item, ItemKind::Assignment, "item")?;
    case.unit_in(&status.unit, status.period, "unit")?;
    case.open(&status.unit, status.period, "period")?;
    text::optional_text(Some(&status.text), "text")?;
    Ok(vec![status.clone().into()])
}

pub(super) fn write_narrative(case: Case<'_>, narrative: &NarrativeWritten) -> Decided {
    case.unit_in(&narrative.unit, narrative.period, "unit")?;
    case.open(&narrative.unit, narrative.period, "period")?;
    text::text(&narrative.text, "text")?;
    Ok(vec![narrative.clone().into()])
}

/// An event belongs to the year of its day: it may be noted for the annual
/// report after an interim period that holds the day has been closed.
pub(super) fn note_event(case: Case<'_>, noted: &SignificantEventNoted) -> Decided {
    match noted.kind {
        SignificantKind::SignificantEvent => case.unit_on(&noted.unit, noted.date, "unit")?,
        SignificantKind::FutureChallenge => case.unit(&noted.unit, "unit")?,
    };
    case.open_on(&noted.unit, noted.date, "date")?;
    text::title(&noted.title, "title")?;
    text::optional_text(Some(&noted.text), "text")?;
    Ok(vec![noted.clone().into()])
}
