//! Indicators: outcome, target, previous value, status and counts.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use ledger::event::indicator::{Fulfilment, IndicatorValue};
use ledger::ids::IndicatorId;
use ledger::period::Period;
use projections::indicators::{FulfilmentCounts, IndicatorRow, Outcome, Previous};

use super::super::indicators::{self, Known, Row};
use super::super::question::{Answers, Question};
use super::super::{plan, plan::Kind};
use super::place;

pub(crate) fn assert_rows(question: &Question, answers: &Answers, log: &[Entry]) {
    let last_day = question.period.last_day();
    let mut expected: BTreeMap<IndicatorId, Row> = BTreeMap::new();
    for (id, item) in plan::items_of(log, &question.unit, question.period) {
        let applies = item.withdrawn.is_none_or(|last| last_day <= last);
        if !matches!(item.kind, Kind::Objective(_)) || !applies {
            continue;
        }
        for indicator in plan::indicators_of(log, &id) {
            let owner = item.owner.as_ref();
            let row = indicators::row(log, &indicator, owner, &question.unit, question.period);
            expected.extend(row.map(|row| (indicator, row)));
        }
    }
    let shown: Vec<_> = answers
        .indicators
        .iter()
        .map(|row| &row.indicator)
        .collect();
    assert_eq!(shown.len(), expected.len(), "{shown:?}");
    for row in &answers.indicators {
        assert_eq!(
            Some(&plain(row, question.period)),
            expected.get(&row.indicator),
            "{}",
            place(question, log, &row.indicator)
        );
    }
    let counts = FulfilmentCounts::of(&answers.indicators);
    let count = |wanted: fn(&Row) -> bool| {
        u32::try_from(expected.values().filter(|row| wanted(row)).count()).expect("few rows")
    };
    let has = |status| move |row: &Row| row.status == Some(status);
    let number = |status| {
        let wanted = has(status);
        u32::try_from(expected.values().filter(|row| wanted(row)).count()).expect("few rows")
    };
    assert_eq!(
        (
            counts.total,
            counts.fully,
            counts.partly,
            counts.not_at_all,
            counts.missing,
            counts.not_reported,
        ),
        (
            count(|_| true),
            number(Fulfilment::Fully),
            number(Fulfilment::Partly),
            number(Fulfilment::NotAtAll),
            count(|row| matches!(row.outcome, Some((_, _, Known::Missing(_))))),
            count(|row| row.outcome.is_none()),
        ),
        "{}",
        place(question, log, "counts of indicators")
    );
}

fn plain(shown: &IndicatorRow, period: Period) -> Row {
    Row {
        desired: shown.desired,
        target: shown
            .target
            .as_ref()
            .map(|applied| (applied.period, applied.target.clone())),
        outcome: match &shown.outcome {
            Outcome::Reported(reported) => Some((
                reported.unit.clone(),
                reported.period,
                Known::Value(reported.value.clone()),
            )),
            Outcome::Missing { reason, unit, .. } => {
                Some((unit.clone(), period, Known::Missing(reason.clone())))
            }
            Outcome::NotReported => None,
        },
        previous: match &shown.previous {
            Some(
                Previous::StatedByTarget { value }
                | Previous::Reported {
                    value: IndicatorValue::Number { value },
                    ..
                },
            ) => Some(*value),
            _ => None,
        },
        series: shown.series,
        status: shown.fulfilment,
    }
}
