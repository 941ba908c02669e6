//! Units that move, change name, come and go; items reworded and withdrawn.

use ledger::event::Event;
use ledger::event::organisation::{
    MandateMoved, UnitDissolved, UnitEstablished, UnitKind, UnitMoved, UnitRenamed,
};
use ledger::event::plan::{ItemLinked, ItemReworded, ItemWithdrawn, Relation};
use ledger::time::Date;

use super::super::pool;
use super::Draw;

/// The units that may stand under another, and those they may stand under.
const MOVING: [&str; 5] = ["RS-A", "RS-B", "RS-A-1", "N1-A", "NY"];
const ABOVE: [&str; 3] = ["RS", "N1", "RS-B"];

pub(super) fn happen(draw: &Draw) -> Vec<Event> {
    let items = [&pool::OBJECTIVES[..], &pool::ASSIGNMENTS].concat();
    let unit = pool::unit(draw.name(1, &MOVING));
    let event = match draw.number(0) % 10 {
        0..=2 => {
            let parent = pool::unit(draw.name(2, &ABOVE));
            if parent == unit {
                return Vec::new();
            }
            UnitMoved {
                unit,
                parent,
                valid_from: day(draw),
            }
            .into()
        }
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
        _ => ItemLinked {
            item: pool::item("RS-M1"),
            to: pool::item(draw.name(2, &["E1", "E2"])),
            relation: Relation::ContributesTo,
        }
        .into(),
    };
    vec![event]
}

fn day(draw: &Draw) -> Date {
    let month = pool::month(draw.number(3));
    let day = u8::try_from(draw.number(4) % 28).expect("below 28") + 1;
    pool::date(month.year(), month.month(), day)
}
