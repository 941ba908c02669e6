//! Wording: the words that reports, checks and traces all say the domain's values with.

use ledger::event::action::{ActionCategory, Consequence};
use ledger::event::budget::AdjustmentKind;
use ledger::event::control::{ControlScope, Requirement};
use ledger::event::decision::{DecisionKind, Precision};
use ledger::event::figure::{FigureValue, KeyFigureReported, Measure};
use ledger::event::followup::{AssessmentBasis, AssignmentStatus, Colour, Trend};
use ledger::event::indicator::{Fulfilment, IndicatorValue};
use ledger::event::plan::{Desired, Perspective, Target};
use ledger::ids::LineId;
use ledger::quantity::Quantity;
use ledger::time::Date;

use crate::economy::budget::FrameChangeKind;
use crate::economy::column::Column;
use crate::indicators::{IndicatorRow, Outcome};
use crate::plan::ItemKind;
use crate::report::period_in_words;

/// The perspectives in the order of the reports, with key and name.
pub const PERSPECTIVES: [(Perspective, &str, &str); 3] = [
    (
        Perspective::ResidentsAndSociety,
        "residents_and_society",
        "Invånare och samhälle",
    ),
    (Perspective::Process, "process", "Process"),
    (Perspective::Resource, "resource", "Resurs"),
];

/// How an assessment was made.
pub fn assessment_basis(basis: AssessmentBasis, suggested: Option<Colour>) -> String {
    match (basis, suggested) {
        (AssessmentBasis::Rule, _) => "enligt regeln".into(),
        (AssessmentBasis::Override, Some(was)) => {
            format!("avsteg; regeln föreslog {}", colour(was))
        }
        (AssessmentBasis::Override, None) => "avsteg från regeln".into(),
        (AssessmentBasis::Judgement, _) => "egen bedömning".into(),
    }
}

/// The direction in which an indicator is wished to move.
pub fn desired(desired: Desired) -> &'static str {
    match desired {
        Desired::Increase => "öka",
        Desired::Decrease => "minska",
    }
}

/// What an item of a plan is.
pub fn item_kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::EffectObjective => "effektmål",
        ItemKind::CommitteeObjective => "nämndmål",
        ItemKind::Strategy => "strategi",
        ItemKind::Assignment => "uppdrag",
    }
}

/// A title with the number it is printed with.
pub fn titled(label: Option<&str>, title: &str) -> String {
    match label {
        Some(label) => format!("{label}. {title}"),
        None => title.to_string(),
    }
}

/// A colour.
pub fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "grön",
        Colour::Yellow => "gul",
        Colour::Red => "röd",
        Colour::NotAssessable => "kan inte bedömas",
    }
}

/// A trend.
pub fn trend(trend: Trend) -> &'static str {
    match trend {
        Trend::Better => "bättre",
        Trend::Unchanged => "oförändrad",
        Trend::Worse => "sämre",
    }
}

/// How far a target is met.
pub fn fulfilment(fulfilment: Fulfilment) -> &'static str {
    match fulfilment {
        Fulfilment::Fully => "helt",
        Fulfilment::Partly => "delvis",
        Fulfilment::NotAtAll => "inte alls",
    }
}

/// An assignment's status.
pub fn status(status: AssignmentStatus) -> &'static str {
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

/// What changed a frame; a line is named by what it is called.
pub fn frame_change(kind: &FrameChangeKind, name: impl Fn(&LineId) -> String) -> String {
    match kind {
        FrameChangeKind::Decided => "beslutad".into(),
        FrameChangeKind::Adjusted(kind) => adjustment(*kind).into(),
        FrameChangeKind::Reallocated => "omdisponering".into(),
        FrameChangeKind::ReserveGiven { to, purpose } => format!("till {}: {purpose}", name(to)),
        FrameChangeKind::ReserveReceived { from, purpose } => {
            format!("från {}: {purpose}", name(from))
        }
        FrameChangeKind::ObjectApproved(object) => format!("investeringsobjekt {object}"),
    }
}

/// What an action works on.
pub fn category(category: ActionCategory) -> &'static str {
    match category {
        ActionCategory::Income => "intäkter",
        ActionCategory::Personnel => "personalkostnader",
        ActionCategory::Other => "övriga kostnader",
    }
}

/// What an action means for the work.
pub fn consequence(consequence: Consequence) -> &'static str {
    match consequence {
        Consequence::Negligible => "försumbar",
        Consequence::Mild => "lindrig",
        Consequence::Noticeable => "kännbar",
        Consequence::Severe => "allvarlig",
    }
}

/// Whose a control action is.
pub fn scope(scope: ControlScope) -> &'static str {
    match scope {
        ControlScope::Region => "regiongemensam",
        ControlScope::Committee => "nämndens egen",
    }
}

/// The letter and the content of a requirement on internal control.
pub fn requirement(requirement: Requirement) -> (&'static str, &'static str) {
    match requirement {
        Requirement::A => ("a", "ändamålsenlig och kostnadseffektiv verksamhet"),
        Requirement::B => ("b", "tillförlitlig rapportering och information"),
        Requirement::C => ("c", "efterlevnad av lagar, föreskrifter och riktlinjer"),
        Requirement::D => ("d", "skydd av tillgångar"),
        Requirement::E => ("e", "upptäcka och åtgärda allvarliga fel"),
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
pub fn number(quantity: Quantity) -> String {
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

/// A count, written so.
pub(crate) fn count(count: u64) -> String {
    i64::try_from(count).map_or_else(
        |_| count.to_string(),
        |count| number(Quantity::whole(count)),
    )
}

/// An indicator's outcome in words.
pub fn value(value: &IndicatorValue, unit: &str) -> String {
    match value {
        IndicatorValue::Number { value } if unit.is_empty() => number(*value),
        IndicatorValue::Number { value } => format!("{}\u{a0}{unit}", number(*value)),
        IndicatorValue::Judged { text, .. } => text.clone(),
    }
}

/// An indicator's outcome and how far it meets its target, in words: with the period
/// that it is for, and the target that it was held against.
pub(crate) fn indicator(row: &IndicatorRow) -> String {
    let reported = match &row.outcome {
        Outcome::Reported(reported) => reported,
        Outcome::Missing { reason, .. } => return format!("värde saknas ({reason})"),
        Outcome::NotReported => return "inte rapporterat".into(),
    };
    let outcome = value(&reported.value, &row.unit_of_measure);
    let of = period_in_words(reported.period);
    let met = row.fulfilment.map(fulfilment);
    match (&reported.value, met) {
        (IndicatorValue::Judged { .. }, Some(met)) => format!("{outcome} ({met}, {of})"),
        (IndicatorValue::Judged { .. }, None) => format!("{outcome} ({of})"),
        (IndicatorValue::Number { .. }, Some(met)) => {
            let held_against = row.target.as_ref().map_or_else(String::new, |applied| {
                let of = (applied.period != reported.period)
                    .then(|| format!(" för {}", period_in_words(applied.period)));
                let of = of.unwrap_or_default();
                format!("; mål{of}: {}", target(&applied.target))
            });
            format!("{outcome} för {of} ({met}{held_against})")
        }
        (IndicatorValue::Number { .. }, None) => format!("{outcome} för {of}"),
    }
}

/// A target in words.
pub fn target(target: &Target) -> String {
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

/// What a key figure measures, for which parts and unit, and its period as it is written.
pub(crate) fn figure(figure: &KeyFigureReported, period: &str) -> String {
    let mut named = vec![measure(figure.measure).to_string()];
    named.extend(figure.dimensions.values().cloned());
    named.extend([figure.unit.to_string(), period.to_owned()]);
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

/// A column that is a difference, as a sentence speaks of it; any other as the value.
pub(crate) fn difference(column: Column) -> &'static str {
    match column {
        Column::Variance => "avvikelsen",
        Column::Change => "förändringen",
        Column::ForecastVariance => "prognosavvikelsen",
        Column::Outcome
        | Column::Budget
        | Column::Previous
        | Column::Forecast
        | Column::BudgetYear => "värdet",
    }
}
