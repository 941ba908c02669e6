//! Key figures: personnel, volumes and turnover.

use std::collections::BTreeMap;

use ledger::command::{Command, Rows};
use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::ids::UnitId;
use ledger::period::Period;

use super::cell::{Mnkr, Number, Word};
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{KEY_FIGURES, Row, Source, batches, row};

row! {
    /// A row of `nyckeltal.csv`. The value is mnkr for a cost or a turnover.
    FigureRow {
        "kommando" command: String,
        "enhet" unit: UnitId,
        "mått" measure: Word<Measure>,
        "period" period: Period,
        "åldersgrupp" age_group: Option<String>,
        "kön" sex: Option<String>,
        "yrkesgrupp" occupation: Option<String>,
        "anställning" employment: Option<String>,
        "kategori" category: Option<String>,
        "värde" value: Number,
    }
}

/// Adds key figures.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for batch in batches(source.rows::<FigureRow>(KEY_FIGURES)?, |fact| &fact.command)? {
        let mut rows = Vec::with_capacity(batch.rows.len());
        for row in &batch.rows {
            rows.push(reported(row)?);
        }
        if let Some(first) = batch.rows.first() {
            let command = Command::ReportKeyFigures(Rows { rows });
            script.record(first, &batch.id, Ground::default(), command)?;
        }
    }
    Ok(())
}

fn reported(row: &Row<FigureRow>) -> Result<KeyFigureReported, DemoError> {
    let fact = row.fact.clone();
    let parts = [
        (Dimension::AgeGroup, fact.age_group),
        (Dimension::Sex, sex_of(fact.sex)),
        (Dimension::Occupation, fact.occupation),
        (Dimension::Employment, fact.employment),
        (Dimension::Category, fact.category),
    ];
    Ok(KeyFigureReported {
        unit: fact.unit,
        measure: fact.measure.0,
        period: fact.period,
        dimensions: dimensions(parts),
        value: row.need(value_of(fact.measure.0, fact.value), "värde")?,
    })
}

/// The dimensions that have a part.
pub(super) fn dimensions(parts: [(Dimension, Option<String>); 5]) -> BTreeMap<Dimension, String> {
    parts
        .into_iter()
        .filter_map(|(dimension, part)| part.map(|part| (dimension, part)))
        .collect()
}

/// The ledger's words for the sexes.
pub(super) fn sex_of(sex: Option<String>) -> Option<String> {
    sex.map(|word| match word.as_str() {
        "kvinnor" => "women".to_owned(),
        "män" => "men".to_owned(),
        "alla" => "all".to_owned(),
        _ => word,
    })
}

/// The value of a measure: an amount for money, otherwise a number.
pub(super) fn value_of(measure: Measure, Number(number): Number) -> Option<FigureValue> {
    match measure {
        Measure::PayrollCost | Measure::Turnover => {
            Mnkr::of(number).map(|amount| FigureValue::Amount {
                amount_ore: amount.0,
            })
        }
        Measure::FullTimeEquivalents
        | Measure::FullTimeEquivalentsNetOfLeave
        | Measure::SickLeave
        | Measure::ListedPatients
        | Measure::Volume => Some(FigureValue::Number { value: number }),
    }
}
