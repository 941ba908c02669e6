//! Investment objects and what is spent on them.

use ledger::command::{Command, Rows};
use ledger::event::investment::{InvestmentObjectApproved, InvestmentSpent, YearAmount};
use ledger::ids::{DecisionId, InvestmentId, LineId, UnitId};
use ledger::period::Month;

use super::cell::Mnkr;
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{INVESTMENT_OBJECTS, INVESTMENT_SPENDING, Source, batches, row};

row! {
    /// A row of `investeringsobjekt.csv`; without an amount it is paid within the line's frame.
    ObjectRow {
        "objekt" object: InvestmentId,
        "enhet" unit: UnitId,
        "rad" line: LineId,
        "rubrik" title: String,
        "år" year: u16,
        "mnkr" budget: Option<Mnkr>,
        "beslut" decision: Option<DecisionId>,
    }
}

row! {
    /// A row of `investeringsutgifter.csv`.
    SpendingRow {
        "kommando" command: String,
        "objekt" object: InvestmentId,
        "månad" month: Month,
        "mnkr" amount: Mnkr,
        "underlag" document: String,
    }
}

/// Adds objects and spending.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for row in source.rows::<ObjectRow>(INVESTMENT_OBJECTS)? {
        let fact = row.fact.clone();
        let id = format!("objekt-{}", fact.object);
        let ground = Ground::decided(fact.decision.as_ref());
        let budget = fact.budget.map(|amount| YearAmount {
            year: fact.year,
            amount_ore: amount.0,
        });
        let approved = InvestmentObjectApproved {
            object: fact.object,
            unit: fact.unit,
            line: fact.line,
            title: fact.title,
            budget: budget.into_iter().collect(),
        };
        script.record(&row, id, ground, Command::ApproveInvestmentObject(approved))?;
    }
    for batch in batches(source.rows::<SpendingRow>(INVESTMENT_SPENDING)?, |fact| {
        &fact.command
    })? {
        let rows = batch.rows.iter().map(|row| spent(&row.fact)).collect();
        if let Some(first) = batch.rows.first() {
            let command = Command::SpendInvestment(Rows { rows });
            script.record(first, &batch.id, Ground::default(), command)?;
        }
    }
    Ok(())
}

fn spent(fact: &SpendingRow) -> InvestmentSpent {
    InvestmentSpent {
        object: fact.object.clone(),
        month: fact.month,
        amount_ore: fact.amount.0,
        document: fact.document.as_str().into(),
    }
}
