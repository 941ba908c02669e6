//! Views and oracle beside each other: the same question, the same answer.
//!
//! Each module asserts, figure by figure, that what the views answered is what
//! the oracle computes from the prefix. A difference names the place.

mod actions;
mod control;
mod decisions;
mod economy;
mod figures;
mod indicators;
mod organisation;
mod plan;
mod reporting;
mod texts;

use ledger::entry::Entry;

use super::question::{Answers, Question};

/// Asserts that every answer is the oracle's.
pub(crate) fn assert_all(question: &Question, answers: &Answers, log: &[Entry]) {
    organisation::assert_trees(question, answers, log);
    plan::assert_items(question, answers, log);
    indicators::assert_rows(question, answers, log);
    texts::assert_assessments(question, answers, log);
    figures::assert_tables(question, answers, log);
    texts::assert_narrative(question, answers, log);
    control::assert_control(question, answers, log);
    decisions::assert_decisions(question, answers, log);
    actions::assert_plan(question, answers, log);
    economy::assert_tables(question, answers, log);
    economy::assert_frames(question, answers, log);
    economy::assert_reserves(question, answers, log);
    economy::assert_objects(question, answers, log);
    reporting::assert_published(answers, log);
    reporting::assert_claims(question, answers, log);
    reporting::assert_periods(question, answers, log);
}

/// Where a difference is found.
fn place(question: &Question, log: &[Entry], what: impl std::fmt::Display) -> String {
    format!(
        "{what} of {}, {}, at size {}",
        question.unit,
        question.period,
        log.len()
    )
}
