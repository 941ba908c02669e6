//! Which units answer for something that an event names: a line, an item, a
//! decision.
//!
//! As known at one size, whenever the event was recorded: who follows a
//! unit follows what is the unit's now. What the model does not know has none.

use ledger::feed::Subject;
use ledger::ids::{ItemId, LineId, UnitId};
use ledger::period::Period;

use crate::model::ReadModel;

/// The year that a control action is asked for: who has it is the same in all.
const ANY_YEAR: u16 = 2000;

/// The units that answer for what an event names, as known at the model's size.
pub fn units_of(subject: &Subject, model: &ReadModel) -> Vec<UnitId> {
    units_known(subject, model, model.size())
}

/// The units that answer for what an event names, as known at a size.
pub fn units_known(subject: &Subject, model: &ReadModel, size: u64) -> Vec<UnitId> {
    let one = |unit: Option<UnitId>| unit.into_iter().collect();
    match subject {
        Subject::Ledger => Vec::new(),
        Subject::Unit(unit) => vec![unit.clone()],
        Subject::Plan(plan) => one(model.plan.plan(plan, size).map(|plan| plan.unit)),
        Subject::Item(item) => of_item(item, model, size),
        Subject::Indicator(indicator) => {
            let defined = model.indicators.definition(indicator, size);
            defined.map_or_else(Vec::new, |fact| of_item(&fact.value.item, model, size))
        }
        Subject::Line(line) => of_line(line, model, size),
        Subject::Decision(decision) => {
            let found = model.decisions.decision(decision, size);
            one(found.map(|decision| decision.unit))
        }
        Subject::Action(action) => {
            let found = model.actions.action(action, size);
            one(found.map(|planned| planned.action.unit.clone()))
        }
        Subject::Control(control) => {
            let year = Period::whole_year(ANY_YEAR);
            let found = year.and_then(|year| model.control.action(control, year, size));
            one(found.map(|action| action.unit))
        }
        Subject::Object(object) => {
            let found = model.investments.object(object, size);
            one(found.map(|approval| approval.object.unit.clone()))
        }
        Subject::Report(report) => {
            let found = model.reporting.report(report, size);
            one(found.map(|report| report.unit.clone()))
        }
    }
}

/// The unit in whose plan the item stands, and the one that carries it out.
fn of_item(item: &ItemId, model: &ReadModel, size: u64) -> Vec<UnitId> {
    let found = model.plan.item(item, size);
    let units = found.map(|item| item.plan_unit.into_iter().chain(item.owner));
    units.into_iter().flatten().collect()
}

/// The unit of the line, and that of the line above all: it stands in the
/// economic tables of both.
fn of_line(line: &LineId, model: &ReadModel, size: u64) -> Vec<UnitId> {
    let lines = &model.economy.lines;
    let own = lines.definition(line, size).into_iter();
    own.chain(lines.root_of(line, size))
        .map(|line| line.unit.clone())
        .collect()
}
