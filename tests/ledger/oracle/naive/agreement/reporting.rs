//! Published reports and claims.

use std::collections::BTreeMap;

use ledger::entry::Entry;
use projections::claims::{self, ClaimValue};
use projections::reporting::PeriodState;

use super::super::question::{Answers, Question};
use super::super::{organisation, reporting};
use super::place;

pub(crate) fn assert_published(answers: &Answers, log: &[Entry]) {
    let expected: Vec<_> = reporting::published(log)
        .into_iter()
        .map(|(position, e)| (position, e.report, e.kind, e.unit, e.period, e.view_sha256))
        .collect();
    let shown: Vec<_> = answers
        .published
        .iter()
        .map(|report| {
            (
                report.recorded.position,
                report.report.clone(),
                report.kind,
                report.unit.clone(),
                report.period,
                report.view_sha256.clone(),
            )
        })
        .collect();
    assert_eq!(shown, expected);
}

/// Every claim stands beside what its parts give; none is left out.
pub(crate) fn assert_claims(question: &Question, answers: &Answers, log: &[Entry]) {
    let year = question.period.year();
    let mut units = organisation::subtree_in(log, &question.unit, question.period);
    units.insert(question.unit.clone());
    let mut expected = Vec::new();
    for (id, claimed) in reporting::claims(log) {
        let of = claims::claimed_period(&claimed.claim);
        let compared =
            of.year() + 1 == year || (of.year() == year && of.last() <= question.period.last());
        if units.contains(&claimed.unit) && compared {
            for (stated, computed) in reporting::compared(log, &claimed.claim) {
                expected.push((id.clone(), stated, computed));
            }
        }
    }
    let shown: Vec<_> = answers
        .claims
        .iter()
        .map(|result| {
            let computed = result.computed.map(plain);
            (result.claim.clone(), plain(result.stated), computed)
        })
        .collect();
    assert_eq!(shown, expected, "{}", place(question, log, "claims"));
    for result in &answers.claims {
        let difference = result
            .computed
            .map(|computed| plain(result.stated) - plain(computed));
        assert_eq!(result.difference.map(plain), difference);
        assert_eq!(result.agrees, difference == Some(0));
    }
}

fn plain(value: ClaimValue) -> i128 {
    match value {
        ClaimValue::Amount(ore) => i128::from(ore.0),
        ClaimValue::Number(number) => number.millionths(),
        ClaimValue::Count(count) => i128::from(count),
    }
}

pub(crate) fn assert_periods(question: &Question, answers: &Answers, log: &[Entry]) {
    let shown: BTreeMap<_, _> = answers
        .periods
        .iter()
        .map(|row| {
            let closed = matches!(row.state, PeriodState::Closed { .. });
            ((row.period, row.kind), closed)
        })
        .collect();
    assert_eq!(
        shown,
        reporting::periods(log, &question.unit),
        "{}",
        place(question, log, "periods")
    );
}
