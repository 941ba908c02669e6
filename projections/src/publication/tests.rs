//! A published report is the same for ever, and what differs is named.

use std::collections::BTreeSet;

use ledger::basis::{Basis, Hash};
use ledger::entry::Entry;
use ledger::event::economy::OutcomeBooked;
use ledger::event::followup::{SignificantEventNoted, SignificantKind};
use ledger::event::indicator::{CorrectedFact, OutcomeCorrected};
use ledger::event::reporting::{ReportKind, ReportPublished};
use ledger::ids::{EventId, Position, ReportId};
use ledger::log::LogError;
use ledger::money::Ore;
use ledger::time::Date;

use super::{FirstDifference, OvertakenError, Reproduction, compare, overtaken, pin, reproduce};
use crate::diff::Change;
use crate::document::{Block, Cell, Document};
use crate::model::ReadModel;
use crate::report::tests::region;
use crate::report::{ReportRequest, build};
use crate::reporting::PublishedReport;
use crate::scenario::{Scenario, event_id, line, period, unit};
use crate::trace::{Context, EntrySource, Subject, TraceError, explain};

const ROOT: Hash = Hash([7; 32]);

fn basis(size: u64) -> Basis {
    Basis {
        size,
        root: ROOT,
        rules_version: 0,
    }
}

fn report_of_the_year(model: &ReadModel, size: u64) -> Document {
    let request = ReportRequest {
        kind: ReportKind::OperationsReport,
        unit: unit("RS"),
        period: period("2024"),
    };
    build(model, &request, basis(size)).unwrap()
}

/// Publishes the board's report of the year as the last event.
fn publish(scenario: &mut Scenario) -> (Document, PublishedReport) {
    let size = scenario.size();
    let document = report_of_the_year(&scenario.model(), size);
    let pin = pin(&document);
    let report = ReportId::new("vb-2024").unwrap();
    scenario.record(ReportPublished {
        report: report.clone(),
        kind: ReportKind::OperationsReport,
        unit: unit("RS"),
        period: period("2024"),
        basis: basis(size),
        view_sha256: pin.sha256,
        sections: pin.sections,
        waived: Vec::new(),
    });
    let model = scenario.model();
    let published = model.reporting.report(&report, scenario.size()).unwrap();
    (document, published.clone())
}

fn booked_late(scenario: &mut Scenario, month: &str, unit_id: &str, line_id: &str) {
    scenario.record(OutcomeBooked {
        unit: unit(unit_id),
        line: line(line_id),
        month: month.parse().unwrap(),
        amount_ore: Ore(-5),
        document: "V9".into(),
    });
}

#[test]
fn a_published_report_is_reproduced_whatever_is_recorded_later() {
    let mut scenario = region::year();
    let (_, published) = publish(&mut scenario);
    for month in ["2024-12", "2023-01", "2025-01"] {
        booked_late(&mut scenario, month, "RS", "L1");
        let found = reproduce(&scenario.model(), &published, ROOT, None);
        assert_eq!(found, Reproduction::Identical, "after a booking of {month}");
    }
}

#[test]
fn another_log_is_told_from_another_figure() {
    let mut scenario = region::year();
    let (_, published) = publish(&mut scenario);
    let found = reproduce(&scenario.model(), &published, Hash([8; 32]), None);
    assert!(matches!(
        found,
        Reproduction::Differs(FirstDifference::Log { .. })
    ));
}

#[test]
fn a_model_that_lacks_the_events_cannot_build_the_report() {
    let mut scenario = region::year();
    let (_, published) = publish(&mut scenario);
    let found = reproduce(&scenario.model_to(3), &published, ROOT, None);
    assert!(matches!(
        found,
        Reproduction::Differs(FirstDifference::NotBuilt { .. })
    ));
}

/// Every cell in turn is changed in the rebuilt report. With a copy of the
/// published bytes the cell is named with both values, without one its section.
#[test]
fn whatever_cell_is_changed_is_named() {
    let mut scenario = region::year();
    let (original, published) = publish(&mut scenario);
    let copy = pin(&original).bytes;
    let mut tried = 0;
    for (place, section) in original.sections.iter().enumerate() {
        for (block, table) in section.blocks.iter().enumerate() {
            let Block::Table(table) = table else { continue };
            // The basis is compared by itself: it is what the report is asked for.
            if table.key == "basis" {
                continue;
            }
            for (row, cells) in table.rows.iter().enumerate() {
                for (column, cell) in cells.cells.iter().enumerate() {
                    let mut rebuilt = original.clone();
                    if let Block::Table(table) = &mut rebuilt.sections[place].blocks[block] {
                        table.rows[row].cells[column] = Cell::Text("ändrad".into());
                    }
                    tried += 1;
                    let exact = compare(&rebuilt, &published, Some(&copy));
                    let Reproduction::Differs(FirstDifference::Exact(change)) = exact else {
                        panic!("{}:{row}:{column}: {exact:?}", table.key);
                    };
                    let Change::Figure(change) = *change else {
                        panic!("{}:{row}:{column}: {change:?}", table.key);
                    };
                    assert_eq!(change.figure.table, table.key);
                    assert_eq!(change.figure.row, cells.key);
                    assert_eq!(change.figure.column, table.columns[column].key);
                    assert_eq!(&change.before, cell);
                    let told = compare(&rebuilt, &published, None);
                    let expected = FirstDifference::Section {
                        section: section.key.clone(),
                        heading: section.heading.clone(),
                    };
                    assert_eq!(told, Reproduction::Differs(expected));
                }
            }
        }
    }
    assert!(tried > 300, "only {tried} cells");
}

#[test]
fn a_copy_with_another_hash_is_no_copy() {
    let mut scenario = region::year();
    let (original, published) = publish(&mut scenario);
    let mut rebuilt = original.clone();
    rebuilt.sections[0].blocks.clear();
    let forged = pin(&rebuilt).bytes;
    let found = compare(&rebuilt, &published, Some(&forged));
    assert!(matches!(
        found,
        Reproduction::Differs(FirstDifference::Section { .. })
    ));
}

#[test]
fn sections_that_come_and_go_are_named() {
    let mut scenario = region::year();
    let (original, published) = publish(&mut scenario);
    let without = |index: usize| {
        let mut rebuilt = original.clone();
        rebuilt.sections.remove(index);
        compare(&rebuilt, &published, None)
    };
    let last = original.sections.len() - 1;
    for index in [0, 3, last] {
        let section = original.sections[index].key.clone();
        let expected = Reproduction::Differs(FirstDifference::SectionGone { section });
        assert_eq!(without(index), expected);
    }
    let mut retitled = original.clone();
    retitled.title.push('!');
    let found = compare(&retitled, &published, None);
    assert_eq!(found, Reproduction::Differs(FirstDifference::Head));
}

#[test]
fn a_late_correction_overtakes_the_report_and_its_figures_are_listed() {
    let mut scenario = region::year();
    let (_, published) = publish(&mut scenario);
    let booking = scenario.book("L1", "2025-02", -1);
    let quiet = overtaken(
        &scenario.model(),
        &published,
        basis(scenario.size()),
        &scenario,
    )
    .unwrap();
    assert!(!quiet.is_overtaken(), "{booking}: {:?}", quiet.changes);
    let correction = scenario.record(OutcomeCorrected {
        corrects: event_id(40),
        fact: CorrectedFact::Booking {
            unit: unit("RS"),
            line: line("L1"),
            month: "2024-12".parse().unwrap(),
            was_ore: Ore(-1_000),
            amount_ore: Ore(-1_100),
        },
    });
    let late = overtaken(
        &scenario.model(),
        &published,
        basis(scenario.size()),
        &scenario,
    )
    .unwrap();
    let figures: BTreeSet<String> = late
        .figures()
        .map(|change| change.figure.to_string())
        .collect();
    for address in [
        "operating_result:L1:outcome",
        "operating_result:L1:rest:variance",
        "operating_result:LSUM:outcome",
        "frames:L1:left",
    ] {
        assert!(
            figures.contains(address),
            "{address} is not among {figures:?}"
        );
    }
    let events: Vec<_> = late.events.iter().map(|event| event.position).collect();
    assert_eq!(events, [correction]);
}

#[test]
fn another_units_booking_does_not_overtake_the_report() {
    let mut scenario = region::year();
    let (_, published) = publish(&mut scenario);
    booked_late(&mut scenario, "2024-12", "SN", "SN-SUM");
    let found = overtaken(
        &scenario.model(),
        &published,
        basis(scenario.size()),
        &scenario,
    )
    .unwrap();
    assert!(!found.is_overtaken(), "{:?}", found.changes);
}

/// A log in which one entry cannot be read.
struct Damaged<'a> {
    scenario: &'a Scenario,
    at: Position,
}

impl EntrySource for Damaged<'_> {
    fn entry(&self, position: Position) -> Result<Option<Entry>, LogError> {
        if position == self.at {
            return Err(LogError::Damaged {
                position,
                place: "segment".into(),
                found: "fel kontrollsumma".into(),
            });
        }
        self.scenario.entry(position)
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        self.scenario.position_of(event)
    }
}

#[test]
fn an_entry_that_cannot_be_read_stops_the_answer_instead_of_being_left_out() {
    let mut scenario = region::year();
    let (_, published) = publish(&mut scenario);
    let at = scenario.book("L1", "2024-12", -7);
    let damaged = Damaged {
        scenario: &scenario,
        at,
    };
    let model = scenario.model();
    let size = scenario.size();
    let late = overtaken(&model, &published, basis(size), &damaged);
    assert!(matches!(
        late,
        Err(OvertakenError::Log(LogError::Damaged { position, .. })) if position == at
    ));
    let subject = Subject::Figure("operating_result:L1:outcome".parse().unwrap());
    let context = Context {
        kind: ReportKind::OperationsReport,
        unit: unit("RS"),
        period: period("2024"),
    };
    let told = explain(&model, &damaged, &subject, &context, at.0, size);
    assert!(matches!(
        told,
        Err(TraceError::Log(LogError::Damaged { position, .. })) if position == at
    ));
}

/// What is reported, foreseen or handed in later was not so at the time of
/// publication, and takes nothing from what the report says of its period.
#[test]
fn a_routine_fact_of_a_later_day_does_not_overtake_a_report() {
    let mut scenario = region::year();
    let (_, published) = publish(&mut scenario);
    scenario.record(SignificantEventNoted {
        unit: unit("RS"),
        date: Date::new(2026, 3, 1).unwrap(),
        kind: SignificantKind::FutureChallenge,
        title: "Kompetensförsörjning".into(),
        text: "Fler går i pension än som utbildas.".into(),
    });
    let found = overtaken(
        &scenario.model(),
        &published,
        basis(scenario.size()),
        &scenario,
    )
    .unwrap();
    assert!(!found.is_overtaken(), "{:?}", found.changes);
}
