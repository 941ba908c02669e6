//! An indicator as a line of a table: outcome, target and how far it is met.

use askama::Template;
use ledger::event::indicator::IndicatorValue;
use ledger::period::Period;
use projections::document::Cell;
use projections::indicators::{IndicatorRow, Outcome, Previous};
use projections::wording;

use crate::access::matrix::Capability;
use crate::web::frame::in_words;
use crate::web::html::cell::{Shown, shown};
use crate::web::pages::marks::Marks;
use crate::web::sight::Sight;
use crate::web::times::path;

/// Indicators under each other.
#[derive(Template)]
#[template(path = "web/indicator_table.html")]
pub(in crate::web::pages) struct IndicatorTable {
    pub(in crate::web::pages) lines: Vec<Line>,
}

/// An indicator in the page's report.
pub(in crate::web::pages) struct Line {
    title: String,
    address: String,
    mark: &'static str,
    /// The objective that it measures.
    objective: Option<String>,
    desired: &'static str,
    outcome: Shown,
    /// Which period the outcome is of, when that is not the page's.
    of: Option<String>,
    target: String,
    previous: Shown,
    fulfilment: Shown,
    held_against: Option<String>,
    remarks: Vec<String>,
    why: Option<String>,
}

impl Line {
    /// An indicator's row, under the objective when that is not said elsewhere.
    pub(in crate::web::pages) fn of(
        sight: &Sight<'_>,
        row: &IndicatorRow,
        objective: Option<String>,
        marks: &Marks,
    ) -> Self {
        let why = sight.may(Capability::Explain).is_ok();
        let subject = format!("indikator {}", row.indicator);
        Self {
            title: wording::titled(row.label.as_deref(), &row.title),
            address: sight.link(&path("/indikatorer", row.indicator.as_str())),
            mark: marks.of(row.grounds.provenance),
            objective,
            desired: wording::desired(row.desired),
            outcome: shown(&outcome(row)),
            of: outcome_of(sight, row),
            target: target(row),
            previous: shown(&previous(row)),
            fulfilment: shown(&fulfilment(row)),
            held_against: held_against(row, sight.period()),
            remarks: remarks(sight, row),
            why: why.then(|| sight.why(&subject, sight.kind())),
        }
    }
}

/// The outcome, or why there is none.
pub(super) fn outcome(row: &IndicatorRow) -> Cell {
    match &row.outcome {
        Outcome::Reported(reported) => value(&reported.value, &row.unit_of_measure),
        Outcome::Missing { reason, .. } => Cell::Missing(reason.clone()),
        Outcome::NotReported => Cell::Missing("inte rapporterat".into()),
    }
}

/// Which period an outcome is of, when that is not the page's.
pub(in crate::web::pages) fn outcome_of(sight: &Sight<'_>, row: &IndicatorRow) -> Option<String> {
    match &row.outcome {
        Outcome::Reported(reported) => sight.of_another(reported.period),
        Outcome::Missing { .. } | Outcome::NotReported => None,
    }
}

/// Which period's target a grade is held against, in the row of a period: said when
/// outcome, target and row are not all of one.
pub(in crate::web::pages) fn held_against(row: &IndicatorRow, here: Period) -> Option<String> {
    row.fulfilment?;
    let Outcome::Reported(reported) = &row.outcome else {
        return None;
    };
    let IndicatorValue::Number { .. } = &reported.value else {
        return None;
    };
    let applied = row.target.as_ref()?;
    let is_plain = applied.period == here && reported.period == here;
    (!is_plain).then(|| format!("mot målvärdet för {}", in_words(applied.period)))
}

/// A value with its unit of measure.
pub(super) fn value(value: &IndicatorValue, unit: &str) -> Cell {
    Cell::text(wording::value(value, unit))
}

/// The target in words.
pub(super) fn target(row: &IndicatorRow) -> String {
    let target = row.target.as_ref();
    target.map_or_else(String::new, |applied| wording::target(&applied.target))
}

/// The value that the outcome is compared with.
pub(super) fn previous(row: &IndicatorRow) -> Cell {
    match &row.previous {
        Some(Previous::Reported { value: before, .. }) => value(before, &row.unit_of_measure),
        Some(Previous::StatedByTarget { value: before }) => value(
            &IndicatorValue::Number { value: *before },
            &row.unit_of_measure,
        ),
        None => Cell::Empty,
    }
}

/// How far the target is met, or why that cannot be said.
pub(super) fn fulfilment(row: &IndicatorRow) -> Cell {
    match (&row.outcome, row.fulfilment) {
        (Outcome::Missing { .. }, _) => Cell::Missing("värde saknas".into()),
        (Outcome::NotReported, _) => Cell::Missing("inte rapporterat".into()),
        (Outcome::Reported(_), Some(fulfilment)) => Cell::Fulfilment(fulfilment),
        (Outcome::Reported(_), None) => Cell::Empty,
    }
}

/// What a reader must know of the row besides its figures.
pub(super) fn remarks(sight: &Sight<'_>, row: &IndicatorRow) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(wish) = &row.wish {
        let (unit, desired) = (sight.name_of(&wish.unit), wording::desired(wish.desired));
        let reason = wish.reason.as_deref().unwrap_or_default();
        let because = if reason.is_empty() { "" } else { ": " };
        remarks.push(format!(
            "{unit} önskar att den ska {desired}{because}{reason}"
        ));
    }
    if let Outcome::Reported(reported) = &row.outcome {
        if reported.unit != *sight.unit() {
            remarks.push(format!("för {}", sight.name_of(&reported.unit)));
        }
        if let Some(correction) = &reported.correction {
            let was = correction.was.as_ref();
            let was = was.map(|was| wording::value(was, &row.unit_of_measure));
            let was = was.map_or_else(String::new, |was| format!(" från {was}"));
            remarks.push(format!("rättat{was}"));
        }
    }
    if let Some(series) = row.series {
        remarks.push(format!("jämförelseserien: {}", wording::number(series)));
    }
    remarks
}
