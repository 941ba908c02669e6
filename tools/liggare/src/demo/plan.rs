//! The plans of the assembly, the board and the service committee.

use ledger::command::Command;
use ledger::event::plan::{
    AssignmentGiven, ItemLinked, ObjectiveKind, ObjectiveSet, Perspective, PlanAdopted, Relation,
    StrategySet,
};
use ledger::ids::{DecisionId, ItemId, PlanId, UnitId};

use super::cell::{Swedish, Word};
use super::error::DemoError;
use super::script::{Ground, Script};
use super::table::{PLAN, Row, Source, row};

/// What a row of the plan is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Plan,
    Strategy,
    EffectObjective,
    CommitteeObjective,
    Assignment,
    Contribution,
}

impl Swedish for Kind {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("plan", Self::Plan),
        ("strategi", Self::Strategy),
        ("effektmål", Self::EffectObjective),
        ("nämndmål", Self::CommitteeObjective),
        ("uppdrag", Self::Assignment),
        ("bidrar till", Self::Contribution),
    ];
}

row! {
    /// A row of `verksamhetsplan.csv`.
    PlanRow {
        "slag" kind: Word<Kind>,
        "post" item: String,
        "plan" plan: PlanId,
        "år" year: Option<u16>,
        "nummer" label: Option<String>,
        "rubrik" title: Option<String>,
        "perspektiv" perspective: Option<Word<Perspective>>,
        "strategi" strategy: Option<ItemId>,
        "mål" objective: Option<ItemId>,
        "ansvarig" owner: Option<UnitId>,
        "beslut" decision: Option<DecisionId>,
    }
}

/// Adds the plans and what stands in them.
pub(super) fn add(source: &Source, script: &mut Script) -> Result<(), DemoError> {
    for row in source.rows::<PlanRow>(PLAN)? {
        let (verb, command) = command_of(&row)?;
        let id = format!("{verb}-{}", row.fact.item);
        let ground = Ground::decided(row.fact.decision.as_ref());
        script.record(&row, id, ground, command)?;
    }
    Ok(())
}

fn command_of(row: &Row<PlanRow>) -> Result<(&'static str, Command), DemoError> {
    let fact = row.fact.clone();
    let item = || row.id::<ItemId>(&fact.item);
    let title = || row.need(fact.title.clone(), "rubrik");
    let perspective = || Ok(row.need(fact.perspective, "perspektiv")?.0);
    let owner = || row.need(fact.owner.clone(), "ansvarig");
    let objective_of = |kind| {
        Ok(Command::SetObjective(ObjectiveSet {
            item: item()?,
            plan: fact.plan.clone(),
            kind,
            label: fact.label.clone(),
            title: title()?,
            perspective: perspective()?,
            strategy: fact.strategy.clone(),
            owner: owner()?,
        }))
    };
    Ok(match fact.kind.0 {
        Kind::Plan => (
            "anta",
            Command::AdoptPlan(PlanAdopted {
                plan: fact.plan.clone(),
                unit: owner()?,
                year: row.need(fact.year, "år")?,
                title: title()?,
            }),
        ),
        Kind::Strategy => (
            "strategi",
            Command::SetStrategy(StrategySet {
                item: item()?,
                plan: fact.plan.clone(),
                title: title()?,
                perspective: perspective()?,
            }),
        ),
        Kind::EffectObjective => ("mal", objective_of(ObjectiveKind::EffectObjective)?),
        Kind::CommitteeObjective => ("mal", objective_of(ObjectiveKind::CommitteeObjective)?),
        Kind::Assignment => (
            "uppdrag",
            Command::GiveAssignment(AssignmentGiven {
                item: item()?,
                plan: fact.plan.clone(),
                label: fact.label.clone(),
                title: title()?,
                perspective: perspective()?,
                strategy: fact.strategy.clone(),
                objective: fact.objective.clone(),
                owner: owner()?,
                due: None,
            }),
        ),
        Kind::Contribution => (
            "bidrar",
            Command::LinkItems(ItemLinked {
                item: item()?,
                to: row.need(fact.objective.clone(), "mål")?,
                relation: Relation::ContributesTo,
            }),
        ),
    })
}
