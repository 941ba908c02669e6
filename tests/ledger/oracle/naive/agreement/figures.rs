//! Key figures: every cell of every table, with differences and per cents.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Entry;
use ledger::event::figure::{Dimension, FigureValue};
use projections::figures::{FigureCell, FigureTable};

use super::super::question::{Answers, Question};
use super::super::{figures, organisation};
use super::place;

pub(crate) fn assert_tables(question: &Question, answers: &Answers, log: &[Entry]) {
    let units = organisation::subtree_in(log, &question.unit, question.period);
    for table in &answers.figures {
        let before = question.period.previous_year();
        let cells: Vec<_> = [question.period, before]
            .into_iter()
            .map(|period| {
                units
                    .iter()
                    .map(|unit| figures::cells(log, unit, table.measure, period))
                    .filter(|cells| !cells.is_empty())
                    .collect::<Vec<_>>()
            })
            .collect();
        let parts = |by: Option<Dimension>| -> BTreeSet<String> {
            let named = cells.iter().flatten().flat_map(BTreeMap::keys);
            named
                .filter_map(|of| of.get(&by?).cloned())
                .filter(|part| part != "all")
                .collect()
        };
        let shown_rows: BTreeSet<_> = table.rows.iter().map(|row| row.part.clone()).collect();
        let shown_columns: BTreeSet<_> = table.columns.iter().cloned().collect();
        assert_eq!(
            (shown_rows, shown_columns),
            (parts(table.rows_by), parts(table.columns_by)),
            "{}",
            place(question, log, format!("parts of {:?}", table.measure))
        );
        let rows = table.rows.iter().map(|row| (Some(&row.part), row));
        for (part, row) in rows.chain([(None, &table.total)]) {
            assert_cell(question, log, table, &cells, (part, None), &row.total);
            for (column, cell) in table.columns.iter().zip(&row.cells) {
                assert_cell(question, log, table, &cells, (part, Some(column)), cell);
            }
        }
    }
}

fn assert_cell(
    question: &Question,
    log: &[Entry],
    table: &FigureTable,
    cells: &[Vec<figures::Cells>],
    (row, column): (Option<&String>, Option<&String>),
    shown: &FigureCell,
) {
    let wanted: BTreeMap<Dimension, String> = [(table.rows_by, row), (table.columns_by, column)]
        .into_iter()
        .filter_map(|(by, part)| Some((by?, part?.clone())))
        .collect();
    let [current, previous] =
        [0, 1].map(|period| figures::total(&cells[period], table.measure, &wanted));
    let value = |figure: &Option<projections::figures::Figure>| {
        figure.as_ref().map(|figure| figures::scalar(figure.value))
    };
    let difference = current.zip(previous).map(|(now, before)| now - before);
    let tenths = current
        .zip(previous)
        .and_then(|(now, before)| figures::change_in_tenths(before, now));
    let shown_tenths = shown.percent.map(|percent| percent.millionths() / 100_000);
    assert_eq!(
        (
            value(&shown.current),
            value(&shown.previous),
            shown
                .difference
                .map(|value: FigureValue| figures::scalar(value)),
            shown_tenths,
        ),
        (current, previous, difference, tenths),
        "{}",
        place(
            question,
            log,
            format!("{:?} {row:?} {column:?}", table.measure)
        )
    );
}
