//! Every view at every size of random histories: as the oracle has it, as a
//! fresh replay has it, and the same however much comes after.

use ledger::entry::{Entry, Payload};
use ledger::event::figure::{Dimension, FigureValue, KeyFigureReported, Measure};
use ledger::event::reporting::{Claim, FactClaimed};
use ledger::ids::ClaimId;
use ledger::quantity::Quantity;
use projections::model::ReadModel;
use proptest::prelude::*;

use super::history::{self, pool};
use super::naive::agreement;
use super::naive::question::{Question, replay};

/// The questions that are put at every size.
pub(crate) fn questions() -> Vec<Question> {
    [
        ("RS", pool::months(2024, 1, 12)),
        ("RS", pool::months(2024, 1, 7)),
        ("N1", pool::months(2024, 1, 12)),
        ("RF", pool::months(2023, 1, 12)),
        ("RS-A", pool::months(2024, 7, 7)),
    ]
    .into_iter()
    .map(|(unit, period)| Question {
        unit: pool::unit(unit),
        period,
    })
    .collect()
}

/// Asks one model that knows the whole history and one that knows no more than
/// the size, and the oracle.
fn assert_as_of(whole: &ReadModel, log: &[Entry], size: usize) {
    let known = &log[..size];
    let fresh = replay(known);
    let at = u64::try_from(size).expect("a short history");
    for question in questions() {
        let answers = question.ask(&fresh, at);
        let later = question.ask(whole, at);
        assert_eq!(later, answers, "{question:?} at {size} of {}", log.len());
        agreement::assert_all(&question, &answers, known);
    }
}

/// A claim on a part that the figures are not divided by was once compared
/// with the total of all parts, and could agree with it.
#[test]
fn a_claim_on_a_part_that_no_figure_has_is_compared_with_nothing() {
    let figure = |dimension, part: &str| KeyFigureReported {
        unit: pool::unit("RS"),
        measure: Measure::FullTimeEquivalents,
        period: pool::months(2024, 1, 12),
        dimensions: [(dimension, part.to_owned())].into(),
        value: FigureValue::Number {
            value: Quantity::whole(5),
        },
    };
    let log = history::founding_and([
        figure(Dimension::Occupation, "Chef").into(),
        FactClaimed {
            id: ClaimId::new("C").expect("a plain id"),
            unit: pool::unit("RS"),
            source: "tabell".into(),
            claim: Claim::KeyFigureTotal {
                figure: figure(Dimension::Sex, "women"),
                rounded_to: FigureValue::Number {
                    value: Quantity::whole(1),
                },
            },
        }
        .into(),
    ]);
    assert_as_of(&replay(&log), &log, log.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Short histories, every size.
    #[test]
    fn at_every_size_views_a_fresh_replay_and_the_oracle_answer_the_same(
        log in history::histories(12),
    ) {
        let whole = replay(&log);
        for size in history::founded()..=log.len() {
            assert_as_of(&whole, &log, size);
        }
    }

    /// Long histories, where facts meet; some sizes.
    #[test]
    fn in_long_histories_views_a_fresh_replay_and_the_oracle_answer_the_same(
        log in history::histories(200),
        places in proptest::collection::vec(any::<proptest::sample::Index>(), 2),
    ) {
        let whole = replay(&log);
        for place in places {
            assert_as_of(&whole, &log, place.index(log.len()));
        }
        assert_as_of(&whole, &log, log.len());
    }

    /// A redaction destroys what an event said; a replay then no longer hears
    /// it, and neither does the oracle.
    #[test]
    fn what_redactions_leave_is_answered_the_same(
        log in history::histories(80),
        places in proptest::collection::vec(any::<proptest::sample::Index>(), 1..8),
    ) {
        let mut log = log.to_vec();
        let happened = &mut log[history::founded()..];
        prop_assume!(!happened.is_empty());
        for place in places {
            let entry = &mut happened[place.index(happened.len())];
            entry.payload = Payload::Redacted(entry.kind());
        }
        assert_as_of(&replay(&log), &log, log.len());
    }
}
