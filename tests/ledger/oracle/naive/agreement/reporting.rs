//! Published reports and claims.

use ledger::entry::Entry;
use ledger::event::reporting::Claim;
use projections::claims::ClaimValue;

use super::super::question::{Answers, Question};
use super::super::reporting;
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

/// Every claim of an economic figure stands beside what its parts give.
pub(crate) fn assert_line_claims(question: &Question, answers: &Answers, log: &[Entry]) {
    let claims = reporting::claims(log);
    for result in &answers.claims {
        let claimed = &claims[&result.claim];
        let Claim::LineAmount {
            line,
            period,
            column,
            amount_ore,
            ..
        } = &claimed.claim
        else {
            continue;
        };
        let computed = reporting::line_figure(log, line, *period, *column);
        let ore = |value: Option<ClaimValue>| {
            value.map(|value| match value {
                ClaimValue::Amount(ore) => ore.0,
                other => panic!("an amount is claimed, not {other:?}"),
            })
        };
        assert_eq!(
            (
                ore(Some(result.stated)),
                ore(result.computed),
                ore(result.difference)
            ),
            (
                Some(amount_ore.0),
                computed,
                computed.map(|computed| amount_ore.0 - computed)
            ),
            "{}",
            place(question, log, format!("claim {}", result.claim))
        );
        assert_eq!(result.agrees, computed == Some(amount_ore.0));
    }
    let year = question.period.year();
    for (id, claimed) in claims {
        let Claim::LineAmount { period, .. } = claimed.claim else {
            continue;
        };
        let compared = period.year() + 1 == year
            || (period.year() == year && period.last() <= question.period.last());
        if claimed.unit == question.unit && compared {
            assert!(
                answers.claims.iter().any(|result| result.claim == id),
                "{}",
                place(question, log, format!("claim {id} is left out"))
            );
        }
    }
}
