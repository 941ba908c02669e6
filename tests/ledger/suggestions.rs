//! What the decider suggests is what the report shows.
//!
//! Over random histories, every objective is assessed by every unit for every
//! period: the suggested colour must be the one that the rules give for the
//! statuses in that unit's report, as of the same moment.

use ledger::command::Submission;
use ledger::decide::{Resolved, decide};
use ledger::event::Event;
use ledger::event::followup::Colour;
use ledger::ids::UnitId;
use ledger::period::Period;
use ledger::refusal::Refusal;
use ledger::state::State;
use projections::model::ReadModel;
use proptest::prelude::*;

use crate::oracle::history::{History, histories, pool};

fn suggested(
    state: &State,
    item: &str,
    unit: &str,
    period: Period,
) -> Result<Option<Colour>, Refusal> {
    // What cannot be assessed needs no evidence: the suggestion is recorded all the same.
    let line = format!(
        r#"{{"id":"s","actor":"p","command":{{"MakeAssessment":{{"item":"{item}","unit":"{unit}","period":"{period}","colour":"not_assessable","evidence":[],"motivation":"Skäl"}}}}}}"#
    );
    let submission = Submission::parse_line(line.as_bytes())?;
    let events = decide(state, &submission, &Resolved::new())?;
    match &events[0].event {
        Event::AssessmentMade(made) => Ok(made.suggested),
        other => panic!("{other:?}"),
    }
}

fn shown(
    model: &ReadModel,
    item: &str,
    unit: &UnitId,
    period: Period,
    size: u64,
) -> Option<Colour> {
    let item = pool::item(item);
    let scope = model.organisation.scope(unit, period, size);
    let owner = model.plan.item(&item, size).and_then(|item| item.owner);
    model
        .indicators
        .suggestion(&item, owner.as_ref(), &scope, &model.rules)
}

/// How many suggestions were compared, and how many said a colour.
fn compare(history: &History) -> (usize, usize) {
    let (mut state, mut model) = (State::default(), ReadModel::default());
    for entry in history.iter() {
        state.apply(entry);
        model.apply(entry);
    }
    let size = state.size();
    let (mut asked, mut coloured) = (0, 0);
    for item in pool::OBJECTIVES {
        for unit in pool::UNITS {
            for period in pool::periods() {
                // A unit that did not exist then, or a closed period: nothing is decided.
                let Ok(suggested) = suggested(&state, item, unit, period) else {
                    continue;
                };
                let shown = shown(&model, item, &pool::unit(unit), period, size);
                assert_eq!(
                    suggested, shown,
                    "{item} by {unit} for {period}: {history:?}"
                );
                asked += 1;
                coloured += usize::from(suggested.is_some());
            }
        }
    }
    (asked, coloured)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_suggestion_follows_the_statuses_that_the_report_shows(history in histories(400)) {
        compare(&history);
    }
}

#[test]
fn random_histories_have_suggestions_to_compare() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut asked, mut coloured) = (0, 0);
    for _ in 0..12 {
        let history = histories(400).new_tree(&mut runner).unwrap().current();
        let (more, colours) = compare(&history);
        asked += more;
        coloured += colours;
    }
    assert!(
        asked > 500 && coloured > 50,
        "{asked} asked, {coloured} coloured"
    );
}
