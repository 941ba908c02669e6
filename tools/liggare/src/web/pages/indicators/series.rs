//! An indicator over time: its rows in the unit's reports of every period, drawn
//! where there are numbers to join, with the figures beside.

use std::collections::BTreeMap;

use ledger::event::indicator::IndicatorValue;
use ledger::event::plan::Target;
use ledger::ids::{IndicatorId, UnitId};
use ledger::period::Period;
use ledger::quantity::Quantity;
use projections::indicators::{IndicatorRow, Outcome};
use projections::plan::Item;

use super::line::{fulfilment, held_against, outcome, previous, remarks, target};
use crate::access::matrix::Capability;
use crate::server::problem::{Problem, capital};
use crate::web::chart::Chart;
use crate::web::frame::in_words;
use crate::web::html::Html;
use crate::web::html::cell::{Shown, shown};
use crate::web::html::strip::{Box, Strip};
use crate::web::pages::marks::Marks;
use crate::web::sight::Sight;
use crate::web::times::path;

/// An indicator in the report of one period.
pub(super) struct At {
    pub(super) period: Period,
    pub(super) row: IndicatorRow,
}

/// Periods that can be compared: of the same months, or single months.
pub(super) struct Series {
    pub(super) name: String,
    /// The numbers, where there are some to join.
    pub(super) drawing: Html,
    /// How far the target was met, where the outcome is told in words.
    pub(super) strip: Html,
    pub(super) rows: Vec<Told>,
}

/// A period as it is shown.
pub(super) struct Told {
    pub(super) period: String,
    pub(super) address: String,
    pub(super) is_here: bool,
    pub(super) outcome: Shown,
    /// Which period the outcome is of, when that is not the row's.
    pub(super) of: Option<String>,
    pub(super) target: String,
    pub(super) previous: Shown,
    pub(super) fulfilment: Shown,
    pub(super) held_against: Option<String>,
    pub(super) remarks: Vec<String>,
    pub(super) mark: &'static str,
    pub(super) why: Option<String>,
}

/// Which periods can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Year,
    Months(u8, u8),
    Month,
}

impl Shape {
    fn of(period: Period) -> Self {
        match (period.first().month(), period.last().month()) {
            _ if period.is_whole_year() => Self::Year,
            (first, last) if first == last => Self::Month,
            (first, last) => Self::Months(first, last),
        }
    }

    fn name(self, one: Period) -> String {
        match self {
            Self::Year => "Hela år".to_owned(),
            Self::Month => "Månader".to_owned(),
            Self::Months(..) => {
                let words = in_words(one);
                let months = words.rsplit_once(' ').map_or(&*words, |(months, _)| months);
                capital(months)
            }
        }
    }

    /// What is written under the period in a drawing.
    fn label(self, period: Period) -> String {
        match self {
            Self::Month => period.to_string(),
            Self::Year | Self::Months(..) => period.year().to_string(),
        }
    }
}

/// The rows of every period that something is said of, the earliest first.
pub(super) fn rows(sight: &Sight<'_>, indicator: &IndicatorId, item: &Item) -> Vec<At> {
    let model = sight.model();
    let outcomes = model.indicators.outcomes(indicator, sight.size);
    let targets = model.indicators.targets(indicator, sight.size);
    let periods = outcomes.iter().map(|story| story.period);
    let periods = periods.chain(targets.iter().map(|story| story.period));
    let in_time: BTreeMap<_, Period> = periods
        .chain([sight.period()])
        .map(|period| ((period.last(), period.length()), period))
        .collect();
    in_time
        .into_values()
        .filter_map(|period| {
            let organisation = &model.organisation;
            let scope = organisation.scope(sight.unit(), period, sight.size);
            let owner = item.owner.as_ref();
            let row = model
                .indicators
                .row(indicator, owner, &scope, &model.rules)?;
            let has_target = row.target.as_ref().is_some_and(|it| it.period == period);
            let says = has_target || row.outcome != Outcome::NotReported;
            says.then_some(At { period, row })
        })
        .collect()
}

/// The units and periods whose outcomes the rows show.
pub(super) fn shown_of(rows: &[At]) -> Vec<(UnitId, Period)> {
    rows.iter()
        .filter_map(|at| match &at.row.outcome {
            Outcome::Reported(reported) => Some((reported.unit.clone(), reported.period)),
            Outcome::Missing { unit, .. } => Some((unit.clone(), at.period)),
            Outcome::NotReported => None,
        })
        .collect()
}

/// The rows as series, each with its drawing.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(super) fn series(
    sight: &Sight<'_>,
    rows: &[At],
    title: &str,
    marks: &Marks,
) -> Result<Vec<Series>, Problem> {
    let mut shapes: BTreeMap<Shape, Vec<&At>> = BTreeMap::new();
    for at in rows {
        shapes.entry(Shape::of(at.period)).or_default().push(at);
    }
    let series = shapes.into_iter().map(|(shape, rows)| {
        let name = rows
            .first()
            .map_or_else(String::new, |at| shape.name(at.period));
        Ok(Series {
            drawing: drawing(shape, &rows, &format!("{title}, {name}")),
            strip: strip(sight, &rows)?,
            rows: rows.iter().map(|at| told(sight, at, marks)).collect(),
            name,
        })
    });
    series.collect()
}

fn drawing(shape: Shape, rows: &[&At], title: &str) -> Html {
    let labels: Vec<String> = rows.iter().map(|at| shape.label(at.period)).collect();
    let values: Vec<Option<f64>> = rows.iter().map(|at| number(&at.row)).collect();
    let (lows, highs): (Vec<_>, Vec<_>) = rows.iter().map(|at| bounds(&at.row)).unzip();
    let chart = Chart {
        title,
        labels: &labels,
        values: &values,
        targets: &lows,
    };
    chart.drawn_within(&highs)
}

fn strip(sight: &Sight<'_>, rows: &[&At]) -> Result<Html, Problem> {
    let is_judged = |at: &&At| match &at.row.outcome {
        Outcome::Reported(reported) => matches!(reported.value, IndicatorValue::Judged { .. }),
        Outcome::Missing { .. } | Outcome::NotReported => false,
    };
    if !rows.iter().any(is_judged) {
        return Ok(Html::default());
    }
    let boxes = rows.iter().map(|at| Box {
        period: in_words(at.period),
        unit: None,
        shown: shown(&fulfilment(&at.row)),
        is_here: at.period == sight.period(),
        address: address(sight, at),
    });
    Html::of(&Strip {
        boxes: boxes.collect(),
    })
}

fn address(sight: &Sight<'_>, at: &At) -> String {
    let page = path("/indikatorer", at.row.indicator.as_str());
    sight.times.about(at.period).link(&page)
}

fn told(sight: &Sight<'_>, at: &At, marks: &Marks) -> Told {
    let row = &at.row;
    let why = sight.may(Capability::Explain).is_ok();
    let kind = crate::answer::subject::natural(at.period);
    let kind = crate::render::words::argument_of_report(kind);
    let subject = format!("indikator {}", row.indicator);
    let asked = [("fraga", subject.as_str()), ("rapport", kind)];
    Told {
        period: in_words(at.period),
        address: address(sight, at),
        is_here: at.period == sight.period(),
        outcome: shown(&outcome(row)),
        of: lags(row).map(|period| format!("avser {}", in_words(period))),
        target: target(row),
        previous: shown(&previous(row)),
        fulfilment: shown(&fulfilment(row)),
        held_against: held_against(row, at.period),
        remarks: remarks(sight, row),
        mark: marks.of(row.grounds.provenance),
        why: why.then(|| sight.times.about(at.period).link_with("/varfor", &asked)),
    }
}

/// The period of an outcome of another than the row's.
fn lags(row: &IndicatorRow) -> Option<Period> {
    match &row.outcome {
        Outcome::Reported(reported) if reported.lags => Some(reported.period),
        Outcome::Reported(_) | Outcome::Missing { .. } | Outcome::NotReported => None,
    }
}

/// The outcome as a number, when it is one of that very period.
fn number(row: &IndicatorRow) -> Option<f64> {
    match &row.outcome {
        Outcome::Reported(reported) if !reported.lags => match &reported.value {
            IndicatorValue::Number { value } => Some(float(*value)),
            IndicatorValue::Judged { .. } => None,
        },
        Outcome::Reported(_) | Outcome::Missing { .. } | Outcome::NotReported => None,
    }
}

/// What the outcome is to reach, and what it is to stay within when there is such a
/// bound; as far as the target says it in numbers.
fn bounds(row: &IndicatorRow) -> (Option<f64>, Option<f64>) {
    let Some(applied) = &row.target else {
        return (None, None);
    };
    match &applied.target {
        Target::Interval { low, high } => (Some(float(*low)), Some(float(*high))),
        Target::AtLeast { value }
        | Target::AtMost { value }
        | Target::BetterThanPrevious {
            previous: Some(value),
        } => (Some(float(*value)), None),
        Target::Count { number } => (Some(f64::from(*number)), None),
        Target::AtLeastSeries { .. } => (row.series.map(float), None),
        Target::BetterThanPrevious { previous: None }
        | Target::ReductionSince { .. }
        | Target::ReportedOnly
        | Target::Qualitative { .. } => (None, None),
    }
}

fn float(quantity: Quantity) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "a place in a drawing")]
    let millionths = quantity.millionths() as f64;
    millionths / 1_000_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_periods_of_the_same_months_are_compared() {
        let shape = |text: &str| Shape::of(text.parse().expect("a period"));
        assert_eq!(shape("2023"), shape("2024"));
        assert_eq!(shape("2023-01/2023-07"), shape("2024-01/2024-07"));
        assert_ne!(shape("2024-01/2024-08"), shape("2024-01/2024-07"));
        assert_eq!(shape("2024-03"), shape("2024-04"));
        let half: Period = "2024-01/2024-07".parse().expect("a period");
        assert_eq!(Shape::of(half).name(half), "Januari–juli");
        assert_eq!(Shape::of(half).label(half), "2024");
    }
}
