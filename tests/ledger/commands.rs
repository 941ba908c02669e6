//! Submissions for tests of the writer.

use ledger::command::{Command, EventRef, Expectation, RedactPayload, Submission};
use ledger::event::decision::{DecisionKind, DecisionTaken, Precision};
use ledger::event::organisation::{MandateMoved, UnitEstablished, UnitKind};
use ledger::ids::{ActorId, CommandId, DecisionId, UnitId};
use ledger::stream::StreamId;
use ledger::time::{Date, Timestamp};

/// The time of day number `day` of the tests' calendar.
pub(crate) fn at(day: i64) -> Timestamp {
    Timestamp(1_700_000_000_000_000 + day * 86_400_000_000)
}

pub(crate) fn unit(name: &str) -> UnitId {
    UnitId::new(name).unwrap()
}

pub(crate) fn submission(id: &str, command: Command) -> Submission {
    Submission {
        id: CommandId::new(id).unwrap(),
        actor: ActorId::new("p-1").unwrap(),
        decision: None,
        reason: None,
        correlation_id: None,
        provenance: None,
        expect: Vec::new(),
        command,
    }
}

/// Establishes the assembly `RF` or a committee under it.
pub(crate) fn establish(id: &str, name: &str) -> Submission {
    let is_assembly = name == "RF";
    submission(
        id,
        Command::EstablishUnit(UnitEstablished {
            unit: unit(name),
            name: format!("Enheten {name}"),
            kind: if is_assembly {
                UnitKind::Assembly
            } else {
                UnitKind::Committee
            },
            parent: (!is_assembly).then(|| unit("RF")),
            valid_from: Date::new(2020, 1, 1).unwrap(),
        }),
    )
}

/// Moves a mandate between two units.
pub(crate) fn mandate(id: &str, what: &str, from: &str, to: &str) -> Submission {
    submission(
        id,
        Command::MoveMandate(MandateMoved {
            mandate: what.to_owned(),
            from_unit: unit(from),
            to_unit: unit(to),
            valid_from: Date::new(2024, 1, 1).unwrap(),
        }),
    )
}

/// Takes a decision that data be disposed of.
pub(crate) fn disposal(id: &str, decision: &str) -> Submission {
    submission(
        id,
        Command::TakeDecision(DecisionTaken {
            decision: DecisionId::new(decision).unwrap(),
            unit: unit("RF"),
            organ: "Regionfullmäktige".to_owned(),
            kind: DecisionKind::Disposal,
            title: "Gallring".to_owned(),
            date: Date::new(2024, 3, 1).unwrap(),
            precision: Precision::Day,
            case_number: None,
            paragraph: None,
            amount_ore: None,
            delegation: None,
        }),
    )
}

/// Redacts an event by a decision.
pub(crate) fn redact(id: &str, decision: &str, event: &str) -> Submission {
    let command = Command::RedactPayload(RedactPayload {
        event: EventRef(event.to_owned()),
        legal_ground: "GDPR artikel 17".to_owned(),
    });
    Submission {
        decision: Some(DecisionId::new(decision).unwrap()),
        ..submission(id, command)
    }
}

pub(crate) fn expecting(submission: Submission, expect: Vec<Expectation>) -> Submission {
    Submission {
        expect,
        ..submission
    }
}

pub(crate) fn version(stream: &str, version: u64) -> Expectation {
    Expectation::Version {
        stream: StreamId::new(stream).unwrap(),
        version,
    }
}

pub(crate) fn unchanged_since(stream: &str, size: u64) -> Expectation {
    Expectation::UnchangedSince {
        stream: StreamId::new(stream).unwrap(),
        size,
    }
}
