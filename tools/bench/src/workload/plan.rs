//! A year's beginning: its decision, plans, objectives, targets and frames.

use ledger::command::{Command, Rows};
use ledger::event::budget::{Distribution, FrameDecided};
use ledger::event::decision::{DecisionKind, DecisionTaken, Precision};
use ledger::event::plan::{
    Desired, IndicatorDefined, ObjectiveKind, ObjectiveSet, Perspective, PlanAdopted, Target,
    TargetSet,
};
use ledger::ids::{DecisionId, PlanId, UnitId};
use ledger::money::Ore;
use ledger::period::Period;
use ledger::quantity::Quantity;
use ledger::time::Date;

use super::region::Objective;
use super::{Script, ScriptError};

impl Script {
    pub(super) fn plan_year(&mut self, year: u16) -> Result<(), ScriptError> {
        self.set_clock(year - 1, 11, 20)?;
        let decision = DecisionId::new(format!("budget-{year}"))?;
        let taken = DecisionTaken {
            decision: decision.clone(),
            unit: self.region.assembly.clone(),
            organ: "Regionfullmäktige".into(),
            kind: DecisionKind::Plan,
            title: format!("Verksamhetsplan med budget {year}"),
            date: Date::new(year - 1, 11, 18).ok_or(ScriptError::Calendar)?,
            precision: Precision::Day,
            case_number: Some(format!("{}RS{}", year - 1, 1000 + u32::from(year))),
            paragraph: Some("112".into()),
            amount_ore: None,
            delegation: None,
        };
        self.send(format!("beslut-{decision}"), Command::TakeDecision(taken))?;
        for number in 0..self.region.committees.len() {
            self.plan_committee(number, year, &decision)?;
        }
        Ok(())
    }

    fn plan_committee(
        &mut self,
        number: usize,
        year: u16,
        decision: &DecisionId,
    ) -> Result<(), ScriptError> {
        let period = Period::whole_year(year).ok_or(ScriptError::Calendar)?;
        let committee = &self.region.committees[number];
        let (unit, name) = (committee.unit.clone(), committee.name);
        let plan = PlanId::new(format!("{unit}-{year}"))?;
        let mut commands = vec![(
            format!("plan-{plan}"),
            Command::AdoptPlan(PlanAdopted {
                plan: plan.clone(),
                unit: unit.clone(),
                year,
                title: format!("Verksamhetsplan {year}, {name}"),
            }),
        )];
        let objectives = committee.objectives(year)?;
        for objective in &objectives {
            commands.extend(definitions(objective, &plan, &unit));
        }
        for indicator in objectives
            .iter()
            .flat_map(|objective| &objective.indicators)
        {
            let target = Target::AtLeast {
                value: Quantity::new(self.random.between(600, 950), 1),
            };
            commands.push((
                format!("mal-{indicator}"),
                Command::SetTarget(TargetSet {
                    indicator: indicator.clone(),
                    period,
                    target,
                }),
            ));
        }
        let rows = committee
            .lines
            .iter()
            .map(|line| FrameDecided {
                line: line.clone(),
                year,
                amount_ore: Ore(-100_000 * self.random.between(100_000, 4_000_000)),
                distribution: Distribution::Even,
            })
            .collect();
        commands.push((
            format!("ramar-{plan}"),
            Command::DecideFrames(Rows { rows }),
        ));
        for (id, command) in commands {
            self.send_by(id, command, Some(decision.clone()))?;
        }
        Ok(())
    }
}

fn definitions(objective: &Objective, plan: &PlanId, unit: &UnitId) -> Vec<(String, Command)> {
    let item = &objective.item;
    let set = Command::SetObjective(ObjectiveSet {
        item: item.clone(),
        plan: plan.clone(),
        kind: ObjectiveKind::CommitteeObjective,
        label: None,
        title: format!("Mål {item}: god kvalitet och tillgänglighet"),
        perspective: Perspective::ResidentsAndSociety,
        strategy: None,
        owner: unit.clone(),
    });
    let indicators = objective.indicators.iter().map(|indicator| {
        let defined = IndicatorDefined {
            indicator: indicator.clone(),
            item: item.clone(),
            label: None,
            title: format!("Indikator {indicator}: andel inom målvärdet"),
            unit_of_measure: "%".into(),
            desired: Desired::Increase,
        };
        (
            format!("indikator-{indicator}"),
            Command::DefineIndicator(defined),
        )
    });
    std::iter::once((format!("malsattning-{item}"), set))
        .chain(indicators)
        .collect()
}
