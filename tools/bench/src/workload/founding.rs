//! The founding: rules, units and report lines, before the first year.

use ledger::command::{Command, Rows};
use ledger::event::budget::{Breakdown, LineTable, ReportLineDefined};
use ledger::event::organisation::{UnitEstablished, UnitKind};
use ledger::rules::RuleSet;
use ledger::time::Date;

use super::region::Committee;
use super::{FIRST_YEAR, Script, ScriptError};

impl Script {
    pub(super) fn found(&mut self) -> Result<(), ScriptError> {
        self.set_clock(FIRST_YEAR - 1, 10, 1)?;
        let founded = Date::new(2015, 1, 1).ok_or(ScriptError::Calendar)?;
        self.send("regler".into(), Command::AdoptRules(RuleSet::first()))?;
        let assembly = self.region.assembly.clone();
        let mut units = vec![(
            assembly.clone(),
            "Regionfullmäktige".to_owned(),
            UnitKind::Assembly,
            None,
        )];
        for (number, committee) in self.region.committees.iter().enumerate() {
            let kind = if number == 0 {
                UnitKind::ExecutiveBoard
            } else {
                UnitKind::Committee
            };
            units.push((
                committee.unit.clone(),
                committee.name.to_owned(),
                kind,
                Some(assembly.clone()),
            ));
            for (n, unit) in committee.units.iter().enumerate() {
                let name = format!("{}, enhet {}", committee.name, n + 1);
                units.push((
                    unit.clone(),
                    name,
                    UnitKind::Office,
                    Some(committee.unit.clone()),
                ));
            }
        }
        for (unit, name, kind, parent) in units {
            let command = Command::EstablishUnit(UnitEstablished {
                unit: unit.clone(),
                name,
                kind,
                parent,
                valid_from: founded,
            });
            self.send(format!("enhet-{unit}"), command)?;
        }
        let lines = self
            .region
            .committees
            .iter()
            .map(report_lines)
            .collect::<Vec<_>>();
        for rows in lines {
            let id = format!("rader-{}", rows[0].unit);
            self.send(id, Command::DefineReportLines(Rows { rows }))?;
        }
        Ok(())
    }
}

fn report_lines(committee: &Committee) -> Vec<ReportLineDefined> {
    let total = ReportLineDefined {
        line: committee.total.clone(),
        table: LineTable::OperatingResult,
        unit: committee.unit.clone(),
        title: format!("Driftresultat, {}", committee.name),
        parent: None,
        breakdown: Breakdown::Complete,
        order: 100,
    };
    let parts = committee
        .lines
        .iter()
        .zip(1..)
        .map(|(line, order)| ReportLineDefined {
            line: line.clone(),
            title: format!("Verksamhetsområde {order}"),
            parent: Some(committee.total.clone()),
            breakdown: Breakdown::None,
            order,
            ..total.clone()
        });
    std::iter::once(total.clone()).chain(parts).collect()
}
