//! What readers share: the envelopes that were made last.

use std::sync::Arc;

use ledger::feed::{Filter, Page, Reading, Recent, Told};
use ledger::ids::Position;
use ledger::log::memory::MemoryLog;
use ledger::log::{Log, ReadLog};

use crate::commits::Maker;

fn told(positions: std::ops::Range<u64>, bytes: usize) -> Vec<Told> {
    positions
        .map(|position| Told {
            position: Position(position),
            json: vec![b'x'; bytes].into(),
        })
        .collect()
}

fn positions(told: &[Told]) -> Vec<u64> {
    told.iter().map(|told| told.position.0).collect()
}

const ALL: (usize, usize) = (usize::MAX, usize::MAX);

#[test]
fn one_stretch_without_gaps_is_kept_and_follows_those_who_read_furthest() {
    let recent = Recent::default();
    let from = |position| positions(&recent.from(Position(position), u64::MAX, ALL, 0));
    recent.keep(&told(10..14, 8), 0);
    recent.keep(&told(12..16, 8), 0);
    assert_eq!(from(10), [10, 11, 12, 13, 14, 15], "it grows at its end");
    assert_eq!(from(14), [14, 15]);
    assert!(from(9).is_empty() && from(16).is_empty());
    recent.keep(&told(0..4, 8), 0);
    assert_eq!(from(10).len(), 6, "who reads far behind changes nothing");
    recent.keep(&told(20..22, 8), 0);
    assert_eq!(from(20), [20, 21], "a gap begins it anew");
    assert!(from(10).is_empty());
    let some =
        |end, events, bytes| positions(&recent.from(Position(20), end, (events, bytes), 0)).len();
    assert_eq!(
        (some(21, 9, 99), some(99, 1, 99), some(99, 9, 1)),
        (1, 1, 1)
    );
}

#[test]
fn what_is_kept_is_bounded() {
    let recent = Recent::default();
    recent.keep(&told(0..100, 1024 * 1024), 0);
    let kept = positions(&recent.from(Position(92), u64::MAX, ALL, 0));
    assert_eq!(kept, (92..100).collect::<Vec<_>>());
    assert!(recent.from(Position(91), u64::MAX, ALL, 0).is_empty());
}

/// Readers have shared an event; then it is redacted. Whoever reads after that
/// must not be told what was destroyed, whichever envelope was made before.
#[test]
fn what_was_shared_before_a_redaction_is_told_to_nobody_after_it() {
    let mut log = MemoryLog::new();
    log.append(&[Maker::default().commit(3)]).unwrap();
    let recent = Recent::default();
    let read = |log: &MemoryLog, redactions| {
        let page = Page::read(
            log,
            &Reading {
                source: "urn:liggare:prov",
                from: Position(0),
                end: log.size(),
                events: 10,
                bytes: usize::MAX,
                filter: &Filter::default(),
                units_of: &|_| Vec::new(),
                recent: Some((&recent, redactions)),
            },
        );
        page.unwrap().events
    };
    let before = read(&log, 0);
    assert!(
        Arc::ptr_eq(&before[1].json, &read(&log, 0)[1].json),
        "shared"
    );
    log.redact(Position(1)).unwrap();
    let after = read(&log, 1);
    assert_ne!(after[1].json, before[1].json);
    assert!(String::from_utf8_lossy(&after[1].json).contains("\"redacted\":true"));
    recent.keep(&before, 0);
    assert_eq!(
        read(&log, 1),
        after,
        "one who was slow to keep changes nothing"
    );
}
