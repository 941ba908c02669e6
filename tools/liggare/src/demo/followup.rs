//! Follow-up: the status of assignments, assessments, narrative and events of weight.

use ledger::command::{Command, EventRef, MakeAssessment};
use ledger::event::followup::{
    AssignmentStatus, AssignmentStatusReported, Colour, NarrativeSection, NarrativeWritten,
    SignificantEventNoted, SignificantKind, Trend,
};
use ledger::ids::{ItemId, UnitId};
use ledger::period::Period;
use ledger::time::Date;

use super::cell::{References, Word};
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{ASSESSMENTS, NARRATIVE, SIGNIFICANT_EVENTS, STATUSES, Source, row};

row! {
    /// A row of `uppdragsstatus.csv`.
    StatusRow {
        "post" item: ItemId,
        "enhet" unit: UnitId,
        "period" period: Period,
        "status" status: Word<AssignmentStatus>,
        "text" text: String,
    }
}

row! {
    /// A row of `bedomningar.csv`; `underlag` names the commands whose events it rests on.
    AssessmentRow {
        "post" item: ItemId,
        "enhet" unit: UnitId,
        "period" period: Period,
        "färg" colour: Word<Colour>,
        "trend" trend: Option<Word<Trend>>,
        "underlag" evidence: References,
        "motivering" motivation: String,
    }
}

row! {
    /// A row of `texter.csv`.
    TextRow {
        "enhet" unit: UnitId,
        "period" period: Period,
        "avsnitt" section: Word<NarrativeSection>,
        "text" text: String,
    }
}

row! {
    /// A row of `handelser.csv`.
    EventRow {
        "kommando" command: String,
        "enhet" unit: UnitId,
        "slag" kind: Word<SignificantKind>,
        "datum" date: Date,
        "rubrik" title: String,
        "text" text: String,
    }
}

/// Adds the follow-up.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for row in source.rows::<StatusRow>(STATUSES)? {
        let fact = row.fact.clone();
        let id = format!("status-{}-{}", fact.period, fact.item);
        let reported = AssignmentStatusReported {
            item: fact.item,
            unit: fact.unit,
            period: fact.period,
            status: fact.status.0,
            text: fact.text,
        };
        let command = Command::ReportAssignmentStatus(reported);
        script.record(&row, id, Ground::default(), command)?;
    }
    for row in source.rows::<TextRow>(NARRATIVE)? {
        let fact = row.fact.clone();
        let id = format!("text-{}-{}-{:?}", fact.period, fact.unit, fact.section.0);
        let written = NarrativeWritten {
            unit: fact.unit,
            period: fact.period,
            section: fact.section.0,
            text: fact.text,
        };
        script.record(
            &row,
            id,
            Ground::default(),
            Command::WriteNarrative(written),
        )?;
    }
    for row in source.rows::<EventRow>(SIGNIFICANT_EVENTS)? {
        let fact = row.fact.clone();
        let noted = SignificantEventNoted {
            unit: fact.unit,
            kind: fact.kind.0,
            date: fact.date,
            title: fact.title,
            text: fact.text,
        };
        let command = Command::NoteSignificantEvent(noted);
        script.record(&row, fact.command, Ground::default(), command)?;
    }
    for row in source.rows::<AssessmentRow>(ASSESSMENTS)? {
        let fact = row.fact.clone();
        let id = format!("bedomning-{}-{}", fact.period, fact.item);
        let assessed = MakeAssessment {
            item: fact.item,
            unit: fact.unit,
            period: fact.period,
            colour: fact.colour.0,
            trend: fact.trend.map(|word| word.0),
            evidence: fact.evidence.0.into_iter().map(EventRef).collect(),
            motivation: fact.motivation,
        };
        script.record(
            &row,
            id,
            Ground::default(),
            Command::MakeAssessment(assessed),
        )?;
    }
    Ok(())
}
