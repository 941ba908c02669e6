//! The organisation: units that come, move and go, and mandates that pass on.

use ledger::command::Command;
use ledger::event::organisation::{
    MandateMoved, UnitDissolved, UnitEstablished, UnitKind, UnitMoved, UnitRenamed,
};
use ledger::ids::{DecisionId, UnitId};
use ledger::time::Date;

use super::cell::{Swedish, Word};
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{ORGANISATION, Row, Source, row};

/// What happens to a unit.
#[derive(Clone, Copy)]
pub(super) enum Change {
    Established,
    Moved,
    Renamed,
    Dissolved,
    MandateMoved,
}

impl Swedish for Change {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("inrättas", Self::Established),
        ("flyttas", Self::Moved),
        ("byter namn", Self::Renamed),
        ("upphör", Self::Dissolved),
        ("mandat flyttas", Self::MandateMoved),
    ];
}

row! {
    /// A row of `organisation.csv`. `datum` is the first day it holds; for a unit that goes, its last.
    UnitRow {
        "händelse" change: Word<Change>,
        "enhet" unit: UnitId,
        "namn" name: Option<String>,
        "slag" kind: Option<Word<UnitKind>>,
        "till" to: Option<UnitId>,
        "datum" date: Date,
        "beslut" decision: Option<DecisionId>,
    }
}

/// Adds the organisation.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for row in source.rows::<UnitRow>(ORGANISATION)? {
        let (verb, command) = command_of(&row)?;
        let id = format!("{verb}-{}", row.fact.unit);
        let ground = Ground::decided(row.fact.decision.as_ref());
        script.record(&row, id, ground, command)?;
    }
    Ok(())
}

fn command_of(row: &Row<UnitRow>) -> Result<(&'static str, Command), DemoError> {
    let fact = row.fact.clone();
    let name = || row.need(fact.name.clone(), "namn");
    let to = || row.need(fact.to.clone(), "till");
    Ok(match fact.change.0 {
        Change::Established => (
            "inratta",
            Command::EstablishUnit(UnitEstablished {
                unit: fact.unit.clone(),
                name: name()?,
                kind: row.need(fact.kind, "slag")?.0,
                parent: fact.to.clone(),
                valid_from: fact.date,
            }),
        ),
        Change::Moved => (
            "flytta",
            Command::MoveUnit(UnitMoved {
                unit: fact.unit.clone(),
                parent: to()?,
                valid_from: fact.date,
            }),
        ),
        Change::Renamed => (
            "byt-namn",
            Command::RenameUnit(UnitRenamed {
                unit: fact.unit.clone(),
                name: name()?,
                valid_from: fact.date,
            }),
        ),
        Change::Dissolved => (
            "upphor",
            Command::DissolveUnit(UnitDissolved {
                unit: fact.unit.clone(),
                valid_to: fact.date,
                successor: fact.to.clone(),
            }),
        ),
        Change::MandateMoved => (
            "flytta-mandat",
            Command::MoveMandate(MandateMoved {
                mandate: name()?,
                from_unit: fact.unit.clone(),
                to_unit: to()?,
                valid_from: fact.date,
            }),
        ),
    })
}
