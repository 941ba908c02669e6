//! Indicators, their targets, their outcomes and the outcomes that are missing.

use ledger::command::{Command, Rows};
use ledger::event::indicator::{
    Fulfilment, IndicatorOutcomeReported, IndicatorValue, OutcomeMissing,
};
use ledger::event::plan::{Desired, IndicatorDefined, Target, TargetSet};
use ledger::ids::{DecisionId, IndicatorId, ItemId, UnitId};
use ledger::period::Period;
use ledger::quantity::Quantity;

use super::cell::{Number, Swedish, Word};
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{INDICATOR_OUTCOMES, INDICATORS, Row, Source, TARGETS, row};

/// What a target asks for.
#[derive(Clone, Copy)]
pub(super) enum TargetKind {
    BetterThanPrevious,
    AtLeast,
    AtMost,
    ReportedOnly,
    Qualitative,
}

impl Swedish for TargetKind {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("bättre än föregående", Self::BetterThanPrevious),
        ("minst", Self::AtLeast),
        ("högst", Self::AtMost),
        ("endast redovisas", Self::ReportedOnly),
        ("kvalitativ", Self::Qualitative),
    ];
}

row! {
    /// A row of `indikatorer.csv`.
    IndicatorRow {
        "indikator" indicator: IndicatorId,
        "mål" item: ItemId,
        "nummer" label: Option<String>,
        "rubrik" title: String,
        "mått" unit_of_measure: String,
        "riktning" desired: Word<Desired>,
        "beslut" decision: Option<DecisionId>,
    }
}

row! {
    /// A row of `malvarden.csv`.
    TargetRow {
        "indikator" indicator: IndicatorId,
        "period" period: Period,
        "krav" kind: Word<TargetKind>,
        "värde" value: Option<Number>,
        "önskan" wish: Option<String>,
        "beslut" decision: Option<DecisionId>,
    }
}

row! {
    /// A row of `indikatorutfall.csv`: a number, a judgement, or why there is neither.
    OutcomeRow {
        "indikator" indicator: IndicatorId,
        "enhet" unit: UnitId,
        "period" period: Period,
        "värde" value: Option<Number>,
        "bedömning" judged: Option<Word<Fulfilment>>,
        "text" text: Option<String>,
        "saknas" missing: Option<String>,
    }
}

/// Adds definitions, targets and outcomes.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for row in source.rows::<IndicatorRow>(INDICATORS)? {
        let fact = row.fact.clone();
        let id = format!("indikator-{}", fact.indicator);
        let ground = Ground::decided(fact.decision.as_ref());
        let defined = IndicatorDefined {
            indicator: fact.indicator,
            item: fact.item,
            label: fact.label,
            title: fact.title,
            unit_of_measure: fact.unit_of_measure,
            desired: fact.desired.0,
        };
        script.record(&row, id, ground, Command::DefineIndicator(defined))?;
    }
    for row in source.rows::<TargetRow>(TARGETS)? {
        let fact = &row.fact;
        let set = TargetSet {
            indicator: fact.indicator.clone(),
            period: fact.period,
            target: target_of(&row)?,
        };
        let id = format!("malvarde-{}-{}", fact.period, fact.indicator);
        let ground = Ground::decided(fact.decision.as_ref());
        script.record(&row, id, ground, Command::SetTarget(set))?;
    }
    for row in source.rows::<OutcomeRow>(INDICATOR_OUTCOMES)? {
        add_outcome(&row, script)?;
    }
    Ok(())
}

fn target_of(row: &Row<TargetRow>) -> Result<Target, DemoError> {
    let value = || -> Result<Quantity, DemoError> { Ok(row.need(row.fact.value, "värde")?.0) };
    Ok(match row.fact.kind.0 {
        TargetKind::BetterThanPrevious => Target::BetterThanPrevious {
            previous: row.fact.value.map(|number| number.0),
        },
        TargetKind::AtLeast => Target::AtLeast { value: value()? },
        TargetKind::AtMost => Target::AtMost { value: value()? },
        TargetKind::ReportedOnly => Target::ReportedOnly,
        TargetKind::Qualitative => Target::Qualitative {
            wish: row.need(row.fact.wish.clone(), "önskan")?,
        },
    })
}

fn add_outcome(row: &Row<OutcomeRow>, script: &mut Script) -> Result<(), DemoError> {
    let fact = row.fact.clone();
    let place = format!("{}-{}", fact.period, fact.indicator);
    let outcome = match (fact.value, fact.judged, fact.missing) {
        (Some(value), None, None) => IndicatorValue::Number { value: value.0 },
        (None, Some(judged), None) => IndicatorValue::Judged {
            fulfilment: judged.0,
            text: row.need(fact.text, "text")?,
        },
        (None, None, Some(missing_reason)) => {
            let missing = OutcomeMissing {
                indicator: fact.indicator,
                unit: fact.unit,
                period: fact.period,
                missing_reason,
            };
            let command = Command::ReportMissingOutcome(missing);
            return script.record(row, format!("saknas-{place}"), Ground::default(), command);
        }
        _ => {
            return Err(row.wrong("ange ett av värde, bedömning och saknas"));
        }
    };
    let command = Command::ReportIndicatorOutcomes(Rows {
        rows: vec![IndicatorOutcomeReported {
            indicator: fact.indicator,
            unit: fact.unit,
            period: fact.period,
            outcome,
        }],
    });
    script.record(row, format!("utfall-{place}"), Ground::default(), command)
}
