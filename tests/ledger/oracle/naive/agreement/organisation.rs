//! Units, trees and scope.

use std::collections::BTreeSet;

use ledger::entry::Entry;

use super::super::organisation::{self, Unit};
use super::super::question::{Answers, Question};
use super::place;

pub(crate) fn assert_trees(question: &Question, answers: &Answers, log: &[Entry]) {
    for (day, tree) in &answers.trees {
        let what = format!("tree on {day}");
        let shown: BTreeSet<_> = tree.iter().map(|member| member.unit.unit.clone()).collect();
        assert_eq!(
            shown,
            organisation::subtree(log, &question.unit, *day),
            "{}",
            place(question, log, &what)
        );
        for member in tree {
            let id = &member.unit.unit;
            let known = organisation::unit(log, id, *day);
            assert_eq!(
                Some(plain(&member.unit)),
                known,
                "{}",
                place(question, log, format!("{id} in the {what}"))
            );
        }
    }
    for (day, unit) in &answers.unit_on {
        assert_eq!(
            unit.as_ref().map(plain),
            organisation::unit(log, &question.unit, *day),
            "{}",
            place(question, log, format!("unit on {day}"))
        );
    }
    for (day, above) in &answers.ancestors_on {
        assert_eq!(
            *above,
            organisation::ancestors(log, &question.unit, *day),
            "{}",
            place(question, log, format!("ancestors on {day}"))
        );
    }
    assert_eq!(
        answers.scope.subtree,
        organisation::subtree_in(log, &question.unit, question.period),
        "{}",
        place(question, log, "scope")
    );
}

fn plain(shown: &projections::organisation::Unit) -> Unit {
    Unit {
        name: shown.name.clone(),
        kind: shown.kind,
        parent: shown.parent.clone(),
    }
}
