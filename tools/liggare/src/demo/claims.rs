//! What the documents state: totals, variances, changes and counts.
//!
//! They are recorded as claims and compared with their parts; none of them is
//! added in, and a claim that disagrees with its parts stays as it was stated.

use ledger::command::{Command, Rows};
use ledger::event::figure::{Dimension, KeyFigureReported, Measure};
use ledger::event::followup::Colour;
use ledger::event::plan::ObjectiveKind;
use ledger::event::reporting::{Claim, FactClaimed, LineColumn};
use ledger::ids::{ClaimId, LineId, UnitId};
use ledger::money::Ore;
use ledger::period::Period;

use super::cell::{Mnkr, Number, Swedish, Word};
use super::economy::ResultRow;
use super::error::DemoError;
use super::figures::{dimensions, sex_of, value_of};
use super::script::{Ground, Script};
use super::table::{
    Batch, OPERATING_RESULT, Row, STATED_AMOUNTS, STATED_COUNTS, STATED_EFFECTS, STATED_FIGURES,
    Source, Stamped, batches, row,
};

/// What the operating result is rounded to in the document: a tenth of a mnkr.
const TENTH_OF_MNKR: Ore = Ore(10_000_000);

/// The table of the operating result in its document.
const OPERATING_SOURCE: &str = "Regionstyrelsens verksamhetsberättelse 2024, driftredovisning";

/// Whether a stated key figure is a sum or a change.
#[derive(Clone, Copy)]
pub(super) enum FigureClaim {
    Total,
    Change,
}

impl Swedish for FigureClaim {
    const WORDS: &'static [(&'static str, Self)] =
        &[("summa", Self::Total), ("förändring", Self::Change)];
}

/// Whether a stated sum of effects is the plan's or the follow-up's.
#[derive(Clone, Copy)]
pub(super) enum EffectClaim {
    Planned,
    Reported,
}

impl Swedish for EffectClaim {
    const WORDS: &'static [(&'static str, Self)] =
        &[("plan", Self::Planned), ("uppföljning", Self::Reported)];
}

row! {
    /// A row of `angivna_belopp.csv`.
    AmountRow {
        "kommando" command: String,
        "uppgift" claim: ClaimId,
        "enhet" unit: UnitId,
        "källa" document: String,
        "rad" line: LineId,
        "period" period: Period,
        "kolumn" column: Word<LineColumn>,
        "mnkr" amount: Mnkr,
        "avrundat_till_mnkr" rounded_to: Mnkr,
    }
}

row! {
    /// A row of `angivna_nyckeltal.csv`.
    FigureRow {
        "kommando" command: String,
        "uppgift" claim: ClaimId,
        "enhet" unit: UnitId,
        "källa" document: String,
        "slag" kind: Word<FigureClaim>,
        "avser_enhet" figure_unit: UnitId,
        "mått" measure: Word<Measure>,
        "period" period: Period,
        "åldersgrupp" age_group: Option<String>,
        "kön" sex: Option<String>,
        "yrkesgrupp" occupation: Option<String>,
        "anställning" employment: Option<String>,
        "kategori" category: Option<String>,
        "värde" value: Number,
        "avrundat_till" rounded_to: Number,
        "sedan" since: Option<Period>,
        "procent" percent: Option<Number>,
    }
}

row! {
    /// A row of `angivna_antal.csv`; without a colour it is the count of all, without a kind that of assignments.
    CountRow {
        "kommando" command: String,
        "uppgift" claim: ClaimId,
        "enhet" unit: UnitId,
        "källa" document: String,
        "period" period: Period,
        "slag" kind: Option<Word<ObjectiveKind>>,
        "färg" colour: Option<Word<Colour>>,
        "antal" count: u32,
    }
}

row! {
    /// A row of `angivna_effekter.csv`.
    EffectRow {
        "kommando" command: String,
        "uppgift" claim: ClaimId,
        "enhet" unit: UnitId,
        "källa" document: String,
        "slag" kind: Word<EffectClaim>,
        "period" period: Period,
        "år" year: u16,
        "mnkr" amount: Mnkr,
    }
}

/// Adds the claims.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for row in source.rows::<ResultRow>(OPERATING_RESULT)? {
        let rows = operating_claims(&row)?;
        let id = row.command_id(format!("uppgifter-{}-{}", row.fact.year, row.fact.line))?;
        let mut stamp = row.fact.stamp();
        stamp.at = row.fact.stated_at;
        script.record_as(
            id,
            stamp,
            Ground::default(),
            Command::ClaimFacts(Rows { rows }),
        );
    }
    for batch in batches(source.rows::<AmountRow>(STATED_AMOUNTS)?, |fact| {
        &fact.command
    })? {
        add_batch(script, &batch, |row| Ok(amount_claim(&row.fact)))?;
    }
    for batch in batches(source.rows::<FigureRow>(STATED_FIGURES)?, |fact| {
        &fact.command
    })? {
        add_batch(script, &batch, figure_claim)?;
    }
    for batch in batches(source.rows::<CountRow>(STATED_COUNTS)?, |fact| {
        &fact.command
    })? {
        add_batch(script, &batch, |row| Ok(count_claim(&row.fact)))?;
    }
    for batch in batches(source.rows::<EffectRow>(STATED_EFFECTS)?, |fact| {
        &fact.command
    })? {
        add_batch(script, &batch, |row| Ok(effect_claim(&row.fact)))?;
    }
    Ok(())
}

fn add_batch<T: Stamped>(
    script: &mut Script,
    batch: &Batch<T>,
    claimed: impl Fn(&Row<T>) -> Result<FactClaimed, DemoError>,
) -> Result<(), DemoError> {
    let mut rows = Vec::with_capacity(batch.rows.len());
    for row in &batch.rows {
        rows.push(claimed(row)?);
    }
    match batch.rows.first() {
        Some(first) => {
            let command = Command::ClaimFacts(Rows { rows });
            script.record(first, &batch.id, Ground::default(), command)
        }
        None => Ok(()),
    }
}

fn operating_claims(row: &Row<ResultRow>) -> Result<Vec<FactClaimed>, DemoError> {
    let fact = &row.fact;
    let period = row.need(Period::whole_year(fact.year), "år")?;
    let columns = [
        (LineColumn::Outcome, "utfall", fact.outcome),
        (LineColumn::Budget, "budget", fact.budget),
        (LineColumn::PreviousOutcome, "foregaende", fact.previous),
        (LineColumn::Variance, "avvikelse", fact.variance),
        (LineColumn::Change, "forandring", fact.change),
    ];
    columns
        .into_iter()
        .map(|(column, word, amount)| {
            Ok(FactClaimed {
                id: row.id(&format!("{}-{}-{word}", fact.line, fact.year))?,
                unit: fact.stated_by.clone(),
                source: OPERATING_SOURCE.to_owned(),
                claim: Claim::LineAmount {
                    line: fact.line.clone(),
                    period,
                    column,
                    amount_ore: amount.0,
                    rounded_to_ore: TENTH_OF_MNKR,
                },
            })
        })
        .collect()
}

fn amount_claim(fact: &AmountRow) -> FactClaimed {
    FactClaimed {
        id: fact.claim.clone(),
        unit: fact.unit.clone(),
        source: fact.document.clone(),
        claim: Claim::LineAmount {
            line: fact.line.clone(),
            period: fact.period,
            column: fact.column.0,
            amount_ore: fact.amount.0,
            rounded_to_ore: fact.rounded_to.0,
        },
    }
}

fn figure_claim(row: &Row<FigureRow>) -> Result<FactClaimed, DemoError> {
    let fact = row.fact.clone();
    let measure = fact.measure.0;
    let rounded_to = row.need(value_of(measure, fact.rounded_to), "avrundat_till")?;
    let figure = KeyFigureReported {
        unit: fact.figure_unit,
        measure,
        period: fact.period,
        dimensions: dimensions([
            (Dimension::AgeGroup, fact.age_group),
            (Dimension::Sex, sex_of(fact.sex)),
            (Dimension::Occupation, fact.occupation),
            (Dimension::Employment, fact.employment),
            (Dimension::Category, fact.category),
        ]),
        value: row.need(value_of(measure, fact.value), "värde")?,
    };
    let claim = match fact.kind.0 {
        FigureClaim::Total => Claim::KeyFigureTotal { figure, rounded_to },
        FigureClaim::Change => Claim::KeyFigureChange {
            figure,
            since: row.need(fact.since, "sedan")?,
            percent: fact.percent.map(|percent| percent.0),
            rounded_to,
        },
    };
    Ok(FactClaimed {
        id: fact.claim,
        unit: fact.unit,
        source: fact.document,
        claim,
    })
}

fn count_claim(fact: &CountRow) -> FactClaimed {
    FactClaimed {
        id: fact.claim.clone(),
        unit: fact.unit.clone(),
        source: fact.document.clone(),
        claim: Claim::ColourCount {
            unit: fact.unit.clone(),
            period: fact.period,
            kind: fact.kind.map(|word| word.0),
            colour: fact.colour.map(|word| word.0),
            count: fact.count,
        },
    }
}

fn effect_claim(fact: &EffectRow) -> FactClaimed {
    FactClaimed {
        id: fact.claim.clone(),
        unit: fact.unit.clone(),
        source: fact.document.clone(),
        claim: Claim::ActionTotal {
            unit: fact.unit.clone(),
            period: fact.period,
            year: fact.year,
            planned: matches!(fact.kind.0, EffectClaim::Planned),
            amount_ore: fact.amount.0,
            rounded_to_ore: TENTH_OF_MNKR,
        },
    }
}
