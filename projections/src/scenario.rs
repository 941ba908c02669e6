//! Scenarios for tests: entries made one after the other, each in a commit of its own.

use std::sync::Arc;

use ledger::basis::Hash;
use ledger::entry::{CommitHead, Entry, Payload};
use ledger::event::budget::{Breakdown, Distribution, FrameDecided, LineTable, ReportLineDefined};
use ledger::event::economy::OutcomeBooked;
use ledger::event::followup::{AssessmentBasis, AssessmentMade, Colour, Trend};
use ledger::event::organisation::{UnitEstablished, UnitKind};
use ledger::event::plan::{
    Desired, IndicatorDefined, ObjectiveKind, ObjectiveSet, Perspective, PlanAdopted,
};
use ledger::event::{Event, Provenance};
use ledger::ids::{
    ActorId, CommandId, DecisionId, EventId, IndicatorId, ItemId, LineId, PlanId, Position, UnitId,
};
use ledger::log::LogError;
use ledger::money::Ore;
use ledger::period::{Month, Period};
use ledger::time::{Date, Timestamp};

use crate::model::ReadModel;
use crate::trace::EntrySource;

/// Entries in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scenario {
    pub(crate) entries: Vec<Entry>,
    versions: std::collections::BTreeMap<String, u64>,
}

impl Scenario {
    /// Records an event and gives its position.
    pub(crate) fn record(&mut self, event: impl Into<Event>) -> Position {
        self.record_with(event, None, None, None)
    }

    /// Records an event with its decision, reason and provenance.
    pub(crate) fn record_with(
        &mut self,
        event: impl Into<Event>,
        decision: Option<&str>,
        reason: Option<&str>,
        provenance: Option<Provenance>,
    ) -> Position {
        let event = event.into();
        let number = self.entries.len() as u64;
        let position = Position(number);
        let stream = event.stream();
        let version = self.versions.entry(stream.to_string()).or_default();
        let stream_version = *version;
        *version += 1;
        self.entries.push(Entry {
            position,
            event_id: event_id(number),
            version: 1,
            stream,
            stream_version,
            causation_id: None,
            provenance,
            payload: Payload::Present(event),
            commit: Arc::new(CommitHead {
                first_position: position,
                count: 1,
                recorded_at: Timestamp(1_700_000_000_000_000 + i64::try_from(number).unwrap()),
                command_id: CommandId::new(format!("c-{number}")).unwrap(),
                command_commitment: Hash([0; 32]),
                actor: ActorId::new("p-1").unwrap(),
                decision: decision.map(|id| DecisionId::new(id).unwrap()),
                reason: reason.map(Into::into),
                correlation_id: None,
            }),
        });
        position
    }

    /// The model of all entries.
    pub(crate) fn model(&self) -> ReadModel {
        self.model_to(self.entries.len())
    }

    /// The model of the first entries alone: a fresh replay.
    pub(crate) fn model_to(&self, size: usize) -> ReadModel {
        let mut model = ReadModel::default();
        for entry in &self.entries[..size] {
            model.apply(entry);
        }
        model
    }

    /// How many entries there are.
    pub(crate) fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Defines a line of the operating result.
    pub(crate) fn line(
        &mut self,
        id: &str,
        parent: Option<&str>,
        breakdown: Breakdown,
        order: u32,
    ) {
        self.line_in(LineTable::OperatingResult, id, parent, breakdown, order);
    }

    /// Defines a line of a table, of the unit `RS`.
    pub(crate) fn line_in(
        &mut self,
        table: LineTable,
        id: &str,
        parent: Option<&str>,
        breakdown: Breakdown,
        order: u32,
    ) {
        self.record(ReportLineDefined {
            line: line(id),
            table,
            unit: unit("RS"),
            title: format!("Rad {id}"),
            parent: parent.map(line),
            breakdown,
            order,
        });
    }

    /// Books an amount for the unit `RS`.
    pub(crate) fn book(&mut self, id: &str, month: &str, ore: i64) -> Position {
        self.record(OutcomeBooked {
            unit: unit("RS"),
            line: line(id),
            month: month.parse::<Month>().unwrap(),
            amount_ore: Ore(ore),
            document: "V1".into(),
        })
    }

    /// Establishes the region `RF` with its board `RS`, and adopts the region's plan of 2024.
    pub(crate) fn region(&mut self) {
        for (id, kind, parent) in [
            ("RF", UnitKind::Assembly, None),
            ("RS", UnitKind::ExecutiveBoard, Some("RF")),
        ] {
            self.record(UnitEstablished {
                unit: unit(id),
                name: id.into(),
                kind,
                parent: parent.map(unit),
                valid_from: Date::new(2020, 1, 1).unwrap(),
            });
        }
        self.record(PlanAdopted {
            plan: PlanId::new("VP-2024").unwrap(),
            unit: unit("RF"),
            year: 2024,
            title: "Verksamhetsplan".into(),
        });
    }

    /// Sets an effect objective of that plan, which the board answers for.
    pub(crate) fn objective(&mut self, id: &str) {
        self.record(ObjectiveSet {
            item: ItemId::new(id).unwrap(),
            plan: PlanId::new("VP-2024").unwrap(),
            kind: ObjectiveKind::EffectObjective,
            label: None,
            title: format!("Mål {id}"),
            perspective: Perspective::ResidentsAndSociety,
            strategy: None,
            owner: unit("RS"),
        });
    }

    /// Defines an indicator of an objective.
    pub(crate) fn indicator(&mut self, id: &str, objective: &str) {
        self.record(IndicatorDefined {
            indicator: IndicatorId::new(id).unwrap(),
            item: ItemId::new(objective).unwrap(),
            label: None,
            title: format!("Indikator {id}"),
            unit_of_measure: "st".into(),
            desired: Desired::Increase,
        });
    }

    /// Records the board's assessment of an objective.
    pub(crate) fn assess(
        &mut self,
        objective: &str,
        of: &str,
        colour: Colour,
        motivation: &str,
        evidence: &[Position],
    ) -> Position {
        self.record(AssessmentMade {
            item: ItemId::new(objective).unwrap(),
            unit: unit("RS"),
            period: period(of),
            colour,
            trend: Some(Trend::Worse),
            evidence: evidence.iter().map(|at| event_id(at.0)).collect(),
            basis: AssessmentBasis::Rule,
            suggested: Some(colour),
            motivation: motivation.into(),
        })
    }

    /// Decides a frame that is spread evenly.
    pub(crate) fn frame(&mut self, id: &str, year: u16, ore: i64) -> Position {
        self.record_with(
            FrameDecided {
                line: line(id),
                year,
                amount_ore: Ore(ore),
                distribution: Distribution::Even,
            },
            Some("D01"),
            None,
            None,
        )
    }
}

impl EntrySource for Scenario {
    fn entry(&self, position: Position) -> Result<Option<Entry>, LogError> {
        let place = usize::try_from(position.0).unwrap();
        Ok(self.entries.get(place).cloned())
    }

    fn position_of(&self, event: EventId) -> Result<Option<Position>, LogError> {
        let mut entries = self.entries.iter();
        let found = entries.find(|entry| entry.event_id == event);
        Ok(found.map(|entry| entry.position))
    }
}

/// The id of the event at a position.
pub(crate) fn event_id(number: u64) -> EventId {
    let text = format!("018c0000-0000-7000-8000-{number:012x}");
    serde_json::from_value(serde_json::Value::String(text)).unwrap()
}

/// A line's id.
pub(crate) fn line(id: &str) -> LineId {
    LineId::new(id).unwrap()
}

/// A unit's id.
pub(crate) fn unit(id: &str) -> UnitId {
    UnitId::new(id).unwrap()
}

/// A period.
pub(crate) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// So many tenths of a million kronor, the unit that the published tables use.
pub(crate) fn tenths(tenths: i64) -> Ore {
    Ore(tenths * 10_000_000)
}

/// The board's operating result of 2024 as published, in tenths of a mnkr:
/// line, parent, outcome, budget, previous outcome, variance, change.
pub(crate) const OPERATING_RESULT: [(&str, &str, i64, i64, i64, i64, i64); 18] = [
    ("L1", "LSUM", -3143, -3562, -3139, 419, -4),
    ("L1.1", "L1", -2744, -3068, -2739, 324, -5),
    ("L1.2", "L1", -23, -57, -49, 34, 26),
    ("L1.3", "L1", -7, -11, 0, 4, -7),
    ("L2", "LSUM", -20779, -21523, -20270, 744, -509),
    ("L2.1", "L2", -12051, -12400, -11618, 349, -433),
    ("L2.2", "L2", -1313, -1688, -1824, 375, 511),
    ("L2.3", "L2", -4202, -4078, -3942, -124, -260),
    ("L2.4", "L2", -270, -272, -254, 2, -16),
    ("L2.5", "L2", -930, -927, -744, -3, -186),
    ("L3", "LSUM", -2699, -2703, -2600, 4, -99),
    ("L3.1", "L3", -395, -346, -321, -49, -74),
    ("L3.2", "L3", -1134, -1156, -1107, 22, -27),
    ("L3.3", "L3", -1085, -1097, -1067, 12, -18),
    ("LSUM", "LTOT", -26621, -27788, -26009, 1167, -612),
    ("L4", "LTOT", -2069, -1287, -2170, -782, 101),
    ("L5", "LTOT", 0, -500, -494, 500, 494),
    ("LTOT", "", -28690, -29575, -28673, 885, -17),
];

/// The board's year: lines, frames and bookings of 2023 and 2024 that make the published table.
pub(crate) fn board_year() -> Scenario {
    let mut scenario = Scenario::default();
    for (order, row) in (0..).zip(&OPERATING_RESULT) {
        let breakdown = match row.0 {
            "L1" | "L2" | "L3" => Breakdown::Partial,
            "LSUM" | "LTOT" => Breakdown::Complete,
            _ => Breakdown::None,
        };
        let parent = Some(row.1).filter(|parent| !parent.is_empty());
        scenario.line(row.0, parent, breakdown, order);
    }
    for row in &OPERATING_RESULT {
        if row.0 == "LSUM" || row.0 == "LTOT" {
            continue;
        }
        let parts = OPERATING_RESULT.iter().filter(|part| part.1 == row.0);
        let own = parts.fold((row.2, row.3, row.4), |own, part| {
            (own.0 - part.2, own.1 - part.3, own.2 - part.4)
        });
        scenario.frame(row.0, 2024, tenths(own.1).0);
        for (year, amount) in [(2023, own.2), (2024, own.0)] {
            let months = super::economy::spread::evenly(tenths(amount), 1, 12);
            for (month, ore) in (1..).zip(months) {
                scenario.book(row.0, &format!("{year}-{month:02}"), ore.0);
            }
        }
    }
    scenario
}
