//! The action plan: its rows, their follow-up, and its sums.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Entry;
use ledger::event::action::YearEffect;
use ledger::ids::ActionId;
use projections::actions::Effect;

use super::super::question::{Answers, Question};
use super::super::{actions, organisation};
use super::place;

/// An effect as plain numbers: öre and millionths of an FTE.
type Plain = (Option<i64>, Option<i128>);

pub(crate) fn assert_plan(question: &Question, answers: &Answers, log: &[Entry]) {
    let Question { unit, period } = question;
    let year = period.year();
    let units = organisation::subtree_in(log, unit, *period);
    let mut rows = BTreeMap::new();
    let mut sums: (Vec<YearEffect>, Vec<YearEffect>, Vec<YearEffect>) = Default::default();
    for (id, planned) in actions::planned(log) {
        let follow_up = actions::follow_up(log, &id, *period);
        let concerns = planned.effects.iter().any(|effect| effect.year == year);
        if !units.contains(&planned.unit) || !(concerns || follow_up.is_some()) {
            continue;
        }
        let outcome: Vec<_> = follow_up.iter().map(|said| said.outcome.clone()).collect();
        let forecast = follow_up.map(|said| said.forecast).unwrap_or_default();
        rows.insert(
            id,
            (
                of(&planned.effects, year),
                of(&outcome, year),
                per_year(&forecast),
            ),
        );
        sums.0.extend(planned.effects);
        sums.1.extend(outcome);
        sums.2.extend(forecast);
    }
    let plan = &answers.actions;
    let shown: BTreeMap<ActionId, _> = plan
        .rows
        .iter()
        .map(|row| {
            (
                row.action.clone(),
                (
                    plain(row.planned),
                    plain(row.outcome),
                    plains(&row.forecast),
                ),
            )
        })
        .collect();
    assert_eq!(shown, rows, "{}", place(question, log, "actions"));
    let (planned, outcome) = (of(&sums.0, year), of(&sums.1, year));
    assert_eq!(
        (
            plain(plan.planned),
            plain(plan.outcome),
            plains(&plan.forecast),
            plain(plan.shortfall)
        ),
        (
            planned,
            outcome,
            per_year(&sums.2),
            (
                planned.0.zip(outcome.0).map(|(a, b)| a - b),
                planned.1.zip(outcome.1).map(|(a, b)| a - b)
            )
        ),
        "{}",
        place(question, log, "sums of actions")
    );
}

fn of(effects: &[YearEffect], year: u16) -> Plain {
    (actions::amount(effects, year), actions::fte(effects, year))
}

fn per_year(effects: &[YearEffect]) -> BTreeMap<u16, Plain> {
    let years: BTreeSet<u16> = effects.iter().map(|effect| effect.year).collect();
    years
        .into_iter()
        .map(|year| (year, of(effects, year)))
        .collect()
}

fn plain(shown: Effect) -> Plain {
    (
        shown.amount.map(|ore| ore.0),
        shown.fte.map(ledger::quantity::Quantity::millionths),
    )
}

fn plains(shown: &BTreeMap<u16, Effect>) -> BTreeMap<u16, Plain> {
    shown
        .iter()
        .map(|(year, effect)| (*year, plain(*effect)))
        .collect()
}
