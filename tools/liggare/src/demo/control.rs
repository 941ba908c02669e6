//! The internal control plans, their follow-up and the control assessment.

use ledger::command::Command;
use ledger::event::control::{
    ControlActionFollowedUp, ControlActionPlanned, ControlAssessed, ControlScope, ControlStatus,
    Requirement, RiskIdentified, Sufficiency, WishedEffect,
};
use ledger::ids::{ControlId, RiskId, UnitId};
use ledger::period::Period;

use super::cell::Word;
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{CONTROL_ASSESSMENTS, CONTROL_FOLLOW_UPS, CONTROLS, RISKS, Source, row};

row! {
    /// A row of `risker.csv`.
    RiskRow {
        "risk" risk: RiskId,
        "enhet" unit: UnitId,
        "år" year: u16,
        "område" area: String,
        "rubrik" title: String,
    }
}

row! {
    /// A row of `kontrollatgarder.csv`.
    ControlRow {
        "åtgärd" control: ControlId,
        "risk" risk: RiskId,
        "enhet" unit: UnitId,
        "år" year: u16,
        "rubrik" title: String,
        "omfattning" scope: Word<ControlScope>,
    }
}

row! {
    /// A row of `kontrolluppfoljning.csv`.
    FollowUpRow {
        "åtgärd" control: ControlId,
        "period" period: Period,
        "status" status: Word<ControlStatus>,
        "effekt" effect: Option<Word<WishedEffect>>,
        "kommentar" comment: Option<String>,
    }
}

row! {
    /// A row of `isk.csv`.
    AssessmentRow {
        "enhet" unit: UnitId,
        "år" year: u16,
        "krav" requirement: Word<Requirement>,
        "bedömning" judgement: Word<Sufficiency>,
        "motivering" motivation: Option<String>,
    }
}

/// Adds internal control.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for row in source.rows::<RiskRow>(RISKS)? {
        let fact = row.fact.clone();
        let id = format!("risk-{}", fact.risk);
        let identified = RiskIdentified {
            risk: fact.risk,
            unit: fact.unit,
            year: fact.year,
            area: fact.area,
            title: fact.title,
            likelihood: None,
            impact: None,
        };
        script.record(
            &row,
            id,
            Ground::default(),
            Command::IdentifyRisk(identified),
        )?;
    }
    for row in source.rows::<ControlRow>(CONTROLS)? {
        let fact = row.fact.clone();
        let id = format!("kontroll-{}", fact.control);
        let planned = ControlActionPlanned {
            control: fact.control,
            risk: fact.risk,
            unit: fact.unit,
            year: fact.year,
            title: fact.title,
            scope: fact.scope.0,
        };
        script.record(
            &row,
            id,
            Ground::default(),
            Command::PlanControlAction(planned),
        )?;
    }
    for row in source.rows::<FollowUpRow>(CONTROL_FOLLOW_UPS)? {
        let fact = row.fact.clone();
        let id = format!("kontrolluppfoljning-{}-{}", fact.period, fact.control);
        let followed_up = ControlActionFollowedUp {
            control: fact.control,
            period: fact.period,
            status: fact.status.0,
            effect: fact.effect.map(|word| word.0),
            comment: fact.comment,
        };
        let command = Command::FollowUpControlAction(followed_up);
        script.record(&row, id, Ground::default(), command)?;
    }
    for row in source.rows::<AssessmentRow>(CONTROL_ASSESSMENTS)? {
        let fact = row.fact.clone();
        let id = format!("isk-{}-{}-{:?}", fact.year, fact.unit, fact.requirement.0);
        let assessed = ControlAssessed {
            unit: fact.unit,
            year: fact.year,
            requirement: fact.requirement.0,
            judgement: fact.judgement.0,
            motivation: fact.motivation,
        };
        script.record(
            &row,
            id,
            Ground::default(),
            Command::AssessControl(assessed),
        )?;
    }
    Ok(())
}
