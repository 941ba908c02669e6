//! The words that causes are told with.

use ledger::event::budget::AdjustmentKind;
use ledger::event::followup::{AssignmentStatus, Colour, Trend};
use ledger::event::indicator::{Fulfilment, IndicatorValue};
use ledger::quantity::Quantity;

use crate::indicators::{IndicatorRow, Outcome};

pub(super) fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "grön",
        Colour::Yellow => "gul",
        Colour::Red => "röd",
        Colour::NotAssessable => "kan inte bedömas",
    }
}

pub(super) fn trend(trend: Trend) -> &'static str {
    match trend {
        Trend::Better => "bättre",
        Trend::Unchanged => "oförändrad",
        Trend::Worse => "sämre",
    }
}

pub(super) fn fulfilment(fulfilment: Fulfilment) -> &'static str {
    match fulfilment {
        Fulfilment::Fully => "helt",
        Fulfilment::Partly => "delvis",
        Fulfilment::NotAtAll => "inte alls",
    }
}

pub(super) fn status(status: AssignmentStatus) -> &'static str {
    match status {
        AssignmentStatus::NotStarted => "ej påbörjat",
        AssignmentStatus::Ongoing => "pågår",
        AssignmentStatus::Completed => "genomfört",
        AssignmentStatus::Discontinued => "avbrutet",
    }
}

pub(super) fn adjustment(kind: AdjustmentKind) -> &'static str {
    match kind {
        AdjustmentKind::Indexation => "uppräkning",
        AdjustmentKind::Supplement => "tilläggsanslag",
        AdjustmentKind::Reduction => "minskning",
    }
}

/// A number as it is written in Swedish: no-break space per three digits, decimal comma, true minus.
pub(super) fn number(quantity: Quantity) -> String {
    let text = quantity.to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("\u{2212}", rest),
        None => ("", text.as_str()),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    let comma = if decimals.is_empty() { "" } else { "," };
    format!("{sign}{grouped}{comma}{decimals}")
}

/// An indicator's outcome in words.
pub(super) fn value(value: &IndicatorValue, unit: &str) -> String {
    match value {
        IndicatorValue::Number { value } if unit.is_empty() => number(*value),
        IndicatorValue::Number { value } => format!("{}\u{a0}{unit}", number(*value)),
        IndicatorValue::Judged { text, .. } => text.clone(),
    }
}

/// An indicator's outcome and how far it meets its target, in words.
pub(super) fn indicator(row: &IndicatorRow) -> String {
    let outcome = match &row.outcome {
        Outcome::Reported(reported) => value(&reported.value, &row.unit_of_measure),
        Outcome::Missing { reason, .. } => format!("värde saknas ({reason})"),
        Outcome::NotReported => "inte rapporterat".into(),
    };
    match row.fulfilment {
        Some(met) => format!("{outcome} ({})", fulfilment(met)),
        None => outcome,
    }
}
