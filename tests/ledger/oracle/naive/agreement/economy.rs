//! Tables, roll-ups, remainders, frames, reserves and investment objects.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::budget::Breakdown;
use ledger::ids::LineId;
use ledger::money::Ore;
use ledger::period::{Month, Period};
use projections::document::RowRole;
use projections::economy::table::{Figures as Shown, LineRow};

use super::super::question::{Answers, Question, TABLES};
use super::super::{economy, events, frames};
use super::place;

pub(crate) fn assert_tables(question: &Question, answers: &Answers, log: &[Entry]) {
    let lines = economy::lines(log);
    for (table, view) in TABLES.into_iter().zip(&answers.tables) {
        let roots = economy::roots(log, &question.unit, table);
        let expected: BTreeSet<(LineId, bool)> = roots
            .iter()
            .flat_map(|root| economy::below(log, root))
            .flat_map(|line| {
                let partial = lines[&line].breakdown == Breakdown::Partial;
                [Some((line.clone(), false)), partial.then_some((line, true))]
            })
            .flatten()
            .collect();
        let shown: Vec<_> = view
            .rows
            .iter()
            .map(|row| {
                let line = row.line.clone().expect("a row of a line");
                (line, row.role == RowRole::Remainder)
            })
            .collect();
        assert_eq!(
            shown.iter().cloned().collect::<BTreeSet<_>>(),
            expected,
            "{}",
            place(question, log, format!("rows of {table:?}"))
        );
        assert_eq!(shown.len(), expected.len(), "a row is shown twice");
        for (row, (line, remainder)) in view.rows.iter().zip(&shown) {
            assert_row(question, row, line, !remainder, log);
        }
    }
    for (table, view) in TABLES.into_iter().zip(&answers.roll_ups) {
        assert_roll_up(question, table, &view.rows, log);
    }
}

fn assert_row(question: &Question, row: &LineRow, line: &LineId, whole: bool, log: &[Entry]) {
    assert_eq!(
        plain(row.figures),
        economy::figures(log, line, question.period, whole),
        "{}",
        place(question, log, &row.key)
    );
    if whole {
        assert_eq!(row.title, economy::lines(log)[line].title);
    }
}

/// The last row of a roll-up is the sum of the rows above it.
fn assert_roll_up(
    question: &Question,
    table: ledger::event::budget::LineTable,
    rows: &[LineRow],
    log: &[Entry],
) {
    let Some((total, roots)) = rows.split_last() else {
        return;
    };
    for row in roots {
        let line = row.line.clone().expect("a row of a line");
        assert_row(question, row, &line, true, log);
    }
    let lines: Vec<_> = roots.iter().filter_map(|row| row.line.clone()).collect();
    let sum = |part: fn(economy::Figures) -> Option<i64>| {
        economy::sum(
            lines
                .iter()
                .map(|line| part(economy::figures(log, line, question.period, true))),
        )
    };
    let alike = lines
        .iter()
        .map(|line| economy::alike(log, line, question.period))
        .fold((true, true), |all, one| (all.0 && one.0, all.1 && one.1));
    let shown = plain(total.figures);
    let what = format!("sum of {table:?}");
    assert_eq!(
        (shown.outcome, shown.budget, shown.previous, shown.forecast),
        (
            sum(|f| f.outcome),
            sum(|f| f.budget),
            sum(|f| f.previous),
            sum(|f| f.forecast)
        ),
        "{}",
        place(question, log, &what)
    );
    assert_eq!(
        (shown.variance, shown.change),
        (
            economy::less(sum(|f| f.outcome), sum(|f| f.budget)).filter(|_| alike.0),
            economy::less(sum(|f| f.outcome), sum(|f| f.previous)).filter(|_| alike.1)
        ),
        "{}",
        place(question, log, what)
    );
}

pub(crate) fn assert_frames(question: &Question, answers: &Answers, log: &[Entry]) {
    let year = question.period.year();
    let expected: BTreeMap<LineId, i64> = TABLES
        .into_iter()
        .flat_map(|table| economy::roots(log, &question.unit, table))
        .flat_map(|root| economy::below(log, &root))
        .filter_map(|line| Some((line.clone(), frames::frame(log, &line, year)?)))
        .collect();
    let shown: BTreeMap<LineId, i64> = answers
        .frames
        .iter()
        .map(|row| (row.line.clone(), row.current.0))
        .collect();
    assert_eq!(shown, expected, "{}", place(question, log, "frames"));
    let to_date = Period::months_of(year, 1, question.period.last().month()).expect("in order");
    for row in &answers.frames {
        let used = economy::own_outcome(log, &row.line, to_date);
        assert_eq!(
            (row.used.map(|ore| ore.0), row.left.0),
            (used, row.current.0 - used.unwrap_or(0)),
            "{}",
            place(question, log, format!("use of {}", row.line))
        );
        let moved: i64 = row.changes.iter().map(|change| change.amount.0).sum();
        assert_eq!(moved, row.current.0, "the changes make the frame");
    }
}

pub(crate) fn assert_reserves(question: &Question, answers: &Answers, log: &[Entry]) {
    let year = question.period.year();
    let own: BTreeSet<LineId> = TABLES
        .into_iter()
        .flat_map(|table| economy::roots(log, &question.unit, table))
        .flat_map(|root| economy::below(log, &root))
        .collect();
    let mut disposed: BTreeMap<LineId, i64> = BTreeMap::new();
    let mut reallocated = Vec::new();
    for (position, event) in events(log) {
        match event {
            Event::ReserveDisposed(e) if e.year == year && own.contains(&e.reserve) => {
                *disposed.entry(e.reserve.clone()).or_default() += e.amount_ore.0;
            }
            Event::BudgetReallocated(e)
                if e.year == year && e.postings.iter().any(|p| own.contains(&p.line)) =>
            {
                reallocated.push(position);
            }
            _ => {}
        }
    }
    let shown: BTreeMap<LineId, i64> = answers
        .reserves
        .iter()
        .map(|row| (row.line.clone(), row.disposed.0))
        .collect();
    assert_eq!(shown, disposed, "{}", place(question, log, "reserves"));
    for row in &answers.reserves {
        let left = frames::frame(log, &row.line, year).expect("a disposal changes the frame");
        assert_eq!(row.left.0, left);
        assert_eq!(row.decided.0, left - row.disposed.0);
    }
    let shown: Vec<_> = answers
        .reallocations
        .iter()
        .map(|row| row.reallocation.position)
        .collect();
    assert_eq!(
        shown,
        reallocated,
        "{}",
        place(question, log, "reallocations")
    );
}

pub(crate) fn assert_objects(question: &Question, answers: &Answers, log: &[Entry]) {
    let period = question.period;
    let own: BTreeSet<LineId> = economy::roots(log, &question.unit, TABLES[2])
        .iter()
        .flat_map(|root| economy::below(log, root))
        .collect();
    let expected: Vec<_> = economy::objects(log)
        .into_iter()
        .filter(|(_, object)| own.contains(&object.line))
        .collect();
    let ids: Vec<_> = expected.iter().map(|(id, _)| id).collect();
    let shown: Vec<_> = answers.objects.iter().map(|row| &row.object).collect();
    assert_eq!(shown, ids, "{}", place(question, log, "objects"));
    let begin = Month::new(1900, 1).expect("a month");
    for (row, (id, object)) in answers.objects.iter().zip(&expected) {
        let ore = |amount: Option<Ore>| amount.map(|ore| ore.0);
        assert_eq!((&row.title, &row.unit), (&object.title, &object.unit));
        assert_eq!(
            (ore(row.budget), ore(row.budget_all_years)),
            (
                object.budget.get(&period.year()).copied(),
                economy::sum(object.budget.values().copied().map(Some))
            ),
            "{}",
            place(question, log, format!("budget of {id}"))
        );
        assert_eq!(
            (ore(row.spent), ore(row.spent_to_date)),
            (
                economy::spent(log, id, period.first(), period.last()),
                economy::spent(log, id, begin, period.last())
            ),
            "{}",
            place(question, log, format!("spending on {id}"))
        );
    }
}

fn plain(shown: Shown) -> economy::Figures {
    let ore = |amount: Option<Ore>| amount.map(|ore| ore.0);
    economy::Figures {
        outcome: ore(shown.outcome),
        budget: ore(shown.budget),
        variance: ore(shown.variance),
        previous: ore(shown.previous),
        change: ore(shown.change),
        forecast: ore(shown.forecast),
        budget_year: ore(shown.budget_year),
        forecast_variance: ore(shown.forecast_variance),
    }
}
