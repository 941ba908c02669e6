//! What reports and figures rest on: enough of it, and no more than concerns them.

use std::collections::BTreeSet;

use ledger::basis::{Basis, Hash};
use ledger::entry::Entry;
use ledger::event::reporting::ReportKind;
use ledger::ids::Position;

use super::{EachEntry, Reach, of_figure, of_report};
use crate::canonical::document_bytes;
use crate::document::{Document, FigureKey};
use crate::model::ReadModel;
use crate::report::tests::region;
use crate::report::{ReportRequest, build};
use crate::scenario::{Scenario, period, unit};

const REPORTS: [(ReportKind, &str, &str); 4] = [
    (ReportKind::PeriodReport, "RS", "2024-01/2024-03"),
    (ReportKind::InterimReport, "RS", "2024-01/2024-07"),
    (ReportKind::OperationsReport, "RS", "2024"),
    (ReportKind::AnnualReport, "RF", "2024"),
];

fn basis(size: u64) -> Basis {
    Basis {
        size,
        root: Hash([7; 32]),
        rules_version: 0,
    }
}

fn request(kind: ReportKind, of: &str, when: &str) -> ReportRequest {
    ReportRequest {
        kind,
        unit: unit(of),
        period: period(when),
    }
}

fn each(scenario: &Scenario) -> Box<EachEntry<'_>> {
    Box::new(|see| {
        scenario.entries.iter().for_each(see);
        Ok(())
    })
}

/// The report of nothing but some events.
fn alone(scenario: &Scenario, positions: &BTreeSet<Position>, asked: &ReportRequest) -> Document {
    let mut model = ReadModel::default();
    for entry in &scenario.entries {
        if positions.contains(&entry.position) {
            model.apply(entry);
        }
    }
    build(&model, asked, basis(scenario.size())).unwrap()
}

#[test]
fn a_report_of_nothing_but_what_it_rests_on_is_the_same_report() {
    let scenario = region::year();
    let model = scenario.model();
    for (kind, of, when) in REPORTS {
        let asked = request(kind, of, when);
        let whole = build(&model, &asked, basis(scenario.size())).unwrap();
        let support = of_report(&model, &asked, basis(scenario.size()), &each(&scenario)).unwrap();
        let rebuilt = alone(&scenario, &support.positions, &asked);
        assert_eq!(document_bytes(&rebuilt), document_bytes(&whole), "{kind:?}");
        assert_eq!(support.reach, Reach::Near, "{kind:?}");
    }
}

#[test]
fn another_units_bookings_and_another_years_are_not_what_a_report_rests_on() {
    let mut scenario = region::year();
    let early = scenario.book("L1", "2019-03", -5);
    let own = scenario.book("L1", "2024-02", -9);
    scenario.book("L1", "2024-03", -1);
    let asked = request(ReportKind::PeriodReport, "RS", "2024-01/2024-03");
    let model = scenario.model();
    let support = of_report(&model, &asked, basis(scenario.size()), &each(&scenario)).unwrap();
    assert!(support.positions.contains(&own));
    assert!(!support.positions.contains(&early));
}

#[test]
fn a_figure_rests_on_the_events_that_had_an_effect_and_its_structure() {
    let mut scenario = region::year();
    let booked = scenario.book("L1", "2024-02", -9);
    let other = scenario.book("L2", "2024-02", -9);
    scenario.book("L1", "2024-03", -1);
    let asked = request(ReportKind::OperationsReport, "RS", "2024");
    let model = scenario.model();
    let at = basis(scenario.size());
    let figure = "operating_result:L1:outcome".parse().unwrap();
    let support = of_figure(&model, &scenario, &asked, at, &figure, &each(&scenario)).unwrap();
    let whole = build(&model, &asked, at).unwrap();
    let rebuilt = alone(&scenario, &support.positions, &asked);
    assert_eq!(rebuilt.cell(&figure), whole.cell(&figure));
    assert_eq!(support.reach, Reach::Effects);
    assert!(support.positions.contains(&booked));
    assert!(!support.positions.contains(&other));
    let all = of_report(&model, &asked, at, &each(&scenario)).unwrap();
    assert!(support.positions.len() < all.positions.len());
}

/// The address of every cell beside the rows' names.
fn figures(document: &Document) -> Vec<FigureKey> {
    let mut found = Vec::new();
    for table in document.tables() {
        for row in &table.rows {
            found.extend(table.columns.iter().skip(1).map(|column| FigureKey {
                table: table.key.clone(),
                row: row.key.clone(),
                column: column.key.clone(),
            }));
        }
    }
    found
}

#[test]
fn every_figure_of_a_report_has_what_it_rests_on() {
    let scenario = region::year();
    let model = scenario.model();
    let asked = request(ReportKind::InterimReport, "RS", "2024-01/2024-07");
    let at = basis(scenario.size());
    let whole = build(&model, &asked, at).unwrap();
    for figure in figures(&whole).into_iter().step_by(7) {
        let support = of_figure(&model, &scenario, &asked, at, &figure, &each(&scenario)).unwrap();
        let rebuilt = alone(&scenario, &support.positions, &asked);
        assert_eq!(rebuilt.cell(&figure), whole.cell(&figure), "{figure}");
    }
    let nowhere = "operating_result:L99:outcome".parse().unwrap();
    assert!(of_figure(&model, &scenario, &asked, at, &nowhere, &each(&scenario)).is_err());
}
