//! The action plan for a balanced economy and the effects of its actions.

use ledger::command::Command;
use ledger::event::action::{
    ActionCategory, ActionEffectReported, ActionPlanned, Consequence, YearEffect,
};
use ledger::ids::{ActionId, UnitId};
use ledger::period::Period;

use super::cell::{Mnkr, Number, Word};
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{ACTION_EFFECTS, ACTIONS, Source, batches, row};

row! {
    /// A row of `atgarder.csv`: an action and its planned effect in a year.
    ActionRow {
        "åtgärd" action: ActionId,
        "enhet" unit: UnitId,
        "rubrik" title: String,
        "kategori" category: Word<ActionCategory>,
        "konsekvens" consequence: Option<Word<Consequence>>,
        "år" year: u16,
        "mnkr" amount: Option<Mnkr>,
        "årsarbetare" fte: Option<Number>,
    }
}

row! {
    /// A row of `atgardseffekter.csv`: the effect in the period's year, or the forecast for a later one.
    EffectRow {
        "åtgärd" action: ActionId,
        "period" period: Period,
        "år" year: u16,
        "mnkr" amount: Option<Mnkr>,
        "årsarbetare" fte: Option<Number>,
        "kommentar" comment: Option<String>,
    }
}

/// Adds actions and effects.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for row in source.rows::<ActionRow>(ACTIONS)? {
        let fact = row.fact.clone();
        let id = format!("atgard-{}", fact.action);
        let planned = ActionPlanned {
            action: fact.action,
            unit: fact.unit,
            title: fact.title,
            category: fact.category.0,
            effects: vec![effect(fact.year, fact.amount, fact.fte)],
            consequence: fact.consequence.map(|word| word.0),
        };
        script.record(&row, id, Ground::default(), Command::PlanAction(planned))?;
    }
    let rows = source.rows::<EffectRow>(ACTION_EFFECTS)?;
    for batch in batches(rows, |fact| fact.action.as_str())? {
        let Some(first) = batch.rows.first() else {
            continue;
        };
        let fact = &first.fact;
        if fact.year != fact.period.year() {
            return Err(first.wrong("den första raden för en åtgärd ska vara periodens eget år"));
        }
        let reported = ActionEffectReported {
            action: fact.action.clone(),
            period: fact.period,
            outcome: effect(fact.year, fact.amount, fact.fte),
            forecast: batch
                .rows
                .iter()
                .skip(1)
                .map(|row| effect(row.fact.year, row.fact.amount, row.fact.fte))
                .collect(),
            comment: fact.comment.clone(),
        };
        let id = format!("effekt-{}-{}", fact.period, fact.action);
        script.record(
            first,
            id,
            Ground::default(),
            Command::ReportActionEffect(reported),
        )?;
    }
    Ok(())
}

fn effect(year: u16, amount: Option<Mnkr>, fte: Option<Number>) -> YearEffect {
    YearEffect {
        year,
        amount_ore: amount.map(|amount| amount.0),
        fte: fte.map(|fte| fte.0),
    }
}
