//! The parts of a report that are written: what they are called, and which a report has.

use ledger::event::followup::NarrativeSection as Part;
use ledger::event::reporting::ReportKind;

/// The parts of a report for half a year or a whole one.
const OF_A_UNIT: [Part; 10] = [
    Part::Summary,
    Part::Objectives,
    Part::Assignments,
    Part::Economy,
    Part::ActionPlan,
    Part::Investments,
    Part::Volumes,
    Part::Personnel,
    Part::InternalControl,
    Part::Outlook,
];

/// The parts of the whole region's report, which is weighed together from the units'.
const OF_THE_REGION: [Part; 9] = [
    Part::Summary,
    Part::Objectives,
    Part::Assignments,
    Part::Economy,
    Part::Investments,
    Part::Personnel,
    Part::InternalControl,
    Part::SoundEconomy,
    Part::Outlook,
];

/// What a part is called.
pub fn title(part: Part) -> &'static str {
    match part {
        Part::Summary => "Sammanfattning",
        Part::Objectives => "Måluppfyllelse",
        Part::Assignments => "Uppdrag",
        Part::Economy => "Ekonomi",
        Part::ActionPlan => "Handlingsplan för ekonomi i balans",
        Part::Investments => "Investeringar",
        Part::Volumes => "Produktion och volymer",
        Part::Personnel => "Personal",
        Part::InternalControl => "Intern styrning och kontroll",
        Part::SoundEconomy => "God ekonomisk hushållning",
        Part::Outlook => "Förväntad utveckling",
    }
}

/// The parts that a kind of report has room for, in its order.
pub fn parts_of(kind: ReportKind) -> &'static [Part] {
    match kind {
        ReportKind::PeriodReport => &[Part::Economy, Part::ActionPlan],
        ReportKind::InterimReport | ReportKind::OperationsReport => &OF_A_UNIT,
        ReportKind::AnnualReport => &OF_THE_REGION,
    }
}
