//! Redaction (gallring): a payload is destroyed, the event and every proof remain (I11).

use crate::command::RedactPayload;
use crate::decide::case::{Case, Decided};
use crate::decide::text;
use crate::entry::Payload;
use crate::event::decision::DecisionKind;
use crate::event::remains::Remains;
use crate::event::reporting::PayloadRedacted;
use crate::refusal::{Refusal, RefusalCode as Code};

pub(super) fn redact(case: Case<'_>, redact: &RedactPayload) -> Decided {
    let decision = case.decision_required()?;
    if decision.kind != DecisionKind::Disposal {
        return Err(Refusal::new(
            Code::WrongDecisionKind,
            "decision",
            "Beslutet är inte ett beslut om gallring.",
        )
        .with_remedy("Ange ett beslut av slaget disposal."));
    }
    text::title(&redact.legal_ground, "legal_ground")?;
    let entry = case.entry(&redact.event, "event")?;
    let destroyed = matches!(entry.payload, Payload::Redacted(_));
    if destroyed || case.state.reporting.is_redacted(entry.event_id) {
        return Err(Refusal::new(
            Code::AlreadyRedacted,
            "event",
            format!("Händelsen {} är redan gallrad.", entry.position),
        ));
    }
    let Some(remains) = entry.event().and_then(Remains::of) else {
        return Err(Refusal::new(
            Code::RedactionForbidden,
            "event",
            format!(
                "Händelsen {} ({}) kan inte gallras.",
                entry.position,
                entry.kind().name()
            ),
        ));
    };
    Ok(vec![
        PayloadRedacted {
            event: entry.event_id,
            position: entry.position,
            legal_ground: redact.legal_ground.clone(),
            remains,
        }
        .into(),
    ])
}
