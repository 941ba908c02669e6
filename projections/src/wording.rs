//! Wording: the words that reports, checks and traces all say the domain's values with.

use ledger::event::budget::AdjustmentKind;
use ledger::event::decision::{DecisionKind, Precision};
use ledger::event::figure::{FigureValue, KeyFigureReported, Measure};
use ledger::event::followup::{AssignmentStatus, Colour, Trend};
use ledger::event::indicator::{Fulfilment, IndicatorValue};
use ledger::event::plan::Target;
use ledger::quantity::Quantity;
use ledger::time::Date;

use crate::economy::column::Column;
use crate::indicators::{IndicatorRow, Outcome};

pub(crate) fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "grön",
        Colour::Yellow => "gul",
        Colour::Red => "röd",
        Colour::NotAssessable => "kan inte bedömas",
    }
}

pub(crate) fn trend(trend: Trend) -> &'static str {
    match trend {
        Trend::Better => "bättre",
        Trend::Unchanged => "oförändrad",
        Trend::Worse => "sämre",
    }
}

pub(crate) fn fulfilment(fulfilment: Fulfilment) -> &'static str {
    match fulfilment {
        Fulfilment::Fully => "helt",
        Fulfilment::Partly => "delvis",
        Fulfilment::NotAtAll => "inte alls",
    }
}

pub(crate) fn status(status: AssignmentStatus) -> &'static str {
    match status {
        AssignmentStatus::NotStarted => "ej påbörjat",
        AssignmentStatus::Ongoing => "pågår",
        AssignmentStatus::Completed => "genomfört",
        AssignmentStatus::Discontinued => "avbrutet",
    }
}

pub(crate) fn adjustment(kind: AdjustmentKind) -> &'static str {
    match kind {
        AdjustmentKind::Indexation => "uppräkning",
        AdjustmentKind::Supplement => "tilläggsanslag",
        AdjustmentKind::Reduction => "minskning",
    }
}

/// What a decision is about.
pub fn decision_kind(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Plan => "plan",
        DecisionKind::Frame => "budgetram",
        DecisionKind::Reallocation => "omdisponering",
        DecisionKind::Compensation => "ersättning",
        DecisionKind::Organisation => "organisation",
        DecisionKind::Restatement => "omräkning",
        DecisionKind::ReferralBack => "återremiss",
        DecisionKind::Policy => "policy eller riktlinje",
        DecisionKind::Report => "rapport",
        DecisionKind::Disposal => "gallring",
        DecisionKind::Other => "övrigt",
    }
}

/// A date as exactly as it is known.
pub fn date(date: Date, precision: Precision) -> String {
    match precision {
        Precision::Day => date.to_string(),
        Precision::Month => format!("{:04}-{:02}", date.year(), date.month()),
        Precision::Year => format!("{:04}", date.year()),
    }
}

/// A number as it is written in Swedish: no-break space per three digits, decimal comma, true minus.
pub(crate) fn number(quantity: Quantity) -> String {
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
pub(crate) fn value(value: &IndicatorValue, unit: &str) -> String {
    match value {
        IndicatorValue::Number { value } if unit.is_empty() => number(*value),
        IndicatorValue::Number { value } => format!("{}\u{a0}{unit}", number(*value)),
        IndicatorValue::Judged { text, .. } => text.clone(),
    }
}

/// An indicator's outcome and how far it meets its target, in words.
pub(crate) fn indicator(row: &IndicatorRow) -> String {
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

/// A target in words.
pub(crate) fn target(target: &Target) -> String {
    match target {
        Target::BetterThanPrevious { previous: None } => "bättre än föregående".into(),
        Target::BetterThanPrevious {
            previous: Some(value),
        } => format!("bättre än {}", number(*value)),
        Target::Interval { low, high } => format!("{}–{}", number(*low), number(*high)),
        Target::AtLeast { value } => format!("minst {}", number(*value)),
        Target::AtMost { value } => format!("högst {}", number(*value)),
        Target::AtLeastSeries { indicator } => format!("minst samma som {indicator}"),
        Target::ReductionSince {
            base_year,
            percent,
            by_year,
            ..
        } => format!(
            "\u{2212}{}\u{a0}% till {by_year} jämfört med {base_year}",
            number(*percent)
        ),
        Target::Count { number } => format!("minst {number}\u{a0}st"),
        Target::ReportedOnly => "redovisas utan målvärde".into(),
        Target::Qualitative { wish } => wish.clone(),
    }
}

/// What a key figure measures, for which parts, unit and period.
pub(crate) fn figure(figure: &KeyFigureReported) -> String {
    let mut named = vec![measure(figure.measure).to_string()];
    named.extend(figure.dimensions.values().cloned());
    named.extend([figure.unit.to_string(), figure.period.to_string()]);
    named.join(", ")
}

/// A key figure's value when it is no amount; amounts are left to who shows them.
pub(crate) fn figure_number(value: FigureValue) -> Option<String> {
    match value {
        FigureValue::Number { value } => Some(number(value)),
        FigureValue::Amount { .. } => None,
    }
}

fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::FullTimeEquivalents => "årsarbetare",
        Measure::FullTimeEquivalentsNetOfLeave => "årsarbetare efter frånvaro",
        Measure::PayrollCost => "lönekostnad",
        Measure::SickLeave => "sjukfrånvaro",
        Measure::ListedPatients => "listade patienter",
        Measure::Turnover => "omsättning",
        Measure::Volume => "volym",
    }
}

/// A column of an economic table.
pub(crate) fn column(column: Column) -> &'static str {
    match column {
        Column::Outcome => "utfall",
        Column::Budget => "budget",
        Column::Variance => "avvikelse",
        Column::Previous => "utfall föregående år",
        Column::Change => "förändring",
        Column::Forecast => "prognos helår",
        Column::BudgetYear => "budget helår",
        Column::ForecastVariance => "prognosavvikelse",
    }
}
