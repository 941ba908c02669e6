//! Receipts: what a visitor has just recorded, told on the page that shows it.
//!
//! Guarantee: it is told to the session that recorded it alone, and by no address
//! that someone else has made.

use askama::Template;
use ledger::event::Event;
use ledger::event::figure::FigureValue;
use ledger::event::indicator::CorrectedFact;
use ledger::ids::{Position, UnitId};
use ledger::log::ReadLog;
use ledger::money::Ore;
use projections::trace;

use super::form::entries::correction;
use super::html::Html;
use super::sight::Sight;
use super::times::path;
use crate::access::matrix::Capability;
use crate::render::swedish::{self, NO_BREAK_SPACE};
use crate::server::problem::{Problem, capital};

#[derive(Template)]
#[template(
    source = r#"<div class="notice done" role="status"><p><strong><span aria-hidden="true">✓</span> Antecknat som händelse {{ position }}.</strong> {{ said }}.</p>
{% if !facts.is_empty() %}<ul>{% for fact in facts %}<li>{{ fact }}</li>{% endfor %}</ul>
{% endif %}{% if correct.is_some() || event.is_some() %}<p class="actions">{% if let Some(correct) = correct %}<a href="{{ correct }}">Rätta</a>{% endif %} {% if let Some(event) = event %}<a href="{{ event }}">Visa händelsen</a>{% endif %}</p>
{% endif %}</div>
"#,
    ext = "html"
)]
struct Receipt {
    position: u64,
    /// What it says, in a sentence.
    said: String,
    /// The amounts, and whose it is.
    facts: Vec<String>,
    /// Where it is corrected, when whoever looks could.
    correct: Option<String>,
    /// The event, when whoever looks may read the log.
    event: Option<String>,
}

/// What an event that the visitor has recorded says; nothing before it was known.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(super) fn of(sight: &Sight<'_>, position: Position) -> Result<Html, Problem> {
    if position.0 >= sight.size {
        return Ok(Html::default());
    }
    let mut read = sight
        .question
        .snapshot
        .read(position, position.0.saturating_add(1));
    let entry = read.next().ok_or_else(Problem::internal)??.entry;
    let said = trace::in_words(sight.model(), &entry, sight.size);
    let reads_log = sight.may_of(Capability::EventLog, None).is_ok();
    Html::of(&Receipt {
        position: position.0,
        said: capital(said.trim_end_matches('.')),
        facts: entry
            .event()
            .map(|event| facts(sight, event))
            .unwrap_or_default(),
        correct: correction::way(sight, &entry),
        event: reads_log.then(|| sight.link(&path("/handelser", &position.0.to_string()))),
    })
}

/// The amounts of an event, and the unit that it is of.
fn facts(sight: &Sight<'_>, event: &Event) -> Vec<String> {
    let payload = event.payload_json();
    let amounts = match event {
        Event::BudgetReallocated(moved) => moved
            .postings
            .iter()
            .map(|posting| {
                let does = if posting.amount_ore > Ore::ZERO {
                    "lämnar"
                } else {
                    "får"
                };
                let amount = Ore(posting.amount_ore.0.saturating_abs());
                format!("{} {does} {}", posting.line, kronor(amount))
            })
            .collect(),
        Event::OutcomeCorrected(corrected) => match &corrected.fact {
            CorrectedFact::Booking {
                was_ore,
                amount_ore,
                ..
            }
            | CorrectedFact::Spending {
                was_ore,
                amount_ore,
                ..
            } => vec![format!(
                "Belopp: {}, i stället för {}",
                kronor(*amount_ore),
                kronor(*was_ore)
            )],
            CorrectedFact::KeyFigure(figure) => of_figure(figure.value),
            CorrectedFact::Indicator { .. } => Vec::new(),
        },
        Event::KeyFigureReported(figure) => of_figure(figure.value),
        _ => payload
            .get("amount_ore")
            .and_then(serde_json::Value::as_i64)
            .map(|ore| format!("Belopp: {}", kronor(Ore(ore))))
            .into_iter()
            .collect(),
    };
    let fact = payload.get("fact").and_then(serde_json::Value::as_object);
    let fact = fact.and_then(|fact| fact.values().next());
    let unit = payload
        .get("unit")
        .or_else(|| fact?.get("unit"))
        .and_then(serde_json::Value::as_str)
        .and_then(|unit| UnitId::new(unit).ok());
    let unit = unit.map(|unit| format!("Enhet: {} ({unit})", sight.name_of(&unit)));
    amounts.into_iter().chain(unit).collect()
}

/// The amount of a key figure; a number stands in the sentence.
fn of_figure(value: FigureValue) -> Vec<String> {
    match value {
        FigureValue::Amount { amount_ore } => vec![format!("Belopp: {}", kronor(amount_ore))],
        FigureValue::Number { .. } => Vec::new(),
    }
}

fn kronor(amount: Ore) -> String {
    format!("{}{NO_BREAK_SPACE}kr", swedish::kronor(amount))
}
