//! Filters and pages: which events are told, and where the next page begins.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::EventKind;
use ledger::event::economy::OutcomeBooked;
use ledger::event::organisation::{UnitEstablished, UnitKind, UnitRenamed};
use ledger::feed::{Filter, Page, Reading, Subject};
use ledger::ids::{LineId, Position, UnitId};
use ledger::log::memory::MemoryLog;
use ledger::log::{Log, ReadLog};
use ledger::money::Ore;
use ledger::stream::StreamId;

use crate::commands::unit;
use crate::commits::Maker;

fn established(name: &str, parent: Option<&str>) -> Event {
    let event = UnitEstablished {
        unit: unit(name),
        name: name.to_owned(),
        kind: UnitKind::Committee,
        parent: parent.map(unit),
        valid_from: "2024-01-01".parse().unwrap(),
    };
    event.into()
}

fn renamed(name: &str) -> Event {
    let event = UnitRenamed {
        unit: unit(name),
        name: "Ny".to_owned(),
        valid_from: "2024-02-01".parse().unwrap(),
    };
    event.into()
}

fn booked(unit_name: &str, line: &str) -> Event {
    let event = OutcomeBooked {
        unit: unit(unit_name),
        line: LineId::new(line).unwrap(),
        month: "2024-03".parse().unwrap(),
        amount_ore: Ore(100),
        document: "V1".into(),
    };
    event.into()
}

/// 0 RF, 1 HSN under RF, 2 TN under RF, 3 HSN renamed, 4 booked by HSN on L1,
/// 5 booked by TN on L1, 6 TN renamed and then redacted, 7 that redaction.
fn log() -> MemoryLog {
    let mut maker = Maker::default();
    let mut log = MemoryLog::new();
    let events = vec![
        established("RF", None),
        established("HSN", Some("RF")),
        established("TN", Some("RF")),
        renamed("HSN"),
        booked("HSN", "L1"),
        booked("TN", "L1"),
        renamed("TN"),
    ];
    log.append(&[maker.commit_of("k", events)]).unwrap();
    log.redact(Position(6)).unwrap();
    log
}

/// RF answers for L1.
fn units_of(subject: &Subject) -> Vec<UnitId> {
    match subject {
        Subject::Line(_) => vec![unit("RF")],
        _ => Vec::new(),
    }
}

fn told(log: &MemoryLog, filter: &Filter) -> Vec<u64> {
    let entries = log
        .read(Position(0), u64::MAX)
        .map(|record| record.unwrap().entry);
    let entries = entries.filter(|entry: &Entry| filter.tells(entry, &units_of));
    entries.map(|entry| entry.position.0).collect()
}

#[test]
fn each_part_of_a_filter_narrows() {
    let all = Filter::default();
    let kinds = |kinds: &[EventKind]| Filter {
        kinds: kinds.iter().copied().collect(),
        ..Filter::default()
    };
    let units = |units: &[&str]| Filter {
        units: Some(units.iter().map(|name| unit(name)).collect()),
        ..Filter::default()
    };
    let streams = |names: &[&str]| Filter {
        streams: names
            .iter()
            .map(|name| StreamId::new(*name).unwrap())
            .collect(),
        ..Filter::default()
    };
    let both = Filter {
        kinds: [EventKind::UnitRenamed].into(),
        ..units(&["HSN"])
    };
    // The redacted event at 6 concerns who knows whom: every unit is told.
    let rows: [(&str, Filter, &[u64]); 10] = [
        ("everything", all, &[0, 1, 2, 3, 4, 5, 6]),
        ("one type", kinds(&[EventKind::OutcomeBooked]), &[4, 5]),
        (
            "two types",
            kinds(&[EventKind::OutcomeBooked, EventKind::UnitRenamed]),
            &[3, 4, 5, 6],
        ),
        (
            "a type that never was",
            kinds(&[EventKind::PlanAdopted]),
            &[],
        ),
        ("a unit", units(&["HSN"]), &[1, 3, 4, 6]),
        (
            "who answers for the line",
            units(&["RF"]),
            &[0, 1, 2, 4, 5, 6],
        ),
        ("two units", units(&["HSN", "TN"]), &[1, 2, 3, 4, 5, 6]),
        ("a stream", streams(&["unit/HSN"]), &[1, 3]),
        ("another's stream", streams(&["unit/SN"]), &[]),
        ("a type and a unit", both, &[3, 6]),
    ];
    let log = log();
    for (what, filter, expected) in rows {
        assert_eq!(told(&log, &filter), expected, "{what}");
    }
}

#[test]
fn what_can_be_traced_to_no_unit_is_told_to_every_reader() {
    let filter = Filter {
        units: Some([unit("SN")].into()),
        ..Filter::default()
    };
    let record = log().read(Position(4), 5).next().unwrap().unwrap();
    assert!(!filter.tells(&record.entry, &units_of));
    assert!(filter.tells(&record.entry, &|_| Vec::new()));
}

#[test]
fn pages_that_follow_each_other_tell_everything_once_whatever_is_left_out() {
    let log = log();
    let some = Filter {
        kinds: [EventKind::UnitEstablished].into(),
        ..Filter::default()
    };
    for (filter, expected) in [
        (&Filter::default(), vec![0, 1, 2, 3, 4, 5, 6]),
        (&some, vec![0, 1, 2]),
    ] {
        for (events, bytes) in [
            (1, usize::MAX),
            (3, usize::MAX),
            (100, 1),
            (100, usize::MAX),
        ] {
            let mut next = Position(0);
            let mut told = Vec::new();
            for _ in 0..10 {
                let page = Page::read(
                    &log,
                    &Reading {
                        source: "urn:liggare:prov",
                        from: next,
                        end: log.size(),
                        events,
                        bytes,
                        filter,
                        units_of: &units_of,
                        recent: None,
                    },
                )
                .unwrap();
                assert!(page.events.len() <= events);
                told.extend(page.events.iter().map(|event| event.position.0));
                next = page.next;
            }
            assert_eq!(told, expected, "{events} events, {bytes} bytes");
            assert_eq!(
                next.0,
                log.size(),
                "the place moves on past what is left out"
            );
        }
    }
}
