//! Decisions, their reporting to the committee that delegated them, and referrals back.

use ledger::command::Command;
use ledger::event::decision::{
    DecisionKind, DecisionReported, DecisionTaken, Delegation, Precision,
};
use ledger::event::plan::MatterReferredBack;
use ledger::ids::{DecisionId, ItemId, UnitId};
use ledger::time::Date;

use super::cell::{Mnkr, Word};
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{DECISION_REPORTS, DECISIONS, Source, row};

row! {
    /// A row of `beslut.csv`. The last three columns are for a matter that is referred back.
    DecisionRow {
        "beslut" decision: DecisionId,
        "datum" date: Date,
        "precision" precision: Word<Precision>,
        "enhet" unit: UnitId,
        "organ" organ: String,
        "slag" kind: Word<DecisionKind>,
        "rubrik" title: String,
        "mnkr" amount: Option<Mnkr>,
        "delegerat_av" delegated_by: Option<UnitId>,
        "återremitterat_ärende" referred_back: Option<String>,
        "återremitterad_post" item: Option<ItemId>,
        "återremiss_motiv" motivation: Option<String>,
    }
}

row! {
    /// A row of `anmalningar.csv`: a delegated decision is reported to its committee.
    ReportRow {
        "beslut" decision: DecisionId,
        "nämnd" committee: UnitId,
        "datum" date: Date,
        "paragraf" paragraph: Option<String>,
    }
}

/// Adds the decisions.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for row in source.rows::<DecisionRow>(DECISIONS)? {
        let fact = row.fact.clone();
        let taken = DecisionTaken {
            decision: fact.decision.clone(),
            unit: fact.unit,
            organ: fact.organ,
            kind: fact.kind.0,
            title: fact.title,
            date: fact.date,
            precision: fact.precision.0,
            case_number: None,
            paragraph: None,
            amount_ore: fact.amount.map(|amount| amount.0),
            delegation: fact.delegated_by.map(|committee| Delegation {
                committee,
                urgent: false,
            }),
        };
        let id = format!("beslut-{}", fact.decision);
        script.record(&row, id, Ground::default(), Command::TakeDecision(taken))?;
        if let Some(matter) = fact.referred_back {
            let referred = MatterReferredBack {
                decision: fact.decision.clone(),
                matter,
                item: fact.item,
                by_minority: true,
                motivation: row.need(fact.motivation, "återremiss_motiv")?,
            };
            let id = format!("aterremiss-{}", fact.decision);
            let ground = Ground::decided(Some(&fact.decision));
            script.record(&row, id, ground, Command::ReferBackMatter(referred))?;
        }
    }
    for row in source.rows::<ReportRow>(DECISION_REPORTS)? {
        let fact = row.fact.clone();
        let id = format!("anmalan-{}", fact.decision);
        let reported = DecisionReported {
            decision: fact.decision,
            committee: fact.committee,
            date: fact.date,
            paragraph: fact.paragraph,
        };
        script.record(
            &row,
            id,
            Ground::default(),
            Command::ReportDecision(reported),
        )?;
    }
    Ok(())
}
