//! The demonstration's log beside the oracle, position by position.
//!
//! Goal: whatever was answered when the log had a size is answered for that
//! size for ever, and is what the events say. Method: the command builds the
//! demonstration; the test reads its journal and folds it twice, once whole and
//! once an entry at a time. At each position the model that knows everything
//! and the one that knows no more than the position are asked the same; at
//! chosen positions so is the naive oracle of `tests/ledger/oracle`, and whole
//! reports are built from both. With `LIGGARE_EVERY_POSITION` set every
//! question is asked, views and whole reports at every position and the oracle
//! at every fifth, which takes an optimised build.

#[path = "../ledger/oracle/naive/mod.rs"]
mod naive;

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::LazyLock;

use ledger::basis::{Basis, Hash};
use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::reporting::ReportKind;
use ledger::ids::{Position, UnitId};
use ledger::log::ReadLog;
use ledger::log::store::Store;
use ledger::period::Period;
use projections::model::ReadModel;
use projections::publication;
use projections::report::{self, ReportRequest};

use naive::agreement;
use naive::overtaken::changes_since;
use naive::question::{Question, replay};

/// How far apart the positions lie at which whole reports are built.
const REPORTS_EACH: usize = 80;

/// How far apart the positions lie at which the oracle answers.
const ORACLE_EACH: usize = 120;

/// How far apart the positions lie at which published reports are built again.
const PUBLISHED_EACH: usize = 40;

/// The demonstration's entries, as they stand in its journal.
static DEMONSTRATION: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger");
    let output = Command::new(env!("CARGO_BIN_EXE_liggare"))
        .args(["demo", "--no-serve"])
        .env("LIGGARE", &ledger)
        .output()
        .expect("the command starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let store = Store::open(&ledger).expect("the demonstration opens");
    let entries = store
        .read(Position(0), store.size())
        .map(|record| record.expect("the demonstration is whole").entry)
        .collect();
    store.close().expect("the demonstration closes");
    entries
});

/// How far apart they lie when every position is asked for: the naive oracle
/// reads the whole log for each figure, and every position would take it ten minutes.
const ORACLE_EACH_AT_MOST: usize = 5;

/// How far apart chosen positions lie.
fn apart(usually: usize, at_most: usize) -> usize {
    if every_position() { at_most } else { usually }
}

fn every_position() -> bool {
    std::env::var_os("LIGGARE_EVERY_POSITION").is_some()
}

/// What is asked at a size: one question in turn, or all.
fn asked_at(size: usize) -> Vec<Question> {
    let mut questions = questions();
    if every_position() {
        return questions;
    }
    let turn = size % questions.len();
    vec![questions.swap_remove(turn)]
}

fn unit(id: &str) -> UnitId {
    UnitId::new(id).expect("a plain id")
}

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

fn questions() -> Vec<Question> {
    [("RS", "2024"), ("RS", "2024-01/2024-07"), ("RF", "2024")]
        .into_iter()
        .map(|(of, when)| Question {
            unit: unit(of),
            period: period(when),
        })
        .collect()
}

fn requests() -> Vec<ReportRequest> {
    [
        (ReportKind::PeriodReport, "RS", "2024-01/2024-04"),
        (ReportKind::InterimReport, "RS", "2024-01/2024-07"),
        (ReportKind::OperationsReport, "RS", "2024"),
        (ReportKind::AnnualReport, "RF", "2024"),
    ]
    .into_iter()
    .map(|(kind, of, when)| ReportRequest {
        kind,
        unit: unit(of),
        period: period(when),
    })
    .collect()
}

/// The sizes just before and after each event that a report's reader would call a turn of the year.
fn turns(log: &[Entry]) -> BTreeSet<usize> {
    log.iter()
        .enumerate()
        .filter(|(_, entry)| {
            matches!(
                entry.event(),
                Some(
                    Event::ReportPublished(_)
                        | Event::OutcomeRestated(_)
                        | Event::OutcomeCorrected(_)
                        | Event::BudgetReallocated(_)
                        | Event::ReserveDisposed(_)
                        | Event::RulesAdopted(_)
                        | Event::UnitMoved(_)
                )
            )
        })
        .flat_map(|(place, _)| [place, place + 1])
        .chain([log.len()])
        .collect()
}

/// Calls with every size, and the model that knows so much and no more.
fn at_every_size(log: &[Entry], mut ask: impl FnMut(usize, &ReadModel)) {
    let mut model = ReadModel::default();
    ask(0, &model);
    for (place, entry) in log.iter().enumerate() {
        model.apply(entry);
        ask(place + 1, &model);
    }
}

fn at(size: usize) -> u64 {
    u64::try_from(size).expect("a size")
}

#[test]
fn every_view_at_every_position_is_that_of_a_replay_to_it() {
    let log = &DEMONSTRATION[..];
    let whole = replay(log);
    at_every_size(log, |size, known| {
        for question in asked_at(size) {
            let now = question.ask(known, at(size));
            let later = question.ask(&whole, at(size));
            assert_eq!(now, later, "{question:?} at {size}");
        }
    });
}

#[test]
fn every_table_at_chosen_positions_is_the_oracles() {
    let log = &DEMONSTRATION[..];
    let whole = replay(log);
    let turns = turns(log);
    let chosen = |size: &usize| {
        size.is_multiple_of(apart(ORACLE_EACH, ORACLE_EACH_AT_MOST)) || turns.contains(size)
    };
    for size in (0..=log.len()).filter(chosen) {
        for question in asked_at(size) {
            agreement::assert_all(&question, &question.ask(&whole, at(size)), &log[..size]);
        }
    }
    for question in questions() {
        agreement::assert_all(&question, &question.ask(&whole, at(log.len())), log);
    }
}

#[test]
fn every_report_at_chosen_positions_is_that_of_a_replay_to_it() {
    let log = &DEMONSTRATION[..];
    let whole = replay(log);
    let turns = turns(log);
    let mut built = 0;
    at_every_size(log, |size, known| {
        if !size.is_multiple_of(apart(REPORTS_EACH, 1)) && !turns.contains(&size) {
            return;
        }
        let basis = Basis {
            size: at(size),
            root: Hash([0; 32]),
            rules_version: known.rules.at(at(size)).version,
        };
        for request in requests() {
            let now = report::build(known, &request, basis);
            let later = report::build(&whole, &request, basis);
            built += usize::from(now.is_ok());
            assert!(now == later, "{request:?} at {size}");
        }
    });
    assert!(built > 100, "only {built} reports could be built");
}

#[test]
fn a_replay_from_the_beginning_is_the_model_that_went_on() {
    let log = &DEMONSTRATION[..];
    let turns = turns(log);
    at_every_size(log, |size, known| {
        if turns.contains(&size) {
            assert!(*known == replay(&log[..size]), "at {size}");
        }
    });
}

/// Whether a report is overtaken was once told by building it whole twice. It is now
/// told by what it was read from, and must be the same at every size.
#[test]
fn what_overtakes_a_published_report_is_what_differs_when_it_is_built_whole() {
    let log = &DEMONSTRATION[..];
    let whole = replay(log);
    let turns = turns(log);
    let mut overtaken = 0;
    for report in whole.reporting.published(at(log.len())) {
        for size in (0..=log.len())
            .step_by(apart(PUBLISHED_EACH, 1))
            .chain(turns.clone())
        {
            let now = Basis {
                size: at(size),
                root: Hash([0; 32]),
                rules_version: whole.rules.at(at(size)).version,
            };
            let told = publication::changes_since(&whole, report, now);
            let built = changes_since(&whole, report, now);
            overtaken += usize::from(built.as_ref().is_ok_and(|changes| !changes.is_empty()));
            assert_eq!(told, built, "{} at {size}", report.report);
        }
    }
    assert!(overtaken > 20, "only {overtaken} were overtaken");
}

#[test]
fn every_published_report_is_built_again_with_its_hash() {
    let log = &DEMONSTRATION[..];
    let whole = replay(log);
    let published: Vec<_> = whole.reporting.published(at(log.len())).collect();
    assert!(!published.is_empty());
    for report in published {
        let request = ReportRequest {
            kind: report.kind,
            unit: report.unit.clone(),
            period: report.period,
        };
        let document = report::build(&whole, &request, report.basis).expect("it was published");
        assert_eq!(
            publication::pin(&document).sha256,
            report.view_sha256,
            "{}",
            report.report
        );
    }
}
