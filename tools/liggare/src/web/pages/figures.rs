//! `/nyckeltal`: personnel and volumes against the year before, by their dimensions,
//! and the totals over time where there is a series.

use std::collections::BTreeSet;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ledger::event::figure::{FigureValue, Measure};
use ledger::ids::UnitId;
use ledger::period::Period;
use projections::document::Cell;
use projections::figures::Figure;
use projections::report::RequestError;

use super::reference;
use crate::access::matrix::Capability;
use crate::answer::view::{NoView, ViewName, view};
use crate::server::Served;
use crate::server::problem::Problem;
use crate::web::chart::Chart;
use crate::web::form::entries::key_figure;
use crate::web::frame::in_words;
use crate::web::html::cell::AMOUNTS;
use crate::web::html::grid::{Grid, GridRow};
use crate::web::html::{Html, piece};
use crate::web::looking::{Looking, Page};
use crate::web::sight::Sight;

const ROOM: &str = "/nyckeltal";

/// What can be entered about personnel and volumes.
const FORMS: [reference::Offer; 1] = [(&key_figure::ENTRY, "Rapportera nyckeltal")];

/// The measures, with what their totals are called.
const MEASURES: [(Measure, &str); 7] = [
    (Measure::FullTimeEquivalents, "Årsarbetare"),
    (
        Measure::FullTimeEquivalentsNetOfLeave,
        "Årsarbetare efter frånvaro",
    ),
    (Measure::PayrollCost, "Lönekostnad, mnkr"),
    (Measure::SickLeave, "Sjukfrånvaro, procent"),
    (Measure::ListedPatients, "Listade patienter"),
    (Measure::Volume, "Produktion"),
    (Measure::Turnover, "Omsättning, mnkr"),
];

/// The room.
pub(super) fn routes() -> Router<Served> {
    Router::new().route(ROOM, get(show))
}

async fn show(looking: Looking) -> Result<Response, Problem> {
    looking.show(page).await
}

/// Whether no report is of such a period; what is reported for it is all the same.
fn is_of_no_report(no: &NoView) -> bool {
    match no {
        NoView::WholeYearsOnly => true,
        NoView::NotBuilt(error) => matches!(
            error,
            RequestError::InterimPeriod { .. }
                | RequestError::FromJanuary { .. }
                | RequestError::WholeYear { .. }
                | RequestError::NothingRecorded { .. }
        ),
        NoView::Failed(_) => false,
    }
}

fn page(sight: &Sight<'_>) -> Result<Page, Problem> {
    sight.may(Capability::Figures)?;
    let times = (sight.unit(), sight.period());
    let told = match view(&sight.reading(), ViewName::Figures, times, sight.size) {
        Ok(document) => sight.told(&document, sight.kind())?,
        Err(no) if is_of_no_report(&no) => piece::small(
            "Nyckeltal redovisas för helår och i delårsrapporter. Välj en sådan period.",
        )?,
        Err(no) => return Err(no.into()),
    };
    let units = sight.scope().subtree;
    let mut drawn = Vec::new();
    for (measure, title) in MEASURES {
        drawn.push(series(sight, &units, measure, title)?);
    }
    let over_time = if drawn.iter().all(Html::is_empty) {
        Html::default()
    } else {
        piece::section("over-tid", "Över tid", piece::beside(drawn)?)?
    };
    let body = Html::joined([
        reference::forms(sight, &FORMS, &[])?,
        told,
        over_time,
        reference::texts(sight)?,
    ]);
    reference::page(sight, ROOM, "Personal och volymer", body)
}

/// The totals of a measure over time, drawn and in a table beside; nothing when there
/// are fewer than two.
fn series(
    sight: &Sight<'_>,
    units: &BTreeSet<UnitId>,
    measure: Measure,
    title: &str,
) -> Result<Html, Problem> {
    let figures = &sight.model().figures;
    let like = figures
        .reported_period(units, measure, sight.period(), sight.size)
        .unwrap_or(sight.period());
    let series = figures.series(units, measure, like, sight.size);
    if series.len() < 2 {
        return Ok(Html::default());
    }
    let labels: Vec<String> = series.iter().map(|(period, _)| in_words(*period)).collect();
    let values: Vec<Option<f64>> = series
        .iter()
        .map(|(_, figure)| Some(height(figure.value)))
        .collect();
    let chart = Chart {
        title,
        labels: &labels,
        values: &values,
        targets: &vec![None; values.len()],
    };
    let mut grid = Grid::new(format!("over-tid-{}", key(measure)), title)
        .short("Period")
        .figures("Totalt");
    if let Some((_, first)) = series.first()
        && matches!(first.value, FigureValue::Amount { .. })
    {
        grid = grid.note(format!(
            "Belopp i {}. Kostnader är negativa.",
            AMOUNTS.name()
        ));
    }
    for (period, figure) in &series {
        grid.push(row(*period, figure, measure)?);
    }
    let drawing = piece::figure(title, title, chart.drawn())?;
    // Two totals stand beside each other in the measure's own table already.
    if series.len() == 2 {
        return Ok(drawing);
    }
    Ok(Html::joined([drawing, grid.drawn()?]))
}

fn row(period: Period, figure: &Figure, measure: Measure) -> Result<GridRow, Problem> {
    let cell = match (figure.value, measure) {
        (FigureValue::Amount { amount_ore }, _) => Cell::Amount(amount_ore),
        (FigureValue::Number { value }, Measure::SickLeave) => Cell::Percent(value),
        (FigureValue::Number { value }, _) => Cell::Number(value),
    };
    let row = GridRow::new(Html::escaped(&in_words(period)));
    Ok(row
        .sourced(figure.grounds.provenance)
        .cell(piece::plain(&cell)?))
}

fn key(measure: Measure) -> &'static str {
    match measure {
        Measure::FullTimeEquivalents => "arsarbetare",
        Measure::FullTimeEquivalentsNetOfLeave => "arsarbetare-efter-franvaro",
        Measure::PayrollCost => "lonekostnad",
        Measure::SickLeave => "sjukfranvaro",
        Measure::ListedPatients => "listade-patienter",
        Measure::Turnover => "omsattning",
        Measure::Volume => "produktion",
    }
}

/// How high a figure is drawn: amounts in millions.
#[allow(
    clippy::cast_precision_loss,
    reason = "a drawing is no figure; the table beside it is exact"
)]
fn height(value: FigureValue) -> f64 {
    match value {
        FigureValue::Amount { amount_ore } => amount_ore.0 as f64 / 100_000_000.0,
        FigureValue::Number { value } => value.millionths() as f64 / 1_000_000.0,
    }
}
