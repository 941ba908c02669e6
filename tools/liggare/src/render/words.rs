//! The words and symbols of every scale.
//!
//! Guarantee: colour never carries meaning alone; each status has a symbol and
//! a Swedish word. The scales are never mixed.

use std::collections::BTreeSet;

use ledger::event::Provenance;
use ledger::event::control::{ControlStatus, Sufficiency, WishedEffect};
use ledger::event::followup::{AssignmentStatus, Colour, Trend};
use ledger::event::indicator::Fulfilment;
use ledger::event::reporting::ReportKind;
use projections::diff::Change;
use projections::document::{Cell, CheckOutcome};
use projections::trace::CauseKind;

use super::paint::Paint;
use super::swedish;

/// A status as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Status {
    /// Its symbol.
    pub(crate) symbol: &'static str,
    /// Its word.
    pub(crate) word: &'static str,
    /// The colour it has on a terminal that shows colours.
    pub(crate) paint: Paint,
}

const fn status(symbol: &'static str, word: &'static str, paint: Paint) -> Status {
    Status {
        symbol,
        word,
        paint,
    }
}

/// The status that a cell holds, when it holds one.
pub(crate) fn of_cell(cell: &Cell) -> Option<Status> {
    Some(match cell {
        Cell::Colour(colour) => of_colour(*colour),
        Cell::Trend(trend) => of_trend(*trend),
        Cell::Fulfilment(fulfilment) => of_fulfilment(*fulfilment),
        Cell::Assignment(assignment) => of_assignment(*assignment),
        Cell::Control(control) => of_control(*control),
        Cell::Effect(effect) => of_effect(*effect),
        Cell::Sufficiency(sufficiency) => of_sufficiency(*sufficiency),
        Cell::Check(outcome) => of_check(*outcome),
        Cell::Empty
        | Cell::Text(_)
        | Cell::Amount(_)
        | Cell::Number(_)
        | Cell::Percent(_)
        | Cell::Count(_)
        | Cell::Date(_)
        | Cell::Missing(_) => return None,
    })
}

fn of_colour(colour: Colour) -> Status {
    match colour {
        Colour::Green => status("●", "Grön", Paint::Green),
        Colour::Yellow => status("▲", "Gul", Paint::Yellow),
        Colour::Red => status("■", "Röd", Paint::Red),
        Colour::NotAssessable => status("○", "Kan inte bedömas", Paint::Plain),
    }
}

fn of_trend(trend: Trend) -> Status {
    match trend {
        Trend::Better => status("↑", "bättre", Paint::Plain),
        Trend::Unchanged => status("→", "oförändrad", Paint::Plain),
        Trend::Worse => status("↓", "sämre", Paint::Plain),
    }
}

fn of_fulfilment(fulfilment: Fulfilment) -> Status {
    match fulfilment {
        Fulfilment::Fully => status("✓", "helt", Paint::Green),
        Fulfilment::Partly => status("◐", "delvis", Paint::Yellow),
        Fulfilment::NotAtAll => status("✗", "inte alls", Paint::Red),
    }
}

fn of_assignment(assignment: AssignmentStatus) -> Status {
    match assignment {
        AssignmentStatus::NotStarted => status("○", "ej påbörjat", Paint::Plain),
        AssignmentStatus::Ongoing => status("◐", "pågår", Paint::Plain),
        AssignmentStatus::Completed => status("✓", "genomfört", Paint::Plain),
        AssignmentStatus::Discontinued => status("✗", "avbrutet", Paint::Plain),
    }
}

fn of_control(control: ControlStatus) -> Status {
    match control {
        ControlStatus::Completed => status("✓", "avslutad", Paint::Green),
        ControlStatus::Ongoing => status("◐", "pågår", Paint::Yellow),
        ControlStatus::NotCarriedOut => status("✗", "ej genomförd", Paint::Red),
    }
}

fn of_effect(effect: WishedEffect) -> Status {
    match effect {
        WishedEffect::Yes => status("✓", "ja", Paint::Plain),
        WishedEffect::Partly => status("◐", "delvis", Paint::Plain),
        WishedEffect::No => status("✗", "nej", Paint::Plain),
    }
}

fn of_sufficiency(sufficiency: Sufficiency) -> Status {
    match sufficiency {
        Sufficiency::Sufficient => status("✓", "tillräcklig", Paint::Green),
        Sufficiency::Insufficient => status("✗", "otillräcklig", Paint::Red),
    }
}

fn of_check(outcome: CheckOutcome) -> Status {
    match outcome {
        CheckOutcome::Holds => status("✓", "stämmer", Paint::Green),
        CheckOutcome::NotApplicable => status("–", "ej tillämplig", Paint::Plain),
        CheckOutcome::Waived => status("◐", "undantagen genom beslut", Paint::Yellow),
        CheckOutcome::Failed => status("✗", "stämmer inte", Paint::Red),
    }
}

/// The mark of a provenance and what it says; what a source states has none.
pub(crate) fn of_provenance(provenance: Provenance) -> Option<(&'static str, &'static str)> {
    match provenance {
        Provenance::Stated => None,
        Provenance::Inferred => Some((
            "ʰ",
            "vilar helt eller delvis på uppgifter som är härledda ur källan",
        )),
        Provenance::Generated => Some((
            "ᵍ",
            "vilar helt eller delvis på genererade uppgifter, som inte står i någon källa",
        )),
    }
}

/// The mark of where something comes from; nothing for what a source states.
pub(crate) fn mark(provenance: Option<Provenance>) -> &'static str {
    let said = provenance.and_then(of_provenance);
    said.map_or("", |(mark, _)| mark)
}

/// What the marks of these mean, each once.
pub(crate) fn legend(marked: impl IntoIterator<Item = Provenance>) -> Vec<String> {
    let marks: BTreeSet<Provenance> = marked.into_iter().collect();
    let said = marks.into_iter().filter_map(of_provenance);
    said.map(|(mark, meaning)| format!("{mark} {meaning}"))
        .collect()
}

/// A report's name.
pub(crate) fn of_report(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::PeriodReport => "periodrapport",
        ReportKind::InterimReport => "delårsrapport",
        ReportKind::OperationsReport => "verksamhetsberättelse",
        ReportKind::AnnualReport => "årsredovisning",
    }
}

/// A report's name as it is written on the command line.
pub(crate) fn argument_of_report(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::PeriodReport => "periodrapport",
        ReportKind::InterimReport => "delarsrapport",
        ReportKind::OperationsReport => "verksamhetsberattelse",
        ReportKind::AnnualReport => "arsredovisning",
    }
}

/// What kind of cause an event is.
pub(crate) fn of_cause(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::NewFact => "ny uppgift",
        CauseKind::Correction => "rättelse",
        CauseKind::Restatement => "omräkning",
        CauseKind::Reallocation => "omdisponering",
        CauseKind::FrameChange => "ändrad ram",
        CauseKind::Forecast => "prognos",
        CauseKind::Override => "avsteg",
        CauseKind::RuleChange => "ändrad regel",
        CauseKind::Redaction => "gallring",
        CauseKind::Structure => "ändrad struktur",
        CauseKind::Plan => "plan",
        CauseKind::Assessment => "bedömning",
        CauseKind::Evidence => "underlag",
        CauseKind::Decision => "beslut",
    }
}

/// How much has changed, in words.
pub(crate) fn of_changes(changes: &[Change]) -> String {
    let count = |wanted: fn(&&Change) -> bool| changes.iter().filter(wanted).count() as u64;
    let figures = count(|change| matches!(change, Change::Figure(_)));
    let texts = count(|change| matches!(change, Change::Text(_)));
    let rows = changes.len() as u64 - figures - texts;
    let told = [
        (figures, "siffra", "siffror"),
        (rows, "rad", "rader"),
        (texts, "text", "texter"),
    ];
    let told = told.into_iter().filter(|(number, _, _)| *number > 0);
    let told: Vec<String> = told
        .map(|(number, one, many)| swedish::counted(number, one, many))
        .collect();
    format!("{} skiljer sig", swedish::listed(&told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legend_tells_each_mark_once() {
        let told = legend([
            Provenance::Generated,
            Provenance::Stated,
            Provenance::Generated,
        ]);
        assert_eq!(told.len(), 1);
        assert!(told.iter().all(|note| note.starts_with('ᵍ')));
    }
}
