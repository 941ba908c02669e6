//! Units that move, change name, come and go; items reworded and withdrawn.

use ledger::entry::Entry;
use ledger::event::Event;
use ledger::event::organisation::{
    MandateMoved, UnitDissolved, UnitEstablished, UnitKind, UnitMoved, UnitRenamed,
};
use ledger::event::plan::{ItemLinked, ItemReworded, ItemWithdrawn, MatterReferredBack, Relation};
use ledger::ids::UnitId;
use ledger::time::Date;

use super::super::pool;
use super::Draw;

/// The units that may stand under another, and those they may stand under.
const MOVING: [&str; 5] = ["RS-A", "RS-B", "RS-A-1", "N1-A", "NY"];
const ABOVE: [&str; 3] = ["RS", "N1", "RS-B"];

pub(super) fn happen(draw: &Draw, before: &[Entry]) -> Vec<Event> {
    let event = draft(draw);
    let known = |unit: &UnitId| {
        before.iter().any(
            |entry| matches!(entry.event(), Some(Event::UnitEstablished(e)) if e.unit == *unit),
        )
    };
    let gone = |unit: &UnitId| {
        before
            .iter()
            .any(|entry| matches!(entry.event(), Some(Event::UnitDissolved(e)) if e.unit == *unit))
    };
    let fits = match &event {
        Event::UnitEstablished(e) => !known(&e.unit),
        Event::UnitMoved(e) => known(&e.unit) && e.unit != e.parent,
        Event::UnitRenamed(e) => known(&e.unit),
        Event::UnitDissolved(e) => !gone(&e.unit),
        Event::MandateMoved(e) => known(&e.from_unit),
        _ => true,
    };
    if fits { vec![event] } else { Vec::new() }
}

/// What a draw says, whether it fits or not.
fn draft(draw: &Draw) -> Event {
    let items = [&pool::OBJECTIVES[..], &pool::ASSIGNMENTS].concat();
    let unit = pool::unit(draw.name(1, &MOVING));
    match draw.number(0) % 11 {
        0..=2 => UnitMoved {
            unit,
            parent: pool::unit(draw.name(2, &ABOVE)),
            valid_from: day(draw),
        }
        .into(),
        3 => UnitRenamed {
            unit,
            name: format!("Namn {}", draw.number(2) % 100),
            valid_from: day(draw),
        }
        .into(),
        4 => UnitDissolved {
            unit: pool::unit(draw.name(1, &["RS-A-1", "N1-A"])),
            valid_to: day(draw),
            successor: None,
        }
        .into(),
        5 => UnitEstablished {
            unit: pool::unit("NY"),
            name: "Ny enhet".into(),
            kind: UnitKind::Office,
            parent: Some(pool::unit(draw.name(2, &ABOVE))),
            valid_from: day(draw),
        }
        .into(),
        6 => MandateMoved {
            mandate: "digitalisering".into(),
            from_unit: unit,
            to_unit: pool::unit(draw.name(2, &ABOVE)),
            valid_from: day(draw),
        }
        .into(),
        7 => ItemReworded {
            item: pool::item(draw.name(2, &items)),
            title: format!("Lydelse {}", draw.number(3) % 100),
        }
        .into(),
        8 => ItemWithdrawn {
            item: pool::item(draw.name(2, &items)),
            valid_to: day(draw),
        }
        .into(),
        9 => MatterReferredBack {
            decision: pool::decision(draw.name(2, &pool::DECISIONS)),
            matter: "ärende".into(),
            item: Some(pool::item(draw.name(3, &items))),
            by_minority: true,
            motivation: "underlag saknas".into(),
        }
        .into(),
        _ => ItemLinked {
            item: pool::item("RS-M1"),
            to: pool::item(draw.name(2, &["E1", "E2"])),
            relation: Relation::ContributesTo,
        }
        .into(),
    }
}

fn day(draw: &Draw) -> Date {
    let month = pool::month(draw.number(3));
    let day = u8::try_from(draw.number(4) % 28).expect("below 28") + 1;
    pool::date(month.year(), month.month(), day)
}
