//! Reporting: the rules, and periods and reports from opening to publication.

use ledger::command::Command;
use ledger::event::reporting::{
    CheckName, CheckWaived, PeriodClosed, PeriodOpened, ReportKind, ReportSubmitted,
};
use ledger::ids::{DecisionId, ReportId, UnitId};
use ledger::period::Period;
use ledger::rules::RuleSet;
use ledger::time::Date;

use super::Publication;
use super::cell::{Swedish, Word};
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{REPORTING, Row, Source, row};

/// What happens.
#[derive(Clone, Copy)]
pub(super) enum What {
    RulesAdopted,
    Opened,
    Closed,
    Submitted,
    Waived,
    Published,
}

impl Swedish for What {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("reglerna antas", Self::RulesAdopted),
        ("perioden öppnas", Self::Opened),
        ("perioden stängs", Self::Closed),
        ("rapporten lämnas", Self::Submitted),
        ("kontroll undantas", Self::Waived),
        ("rapporten publiceras", Self::Published),
    ];
}

row! {
    /// A row of `rapportering.csv`.
    ReportingRow {
        "kommando" command: String,
        "händelse" what: Word<What>,
        "rapport" kind: Option<Word<ReportKind>>,
        "enhet" unit: Option<UnitId>,
        "period" period: Option<Period>,
        "senast" due: Option<Date>,
        "till" to: Option<UnitId>,
        "kontroll" check: Option<Word<CheckName>>,
        "skäl" reason: Option<String>,
        "beslut" decision: Option<DecisionId>,
    }
}

/// Adds the reporting.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for row in source.rows::<ReportingRow>(REPORTING)? {
        match row.fact.what.0 {
            What::Published => script.publish(row.fact.recorded, publication(&row)?),
            What::RulesAdopted => {
                record(&row, Command::AdoptRules(RuleSet::first()), script)?;
            }
            What::Opened | What::Closed | What::Submitted | What::Waived => {
                let command = command_of(&row)?;
                record(&row, command, script)?;
            }
        }
    }
    Ok(())
}

fn record(row: &Row<ReportingRow>, command: Command, script: &mut Script) -> Result<(), DemoError> {
    let ground = Ground {
        decision: row.fact.decision.clone(),
        reason: row.fact.reason.clone(),
        matter: None,
    };
    script.record(row, &row.fact.command, ground, command)
}

fn command_of(row: &Row<ReportingRow>) -> Result<Command, DemoError> {
    let fact = row.fact.clone();
    let kind = row.need(fact.kind, "rapport")?.0;
    let unit = row.need(fact.unit, "enhet")?;
    let period = row.need(fact.period, "period")?;
    Ok(match fact.what.0 {
        What::Opened => Command::OpenPeriod(PeriodOpened {
            unit,
            period,
            report: kind,
            due: row.need(fact.due, "senast")?,
        }),
        What::Closed => Command::ClosePeriod(PeriodClosed {
            unit,
            period,
            report: kind,
        }),
        What::Submitted => Command::SubmitReport(ReportSubmitted {
            kind,
            unit,
            period,
            to: row.need(fact.to, "till")?,
        }),
        What::Waived => Command::WaiveCheck(CheckWaived {
            check: row.need(fact.check, "kontroll")?.0,
            kind,
            unit,
            period,
        }),
        What::RulesAdopted | What::Published => {
            return Err(row.wrong("händelsen är ingen händelse i en period"));
        }
    })
}

fn publication(row: &Row<ReportingRow>) -> Result<Publication, DemoError> {
    let fact = row.fact.clone();
    Ok(Publication {
        report: row.id::<ReportId>(&fact.command)?,
        kind: row.need(fact.kind, "rapport")?.0,
        unit: row.need(fact.unit, "enhet")?,
        period: row.need(fact.period, "period")?,
        decision: fact.decision,
        actor: fact.actor,
    })
}
