//! Report lines, budget frames, their adjustment and their reallocation.

use ledger::command::{Command, Rows};
use ledger::event::budget::{
    AdjustmentKind, Breakdown, BudgetReallocated, Distribution, Financing, FrameAdjusted,
    FrameDecided, LineTable, Posting, ReportLineDefined,
};
use ledger::ids::{DecisionId, LineId, UnitId};

use super::cell::{Mnkr, Word};
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{Batch, FRAME_CHANGES, FRAMES, LINES, Row, Source, batches, row};

row! {
    /// A row of `rader.csv`.
    LineRow {
        "kommando" command: String,
        "rad" line: LineId,
        "tabell" table: Word<LineTable>,
        "enhet" unit: UnitId,
        "rubrik" title: String,
        "överordnad" parent: Option<LineId>,
        "uppdelning" breakdown: Word<Breakdown>,
        "ordning" order: u32,
    }
}

row! {
    /// A row of `ramar.csv`; the frame is spread by twelfths.
    FrameRow {
        "kommando" command: String,
        "rad" line: LineId,
        "år" year: u16,
        "mnkr" amount: Mnkr,
        "beslut" decision: Option<DecisionId>,
    }
}

row! {
    /// A row of `ramandringar.csv`. With `justering` it adjusts one frame; without, it
    /// is a posting of the reallocation that its command is.
    ChangeRow {
        "kommando" command: String,
        "rad" line: LineId,
        "år" year: u16,
        "från_månad" from_month: u8,
        "mnkr" amount: Mnkr,
        "justering" adjustment: Option<Word<AdjustmentKind>>,
        "finansiering" financing: Option<String>,
        "skäl" reason: Option<String>,
        "beslut" decision: Option<DecisionId>,
    }
}

/// Adds lines and frames.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for batch in batches(source.rows::<LineRow>(LINES)?, |fact| &fact.command)? {
        let rows = batch.rows.iter().map(|row| defined(&row.fact)).collect();
        add_batch(
            script,
            &batch,
            None,
            Command::DefineReportLines(Rows { rows }),
        )?;
    }
    for batch in batches(source.rows::<FrameRow>(FRAMES)?, |fact| &fact.command)? {
        let rows = batch.rows.iter().map(|row| decided(&row.fact)).collect();
        let decision = batch
            .rows
            .first()
            .and_then(|row| row.fact.decision.as_ref());
        add_batch(
            script,
            &batch,
            decision,
            Command::DecideFrames(Rows { rows }),
        )?;
    }
    for batch in batches(source.rows::<ChangeRow>(FRAME_CHANGES)?, |fact| {
        &fact.command
    })? {
        let Some(first) = batch.rows.first() else {
            continue;
        };
        let ground = Ground {
            decision: first.fact.decision.clone(),
            reason: first.fact.reason.clone(),
            matter: None,
        };
        script.record(first, &batch.id, ground, changed(first, &batch))?;
    }
    Ok(())
}

fn add_batch<T: super::table::Stamped>(
    script: &mut Script,
    batch: &Batch<T>,
    decision: Option<&DecisionId>,
    command: Command,
) -> Result<(), DemoError> {
    match batch.rows.first() {
        Some(first) => script.record(first, &batch.id, Ground::decided(decision), command),
        None => Ok(()),
    }
}

fn defined(fact: &LineRow) -> ReportLineDefined {
    ReportLineDefined {
        line: fact.line.clone(),
        table: fact.table.0,
        unit: fact.unit.clone(),
        title: fact.title.clone(),
        parent: fact.parent.clone(),
        breakdown: fact.breakdown.0,
        order: fact.order,
    }
}

fn decided(fact: &FrameRow) -> FrameDecided {
    FrameDecided {
        line: fact.line.clone(),
        year: fact.year,
        amount_ore: fact.amount.0,
        distribution: Distribution::Even,
    }
}

fn changed(first: &Row<ChangeRow>, batch: &Batch<ChangeRow>) -> Command {
    let fact = &first.fact;
    match fact.adjustment {
        Some(kind) => Command::AdjustFrame(FrameAdjusted {
            line: fact.line.clone(),
            year: fact.year,
            kind: kind.0,
            amount_ore: fact.amount.0,
            distribution: Distribution::Even,
            financing: fact
                .financing
                .clone()
                .map(|source| Financing::LowerCosts { source }),
        }),
        None => Command::ReallocateBudget(BudgetReallocated {
            year: fact.year,
            from_month: fact.from_month,
            postings: batch
                .rows
                .iter()
                .map(|row| Posting {
                    line: row.fact.line.clone(),
                    amount_ore: row.fact.amount.0,
                })
                .collect(),
        }),
    }
}
