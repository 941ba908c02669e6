//! What every random region begins with.

use ledger::event::Event;
use ledger::event::budget::{Breakdown, LineTable, ReportLineDefined};
use ledger::event::control::RiskIdentified;
use ledger::event::organisation::{UnitEstablished, UnitKind};
use ledger::event::plan::{
    AssignmentGiven, Desired, IndicatorDefined, ObjectiveKind, ObjectiveSet, Perspective,
    PlanAdopted, StrategySet,
};

use super::pool;

/// The events of the founding.
pub(super) fn events() -> Vec<Event> {
    let mut events = Vec::new();
    events.extend(units());
    events.extend(plans());
    events.extend(items());
    events.extend(indicators());
    events.extend(lines());
    events.extend(risks());
    events
}

fn units() -> impl Iterator<Item = Event> {
    [
        ("RF", UnitKind::Assembly, None),
        ("RS", UnitKind::ExecutiveBoard, Some("RF")),
        ("N1", UnitKind::Committee, Some("RF")),
        ("RS-A", UnitKind::Administration, Some("RS")),
        ("RS-B", UnitKind::Administration, Some("RS")),
        ("RS-A-1", UnitKind::Staff, Some("RS-A")),
        ("N1-A", UnitKind::Department, Some("N1")),
    ]
    .into_iter()
    .map(|(unit, kind, parent)| {
        UnitEstablished {
            unit: pool::unit(unit),
            name: format!("Enheten {unit}"),
            kind,
            parent: parent.map(pool::unit),
            valid_from: pool::date(2023, 1, 1),
        }
        .into()
    })
}

fn plans() -> impl Iterator<Item = Event> {
    [
        ("P-RF-24", "RF", 2024),
        ("P-RS-24", "RS", 2024),
        ("P-N1-24", "N1", 2024),
        ("P-RS-23", "RS", 2023),
    ]
    .into_iter()
    .map(|(plan, unit, year)| {
        PlanAdopted {
            plan: pool::plan(plan),
            unit: pool::unit(unit),
            year,
            title: format!("Plan {plan}"),
        }
        .into()
    })
}

fn items() -> Vec<Event> {
    let strategy = StrategySet {
        item: pool::item("S1"),
        plan: pool::plan("P-RF-24"),
        title: "Strategi".into(),
        perspective: Perspective::Process,
    };
    let objectives = [
        ("E1", "P-RF-24", ObjectiveKind::EffectObjective, "RS"),
        ("E2", "P-RF-24", ObjectiveKind::EffectObjective, "N1"),
        ("RS-M1", "P-RS-24", ObjectiveKind::CommitteeObjective, "RS"),
        (
            "N1-M1",
            "P-N1-24",
            ObjectiveKind::CommitteeObjective,
            "N1-A",
        ),
    ]
    .map(|(item, plan, kind, owner)| {
        Event::from(ObjectiveSet {
            item: pool::item(item),
            plan: pool::plan(plan),
            kind,
            label: None,
            title: format!("Mål {item}"),
            perspective: Perspective::Resource,
            strategy: None,
            owner: pool::unit(owner),
        })
    });
    let assignments = [
        ("U1", "P-RS-24", "RS-A", Some("E1")),
        ("U2", "P-RF-24", "RS", None),
        ("N1-U1", "P-N1-24", "N1", Some("N1-M1")),
    ]
    .map(|(item, plan, owner, objective)| {
        Event::from(AssignmentGiven {
            item: pool::item(item),
            plan: pool::plan(plan),
            label: Some("10".into()),
            title: format!("Uppdrag {item}"),
            perspective: Perspective::Process,
            strategy: Some(pool::item("S1")),
            objective: objective.map(pool::item),
            owner: pool::unit(owner),
            due: None,
        })
    });
    let mut events = vec![strategy.into()];
    events.extend(objectives);
    events.extend(assignments);
    events
}

fn indicators() -> impl Iterator<Item = Event> {
    [
        ("I1", "E1", Desired::Increase),
        ("I2", "E1", Desired::Decrease),
        ("I3", "RS-M1", Desired::Increase),
        ("I4", "N1-M1", Desired::Decrease),
        ("IN", "E2", Desired::Increase),
    ]
    .into_iter()
    .map(|(indicator, item, desired)| {
        IndicatorDefined {
            indicator: pool::indicator(indicator),
            item: pool::item(item),
            label: None,
            title: format!("Indikator {indicator}"),
            unit_of_measure: "%".into(),
            desired,
        }
        .into()
    })
}

fn lines() -> impl Iterator<Item = Event> {
    use Breakdown as B;
    use LineTable as T;
    [
        ("SUM", T::OperatingResult, "RS", None, B::Complete, 90),
        ("L1", T::OperatingResult, "RS", Some("SUM"), B::Partial, 10),
        ("L1.1", T::OperatingResult, "RS-A", Some("L1"), B::None, 11),
        ("L1.2", T::OperatingResult, "RS-B", Some("L1"), B::None, 12),
        ("L2", T::OperatingResult, "RS", Some("SUM"), B::None, 20),
        ("RES", T::OperatingResult, "RS", Some("SUM"), B::None, 30),
        ("N1L", T::OperatingResult, "N1", None, B::Partial, 10),
        ("N1L.1", T::OperatingResult, "N1", Some("N1L"), B::None, 20),
        ("ISUM", T::Investment, "RS", None, B::Complete, 30),
        ("I-1", T::Investment, "RS", Some("ISUM"), B::None, 10),
        ("I-2", T::Investment, "RS", Some("ISUM"), B::None, 20),
    ]
    .into_iter()
    .map(|(line, table, unit, parent, breakdown, order)| {
        ReportLineDefined {
            line: pool::line(line),
            table,
            unit: pool::unit(unit),
            title: format!("Rad {line}"),
            parent: parent.map(pool::line),
            breakdown,
            order,
        }
        .into()
    })
}

fn risks() -> impl Iterator<Item = Event> {
    [("R1", "RS", 2024), ("R2", "N1", 2024)]
        .into_iter()
        .map(|(risk, unit, year)| {
            RiskIdentified {
                risk: pool::risk(risk),
                unit: pool::unit(unit),
                year,
                area: "Ekonomi".into(),
                title: format!("Risk {risk}"),
                likelihood: Some(2),
                impact: None,
            }
            .into()
        })
}
