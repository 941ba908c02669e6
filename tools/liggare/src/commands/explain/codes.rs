//! An explanation for programs: CSV with a row per cause.

use projections::trace::{CauseKind, Effect, Explanation};

use crate::render::csv;

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

/// Its causes and groups, a row each.
///
/// # Errors
/// The writer's error; writing to memory has none to give.
pub(crate) fn as_csv(found: &Explanation) -> Result<String, ::csv::Error> {
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
            format!("{}-{}", group.span.first.0, group.span.last.0),
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
