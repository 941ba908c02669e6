//! The published reports of a unit and a year, and which of them are overtaken.

use projections::report::report_name;

use crate::access::matrix::Capability;
use crate::cli::moment;
use crate::render::words;
use crate::server::problem::Problem;
use crate::web::frame::in_words;
use crate::web::sight::Sight;
use crate::web::times::path;

/// The most reports that are shown: each costs a report to tell of, or two.
const MOST: usize = 4;

/// A published report.
pub(super) struct Published {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) at: String,
    /// How much would say something else now, empty when nothing; none where that cannot
    /// be told.
    pub(super) overtaken: Option<String>,
}

/// The reports of the page's unit and year, the last published first.
///
/// # Errors
/// [`Problem`] when the log cannot be read.
pub(super) fn published(sight: &Sight<'_>) -> Result<Vec<Published>, Problem> {
    let reading = sight.reading();
    let basis = reading.basis(sight.size)?;
    let year = sight.period().year();
    let reports = reading.model.reporting.published(sight.size);
    let mut reports: Vec<_> = reports
        .filter(|report| report.unit == *sight.unit() && report.period.year() == year)
        .collect();
    reports.reverse();
    let told = reports.into_iter().take(MOST).map(|report| {
        let page = path("/rapporter/publicerad", report.report.as_str());
        let times = sight.times.about(report.period);
        let compares = sight.may_of(Capability::Diff, Some(&report.unit)).is_ok();
        Published {
            name: format!("{} {}", report_name(report.kind), in_words(report.period)),
            address: times.link(&page),
            at: moment::shown(report.recorded.recorded_at),
            overtaken: compares
                .then(|| sight.question.changes_since(report, basis).ok())
                .flatten()
                .map(|changes| {
                    let some = (!changes.is_empty()).then(|| words::of_changes(&changes));
                    some.unwrap_or_default()
                }),
        }
    });
    Ok(told.collect())
}
