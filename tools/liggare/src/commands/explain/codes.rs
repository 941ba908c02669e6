//! An explanation for programs: JSON with everything, CSV with a row per cause.

use projections::trace::{Cause, CauseKind, Effect, Explanation, Subject};
use serde_json::{Value, json};

use crate::render::csv;
use crate::session::Session;

fn kind_in_code(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::NewFact => "new_fact",
        CauseKind::Correction => "correction",
        CauseKind::Restatement => "restatement",
        CauseKind::Reallocation => "reallocation",
        CauseKind::FrameChange => "frame_change",
        CauseKind::Forecast => "forecast",
        CauseKind::Override => "override",
        CauseKind::RuleChange => "rule_change",
        CauseKind::Redaction => "redaction",
        CauseKind::Structure => "structure",
        CauseKind::Plan => "plan",
        CauseKind::Assessment => "assessment",
        CauseKind::Evidence => "evidence",
        CauseKind::Decision => "decision",
    }
}

/// The whole explanation.
pub(super) fn as_json(found: &Explanation, session: &Session) -> Value {
    json!({
        "kind": "explanation",
        "demonstration": session.demonstration(),
        "subject": subject_in_code(&found.subject),
        "title": found.title,
        "from": found.from,
        "to": found.to,
        "before": found.before,
        "after": found.after,
        "provenance_before": found.sources.before,
        "provenance_after": found.sources.after,
        "change": effect_as_json(&found.change),
        "causes": found.causes.iter().map(cause_as_json).collect::<Vec<_>>(),
        "groups": found.groups.iter().map(|group| json!({
            "kind": kind_in_code(group.kind),
            "text": group.text,
            "count": group.count,
            "first_position": group.positions.0,
            "last_position": group.positions.1,
            "effect": effect_as_json(&group.effect),
            "provenance": group.provenance,
        })).collect::<Vec<_>>(),
    })
}

fn subject_in_code(subject: &Subject) -> String {
    match subject {
        Subject::Figure(figure) => figure.to_string(),
        Subject::Indicator(indicator) => format!("indicator {indicator}"),
        Subject::Item(item) => format!("item {item}"),
    }
}

fn effect_as_json(effect: &Effect) -> Value {
    match effect {
        Effect::Amount(amount) => json!({"amount_ore": amount}),
        Effect::Number(number) => json!({"number": number}),
        Effect::Count(count) => json!({"count": count}),
        Effect::Moved { before, after } => json!({"before": before, "after": after}),
        Effect::None => Value::Null,
    }
}

fn cause_as_json(cause: &Cause) -> Value {
    json!({
        "kind": kind_in_code(cause.kind),
        "position": cause.position,
        "event_id": cause.event_id,
        "type": cause.event_kind.name(),
        "recorded_at": cause.recorded_at,
        "actor": cause.actor,
        "decision": cause.decision.as_ref().map(|decision| json!({
            "decision": decision.decision,
            "title": decision.title,
        })),
        "reason": cause.reason,
        "provenance": cause.provenance,
        "provenance_before": cause.provenance_before,
        "effect": effect_as_json(&cause.effect),
        "text": cause.text,
        "evidence": cause.evidence.iter().map(cause_as_json).collect::<Vec<_>>(),
    })
}

/// Its causes and groups, a row each.
///
/// # Errors
/// The writer's error; writing to memory has none to give.
pub(super) fn as_csv(found: &Explanation) -> Result<String, ::csv::Error> {
    let amount = |effect: &Effect| match effect {
        Effect::Amount(amount) => csv::value(&projections::document::Cell::Amount(*amount)),
        Effect::Number(number) => number.to_string(),
        Effect::Count(count) => count.to_string(),
        Effect::Moved { before, after } => {
            format!("{} → {}", csv::value(before), csv::value(after))
        }
        Effect::None => String::new(),
    };
    let causes = found.causes.iter().map(|cause| {
        [
            kind_in_code(cause.kind).to_owned(),
            cause.position.0.to_string(),
            cause.recorded_at.to_string(),
            cause.actor.to_string(),
            cause
                .decision
                .as_ref()
                .map(|d| d.decision.to_string())
                .unwrap_or_default(),
            amount(&cause.effect),
            cause.text.clone(),
        ]
    });
    let groups = found.groups.iter().map(|group| {
        [
            kind_in_code(group.kind).to_owned(),
            format!("{}-{}", group.positions.0.0, group.positions.1.0),
            String::new(),
            String::new(),
            String::new(),
            amount(&group.effect),
            group.text.clone(),
        ]
    });
    csv::rows(
        [
            "kind",
            "position",
            "recorded_at",
            "actor",
            "decision",
            "effect",
            "text",
        ],
        causes.chain(groups),
    )
}
