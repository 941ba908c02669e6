//! Who recorded something, when and on which decision, as pages say it.

use askama::Template;
use ledger::ids::{DecisionId, EventId, Position};

use super::decisions;
use super::reference::event_address;
use crate::cli::moment;
use crate::web::sight::Sight;

/// A decision with its page, when that may be seen.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    pub(super) id: DecisionId,
    pub(super) title: String,
    pub(super) address: Option<String>,
}

/// Who recorded something and when. As a template it is the whole sentence.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"{% if let Some(said) = said %}{{ said.0 }} av {{ said.1 }} · {% endif %}{% if let Some(event) = event %}<a href="{{ event }}">händelse {{ position }}</a>{% else %}händelse {{ position }}{% endif %}{% if let Some(decided) = decided %} · beslut {% if let Some(address) = decided.address %}<a href="{{ address }}">{{ decided.id }}</a>{% else %}{{ decided.id }}{% endif %}{% endif %}"#,
    ext = "html"
)]
pub(super) struct Recorded {
    /// When and by whom; nothing of what is redacted.
    said: Option<(String, String)>,
    position: u64,
    event: Option<String>,
    decided: Option<Decided>,
}

impl Recorded {
    /// Who recorded the event at a position.
    pub(super) fn of(sight: &Sight<'_>, position: Position, event: EventId) -> Self {
        let model = sight.model();
        let is_redacted = model.reporting.redaction_of(event).is_some();
        let commit = model.timeline.commit_of(position).filter(|_| !is_redacted);
        let decided = commit.and_then(|commit| commit.decision);
        Self {
            said: commit.map(|commit| {
                let at = moment::shown(commit.recorded_at);
                (at, commit.actor.to_string())
            }),
            position: position.0,
            event: event_address(sight, position),
            decided: decided.map(|decision| decided_by(sight, decision)),
        }
    }
}

/// A decision that something rests on.
pub(super) fn decided_by(sight: &Sight<'_>, decision: &DecisionId) -> Decided {
    let address = decisions::address(decision, sight);
    let found = sight.model().decisions.decision(decision, sight.size);
    let found = found.filter(|_| address.is_some());
    Decided {
        id: decision.clone(),
        title: found.map(|found| found.title).unwrap_or_default(),
        address,
    }
}
