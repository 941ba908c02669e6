//! What the demonstration promises: an orderly script that the ledger accepts
//! whole, and the published figures.

mod figures;
mod followup;
mod governance;
mod played;
mod tables;

use std::collections::BTreeSet;

use super::*;
use played::{PLAYED, steps};

#[test]
fn the_script_rises_in_time() {
    assert!(steps().windows(2).all(|pair| pair[0].at() <= pair[1].at()));
}

#[test]
fn no_command_is_repeated_and_each_says_where_it_comes_from() {
    let mut ids = BTreeSet::new();
    for step in steps() {
        if let Step::Record { submission, .. } = step {
            assert!(submission.provenance.is_some(), "{}", submission.id);
            assert!(ids.insert(submission.id.clone()), "{} twice", submission.id);
        }
    }
}

#[test]
fn the_ledger_accepts_every_step() {
    assert_eq!(PLAYED.refusals, Vec::<String>::new());
}

#[test]
fn the_same_tables_give_the_same_script() {
    assert!(steps() == script().expect("the tables make a script"));
}

#[test]
fn three_reports_are_published_in_order() {
    let published: Vec<_> = steps()
        .iter()
        .filter_map(|step| match step {
            Step::Publish { at, publication } => {
                Some((at.to_string()[..10].to_owned(), publication.kind))
            }
            Step::Record { .. } => None,
        })
        .collect();
    let expected = [
        ("2024-09-12", ReportKind::InterimReport),
        ("2025-02-20", ReportKind::OperationsReport),
        ("2025-04-10", ReportKind::AnnualReport),
    ];
    assert_eq!(
        published,
        expected.map(|(day, kind)| (day.to_owned(), kind))
    );
}
