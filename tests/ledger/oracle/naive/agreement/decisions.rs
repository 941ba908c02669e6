//! Decisions of a year, and the open list of delegated ones.

use std::collections::BTreeSet;

use ledger::entry::Entry;
use ledger::ids::DecisionId;
use projections::decisions::Decision;

use super::super::question::{Answers, Question};
use super::super::{decisions, organisation};
use super::place;

pub(crate) fn assert_decisions(question: &Question, answers: &Answers, log: &[Entry]) {
    let Question { unit, period } = question;
    let units = organisation::subtree_in(log, unit, *period);
    let taken = decisions::taken(log);
    let of_year: BTreeSet<DecisionId> = taken
        .iter()
        .filter(|(_, taken)| units.contains(&taken.unit) && taken.date.year() == period.year())
        .map(|(id, _)| id.clone())
        .collect();
    assert_eq!(
        ids(&answers.decisions),
        of_year,
        "{}",
        place(question, log, "decisions")
    );
    for shown in &answers.decisions {
        let known = &taken[&shown.decision];
        assert_eq!(
            (
                &shown.title,
                shown.date,
                &shown.delegation,
                shown.amount_ore
            ),
            (
                &known.title,
                known.date,
                &known.delegation,
                known.amount_ore
            )
        );
        let reported = decisions::reported(log, &shown.decision);
        assert_eq!(
            shown
                .reported
                .as_ref()
                .map(|told| (told.committee.clone(), told.date)),
            reported.map(|told| (told.committee, told.date)),
            "{}",
            place(question, log, format!("reporting of {}", shown.decision))
        );
    }
    assert_eq!(
        ids(&answers.unreported),
        decisions::open(log, unit).into_iter().collect(),
        "{}",
        place(question, log, "open delegated decisions")
    );
    for list in [&answers.decisions, &answers.unreported] {
        assert!(list.is_sorted_by_key(|shown| shown.date), "by date");
    }
}

fn ids(decisions: &[Decision]) -> BTreeSet<DecisionId> {
    decisions
        .iter()
        .map(|shown| shown.decision.clone())
        .collect()
}
