//! What overtakes a report, told by what it was read from and by building it whole.

use ledger::basis::{Basis, Hash};
use ledger::event::reporting::ReportKind;
use ledger::ids::{ActorId, EventId, Position, ReportId};
use ledger::time::Timestamp;
use projections::model::ReadModel;
use projections::publication;
use projections::reporting::{PublishedReport, Recorded};
use projections::temporal::watched;
use proptest::prelude::*;
use proptest::sample::Index;

use super::history::{self, pool};
use super::naive::overtaken::changes_since;
use super::naive::question::replay;

/// A report of each kind, as if published when so much was known.
fn published(model: &ReadModel, size: u64) -> Vec<PublishedReport> {
    let reports = [
        (ReportKind::PeriodReport, "RS", pool::months(2024, 1, 4)),
        (ReportKind::InterimReport, "RS", pool::months(2024, 1, 7)),
        (
            ReportKind::OperationsReport,
            "N1",
            pool::months(2024, 1, 12),
        ),
        (ReportKind::AnnualReport, "RF", pool::months(2024, 1, 12)),
    ];
    let report = |(kind, unit, period)| PublishedReport {
        report: ReportId::new("R").expect("a plain id"),
        kind,
        unit: pool::unit(unit),
        period,
        basis: basis(model, size),
        view_sha256: String::new(),
        sections: Vec::new(),
        waived: Vec::new(),
        recorded: Recorded {
            position: Position(size),
            event_id: EventId(uuid::Uuid::nil()),
            recorded_at: Timestamp(0),
            actor: ActorId::new("p-1").expect("a plain id"),
            decision: None,
            reason: None,
        },
    };
    reports.map(report).into()
}

fn basis(model: &ReadModel, size: u64) -> Basis {
    Basis {
        size,
        root: Hash([0; 32]),
        rules_version: model.rules.at(size).version,
    }
}

fn at(size: usize) -> u64 {
    u64::try_from(size).expect("a short history")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Also backwards: what is asked at a past moment may be older than the report.
    #[test]
    fn what_overtakes_a_report_is_what_differs_when_it_is_built_whole(
        log in history::histories(60),
        (then, now) in any::<(Index, Index)>(),
    ) {
        let model = replay(&log);
        let size = |place: Index| at(place.index(log.len() + 1).max(history::founded()));
        for report in published(&model, size(then)) {
            let now = basis(&model, size(now));
            prop_assert_eq!(
                publication::changes_since(&model, &report, now),
                changes_since(&model, &report, now),
                "{:?} of {} at {}", report.kind, report.basis.size, now.size,
            );
        }
    }

    /// A page that tells what has overtaken a report is stepped through in time by what
    /// it was read from, also when the report needed no building at its moment.
    #[test]
    fn who_watches_is_told_between_which_events_a_report_is_overtaken_alike(
        log in history::histories(40),
        then in any::<Index>(),
    ) {
        let model = replay(&log);
        let (founded, end) = (at(history::founded()), at(log.len()));
        let then = at(then.index(log.len() + 1)).max(founded);
        for report in published(&model, then) {
            let told: Vec<_> = (then..=end)
                .map(|size| watched(size, || {
                    publication::changes_since(&model, &report, basis(&model, size)).ok()
                }))
                .collect();
            for (one, around) in &told {
                for (size, (other, _)) in (then..=end).zip(&told) {
                    prop_assert!(
                        !around.hold_at(size) || one == other,
                        "{:?} of {then} at {size}: {around:?}", report.kind,
                    );
                }
            }
        }
    }
}
